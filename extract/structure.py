"""Headings to sections: which stretches of a report review, which plan, and for which years.

Belongs here: finding headings and saying what an undated figure below them speaks of. Does not belong here: time
expressions inside the text (periods, clauses) and anything about figures.
"""

import re
from functools import cache
from typing import Any, NamedTuple

import polars as pl

from extract import reference
from extract.periods import TimeMark, time_marks
from extract.schemas import Sections
from extract.stage import Stage, validate

_CHAPTER = re.compile(r"^\s*(?:第[一二三四五六七八九十]+(?:章|部分)|[一二三四五六七八九十]{1,3}、)\s*(?P<title>\S.{1,70})$")
_SUBHEAD = re.compile(r"^\s*（[一二三四五六七八九十]{1,3}）\s*(?P<title>[^。；]{2,80})")
_BARE = re.compile(r"^\s*(?P<title>[^，。；：！？]{4,40}?)\s*$")
_GLOSSARY = re.compile(r"^\s*[（【〔]?(?:附[：:、]?)?(?:《?政府工作报告》?)?(?:有关|部分)?(?:名词解释|名词注释|名词说明|注释|附注|附件|附表)")
_SENTENCE_END = re.compile(r"[。；！？]")


class _Heading(NamedTuple):
    depth: int
    offset: int
    title: str


class _Period(NamedTuple):
    kind: str
    first: int
    last: int


@cache
def _cues() -> list[tuple[str, str]]:
    return [(r["cue"], r["section_kind"]) for r in reference.rows("section_cues")]


def cue_kinds(title: str) -> list[str]:
    """The kinds that the words of a heading speak for, in the order in which they stand."""
    found = sorted((title.find(cue), -len(cue), kind) for cue, kind in _cues() if cue in title)
    return [kind for _, _, kind in found]


def sections(reports: pl.DataFrame) -> Stage:
    """Sections of each report: a frame of :class:`schemas.Sections`, ordered by report and offset.

    The text before the first heading is a section of its own (kind other, period of the review).
    """
    rows: list[dict[str, Any]] = []
    columns = ("report_id", "text", "report_year", "review_year", "report_type")
    for report_id, text, report_year, review_year, report_type in reports.select(columns).iter_rows():
        rows += _report_sections(report_id, text, report_year, review_year)
    return validate("structure", Sections, pl.DataFrame(rows, schema=_SCHEMA))


_SCHEMA = {
    "report_id": pl.String, "section_index": pl.Int64, "section": pl.String, "kind": pl.String,
    "period_start": pl.Int64, "period_end": pl.Int64, "span_start": pl.Int64, "span_end": pl.Int64,
}


def headings(text: str) -> list[_Heading]:
    """The heading lines of a text: chapters (depth 1), sub-headings (2), glossaries and annexes (0)."""
    found, offset = [], 0
    for line in text.split("\n"):
        heading = _heading(line)
        if heading:
            found.append(_Heading(heading[0], offset, heading[1]))
        offset += len(line) + 1
    return found


def _heading(line: str) -> tuple[int, str] | None:
    if len(line) < 40 and _GLOSSARY.match(line):
        return 0, line.strip()
    if (match := _CHAPTER.match(line)) and not _SENTENCE_END.search(match["title"][:-1]):
        return 1, line.strip()
    if match := _SUBHEAD.match(line):
        return 2, match.group().strip()
    if (match := _BARE.match(line)) and len(line) < 40 and cue_kinds(match["title"]) and "报告" not in line:
        return (1, match["title"]) if re.search(r"\d{4}年|五年|“十", line) else None
    return None


def _report_sections(report_id: str, text: str, report_year: int, review_year: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    chapter, chapter_title = _Period("other", review_year, review_year), ""
    found = headings(text)
    marks = [_Heading(9, 0, "")] if not found or found[0].offset > 0 else []
    for index, heading in enumerate(marks + found):
        following = found[index - len(marks) + 1].offset if index - len(marks) + 1 < len(found) else len(text)
        period = chapter
        if heading.depth in (0, 1):
            chapter = period = _chapter_period(heading, chapter, report_year, review_year)
            chapter_title = heading.title
        elif heading.depth == 2 and chapter.kind != "other":
            period = _dated(heading.title, chapter, report_year)
        path = chapter_title if heading.depth != 2 else f"{chapter_title} > {heading.title}".removeprefix(" > ")
        if following > heading.offset:
            rows.append({
                "report_id": report_id, "section_index": len(rows), "section": path, "kind": period.kind,
                "period_start": period.first, "period_end": period.last,
                "span_start": heading.offset, "span_end": following,
            })
    return rows


def _chapter_period(heading: _Heading, before: _Period, report_year: int, review_year: int) -> _Period:
    """Kind from the heading's cue words, else from the chapter before it; years from the heading's own dates."""
    if heading.depth == 0:
        return _Period("other", before.first, before.last)
    kinds = [k for k in cue_kinds(heading.title) if k != "other"]
    years = [m for m in time_marks(heading.title, report_year) if m.role in ("in", "by")]
    if kinds:
        kind = kinds[0]
    elif years:
        kind = "review" if years[0].last <= review_year else "plan"
    else:
        kind = "plan" if before.kind in ("review", "plan") else "review"
    default = review_year if kind == "review" else report_year
    if before.kind == kind == "plan" and not years and not kinds:
        default = report_year
    first = _first_fitting(years, kind, report_year)
    return _Period(kind, first.first, first.last) if first else _Period(kind, default, default)


def _first_fitting(years: list[TimeMark], kind: str, report_year: int) -> TimeMark | None:
    for mark in years:
        if (kind == "review") == (mark.last < report_year):
            return mark
    return None


def _dated(title: str, chapter: _Period, report_year: int) -> _Period:
    years = [m for m in time_marks(title, report_year) if m.role == "in" and m.start < 6]
    mark = _first_fitting(years, chapter.kind, report_year)
    return _Period(chapter.kind, mark.first, mark.last) if mark else chapter
