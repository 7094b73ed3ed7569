"""A second reading of each fact, from its evidence alone and by other means than the first.

Belongs here: re-deriving value, unit, sign and comparator from the printed value and the words just before it, by
walking over characters, with the words of rederivation.csv. Does not belong here: anything of the first reading
(quantities, binding), of which nothing is used; and subject and period, which a span alone cannot settle.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from extract import reference

_SCALES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TAILS = {
    "以上": "ge",
    "之上": "ge",
    "以内": "le",
    "以下": "le",
    "之内": "le",
    "之下": "le",
    "左右": "approx",
    "上下": "approx",
    "前后": "approx",
}
_JOINTS = re.compile(r"[-—－–~～至到]{1,4}(?=[\d百一二两三四五六七八九十])")
_SIZE = re.compile(r"(?:规模|量级|体量|俱乐部|行列|阵营|方阵|梯队)$")
_LISTED = re.compile(
    r"(?:[\d.,]{1,20}|[零一二两三四五六七八九十百千万亿]{1,12})[^\d、和及与，]{0,8}(?:[、和及与]|以及){1,2}$"
)
_CLAUSE = re.compile(r"[，；。：:（()）！？\n]")
_NAMES_IT = re.compile(r"\s{0,20}+(?:[—－-]{1,2}|[：:])\s*+")
_LAST_OF_LIST = re.compile(r"(?:、\d[\d.]{0,12}+){1,8}+([万亿]{0,2}+[^\d，。；、\s以之左上]{0,3}+)")  # 50|、53亿元
_LONGEST_LEAD = 2  # a value in front of its name has at most a 约 or 不低于 before it
_LONGEST_SMALLER = 4
_LONGEST_LIST = 300  # values of one list stand within as many characters
_TURN = {"ge": "le", "le": "ge"}
_SO_MANY_GOALS = re.compile("^[两二三四五]个(?=翻)")  # 实现“三个翻一番”
_COUNTED_YEARS = re.compile(r"[一二两三四五六七八九十\d]{1,3}年$")  # 基本实现五年|翻一番
_ASKED = re.compile(r"(?:国家|自治区|上级|省|市|州)(?:要求|规定)的?$")  # 超过国家要求|77%
_GROWTHS = frozenset(("growth", "avg_growth", "total_growth", "change_pp"))


@dataclass(frozen=True)
class Rederived:
    """What the characters say: magnitudes without sign, the unit word, whether it is a decline or what it
    improves is left to the indicator (改善5%), and the bound."""

    low: float
    high: float
    unit_word: str
    declines: bool
    improves: bool
    bound: str | None


@cache
def _words(role: str) -> tuple[str, ...]:
    found = [r["word"] for r in reference.rows("rederivation") if r["role"] == role]
    return tuple(sorted(found, key=len, reverse=True))


def disagreement(fact: dict[str, Any]) -> str | None:
    """Why the second reading of a fact differs from the first, in a word, or None when they agree.

    A value may be printed more than once in its evidence; one place that agrees is enough. Relations have no value.
    """
    if fact["value_low"] is None and fact["value_high"] is None:
        return None
    evidence, printed = fact["evidence"], fact["value_text"]
    troubles = [_differs(fact, rederive(evidence, place, printed)) for place in _places(evidence, printed)]
    if not troubles:
        return "value"
    return None if None in troubles else troubles[-1]


def _places(evidence: str, printed: str) -> Iterator[int]:
    place = evidence.find(printed)
    while place >= 0:
        yield place
        place = evidence.find(printed, place + max(1, len(printed)))


def rederive(evidence: str, place: int, printed: str) -> Rederived | None:
    """The value printed at ``place`` of ``evidence``; None where the characters spell no value."""
    body, bound = _without_tail(_SIZE.sub("", printed))
    magnitude = _magnitudes(body)
    if magnitude is None:
        return None
    low, high, unit_word, vague = magnitude
    before = evidence[:place]
    if not unit_word and "\t" in before:
        scale, unit_word = _stated_unit(before.split("\t"))
        low, high = low * scale, high * scale
    elif not unit_word and (last := _LAST_OF_LIST.match(evidence, place + len(printed))):
        scale, unit_word = _stated_unit(["", last.group(1)])
        low, high = low * scale, high * scale
    clause = before[max((m.end() for m in _CLAUSE.finditer(before)), default=0) :]
    exceeded = "ge" if any(word in clause for word in _words("exceed")) else None
    inside = "approx" if body.startswith("翻") and "近" in body else "ge" if vague else None
    bound = bound or inside or exceeded or _bound_before(clause) or _closing(evidence[place + len(printed) :])
    bound = bound or ("ge" if _SIZE.search(printed) else None)  # 保持千亿规模
    declines = _declines(_named_behind(clause, evidence[place + len(printed) :]))
    return Rederived(low, high, unit_word, declines, clause.endswith(_words("better")), bound)


def _named_behind(clause: str, after: str) -> str:
    """The words that govern a value: those before it, or behind a dash where it stands in front of its name."""
    named = None if len(clause) > _LONGEST_LEAD else _NAMES_IT.match(after)
    return _CLAUSE.split(after[named.end() :], maxsplit=1)[0] if named else clause


def _stated_unit(cells: list[str]) -> tuple[float, str]:
    """Scale and unit that a row of a table states beside its values: as a cell, or in brackets behind its name."""
    named = re.search(r"[（(]([^（()）]+)[)）]$", cells[0].strip())
    for cell in [*cells[1:], *([named.group(1)] if named else [])]:
        found = _one("1" + cell.strip())
        if found is not None and found[0] == 1 and found[2] in reference.units():
            return found[1], found[2]
    return 1.0, ""


def _without_tail(printed: str) -> tuple[str, str | None]:
    text = _SO_MANY_GOALS.sub("", printed.removesuffix("及"))
    for tail, bound in _TAILS.items():
        if text.endswith(tail):
            return text[: -len(tail)].removesuffix("及"), bound
    return text, None


def _magnitudes(body: str) -> tuple[float, float, str, bool] | None:
    """Lower and upper value, unit word, and whether a 多 or 余 makes it a least value."""
    if body in ("持平", "零增长", "正增长", "负增长"):
        return 0.0, 0.0, "%", False
    if body.startswith("两位数") or body.startswith("二位数"):
        return 10.0, 10.0, "%", True
    if body.startswith("翻"):
        times = next((_HAN.get(c, int(c) if c.isdigit() else 1) for c in body if c in _HAN or c.isdigit()), 1)
        value = (2.0**times - 1) * 100
        return value, value, "%", "多" in body or "超" in body
    joint = _JOINTS.search(body, 1)
    if joint:
        first, second = _one(body[: joint.start()]), _one(body[joint.end() :])
        if first is not None and second is not None:
            scale = second[1] if first[1] == 1 and not first[2] else first[1]
            return first[0] * scale, second[0] * second[1], second[2] or first[2], False
    single = _one(body)
    if single is None:
        return None
    return single[0] * single[1], single[0] * single[1], single[2], "多" in body or "余" in body


def _one(text: str) -> tuple[float, float, str] | None:
    """Number, scale and unit word of one printed value (百分之六点五, 230余万人, 三成, 5000亿元)."""
    text = text.lstrip("-－−")
    if "分之" in text:
        whole, _, part = text.partition("分之")
        base = 100.0 if whole == "百" else 1000.0 if whole == "千" else _han(whole)
        return 100 * _han(part) / base, 1.0, "%"
    digits = re.match(r"[\d,]{0,40}\.?\d{1,40}", text)
    rest = text[digits.end() :] if digits else text
    value = float(digits.group().replace(",", "")) if digits else 1.0
    if digits is None:
        spelled = re.match(r"[零〇一二两三四五六七八九十百千万亿点半]{1,40}", text)
        if spelled is None:
            return None
        value, rest = (0.5 if spelled.group() == "半" else _han(spelled.group())), text[spelled.end() :]
        if len(rest) > 1 and rest[0] in "余多几" and rest[1] in "万亿":  # 四亿零七百多|万吨
            value, rest = _han(spelled.group() + rest[1]), rest[2:]
    scale = 1.0
    while (
        rest and (rest[0] in _SCALES or rest[0] in "余多几") and not rest.startswith(("千瓦", "千克", "千米", "百分点"))
    ):
        scale *= _SCALES.get(rest[0], 1.0)
        rest = rest[1:]
    if digits and (smaller := re.match(r"\d+", rest)):  # 1亿2千万元: a second number of a smaller scale
        below = _one(rest)
        if below is None or len(smaller.group()) > _LONGEST_SMALLER:
            return None
        return value * scale + below[0] * below[1], 1.0, below[2]
    if rest.startswith("成"):
        return value * 10 + (5 if "半" in rest else 0), 1.0, "%"
    return value, scale, rest.strip("余多个") if rest.strip("余多个") in reference.units() else rest.rstrip("余多")


def _han(text: str) -> float:
    """The number that Chinese numerals spell, by places: each scale multiplies what stands before it."""
    for unit in ("亿", "万"):
        if unit in text:
            high, _, low = text.rpartition(unit)
            return (_han(high) if high else 1.0) * _SCALES[unit] + (_han(low) if low else 0.0)
    whole, _, fraction = text.partition("点")
    total, digit = 0.0, 0.0
    for char in whole:
        if char in _SCALES:
            total, digit = total + (digit or 1.0) * _SCALES[char], 0.0
        else:
            digit = float(_HAN.get(char, 0))
    return total + digit + (float("0." + "".join(str(_HAN[c]) for c in fraction)) if fraction else 0.0)


def _declines(clause: str) -> bool:
    """Whether the movement that governs the value is one of decline.

    What its noun says (降幅收窄至8%), else the nearest verb, unless that only says where the value arrived (降至8%)."""
    nouns, verbs = [], []
    for falls, words in ((True, _words("down")), (False, _words("up"))):
        for word in words:
            if word not in clause:
                continue
            end = clause.rfind(word) + len(word)
            if len(word) == 1 and end < len(clause):  # 高 and 低 move a value only where they stand right before it
                continue
            if word.endswith(("幅", "速")):
                nouns.append((end, falls))
            else:
                verbs.append((end, falls and not clause[end:].startswith(("到", "至", "为"))))
    return max(nouns or verbs, default=(0, False))[1]


def _bound_before(clause: str) -> str | None:
    """The bound in front of a value; inside a list (分别突破9千亿元、3万亿元) the one in front of the list."""
    clause = clause[-_LONGEST_LIST:]
    found = _bound_at_end(clause)
    while found is None and (shorter := _LISTED.sub("", clause)) != clause:
        clause = shorter
        found = _bound_at_end(clause)
        if found == "approx":  # 约5%、6%: each value has its own
            return None
    return found


def _bound_at_end(clause: str) -> str | None:
    without = (clause.rstrip("了到达为在至的于"), _COUNTED_YEARS.sub("", clause), _ASKED.sub("", clause))
    endings = dict.fromkeys((clause, *without))  # mostly one and the same
    for role in ("ge", "le", "approx"):
        for text in endings:
            if not text.endswith(_words(role)):
                continue
            hit = next(w for w in _words(role) if text.endswith(w))
            if not (role == "ge" and text.endswith("不" + hit)):
                return role
    return None


def _closing(after: str) -> str | None:
    """The bound that closes the list which the value opens (5%、6%左右)."""
    values = re.match(r"以?(?:[、和及与]{1,2}+[^、，；。和及与]{1,16}+){1,20}+$", after)
    tail = next((t for t in _TAILS if after.endswith(t)), None) if values else None
    return _TAILS[tail] if tail else None


def _differs(fact: dict[str, Any], found: Rederived | None) -> str | None:
    if found is None:
        return "value"
    unit = reference.units().get(found.unit_word)
    ratio = reference.conversion(unit.code, fact["unit"]) if unit else None
    factor = unit.factor * (ratio or 1.0) if unit else 1.0
    lows = {abs(v) for v in (fact["value_low"], fact["value_high"]) if v is not None}
    ours = {found.low * factor, found.high * factor}
    if found.unit_word == "倍":
        ours = {v * 100 for v in ours} | {abs(v * 100 - 100) for v in ours}
        ours = {v for v in ours if any(_close(v, w) for w in lows)} or ours
    if not all(any(_close(v, w) for w in ours) for v in lows):
        return None if _is_index(fact, found) else "value"
    posts = fact["unit"] == "person" and found.unit_word == "个" and "岗位" in fact["evidence"]
    printed = unit.code if unit is not None and ratio is None and not posts else None
    if printed is not None and not _same_unit(printed, fact["unit"]):
        return "unit"
    negative = any(v < 0 for v in (fact["value_low"], fact["value_high"]) if v is not None)
    falls = _falls(fact, found) and fact["measure"] in _GROWTHS and any(lows)
    printed_minus = fact["value_text"][:1] in "-－−"
    if any(lows) and negative != (falls or printed_minus):
        return "sign"
    bound = _TURN.get(found.bound or "", found.bound) if falls else found.bound
    expected = "range" if found.low != found.high else bound or "eq"
    return None if expected == fact["comparator"] or found.unit_word == "倍" or not any(lows) else "comparator"


def _falls(fact: dict[str, Any], found: Rederived) -> bool:
    if found.improves:
        return reference.indicators()[fact["indicator_code"]].direction == "lower_is_better"
    return found.declines


def _is_index(fact: dict[str, Any], found: Rederived) -> bool:
    """Whether the value is an index of which the year before is 100, and the fact the change that it says."""
    values = [v for v in (fact["value_low"], fact["value_high"]) if v is not None]
    said = any(_close(found.low, 100 + value) for value in values)
    return said and "指数" in fact["evidence"] and found.unit_word in ("", "%") and fact["measure"] in _GROWTHS


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(1.0, abs(one), abs(other))


def _same_unit(printed: str, stored: str) -> bool:
    families = ({"household", "count"}, {"percent", "multiple"}, {"percent", "percentage_point"})
    return printed == stored or any({printed, stored} <= family for family in families)
