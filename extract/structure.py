"""Headings to sections: which stretches of a report review, which plan, and for which years.

Belongs here: finding headings and saying what an undated figure below them speaks of. Does not belong here: time
expressions inside the text (periods, clauses) and anything about figures.
"""

import re
from typing import Any, NamedTuple

import polars as pl

from extract.headings import Heading, cue_kinds, headings, without_ordinal
from extract.periods import TimeMark, time_marks
from extract.schemas import Sections
from extract.stage import Stage, validate

_DONE = re.compile(
    r"比上年|较上年|同比|去年|比去年|上年|全年完成|全年实现|先后|荣获|被评为|[成得]了|[完建]成了|累计|达到了"
)
_TO_DO = re.compile(r"力争|确保|要(?!求)|今年|将(?!军)|着力|切实|大力|进一步|目标|加快推进|争取|努力")
_PLAN_OPENS = (
    r"^[\s　]*(?:(?:YEAR年|今年|新的一年)[，、]?[^。\n]{0,24}?(?:是[^。\n]{0,40}年|工作的?(?:总体|基本|指导|主要)?"
    r"(?:要求|思路|目标|任务|安排)|[要将](?!求)|主要(?:预期|奋斗)?目标)"
    r"|[^。\n]{0,40}?(?:主要预期目标|主要奋斗目标|主要指标安排|工作总体要求|总体要求和目标)[^。\n]{0,12}(?:是|为|：|如下))"
)
_ADDRESS = re.compile(r"^[\s　]*(?:各位代表|各位委员|现在，我(?:受|代表))", re.M)
_FRONT = 0.2  # where a report addresses its hearers first, behind title and table of contents
_LEAST_TO_DO = 3
_PLAN_EARLIEST = 0.4
_REVIEW_LEAST = 0.2  # a report looks back before it looks ahead
_TITLE = 30
_OPENING = 40
_TERM = 5
_SCHEMA = {
    "report_id": pl.String,
    "section_index": pl.Int64,
    "section": pl.String,
    "depth": pl.Int64,
    "has_own_date": pl.Boolean,
    "wide_start": pl.Int64,
    "wide_end": pl.Int64,
    "kind": pl.String,
    "period_start": pl.Int64,
    "period_end": pl.Int64,
    "span_start": pl.Int64,
    "span_end": pl.Int64,
}


class _Setting(NamedTuple):
    kind: str
    first: int
    last: int
    wide_first: int
    wide_last: int
    dated: bool


def sections(reports: pl.DataFrame) -> Stage:
    """Sections of each report: a frame of :class:`schemas.Sections`, ordered by report and offset.

    The text before the first heading is a section of its own (kind other, period of the review).
    """
    rows: list[dict[str, Any]] = []
    columns = ["report_id", "text", "report_year", "report_type"]
    for report_id, text, report_year, report_type in reports.select(columns).iter_rows():
        found = _report_sections(report_id, text, report_year)
        rows += [_of_term(row, report_year) for row in found] if report_type == "new_term" else found
    return validate("structure", Sections, pl.DataFrame(rows, schema=_SCHEMA))


def _of_term(row: dict[str, Any], report_year: int) -> dict[str, Any]:
    """A report at a change of government looks back over the whole term, also where no heading says so."""
    undated = row["wide_start"] == row["wide_end"] == report_year - 1 and row["kind"] != "plan"
    return row | {"wide_start": report_year - _TERM} if undated else row


def _report_sections(report_id: str, text: str, report_year: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    review = report_year - 1
    chapter, title = _Setting("other", review, review, review, review, False), ""
    found = _with_plan(_behind_contents(headings(text), text), text, report_year)
    front = [Heading(9, 0, "")] if not found or found[0].offset > 0 else []
    ends = [h.offset for h in found] + [len(text)]
    plans = [heading.offset for heading in found if _opens_a_plan(heading, report_year)]
    for heading, following in zip(front + found, ends[0 if front else 1 :], strict=True):
        setting = chapter
        if heading.depth in (0, 1):
            body, told_later = text[heading.offset : following], bool(plans) and heading.offset < plans[-1]
            chapter = setting = _chapter(heading, chapter, report_year, body, told_later)
            title = heading.title
        elif heading.depth == 2:
            setting = _below(heading.title, chapter, report_year)
        path = f"{title} > {heading.title}".removeprefix(" > ") if heading.depth == 2 else title
        if following > heading.offset:
            rows.append(
                {
                    "report_id": report_id,
                    "section_index": len(rows),
                    "section": path,
                    "depth": heading.depth % 9,
                    "has_own_date": setting.dated,
                    "wide_start": setting.wide_first,
                    "wide_end": setting.wide_last,
                    "kind": setting.kind,
                    "period_start": setting.first,
                    "period_end": setting.last,
                    "span_start": heading.offset,
                    "span_end": following,
                }
            )
    return _where_a_plan_may_begin(rows, text, report_year) if all(heading.depth == 0 for heading in found) else rows


def _where_a_plan_may_begin(rows: list[dict[str, Any]], text: str, report_year: int) -> list[dict[str, Any]]:
    """A text without chapters of which no paragraph opens with years to come, cut where plans of other reports begin at
    the earliest: what stands behind that may be done or to be done (kind unknown)."""
    cut = text.find("\n", int(_PLAN_EARLIEST * len(text))) + 1
    front = rows[0]
    openings = (line.strip()[:_OPENING] for line in text[cut:].split("\n"))
    ahead = any(m.last >= report_year for line in openings for m in time_marks(line, report_year))
    if ahead or not front["span_start"] < cut < front["span_end"]:
        return rows
    behind = front | {"kind": "unknown", "span_start": cut}
    return [row | {"section_index": index} for index, row in enumerate([front | {"span_end": cut}, behind, *rows[1:]])]


def _behind_contents(found: list[Heading], text: str) -> list[Heading]:
    """The headings without those, if several, that stand before the report addresses anyone: a table of contents."""
    address = _ADDRESS.search(text, 0, int(_FRONT * len(text)))
    behind = [h for h in found if address is None or h.offset > address.start()]
    return found if len(found) - len(behind) < 2 else behind


def _with_plan(found: list[Heading], text: str, report_year: int) -> list[Heading]:
    """The headings and, where none of them opens a plan, the paragraph of the text that does."""
    if any(_opens_a_plan(heading, report_year) for heading in found):
        return found
    opening = re.compile(_PLAN_OPENS.replace("YEAR", str(report_year)), re.M)
    match = next((m for m in opening.finditer(text) if m.start() >= _REVIEW_LEAST * len(text)), None)
    if match is None:
        return found
    title = re.split(r"[，。：；！]", match.group().strip())[0][:_TITLE]
    return sorted([*found, Heading(1, match.start(), title)], key=lambda heading: heading.offset)


def _opens_a_plan(heading: Heading, report_year: int) -> bool:
    """Whether a chapter's heading says by its years or cue words that a plan follows."""
    ahead = any(m.last >= report_year for m in time_marks(heading.title, report_year))
    return heading.depth == 1 and (ahead or "plan" in cue_kinds(heading.title))


def _chapter(heading: Heading, before: _Setting, report_year: int, body: str, told_later: bool) -> _Setting:
    """Kind from the years that a heading names, else from its cue words, else from the chapter before it."""
    if heading.depth == 0 or (before.kind == "other" and before.dated):
        return _Setting("other", report_year - 1, report_year - 1, report_year - 1, report_year - 1, True)
    marks = [m for m in time_marks(heading.title, report_year) if m.role in ("in", "by", "document")]
    kind = _kind(heading.title, marks, before, report_year) or _kind_of_body(body, before, told_later)
    fitting = [m for m in marks if (kind == "review") == (m.last < report_year)]
    default = report_year - 1 if kind == "review" else report_year
    if not fitting:
        term = _term_of_body(body[len(heading.title) :], kind, report_year)
        return _Setting(kind, default, default, *(term or (default, default)), False)
    widest = max(fitting, key=lambda m: m.last - m.first)
    wide = (widest.first, widest.last)
    if kind == "review" and len(fitting) < len(marks):  # the heading also names years to come
        wide = (wide[0], max(m.last for m in marks))
    return _Setting(kind, fitting[0].first, fitting[0].last, *wide, True)


def _term_of_body(body: str, kind: str, report_year: int) -> tuple[int, int] | None:
    """The several years that the first words below a heading without a date name (五年来, 未来五年)."""
    marks = time_marks(body.strip()[:_OPENING], report_year)
    terms = [m for m in marks if m.role == "in" and m.last > m.first and (kind == "review") == (m.last < report_year)]
    return (terms[0].first, terms[0].last) if terms else None


def _kind_of_body(body: str, before: _Setting, told_later: bool) -> str:
    """What a chapter whose heading does not tell reports on: done things, or things to do. A plan stays one; before a
    chapter that says that it is the plan (``told_later``) one or two words do not make one."""
    if before.kind == "plan":
        return "plan"
    done, to_do = len(_DONE.findall(body)), len(_TO_DO.findall(body))
    least = max(_LEAST_TO_DO, 2 * done) if told_later else done + 1
    return "plan" if before.kind != "other" and to_do >= least else "review"


def _kind(title: str, marks: list[TimeMark], before: _Setting, report_year: int) -> str | None:
    """The kind that a heading's years and cue words tell, None where it has neither."""
    cues = [k for k in cue_kinds(title) if k != "other"]
    sides = {"review" if m.last < report_year else "plan" for m in marks if not m.first < report_year <= m.last}
    if len(sides) == 1:
        return sides.pop()
    if cues:
        return "review" if sides and "review" in cues else cues[0]
    return "review" if sides else None


def _below(title: str, chapter: _Setting, report_year: int) -> _Setting:
    if chapter.kind == "other":
        return chapter
    marks = [m for m in time_marks(without_ordinal(title), report_year) if m.role == "in" and m.start < 8]
    fitting = [m for m in marks if (chapter.kind == "review") == (m.last < report_year)]
    if not fitting:
        return chapter._replace(dated=False)
    return chapter._replace(first=fitting[0].first, last=fitting[0].last, dated=True)
