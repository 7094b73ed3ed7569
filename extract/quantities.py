"""Figures in sentences, in every notation of the genre, with their unit and the bound that clings to them.

Belongs here: reading what is printed as a value (7-8%, 百分之六点五, 近百亿元, 翻两番, 持平). Does not belong here:
what the figure is about, or whether it is a level or a growth.
"""

import re
from collections.abc import Callable
from typing import Any

import polars as pl

from extract import reference
from extract.notations import SCALE, pattern
from extract.schemas import Quantities
from extract.stage import Stage, validate
from extract.workers import by_report

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "半": 0.5}
_TENS = {"十": 10, "百": 100, "千": 1000}
_BOUND = {
    "以上": "ge",
    "及以上": "ge",
    "之上": "ge",
    "多": "ge",
    "余": "ge",
    "还多": "ge",
    "有余": "ge",
    "以内": "le",
    "以下": "le",
    "之内": "le",
    "之下": "le",
    "及以下": "le",
    "左右": "approx",
    "上下": "approx",
    "前后": "approx",
}
_QUICK = r"[0-9一二两三四五六七八九十百千万亿半]|翻番|持平|正增长|负增长|零增长"

_ALMOST = ("近", "将近", "接近")

_SCHEMA = {
    "report_id": pl.String,
    "sentence_index": pl.Int64,
    "start": pl.Int64,
    "end": pl.Int64,
    "value_text": pl.String,
    "form": pl.String,
    "value_low": pl.Float64,
    "value_high": pl.Float64,
    "unit_word": pl.String,
    "unit": pl.String,
    "bound": pl.String,
}


@by_report
def quantities(sentences: pl.DataFrame) -> Stage:
    """Every figure of every sentence: a frame of :class:`schemas.Quantities`, in reading order."""
    rows: list[dict[str, Any]] = []
    candidates = sentences.filter(pl.col("text").str.contains(_QUICK)).select("report_id", "sentence_index", "text")
    for report_id, index, text in candidates.iter_rows():
        rows += [{"report_id": report_id, "sentence_index": index, **found} for found in scan(text)]
    return validate("quantities", Quantities, pl.DataFrame(rows, schema=_SCHEMA))


def scan(text: str) -> list[dict[str, Any]]:
    """The figures of one sentence, left to right, as rows of :class:`schemas.Quantities` without their keys."""
    found = []
    for match in pattern().finditer(text):
        row = _read(match, text)
        if row is not None and abs(row["value_high"]) < _LARGEST:
            row.setdefault("value_text", text[row["start"] : row["end"]])
            found.append(row)
    if _SHARED_UNIT.search(text):
        for index in range(len(found) - 2, -1, -1):
            found[index] = _with_unit_of_next(found[index], found[index + 1], text)
    return found


_SHARED_UNIT = re.compile(r"(?:分别|各)[^，。；\d]{0,12}(?:\d[\d.]{0,12}+、){1,8}+\d")
_IN_A_ROW = re.compile(r"(?:分别|各)[^，。；\d]{0,12}(?:\d[\d.]{0,12}+、){0,8}+$")
_LEADING = re.compile(r"\d[\d.]*")
_ALIKE = 50.0
"""Times that values of one list may lie apart at most to be in one unit."""


def _with_unit_of_next(row: dict[str, Any], following: dict[str, Any], text: str) -> dict[str, Any]:
    """A bare number of a list in the unit that is printed once, behind its last (分别达到50、53亿元)."""
    number = _LEADING.match(text, following["start"])
    plain = row["form"] == following["form"] == "number" and row["value_low"] == row["value_high"]
    beside = text[row["end"] : following["start"]] == "、" and row["unit"] is None and row["unit_word"] == ""
    if not plain or not beside or number is None or not following["unit"] or not _IN_A_ROW.search(text[: row["start"]]):
        return row
    printed = float(number.group().rstrip("."))
    low, high = sorted((abs(row["value_low"]), printed))
    if not low or high > _ALIKE * low:
        return row
    value = _scaled(row["value_low"], following["value_low"] / printed)
    return {**row, **{name: following[name] for name in ("unit_word", "unit")}, "value_low": value, "value_high": value}


_TURN = re.compile(
    r"(?:%的|个月|季度|首次|首现|出现|扭转|告别|结束|摆脱|由|从|一度|止住|遏制)了?$"
    r"|(?:扭转|告别|结束|摆脱)了?(?:连续)?[^，。；\d%]{0,6}$"
)
_STEPS = re.compile(r"个(?:百|千|万|十|亿)*(?:元|美元)?级?(?:的?(?:大|新)?(?:台阶|关口|大关))")
_NO_AMOUNT = ("斤粮", "元级", "级产", "级企")
_STEP = re.compile(r"[个\d一二两三四五六七八九十]$")
_TORN = re.compile(r"\d[,，]{1,3}$")  # 1,,2 or 12，5: a number that damage tore apart
_LIST_NUMBER = re.compile(r"[（(]?\d{1,2}[.．、）)](?=\s*[^\d\s%％])")  # 1. in front of a list item
_LARGEST = 1e24
_PEOPLE = re.compile(
    r"(?:农村|城镇|城乡|农牧区|建档立卡|省级|国家级|绝对|深度|相对|剩余|全部){0,4}+的?(?:贫困|低收入|脱贫)?(?:人口(?!普查|规模|大)|群众|居民|农民|农牧民|村民|贫困户口)"
)
"""What stands right behind a number of people that has no 人 (281.8万农村人口)."""
_NOT_BEFORE = re.compile(r"(?:第|[A-Za-z#№](?<!GDP)(?<!CPI))$")


def _read(match: re.Match[str], text: str) -> dict[str, Any] | None:
    """A row for a match, or None where the match is no figure (an ordinal, a date, a code, a count of steps)."""
    before = text[max(0, match.start() - 3) : match.start()]
    if _NOT_BEFORE.search(before) or (before[-1:] in "0123456789." and before):
        return None
    if match.start() <= 1 and (number := _LIST_NUMBER.match(text)) and number.end() > match.start():
        return None
    if before[-1:] in (",", "，") and _TORN.search(text[max(0, match.start() - 4) : match.start()]):
        return None
    return _READERS[match.lastgroup or ""](match, text)


def han_value(text: str) -> float:
    """The number that Chinese numerals spell (六点五 -> 6.5, 一百二十 -> 120)."""
    for unit, scale in (("亿", 1e8), ("万", 1e4)):
        high, found, low = text.partition(unit)
        if found:
            return han_value(high) * scale + (han_value(low) if low else 0.0)
    whole, _, fraction = text.partition("点")
    total, current = 0.0, 0.0
    for char in whole:
        if char in _TENS:
            total += (current or 1) * _TENS[char]
            current = 0.0
        else:
            current = float(_DIGITS[char])
    value = total + current
    return value + float("0." + "".join(str(_DIGITS[c]) for c in fraction)) if fraction else value


def _row(match: re.Match[str], form: str, low: float, high: float, unit_word: str, bound: str | None) -> dict[str, Any]:
    unit = reference.units().get(unit_word)
    factor = unit.factor if unit else 1.0
    return {
        "start": match.start(),
        "end": match.end(),
        "form": form,
        "value_low": _scaled(low, factor),
        "value_high": _scaled(high, factor),
        "unit_word": unit_word,
        "unit": unit.code if unit else None,
        "bound": bound,
    }


def _scaled(value: float, factor: float) -> float:
    """The product, without the dust of binary fractions (28.82 x 1e8 is 2882000000)."""
    return float(f"{value * factor:.12g}")


def _bound(*words: str | None) -> str | None:
    for word in words:
        if word:
            return _BOUND.get(word, "ge")
    return None


def _value(text: str) -> float:
    return float(text.replace(",", ""))


def _percent(match: re.Match[str], text: str) -> dict[str, Any]:
    if match["mille"]:
        value = han_value(match["mille"]) / 10
        return _row(match, "number", value, value, "%", None)
    value = han_value(match["pct"])
    high = han_value(match["pct_high"]) if match["pct_high"] else value
    return _row(match, "number", value, high, "%", _bound(match["pct_tail"]))


def _part(match: re.Match[str], text: str) -> dict[str, Any]:
    value = 100 * han_value(match["part"]) / han_value(match["den"])
    return _row(match, "number", value, value, "%", _bound(match["part_tail"]))


def _slash(match: re.Match[str], text: str) -> dict[str, Any] | None:
    """1/3 is a third."""
    share = 100 * int(match["upper"]) / int(match["lower"])
    return _row(match, "number", share, share, "%", None) if share < 100 else None


def _point(match: re.Match[str], text: str) -> dict[str, Any]:
    value = han_value(match["pp"])
    return _row(match, "number", value, value, "个百分点", _bound(match["pp_tail"]))


def _tenth(match: re.Match[str], text: str) -> dict[str, Any]:
    value = 10 * han_value(match["tenth"]) + (5 if match["tenth_half"] else 0)
    return _row(match, "number", value, value, "%", _bound(match["tenth_tail"]))


def _times(match: re.Match[str], text: str) -> dict[str, Any]:
    value = 0.5 if match["times"] == "半" else han_value(match["times"])
    return _row(match, "number", value, value, "倍", _bound(match["times_more"], match["times_tail"]))


def _money(match: re.Match[str], text: str) -> dict[str, Any] | None:
    counted = match["han_unit"] in ("人次", "人", "户", "家")
    if counted and not match["han_scale"] and not match["han_of"] and not re.search(r"[万亿]", match["han"]):
        return None  # 一家人, 三户: words, not figures
    value = han_value(match["han"] + (match["han_of"] or "")) * SCALE[match["han_scale"] or ""]
    value += 0.1 * _DIGITS[match["jiao"]] if match["jiao"] else 0.0
    return _row(match, "number", value, value, match["han_unit"], _bound(match["han_more"], match["han_tail"]))


def _spelled(match: re.Match[str], text: str) -> dict[str, Any] | None:
    low, high = han_value(match["han_low"]), han_value(match["han_high"])
    return _row(match, "number", low, high, match["han_range_unit"], None) if low < high else None


def _sign(match: re.Match[str], text: str) -> dict[str, Any] | None:
    if _TURN.search(text[: match.start()]):
        return None  # 首次负增长, 扭转负增长局面: an event, no value
    bound = {"正增长": "ge", "负增长": "le", "零增长": "approx", "持平": "approx"}[match["sign"]]
    return _row(match, "sign", 0.0, 0.0, "%", bound)


def _order(match: re.Match[str], text: str) -> dict[str, Any]:
    return _row(match, "order", 10.0, 10.0, "%", "ge")


def _doubling(match: re.Match[str], text: str) -> dict[str, Any]:
    count = match["fold"] or "一"
    times = int(count) if count.isdigit() else int(han_value(count))
    value = (2.0**times - 1) * 100
    bound = "approx" if match["near"] in _ALMOST else "ge" if match["near"] else _bound(match["fold_tail"])
    return _row(match, "doubling", value, value, "%", bound)


def _range(match: re.Match[str], text: str) -> dict[str, Any] | None:
    unit = match["range_unit"]
    low_scale, high_scale = match["low_scale"] or "", match["high_scale"] or ""
    if match["low_unit"] and match["low_unit"] != unit:
        return None
    if not low_scale and not match["low_unit"]:
        low_scale = high_scale
    low, high = _value(match["low"]) * SCALE[low_scale], _value(match["high"]) * SCALE[high_scale]
    low = -low if match["neg"] else low
    high = -high if match["neg_high"] else high
    if unit in ("年", "天") or low >= high:
        return None
    return _row(match, "number", low, high, unit, _bound(match["range_tail"]))


def _number(match: re.Match[str], text: str) -> dict[str, Any] | None:
    unit, scale = match["unit"] or "", match["scale"] or ""
    after = text[match.end() : match.end() + 1]
    if not unit and after and ((after.isascii() and after.isalpha()) or after in "月日号时点版届年期"):
        return None
    if not unit and not scale and not text[: match.start()].strip() and after and not after.isascii():
        return None  # 2.3 固定资产投资...: the number of a paragraph
    if not unit and scale in ("万", "亿") and not match["tail"] and _PEOPLE.match(text, match.end()):
        unit = "人"
    if unit == "年" and not scale and len(match["num"]) == 4:
        return None
    if _is_step(text, match.end("scale") if scale else match.end("num"), match.end()):
        return None
    value = _value(match["num"]) * SCALE[scale]
    negative = match["minus"] and not re.search(r"[\d%万亿元月年]$", text[max(0, match.start() - 2) : match.start()])
    value = -value if negative else value
    return _row(
        match, "number", value, value, unit, _bound(match["more_a"], match["more_b"], match["more_c"], match["tail"])
    )


def _compound(match: re.Match[str], text: str) -> dict[str, Any] | None:
    """1亿2千万元: the second number counts a smaller scale than the first."""
    great, small = SCALE[match["great_scale"]], SCALE[match["small_scale"] or ""]
    if small >= great or float(match["small"]) * small >= great:
        return None
    value = float(match["great"]) * great + float(match["small"]) * small
    bound = _bound(match["compound_more"], match["compound_tail"])
    return _row(match, "number", value, value, match["compound_unit"], bound)


def _is_step(text: str, number_end: int, end: int) -> bool:
    """3个千亿元台阶 counts steps; it is no amount."""
    return text[number_end : number_end + 1] == "个" and _STEPS.match(text, number_end) is not None


def _bare(match: re.Match[str], text: str) -> dict[str, Any] | None:
    """A scale that stands for an amount (突破百亿元); only money, people and the like, never 万家 or 千亿级集群."""
    if _STEP.search(text[max(0, match.start() - 2) : match.start()]) or text.startswith(_NO_AMOUNT, match.end()):
        return None
    after = text[match.end() : match.end() + 1]
    if match["bare_unit"] and "一" <= after <= "鿿" and after not in "大台关新以左的多余级和及与并":
        return None  # 万元GDP, 亿元企业
    sized = match["bare_size"] is not None
    if match["bare_level"] or (
        not match["bare_unit"]
        and not sized
        and text[match.end() : match.end() + 1] not in ("", "，", "。", "、", "；", "大", "台", "关", "新")
    ):
        return None
    bound = _bound(match["bare_more"], match["bare_tail"])
    if sized:  # 保持千亿规模, 迈入万亿俱乐部
        said = _said_before(text[: match.start()])
        if not said:
            return None  # 打造千亿规模，建成…: what is planned of something, and no value that was reached
        bound = bound or (None if said & {"le", "approx"} else "ge")
    value = SCALE[match["bare"]]
    return _row(match, "scale", value, value, match["bare_unit"] or "", bound)


def _said_before(text: str) -> set[str]:
    """The classes of the words that end in front of a figure, of those that tell a value (保持, 重回, 接近)."""
    ends = (reference.lexicon().get(text[-length:]) for length in range(1, 7))
    return {c for word in ends if word is not None for c in word.classes & {"level", "ge", "le", "approx"}}


_READERS: dict[str, Callable[[re.Match[str], str], dict[str, Any] | None]] = {
    "percent": _percent,
    "fraction": _part,
    "slash": _slash,
    "point": _point,
    "doubling": _doubling,
    "multiple": _times,
    "tenths": _tenth,
    "money": _money,
    "spelled": _spelled,
    "direction": _sign,
    "digits": _order,
    "compound": _compound,
    "range": _range,
    "number": _number,
    "amount": _bare,
}
