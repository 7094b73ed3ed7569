"""Expressions of time, and the years that they mean in the report of a given year.

Belongs here: reading an expression (2021年, 十四五末, 过去五年, 上半年) as years relative to the report year. Does not
belong here: which figure an expression governs (clauses for sentences, binding for clauses).
"""

import re
from dataclasses import dataclass
from functools import cache

from extract import reference

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_N = r"(?P<{0}>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})"


@dataclass(frozen=True)
class TimeMark:
    """One expression of time in a sentence.

    ``role``: in (the years of what is said), by (due at the end of these years), base (compared with the end of
    these years), sub (part of a year), tenure (since a date that the text alone does not tell).
    ``start`` / ``end`` are offsets in the sentence, ``first`` / ``last`` the years (0 for sub and tenure).
    """

    role: str
    start: int
    end: int
    first: int = 0
    last: int = 0
    text: str = ""


def chinese_number(text: str) -> int:
    """The number that up to three Chinese numerals or digits stand for (十五 -> 15, 12 -> 12)."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGIT.get(tens, 1) if tens else 1) * 10 + (_DIGIT.get(ones, 0) if ones else 0)
    return _DIGIT.get(text, 0)


@cache
def _pattern() -> re.Pattern[str]:
    plans = "|".join(sorted(reference.plan_periods(), key=len, reverse=True))
    sub = (
        r"(?P<sub>\d{4}年)?(?:上半年|下半年|(?:前|第)?[一二三四1-4](?:个)?季度|前[一二三四五六七八九十\d]{1,2}个?月|"
        r"\d{1,2}月?[-—－–~至到]\d{1,2}月份?|\d{1,2}月末|\d{1,2}月底|\d{1,2}月份|今年以来|截至\d{1,2}月|"
        r"\d{1,2}月\d{1,2}日|单月|当月|首季|首月|月均|每月|日均|每天|季均)"
    )
    span = r"(?P<span_a>\d{4})(?:年)?[-—－–~至到]{1,2}(?P<span_b>\d{4})年"
    plan = (
        rf"(?:[“\"'‘]?(?P<plan>{plans})[”\"'’]?|第(?P<plan_no>十[一二三四五六]?)个五年(?=规划|计划))(?P<plan_doc>规划|计划|《?纲要)?(?P<plan_tail>期末|时期末|末期|末|期间|时期以来|时期|以来|期|前[一二三四]年|收官|开局)?"
        r"(?:(?<=五)(?=[^期时末以规计]))?"
    )
    tenure = r"建区以来|成立以来|设立以来|改革开放以来|建市以来|新中国成立以来|党的十八大以来|建省以来|撤县设区以来|建县以来|建州以来|挂牌以来"
    back = (
        rf"(?:过去|近|前|最近|这|此前|刚刚过去的?){_N.format('back_a')}(?:个)?年(?:来|间|里|多来)?|"
        rf"{_N.format('back_b')}(?:个)?年(?:多)?(?:来|间|以来|(?=累计|年均|平均|共|合计|总计|分别))|"
        rf"(?:(?<=[，；、。：])|^){_N.format('back_d')}年(?=[一-鿿])(?!级|计划|规划|前|后|制|期|内|龄|代|度|底|末|初)|"
        rf"过去的{_N.format('back_c')}年|(?P<term>本届政府(?:任期|成立以来)?|上届政府)"
    )
    held = rf"连续{_N.format('held')}个?[年月]|连{_N.format('held_b')}年|{_N.format('held_c')}年内"
    bare = rf"{_N.format('bare')}年(?=增|下降|降低|提高|提升|翻|超|突破|完成|实现|实际|新增|减少|上升|接近|近|翻)"
    ahead = (
        rf"(?:今后|未来|之后|今后的|未来的|接下来){_N.format('ahead_a')}(?:到\w{{1,2}})?年|"
        rf"(?P<next_term>新一届政府|本届政府工作目标)|(?P<year_by>每年)"
    )
    ago = rf"{_N.format('ago')}年前"
    year = r"(?P<year>\d{4})年(?:底|末|度|以来)?"
    words = r"(?P<last_year>去年|上年|过去一年|一年来|过去的一年|上一年|刚刚过去的一年|这一年)|(?P<this_year>今年|本年度|新的一年|来年)"
    alternatives = [sub, span, tenure_group(tenure), held, back, ahead, ago, words, plan, bare, year]
    return re.compile("|".join(f"(?:{a})" for a in alternatives))


def tenure_group(words: str) -> str:
    """The alternatives of an open-ended stretch as one named group."""
    return f"(?P<tenure>{words})"


_BASE_BEFORE = re.compile(r"(?:比|较|与|相比于|相较于|相较|相比|是|为|相对于)$")
_BY_BEFORE = re.compile(r"(?:到|至|力争到|截至|到了)$")
_FIGURES = frozenset("0123456789")
_RECORD = re.compile(r"^(?:来|以来)?的?(?:最|新高|首次|首|同期|高点|之最)|^的?基础上")
_TIMELY = re.compile(r"[年月季五府首均天]")  # every expression of time has one of these characters
_BASE_TAIL = re.compile(r"^[^，。；]{0,6}?(?:相比较?|时相比)")


def time_marks(text: str, report_year: int) -> list[TimeMark]:
    """The expressions of time in ``text``, in order, read in the report of ``report_year``."""
    if not _TIMELY.search(text):
        return []
    marks = []
    for match in _pattern().finditer(text):
        mark = _read(match, text, report_year)
        if mark is not None:
            marks.append(mark)
    return marks


def _read(match: re.Match[str], text: str, report_year: int) -> TimeMark | None:
    start, end = match.span()
    before = text[max(0, start - 4):start]
    role, first, last = _years(match, report_year)
    if role == "skip" or (start and text[start - 1] in _FIGURES and text[start] in _FIGURES):
        return None
    if role in ("in", "document") and last > first and _RECORD.match(text[end:]):
        role = "held"
    if role == "in" and (opening := _BASE_BEFORE.search(before)) and _is_base(match, text, before):
        role = "base"
        start -= len(opening.group())
        tail = _BASE_TAIL.match(text[end:])
        end += tail.end() if tail else 0
    elif role == "in" and (_BY_BEFORE.search(before)):
        role = "by"
    if role in ("in", "by", "base") and not (1949 <= first <= last <= 2100):
        return None
    return TimeMark(role, start, end, first, last, text[start:end])


def _is_base(match: re.Match[str], text: str, before: str) -> bool:
    """比2010年 is a base; 是2021年 is one only when a multiple follows (是2015年的2倍)."""
    if before.endswith(("比", "较", "相较", "相比")):
        return True
    tail = text[match.end():match.end() + 8]
    if before.endswith("与"):
        return "比" in tail
    return tail.startswith("的") and ("倍" in tail or "%" in tail)


def _years(match: re.Match[str], report_year: int) -> tuple[str, int, int]:
    """Role and years of a match of the pattern; role skip where the match is no expression of time."""
    group = match.groupdict()
    review = report_year - 1
    if group["span_a"]:
        return "in", int(group["span_a"]), int(group["span_b"])
    if group["tenure"]:
        return "tenure", 0, 0
    if group["held"] or group["held_b"] or group["held_c"]:
        return "held", 0, 0
    if group["term"]:
        return "in", review - 4, review
    if group["next_term"]:
        return "in", report_year, report_year + 4
    if group["year_by"]:
        return "skip", 0, 0
    for name in ("back_a", "back_b", "back_c", "back_d", "bare"):
        if group[name]:
            count = chinese_number(group[name])
            return ("in", review - count + 1, review) if 1 <= count <= 80 else ("skip", 0, 0)
    if group["ahead_a"]:
        return "in", report_year, report_year + chinese_number(group["ahead_a"]) - 1
    if group["ago"]:
        past = review - chinese_number(group["ago"])
        return "base", past, past
    if group["last_year"]:
        return "in", review, review
    if group["this_year"]:
        return "in", report_year, report_year
    if group["plan"] or group["plan_no"]:
        return _plan_years(group)
    if group["year"]:
        return "in", int(group["year"]), int(group["year"])
    return "sub", 0, 0


def _plan_years(group: dict[str, str]) -> tuple[str, int, int]:
    first, last = reference.plan_periods()[group["plan"] or group["plan_no"] + "五"]
    tail = group["plan_tail"] or ""
    if group["plan_doc"]:
        return "document", first, last
    if tail.endswith(("末", "末期")):
        return "by", last, last
    if tail.startswith("前"):
        return "in", first, first + chinese_number(tail[1]) - 1
    if tail == "收官":
        return "skip", 0, 0
    return "in", first, last
