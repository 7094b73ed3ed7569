"""A report's text cut into units, each with the evidence of what it does: the cues of headings, openings and words.

Belongs here: where units begin and which cues (role_cues.csv) speak in each. Does not belong here: what the cues weigh
and which role follows (roles), and the years of a stretch (structure).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

import polars as pl

from extract import reference
from extract.headings import Heading, behind_contents, cue_kinds, headings, without_ordinal
from extract.periods import TimeMark, chinese_number, time_marks

BEGINNINGS = ("annex", "chapter", "sub", "below", "paragraph", "inside")
"""How a unit can begin: with a heading (of an annex, a chapter, below a chapter), right below one, or in the text."""
OPENING = 44
"""Characters of a unit that count as its opening."""
_BY_DEPTH = ("annex", "chapter", "sub")
_BACK, _AHEAD = frozenset(("t_last_year", "t_term_behind")), frozenset(("t_this_year", "t_term_ahead"))
_TERMS = frozenset(("t_term_behind", "t_term_ahead"))
_TELLING = _BACK | _AHEAD | {"t_term_running", "review", "goal", "task"}
_MOST = 3  # a cue that comes more often says no more
_SHORT, _LONG = 30, 150
_NUMBER = re.compile(r"^\s*([一二三四五六七八九十]{1,3})、")
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’）]*|$)")
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "report_id": pl.String,
    "start": pl.Int64,
    "end": pl.Int64,
    "at": pl.String,
    "chapter": pl.String,
    "below": pl.String,
    "body": pl.String,
    "opening": pl.String,
    "said": pl.String,
}


class _Unit(NamedTuple):
    """A stretch that is decided as one. ``at`` tells how it begins; ``own`` is the nearest heading above it, ``top``
    the nearest chapter that says by its time or words what it does, ``chapter`` and ``below`` the titles above it;
    ``anew`` says that the numbers of chapters have begun anew since ``top``."""

    start: int
    end: int
    at: str
    own: Heading | None
    top: Heading | None
    chapter: str
    below: str
    anew: bool


class _Report(NamedTuple):
    """What the features of a unit are read from, beside the unit."""

    text: str
    year: int
    session: int | None
    speaking: list[Heading]


def evidence(reports: pl.DataFrame) -> pl.DataFrame:
    """Every unit of every report with its features, in the order of the reports and of the text, without gaps.

    ``reports`` needs report_id, text, report_year and congress_session. Columns: report_id, start, end, at, chapter,
    below (the titles above the unit), ``said`` (names of features that speak once), ``body:NAME`` (how often a cue
    comes in its words, at most 3) and ``open:NAME`` (whether a cue stands in its opening).
    """
    columns = ["report_id", "text", "report_year", "congress_session"]
    rows: list[tuple[str | int, ...]] = []
    for report_id, text, year, session in reports.select(columns).iter_rows():
        rows += ((report_id, *row) for row in _report_units(text, year, session))
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row").with_columns(pl.col("said").str.split(" "))
    return frame.with_columns(*_counted(), *_opened()).drop("body", "opening")


def _counted() -> Iterator[pl.Expr]:
    for name, pattern in _cues("body").items():
        yield pl.col("body").str.count_matches(pattern).clip(0, _MOST).cast(pl.Float64).alias(f"body:{name}")


def _opened() -> Iterator[pl.Expr]:
    for name, pattern in _cues("opening").items():
        yield pl.col("opening").str.contains(pattern).cast(pl.Float64).alias(f"open:{name}")


@cache
def _cues(where: str) -> dict[str, str]:
    return {r["feature"]: r["pattern"] for r in reference.rows("role_cues") if r["where"] == where}


@cache
def _compiled(where: str) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _cues(where).items()}


def _units(text: str, found: list[Heading]) -> Iterator[_Unit]:
    """Headings, paragraphs, and the parts of paragraphs that turn to other things."""
    at_offset = {heading.offset: heading for heading in found}
    cuts = sorted({0, *_cuts(text, found)})
    own = top = None
    chapter = sub = ""
    number, anew = 0, False
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        heading = at_offset.get(start)
        if heading is None:
            behind_heading = own is not None and start == cuts[bisect_right(cuts, own.offset)]
            at = "below" if behind_heading else "paragraph" if text[start - 1 : start] in ("\n", "") else "inside"
        else:
            own, at = heading, _BY_DEPTH[heading.depth]
            chapter, sub = (chapter, heading.title) if heading.depth == 2 else (heading.title, "")
            top = heading if top is None or heading.depth == 0 or _speaks(heading) else top
            if heading.depth == 1:
                before, number = number, _ordinal(heading.title)
                anew = heading is not top and (anew or number <= before)
        yield _Unit(start, end, at, own, top, chapter, sub, anew)


def _cuts(text: str, found: list[Heading]) -> Iterator[int]:
    for heading in found:
        yield heading.offset
        end = text.find(heading.title, heading.offset, heading.offset + len(heading.title) + 9) + len(heading.title)
        if heading.offset < end < len(text):
            yield end + (text[end] in "\n。")
    turns = _compiled("turn")["turns"]
    start = 0
    for line in text.split("\n"):
        if line.strip() and "\t" not in line:  # the rows of a table stay with what announces them
            yield start
            for match in _SENTENCE.finditer(line):
                if match.start() and turns.match(match.group().lstrip()):
                    yield start + match.start()
        start += len(line) + 1


def _speaks(heading: Heading) -> bool:
    """Whether a chapter's heading says what it does: by its time or by its cue words (not 三、推进乡村振兴)."""
    return heading.depth <= 1 and bool(_compiled("turn")["time"].search(heading.title) or cue_kinds(heading.title))


def _times(marks: list[TimeMark], report_year: int) -> set[str]:
    """What the expressions of time of a heading or an opening say: t_last_year, t_this_year, t_term_behind ..."""
    said = set()
    for mark in marks:
        if mark.role not in ("in", "by", "document") or not mark.last:
            continue
        if mark.first == mark.last:
            year = mark.first - report_year
            said.add({-1: "t_last_year", 0: "t_this_year"}.get(year, "t_before" if year < 0 else "t_after"))
        elif mark.last < report_year:
            said.add("t_term_behind")
        else:
            said.add("t_term_ahead" if mark.first >= report_year - 1 else "t_term_running")
        if mark.role == "document":
            said.add("t_document")
    return said


@cache
def _heading_says(title: str, report_year: int) -> frozenset[str]:
    """The cues of a heading's words and times."""
    words = without_ordinal(title)
    said = {name for name, pattern in _compiled("heading").items() if pattern.search(words)}
    return frozenset(said | _times(time_marks(words, report_year), report_year))


def _looks(said: frozenset[str]) -> str:
    """Where a heading looks by its times, else by its words: back, ahead, both ways or nowhere."""
    back, ahead = bool(said & _BACK), bool(said & _AHEAD)
    if not back and not ahead:
        back, ahead = "review" in said, bool(said & {"goal", "task", "require"})
    return {(True, False): "back", (False, True): "ahead", (True, True): "both"}.get((back, ahead), "nowhere")


def _report_units(text: str, report_year: int, session: int | None) -> Iterator[tuple[str | int, ...]]:
    """The units of a report as rows: the columns of the frame behind report_id, the features that speak in one text."""
    found = behind_contents(headings(text), text)
    report = _Report(text, report_year, session, [heading for heading in found if _speaks(heading)])
    dated = _compiled("dated")
    since: set[str] = set()  # what the last expression of time at the head of a unit of this chapter said
    opened: set[str] = set()  # and above the first subheading of it, which the subheadings go back to
    lately: set[str] = set()  # the same, but that a heading ends it
    chapter: set[str] = set()
    mixed = ""  # below a heading that names a term and its last year: which of them is spoken of
    planned = False  # the goals or the work of this year were announced: what follows is of it
    for unit in _units(text, found):
        words = text[unit.start : unit.end].strip()
        opening = words[:OPENING]
        times = _times(time_marks(opening, report_year), report_year)
        if not times and dated["year_goals"].match(words) and dated["plan_goals"].search(words) is None:
            times = {"t_this_year"}
        if not times and dated["turns_to_term"].match(words):
            times = {"t_term_behind"}
        since = times if times or unit.at == "chapter" else opened if unit.at == "sub" else since
        opened = opened if unit.below else since
        said = _above(unit, report) | {f"open:{cue}" for cue in times} | {f"since:{cue}" for cue in since}
        lately = times or (chapter if unit.at == "sub" else set() if unit.at in _BY_DEPTH else lately)
        chapter = chapter if unit.below else lately
        said |= _dated(unit, report, lately)
        mixed = "" if unit.at == "chapter" else _which(mixed, times, words)
        if mixed and {"top:t_term_behind", "top:t_last_year"} <= said:
            said |= {f"mixed:{mixed}"}
        planned = planned or dated["plans_the_year"].search(words) is not None
        if planned and not {"top:t_term_ahead", "own:t_term_ahead", "open:t_term_ahead"} & said:
            said |= {"planned:year"}
        if {"top:t_term_behind", "top:t_term_ahead"} & said and dated["year_as_topic"].match(words):
            said |= {f"topic:{time}" for time in times}  # below 过去五年 or 今后五年, one of the years
        said |= {"short" if len(words) < _SHORT else "long" if len(words) > _LONG else "middling"}
        told = " ".join(sorted(said | _around(unit, report)))
        yield unit.start, unit.end, unit.at, unit.chapter, unit.below, words, opening, told


def _which(before: str, times: set[str], words: str) -> str:
    """Whether a unit begins to speak of the term behind or turns to its last year; a figure of that year is no turn."""
    cues = _compiled("dated")
    if cues["of_one_year"].match(words) or ("t_last_year" in times and cues["turns_to_year"].match(words)):
        return "year"  # 2015年是“十二五”的最后一年 turns to the year, too
    return "term" if "t_term_behind" in times else before


def _dated(unit: _Unit, report: _Report, lately: set[str]) -> set[str]:
    """Whether the nearest heading with a time names only a term, or only one year, and no unit since a heading has
    begun with the other. A heading on how a plan begins (“十五五”开好局) names its first year."""
    said = set()
    for sides in (_BACK, _AHEAD):
        above = [h for h in (unit.own, unit.top) if h is not None]
        if sides is _AHEAD and not _goes_on(unit, report.year):
            above = above[:1]
        told = (_heading_says(h.title, report.year) for h in above)
        words = next((words for words in told if words & sides), frozenset[str]())
        times = words & sides
        both = len(times) > 1 or ("years" in words and not times & _TERMS)  # 过去一年和五年工作回顾
        begins = sides is _AHEAD and "begins" in words
        if times and not both and not begins and not lately & (sides - times):
            said |= {f"dated:{name.removeprefix('t_')}" for name in times}
    return said


def _goes_on(unit: _Unit, report_year: int) -> bool:
    """Whether a chapter belongs to the plan of the one above it that names its time: by its number, which begins anew
    where the tasks of the year do, and by its words (打好开局第一仗)."""
    if unit.top is None or unit.top.title == unit.chapter:
        return True
    return not unit.anew and "begins" not in _heading_says(unit.chapter, report_year)


def _ordinal(title: str) -> int:
    """The number in front of a chapter's title (三、), 0 without one."""
    number = _NUMBER.match(title)
    return chinese_number(number[1]) if number else 0


def _above(unit: _Unit, report: _Report) -> frozenset[str]:
    """What the headings above a unit and the next one behind it say."""
    place = bisect_right(report.speaking, unit.start, key=attrgetter("offset"))
    later = report.speaking[place] if place < len(report.speaking) else None
    return _headings_say(unit.top, unit.own, later, report.year)


@lru_cache(maxsize=64)  # many units in a row stand between the same headings
def _headings_say(top: Heading | None, nearest: Heading | None, later: Heading | None, year: int) -> frozenset[str]:
    """What the chapter's heading, the nearest one and the next one that speaks say together."""
    said = {"top:none"} if top is None else {f"top:{cue}" for cue in _heading_says(top.title, year)}
    if nearest is not None:
        own = _heading_says(nearest.title, year)
        said |= {f"own:{cue}" for cue in own} | {f"depth:{nearest.depth}"}
        if nearest.depth == 0 and not any(cue.startswith("t_") for cue in own):
            said.add("glossary")  # and not a list of works done or to be done, which names its year
    ahead = frozenset[str]() if later is None else _heading_says(later.title, year)
    behind = frozenset[str]() if top is None else _heading_says(top.title, year)
    said |= {f"next:{cue}" for cue in ahead & _TELLING} or {"next:none"}
    said.add(f"between:{_looks(behind)}:{'end' if later is None else _looks(ahead)}")
    return frozenset(said)


def _around(unit: _Unit, report: _Report) -> set[str]:
    """Where in the report a unit stands, and at what time the report was given."""
    said = {"bias", f"place:{min(9, 10 * unit.start // max(1, len(report.text)))}", f"at:{unit.at}"}
    if report.session == 1:
        said.add("first_session")
    if report.year % 5 == 1:
        said.add("plan_opens")
    return said
