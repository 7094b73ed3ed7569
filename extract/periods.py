"""Expressions of time, and the years that they mean in the report of a given year.

Belongs here: reading an expression (2021年, 十四五末, 过去五年, 上半年) as years relative to the report year; the
expressions themselves are rows of time_expressions.csv. Does not belong here: which figure an expression governs
(clauses for sentences, binding for clauses).
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from extract import reference

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_NUMBER = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
BARE_COUNT = re.compile(r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})个?年")
"""A count of years that says neither 来 nor 内: in a plan it looks ahead."""
_COUNT = re.compile(r"(\d{1,2}|[一二两三四五六七八九十]{1,3})(?=个?年)")
_YEAR = re.compile(r"\d{4}")
TIMELY = re.compile(
    r"[年月季届]|世纪|日均|每天|以来|任期|暑期|期间|[假长][期假日]|金周|五[”\"'’载]|十[一二三四五六]五|自[^，。；]{4,20}后"
)
"""Every expression of time has one of these: few sentences have, so that the others are not searched."""
_BASE_BEFORE = re.compile(
    r"(?:(?:比|较)[^，。；、\d]{1,7}的|比|较|与|同|跟|相比于|相较于|相较|相比|是|为|相对于|[高快好优低慢]于|不[低高]于|超过|恢复到|"
    r"恢复至|相当于|达到)$"
)
_BASE_TAIL = re.compile(r"^[^，。；]{0,6}?(?:相比较?|时相比)")
_BY_BEFORE = re.compile(r"(?:到|至|力争到|截至|到了)$")
_TIMES = re.compile(r"^\d{1,6}(?:\.\d{1,6})?倍")
_MULTIPLE = re.compile(r"^(?:末|底)?的(?:[\d.]+倍?[、和]){0,4}[\d.点一二两三四五六七八九十]+多?倍")
_ANNIVERSARY = re.compile(
    r"^(?:的|规划|计划)?(?:开局|收官|起步|开篇|第[一二三四五]|最后一|头一|首|关键|攻坚|决胜|冲刺|承上启下|实施|启动)[^，。；]{0,4}年"
)
_ON_BASIS = re.compile(
    r"^(?:(?:的|完成|实现|达到)?[\d.]+[万亿]*(?:元|吨|人|美元|斤|公斤)?的?|同期?|的?(?:快速|高速|较快|大幅|两位数)?增长)?"
    r"的?(?:(?:(?:较?[高低]基数)?的?基础|较?[高低]?基数)上|较?[高低]?基数的?(?:情况|条件|前提)下)"
)
_SAME = re.compile(r"^(?:同期)?(?:基本|大体)?(?:持平|相当|相同)")
_RECORD = re.compile(
    r"^(?:来|以来)?的?(?:[^，。；\d]{0,4}?最[快高大好多低小强优慢少]|最|新高|首次|首|同期|高点|之最)|^的?基础上"
)
_SINCE_EVENT = re.compile(r"^[^，。；、\d]{1,12}?以来的?")
_LOOKING = re.compile(r"\(\?<?[=!][^()]*\)")  # what a pattern looks at, ahead or behind, without reading it
_FIRST_YEAR, _LAST_YEAR, _LONGEST = 1949, 2100, 80


@dataclass(frozen=True)
class TimeMark:
    """One expression of time in a sentence.

    ``role``: in (the years of what is said), by (due at the end of these years), base (compared with the end of these
    years), document (a plan as a paper, not as a time), held (连续三年), sub (part of a year), tenure (since a date
    that the text alone does not tell). ``start`` / ``end`` are offsets in the sentence, ``first`` / ``last`` the years
    (0 where the role has none).
    """

    role: str
    start: int
    end: int
    first: int = 0
    last: int = 0
    text: str = ""


class _Years(NamedTuple):
    """The year that a report plans for, and the one in which it was delivered."""

    report: int
    this: int


@dataclass(frozen=True)
class _Expression:
    role: str
    first: str
    last: str


def chinese_number(text: str) -> int:
    """The number that up to three Chinese numerals or digits stand for (十五 -> 15, 12 -> 12)."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGIT.get(tens, 1) if tens else 1) * 10 + (_DIGIT.get(ones, 0) if ones else 0)
    return _DIGIT.get(text, 0)


def years_in(text: str) -> int:
    """How many years an expression counts (连续五年 -> 5), 0 where it counts none."""
    named = _COUNT.findall(text)
    return chinese_number(named[-1]) if named else 0


@cache
def _expressions() -> tuple[re.Pattern[str], dict[str, _Expression]]:
    """One pattern for the rows of time_expressions.csv, in the file's order of precedence.

    An empty named group behind each row says which one matched: in front of it, it would hide from the matcher with
    which character a row begins. The look-ahead lets only characters pass that a pattern could read.
    """
    plans = "|".join(sorted(reference.plan_periods(), key=len, reverse=True))
    parts, by_group = [], {}
    for index, row in enumerate(reference.rows("time_expressions")):
        pattern = row["pattern"].replace("{N}", _NUMBER).replace("{PLANS}", plans)
        parts.append(f"(?:{pattern})(?P<e{index}>)")
        by_group[f"e{index}"] = _Expression(row["role"], row["first"], row["last"])
    body = "|".join(parts)
    read = _LOOKING.sub("", body)
    characters = "".join(re.escape(character) for character in sorted(set(read)))
    return re.compile(rf"(?=[\d{characters}])(?:{body})"), by_group


def time_marks(text: str, report_year: int, this_year: int | None = None) -> list[TimeMark]:
    """The expressions of time in ``text``, in order, read in the report of ``report_year``.

    ``this_year`` is the year in which the report was delivered, where that is not the year that it plans for.
    """
    if not TIMELY.search(text):
        return []
    pattern, by_group = _expressions()
    years = _Years(report_year, this_year or report_year)
    marks = [_read(m, by_group[m.lastgroup or ""], text, years) for m in pattern.finditer(text)]
    return [mark for mark in marks if mark is not None]


def opening_mark(text: str, report_year: int, this_year: int | None = None) -> TimeMark | None:
    """The expression of time with which ``text`` begins, or None; see :func:`time_marks`."""
    pattern, by_group = _expressions()
    found = pattern.match(text) if TIMELY.search(text) else None
    years = _Years(report_year, this_year or report_year)
    return _read(found, by_group[found.lastgroup or ""], text, years) if found else None


def _read(match: re.Match[str], expression: _Expression, text: str, known: _Years) -> TimeMark | None:
    start, end = match.span()
    if start and text[start - 1].isdigit() and text[start].isdigit():
        return None
    role = expression.role
    if not expression.first:
        compared = role == "sub" and text[max(0, start - 1) : start] in ("比", "较", "与", "同")
        return TimeMark("held" if compared else role, start, end, text=match.group())
    years = _years(expression, match.group(), known)
    if years is None:
        return None
    first, last = years
    before = text[max(0, start - 9) : start]
    if role in ("in", "document") and last > first and (_RECORD.match(text[end:]) or _ANNIVERSARY.match(text[end:])):
        role = "held"
    if role == "in" and first == last and _is_record(match.group(), text[end:]):
        role = "held"  # 1998年以来最严重的洪涝: how long there was no such thing, and no time of what follows
    if role == "in" and first == last and before.endswith("在") and _ON_BASIS.match(text[end:]):
        end += _ON_BASIS.match(text[end:]).end()  # type: ignore[union-attr]
        return TimeMark("base", start - 1, end, first, last, text[start - 1 : end])
    opening = _BASE_BEFORE.search(before)
    if role in ("in", "by") and ((opening and _is_base(text[end:], before)) or _MULTIPLE.match(text[end:])):
        role = "base"
        start -= len(opening.group()) if opening else 0
        tail = _BASE_TAIL.match(text[end:])
        end += tail.end() if tail else 0
    elif role == "in" and _BY_BEFORE.search(before):
        role = "by"
    return TimeMark(role, start, end, first, last, text[start:end])


def _is_record(words: str, after: str) -> bool:
    """Whether a year only says since when there was nothing like it: 1998年以来最…, 2019年核算改革以来最…."""
    since = _SINCE_EVENT.match(after)
    return bool(_RECORD.match(after[since.end() :] if since else after)) and (bool(since) or words.endswith("以来"))


def _is_base(after: str, before: str) -> bool:
    """比2010年 is a base; 是2021年 is one only when a multiple follows (是2015年的2倍)."""
    if before.endswith(("的", "恢复到", "恢复至")) or before.endswith(("比", "较", "相较", "相比", "于", "超过")):
        return True
    if before.endswith(("与", "同", "跟")):
        return "比" in after[:8] or bool(_SAME.match(after))
    if _TIMES.match(after):  # 是2011年1.81倍
        return True
    return after.startswith("的") and any(sign in after[:8] for sign in ("倍", "%", "成", "分之"))


def _years(expression: _Expression, words: str, known: _Years) -> tuple[int, int] | None:
    """First and last year of an expression; None where they are out of range."""
    number = years_in(words)  # the last count: 2012年以来的五年
    counts = _parsed(expression.first)[1] or _parsed(expression.last)[1]
    if counts and not 1 <= number <= _LONGEST:
        return None
    first = _year(expression.first, words, known, number)
    last = _year(expression.last, words, known, number)
    return (first, last) if _FIRST_YEAR <= first <= last <= _LAST_YEAR else None


def _year(term: str, words: str, known: _Years, number: int) -> int:
    """The year that a term of time_expressions.csv means: an anchor (review, report, now, century, year, year2,
    plan, plan2)
    with an offset that may count n, the number of years that the expression names."""
    anchor, counts, added = _parsed(term)
    return _anchor(anchor, words, known) + counts * number + added


@cache
def _parsed(term: str) -> tuple[str, int, int]:
    """A term's anchor, whether it adds n (1), takes it away (-1) or names none (0), and what else it adds."""
    match = re.fullmatch(r"(?P<anchor>[a-z]+2?)(?P<n>[+-]n)?(?P<add>[+-]\d+)?", term)
    if match is None:
        raise ValueError(f"time_expressions.csv: {term!r} is no term such as review, report+n-1 or plan2")
    return match["anchor"], {"+n": 1, "-n": -1, None: 0}[match["n"]], int(match["add"] or 0)


def _anchor(name: str, words: str, known: _Years) -> int:
    if name == "now":
        return known.this
    if name == "century":  # that of the report, by the last year of the one before it
        return (known.report - 1) // 100 * 100
    if name in ("review", "report"):
        return known.report - (name == "review")
    if name.startswith("year"):
        return int(_YEAR.findall(words)[-1 if name == "year2" else 0])
    return _plan(words)[name == "plan2"]


def _plan(words: str) -> tuple[int, int]:
    spelled = re.search(r"第(十[一二三四五六]?)个五年", words)
    if spelled:
        return reference.plan_periods()[spelled.group(1) + "五"]
    return max((p for p in reference.plan_periods().items() if p[0] in words), key=lambda p: len(p[0]))[1]
