"""Reports to sections: what every stretch does (its role), and which years an undated figure in it speaks of.

Belongs here: turning the roles of units into stretches with headings and years. Does not belong here: which role a unit
has (roles, stretches), time expressions inside the text (periods, clauses) and anything about figures.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from statistics import median
from typing import Any, NamedTuple

import polars as pl

from extract.headings import without_ordinal
from extract.periods import time_marks
from extract.roles import SIDES, Decided, best_path, emissions
from extract.schemas import Sections
from extract.stage import Stage, validate
from extract.stretches import evidence
from extract.workers import by_report

LEAST_MARGIN, LEAST_WITHOUT_HEADING = 1.5, 4.0
"""Where the best path is no better than this, it stays open whether figures are done or to be done; where no heading
says what is told, more is asked."""
LEAST_IN_THE_DARK = 5.0
"""And in a report most of whose stretches are not clear, more again."""
_LONG, _CLEAR = 20, 5.0  # units of a report, and the margin that half of them have
_TERM = 5
_FIRST_WORDS = 60
_DATED_AT = 8  # a heading below a chapter is dated by what it begins with
_SCHEMA = {
    "report_id": pl.String,
    "section_index": pl.Int64,
    "section": pl.String,
    "depth": pl.Int64,
    "has_own_date": pl.Boolean,
    "wide_start": pl.Int64,
    "wide_end": pl.Int64,
    "role": pl.String,
    "kind": pl.String,
    "margin": pl.Float64,
    "period_start": pl.Int64,
    "period_end": pl.Int64,
    "span_start": pl.Int64,
    "span_end": pl.Int64,
}
_Years = tuple[int, int]


class _Unit(NamedTuple):
    """A unit of the text with the titles above it and its role; ``kind`` is unknown where the role is not clear."""

    start: int
    end: int
    chapter: str
    below: str
    role: str
    kind: str
    margin: float


class _Year(NamedTuple):
    """The year that a report plans for, and whether it stands at a change of government."""

    report: int
    opens_term: bool

    @property
    def may_tell_terms(self) -> bool:
        """Whether several years are to be expected where none are named: at a change of government, and in the first
        year of a five-year plan."""
        return self.opens_term or self.report % _TERM == 1


class _Setting(NamedTuple):
    """The years of an undated figure, the longest stretch that the heading names, and whether it names any."""

    years: _Years
    wide: _Years
    dated: bool


@by_report
def sections(reports: pl.DataFrame) -> Stage:
    """Sections of each report: a frame of :class:`schemas.Sections`, ordered by report and offset, without gaps.

    A section begins at every heading and wherever the text turns to something else (its role changes).
    """
    found = evidence(reports)
    columns = [found[name].to_list() for name in ("start", "end", "chapter", "below", "at")]
    told = zip(found["report_id"].to_list(), zip(*columns, emissions(found), strict=True), strict=True)
    of_report = {key: [unit for _, unit in units] for key, units in groupby(told, key=itemgetter(0))}
    rows: list[dict[str, Any]] = []
    read = ["report_id", "text", "report_year", "report_type"]
    for report_id, text, report_year, report_type in reports.select(read).iter_rows():
        units = _decided(of_report.get(report_id, []))
        found_rows = _cut(units, text, _Year(report_year, report_type == "new_term"))
        rows += (row | {"report_id": report_id, "section_index": index} for index, row in enumerate(found_rows))
    return validate("structure", Sections, pl.DataFrame(rows, schema=_SCHEMA))


def _decided(told: list[tuple[int, int, str, str, str, list[float]]]) -> list[_Unit]:
    """The units of a report with their roles."""
    path = best_path([row[5] for row in told], [row[4] for row in told])
    least = LEAST_IN_THE_DARK if _is_dark(path) else LEAST_MARGIN
    return [_unit(row, decided, least) for row, decided in zip(told, path, strict=True)]


def _is_dark(path: list[Decided]) -> bool:
    """Whether most of a long report could as well be something else, as of one that has no usual chapters."""
    told = [d.margin for d in path if d.role in SIDES]
    return len(told) >= _LONG and median(told) < _CLEAR


def _unit(row: tuple[int, int, str, str, str, list[float]], decided: Decided, least: float) -> _Unit:
    start, end, chapter, below, _, _ = row
    side = SIDES.get(decided.role)
    if side is not None and decided.margin < (least if chapter else max(least, LEAST_WITHOUT_HEADING)):
        return _Unit(start, end, chapter, below, "unknown", "unknown", decided.margin)
    kind = side or ("plan" if decided.role == "outlook" else "other")  # what is dated or aimed at there is ahead
    return _Unit(start, end, chapter, below, decided.role, kind, decided.margin)


def _cut(units: list[_Unit], text: str, year: _Year) -> Iterator[dict[str, Any]]:
    """The rows of a report: stretches of one role in one chapter, cut again at the headings below the chapter."""
    told: dict[str, _Years] = {}
    for (role, kind, chapter), stretch in groupby(units, key=lambda u: (u.role, u.kind, u.chapter)):
        whole = list(stretch)
        setting = _setting(role, chapter, text[whole[0].start : whole[-1].end], year, told.get(role))
        if setting.years[0] < setting.years[1]:
            told[role] = setting.years
        for below, part in groupby(whole, key=lambda u: u.below):
            inside = list(part)
            here = _below(below, role, setting, year.report) if below else setting
            term = (year.report - _TERM, year.report - 1)
            wide = term if year.opens_term and _is_last_year(here, role, year) else here.wide
            yield {
                "section": f"{chapter} > {below}".removeprefix(" > ") if below else chapter,
                "depth": 0 if role in ("front", "annex") else 2 if below else 1,
                "has_own_date": here.dated,
                "wide_start": wide[0],
                "wide_end": wide[1],
                "role": role,
                "kind": kind,
                "margin": round(min(u.margin for u in inside), 2),
                "period_start": here.years[0],
                "period_end": here.years[1],
                "span_start": inside[0].start,
                "span_end": inside[-1].end,
            }


def _is_last_year(setting: _Setting, role: str, year: _Year) -> bool:
    """Whether nothing but the last year is told: a report at a change of government looks back over its term."""
    return setting.wide == (year.report - 1, year.report - 1) and SIDES.get(role) != "plan"


def _setting(role: str, chapter: str, body: str, year: _Year, told: _Years | None) -> _Setting:
    """The years of a stretch: those of its role; of several years those that its heading or its first words name, else
    those that were told for this role before (``told``)."""
    ahead = SIDES.get(role) == "plan" or role == "outlook"
    own = (year.report, year.report) if ahead else (year.report - 1, year.report - 1)
    named = _fitting(chapter, role, year.report)
    if role not in ("review_term", "plan_term"):
        widest = max(named, key=lambda years: years[1] - years[0], default=own)
        own = widest if role == "outlook" else own  # 二、“十五五”时期的总体要求
        return _Setting(own, widest if widest[0] < own[0] else own, bool(named))
    opening = _fitting(body.removeprefix(chapter).strip()[:_FIRST_WORDS], role, year.report)
    several = [years for years in (*named, *opening) if years[0] < years[1]]
    if several or told:
        years = several[0] if several else told or own
        return _Setting(years, years, bool(named))
    if own in named or not year.may_tell_terms:  # 二、2020年工作思路和目标任务: one year, whatever its text looks like
        return _Setting(own, own, bool(named))
    years = (own[0], own[0] + _TERM - 1) if ahead else (own[1] - _TERM + 1, own[1])
    return _Setting(years, years, bool(named))


def _fitting(words: str, role: str, report_year: int) -> list[_Years]:
    """The years that a heading or an opening names and that the role can speak of, in the order in which they stand."""
    marks = [m for m in time_marks(without_ordinal(words), report_year) if m.role in ("in", "by", "document")]
    if SIDES.get(role) == "plan":
        return [(m.first, m.last) for m in marks if m.last >= report_year]
    return [(m.first, min(m.last, report_year - 1)) for m in marks if m.first < report_year]


def _below(title: str, role: str, chapter: _Setting, report_year: int) -> _Setting:
    """A heading below a chapter that begins with a time has years of its own."""
    marks = [m for m in time_marks(without_ordinal(title), report_year) if m.role == "in" and m.start < _DATED_AT]
    looks_back = SIDES.get(role) == "review"
    fitting = [m for m in marks if looks_back == (m.last < report_year)] if role in SIDES else []
    if not fitting:
        return chapter._replace(dated=False)
    return chapter._replace(years=(fitting[0].first, fitting[0].last), dated=True)
