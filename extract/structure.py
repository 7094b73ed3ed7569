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
_BARE_DATE = re.compile(r"\d{4}年|五年|“十|个五年")
_GLOSSARY = re.compile(
    r"^\s*[（【〔]?(?:附[：:、]?)?(?:《?政府工作报告》?)?(?:有关|部分|相关)?"
    r"(?:名词解释|名词注释|名词说明|用语说明|用语解释|注释|附注|附件|附表|附[：:]|注[：:])"
)
_SENTENCE_END = re.compile(r"[。；！？]")

_SCHEMA = {
    "report_id": pl.String, "section_index": pl.Int64, "section": pl.String, "depth": pl.Int64,
    "has_own_date": pl.Boolean, "wide_start": pl.Int64, "wide_end": pl.Int64, "kind": pl.String,
    "period_start": pl.Int64, "period_end": pl.Int64, "span_start": pl.Int64, "span_end": pl.Int64,
}


class Heading(NamedTuple):
    """A heading line: its depth (0 annex, 1 chapter, 2 below), where it begins in the text, and its words."""

    depth: int
    offset: int
    title: str


class _Setting(NamedTuple):
    kind: str
    first: int
    last: int
    wide_first: int
    wide_last: int
    dated: bool


@cache
def _cues() -> list[tuple[str, str]]:
    return [(r["cue"], r["section_kind"]) for r in reference.rows("section_cues")]


def cue_kinds(title: str) -> list[str]:
    """The kinds (review, plan) that the words of a heading speak for, in the order in which they stand."""
    found = sorted((title.find(cue), -len(cue), kind) for cue, kind in _cues() if cue in title)
    return [kind for _, _, kind in found]


def sections(reports: pl.DataFrame) -> Stage:
    """Sections of each report: a frame of :class:`schemas.Sections`, ordered by report and offset.

    The text before the first heading is a section of its own (kind other, period of the review).
    """
    rows: list[dict[str, Any]] = []
    for report_id, text, report_year in reports.select("report_id", "text", "report_year").iter_rows():
        rows += _report_sections(report_id, text, report_year)
    return validate("structure", Sections, pl.DataFrame(rows, schema=_SCHEMA))


def headings(text: str) -> list[Heading]:
    """The heading lines of a text: chapters (depth 1), sub-headings (2), glossaries and annexes (0)."""
    found, offset = [], 0
    for line in text.split("\n"):
        heading = _heading(line)
        if heading:
            found.append(Heading(heading[0], offset, heading[1]))
        offset += len(line) + 1
    return found


def _heading(line: str) -> tuple[int, str] | None:
    if len(line) < 40 and _GLOSSARY.match(line):
        return 0, line.strip()
    if (match := _CHAPTER.match(line)) and not _SENTENCE_END.search(match["title"][:-1]):
        return 1, line.strip()
    if match := _SUBHEAD.match(line):
        return 2, match.group().strip()
    if (match := _BARE.match(line)) and cue_kinds(match["title"]) and "报告" not in line and _BARE_DATE.search(line):
        return 1, match["title"]
    return None


def _report_sections(report_id: str, text: str, report_year: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    review = report_year - 1
    chapter, title = _Setting("other", review, review, review, review, False), ""
    found = headings(text)
    front = [Heading(9, 0, "")] if not found or found[0].offset > 0 else []
    ends = [h.offset for h in found] + [len(text)]
    for heading, following in zip(front + found, ends[0 if front else 1:], strict=True):
        setting = chapter
        if heading.depth in (0, 1):
            chapter = setting = _chapter(heading, chapter, report_year)
            title = heading.title
        elif heading.depth == 2:
            setting = _below(heading.title, chapter, report_year)
        path = f"{title} > {heading.title}".removeprefix(" > ") if heading.depth == 2 else title
        if following > heading.offset:
            rows.append({
                "report_id": report_id, "section_index": len(rows), "section": path, "depth": heading.depth % 9,
                "has_own_date": setting.dated, "wide_start": setting.wide_first, "wide_end": setting.wide_last,
                "kind": setting.kind, "period_start": setting.first, "period_end": setting.last,
                "span_start": heading.offset, "span_end": following,
            })
    return rows


def _chapter(heading: Heading, before: _Setting, report_year: int) -> _Setting:
    """Kind from the years that a heading names, else from its cue words, else from the chapter before it."""
    if heading.depth == 0 or (before.kind == "other" and before.dated):
        return _Setting("other", report_year - 1, report_year - 1, report_year - 1, report_year - 1, True)
    marks = [m for m in time_marks(heading.title, report_year) if m.role in ("in", "by", "document")]
    kind = _kind(heading.title, marks, before, report_year)
    fitting = [m for m in marks if (kind == "review") == (m.last < report_year)]
    default = report_year - 1 if kind == "review" else report_year
    if not fitting:
        return _Setting(kind, default, default, default, default, False)
    widest = max(fitting, key=lambda m: m.last - m.first)
    return _Setting(kind, fitting[0].first, fitting[0].last, widest.first, widest.last, True)


def _kind(title: str, marks: list[TimeMark], before: _Setting, report_year: int) -> str:
    cues = [k for k in cue_kinds(title) if k != "other"]
    sides = {"review" if m.last < report_year else "plan" for m in marks if not m.first < report_year <= m.last}
    if len(sides) == 1:
        return sides.pop()
    if cues:
        return "review" if sides and "review" in cues else cues[0]
    if sides:
        return "review"
    return "plan" if before.kind in ("review", "plan") else "review"


def _below(title: str, chapter: _Setting, report_year: int) -> _Setting:
    if chapter.kind == "other":
        return chapter
    marks = [m for m in time_marks(title, report_year) if m.role == "in" and m.start < 8]
    fitting = [m for m in marks if (chapter.kind == "review") == (m.last < report_year)]
    if not fitting:
        return chapter._replace(dated=False)
    return chapter._replace(first=fitting[0].first, last=fitting[0].last, dated=True)
