"""A report's text cut into units, each with the evidence of what it does: the cues of headings, openings and words.

Belongs here: where units begin and which cues (role_cues.csv) speak in each. Does not belong here: what the cues weigh
and which role follows (roles), and the years of a stretch (structure).
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import polars as pl

from extract import reference
from extract.headings import Heading, cue_kinds, headings, without_ordinal
from extract.periods import TimeMark, time_marks

BEGINNINGS = ("annex", "chapter", "sub", "below", "paragraph", "inside")
"""How a unit can begin: with a heading (of an annex, a chapter, below a chapter), right below one, or in the text."""
OPENING = 44
"""Characters of a unit that count as its opening."""
_BACK, _AHEAD = frozenset(("t_last_year", "t_term_behind")), frozenset(("t_this_year", "t_term_ahead"))
_TELLING = _BACK | _AHEAD | {"t_term_running", "review", "goal", "task"}
_MOST = 3  # a cue that comes more often says no more
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’）]*|$)")
_TURNS = re.compile(
    r"^[\s　]*(?:各位代表|同志们|今年|新的一年|\d{4}年|去年|过去|五年来|一年来|这些成|成绩|取得(?:这|如此)|在(?:看到|肯定|总结|充分)|"
    r"我们(?:也)?(?:要|必须)?(?:清醒|深[知刻切]|看到)|同时[，,]?(?:我们|也|要|必须)|但|当前|综合|指导思想|总体|工作的?(?:总体|指导)|做好|实现|"
    r"为(?:实现|确保|完成)|今后|未来|到20|特别是|主要(?:预期|奋斗)?(?:目标|指标)|“十|全[国省市县区州]?(?:经济|国民)|经济社会|奋斗目标|回顾|展望|"
    r"按照|根据|围绕|要|让我们|确定)"
)


class Unit(NamedTuple):
    """A stretch that is decided as one. ``at`` tells how it begins (chapter, sub, below a heading, paragraph, inside);
    ``own`` and ``top`` are the nearest heading above it and the nearest that speaks of time or of what is told."""

    start: int
    end: int
    at: str
    own: Heading | None
    top: Heading | None
    chapter: str
    below: str


def units(text: str, found: list[Heading]) -> list[Unit]:
    """The units of a text in order, without gaps: headings, paragraphs, and parts of those that turn to other things."""
    at_offset = {heading.offset: heading for heading in found}
    cuts = sorted(set(_cuts(text, found)))
    rows: list[Unit] = []
    own: Heading | None = None
    top: Heading | None = None
    chapter = sub = ""
    below = False
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        heading = at_offset.get(start)
        if heading is not None:
            own = heading
            chapter, sub = (chapter, heading.title) if heading.depth == 2 else (heading.title, "")
            top = heading if _speaks(heading) or top is None or heading.depth == 0 else top
            rows.append(Unit(start, end, ("annex", "chapter", "sub")[heading.depth], own, top, chapter, sub))
        else:
            at = "below" if below else "paragraph" if text[start - 1 : start] in ("\n", "") else "inside"
            rows.append(Unit(start, end, at, own, top, chapter, sub))
        below = heading is not None
    return rows


def _cuts(text: str, found: list[Heading]) -> Iterator[int]:
    yield 0
    for heading in found:
        yield heading.offset
        end = text.find(heading.title, heading.offset, heading.offset + len(heading.title) + 9)
        if end >= 0 and end + len(heading.title) < len(text):
            yield end + len(heading.title) + (text[end + len(heading.title)] == "\n")
    start = 0
    for line in text.split("\n"):
        if line.strip() and "\t" not in line:  # the rows of a table stay with what announces them
            yield start
            for match in _SENTENCE.finditer(line):
                if match.group() and match.start() and _TURNS.match(match.group()):
                    yield start + match.start()
        start += len(line) + 1


@cache
def _speaks_of_time() -> re.Pattern[str]:
    return re.compile(r"\d{4}年|[去今本来明]年|过去|一年|[五5]年|“?十[一二三四五六]?五|届|时期|新的")


def _speaks(heading: Heading) -> bool:
    """Whether a chapter's heading says what it does: by its time or by its cue words (not 三、推进乡村振兴)."""
    return heading.depth <= 1 and bool(_speaks_of_time().search(heading.title) or cue_kinds(heading.title))


def time_of(marks: list[TimeMark], report_year: int) -> set[str]:
    """What the expressions of time of a heading or an opening say: last_year, this_year, term_behind, term_ahead ..."""
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
def _cues(where: str) -> dict[str, str]:
    return {r["feature"]: r["pattern"] for r in reference.rows("role_cues") if r["where"] == where}


@cache
def _heading_cues() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _cues("heading").items()}


@cache
def heading_says(title: str, report_year: int) -> frozenset[str]:
    """The cues of a heading's words and times."""
    words = without_ordinal(title)
    said = {name for name, pattern in _heading_cues().items() if pattern.search(words)}
    return frozenset(said | time_of(time_marks(words, report_year), report_year))


def evidence(reports: pl.DataFrame) -> pl.DataFrame:
    """Every unit of every report with its features: report_id, start, end, at, ``said`` (names of features that speak
    once) and one column ``body:NAME`` a cue of its words (0 to 3).

    ``reports`` needs report_id, text, report_year and congress_session.
    """
    rows: list[dict[str, Any]] = []
    columns = ["report_id", "text", "report_year", "congress_session"]
    for report_id, text, report_year, session in reports.select(columns).iter_rows():
        rows += _report_units(report_id, text, report_year, session)
    schema = {
        "report_id": pl.String, "start": pl.Int64, "end": pl.Int64, "at": pl.String, "chapter": pl.String,
        "below": pl.String, "body": pl.String,
        "opening": pl.String, "said": pl.List(pl.String),
    }
    frame = pl.DataFrame(rows, schema=schema)
    body = [
        pl.col("body").str.count_matches(pattern).clip(0, _MOST).cast(pl.Float64).alias(f"body:{name}")
        for name, pattern in _cues("body").items()
    ]
    opening = [
        pl.col("opening").str.contains(pattern).cast(pl.Float64).alias(f"open:{name}")
        for name, pattern in _cues("opening").items()
    ]
    return frame.with_columns(*body, *opening).drop("body", "opening")


def _looks(said: frozenset[str]) -> str:
    """Where a heading looks by its times, else by its words: back, ahead, both ways or neither."""
    back, ahead = bool(said & _BACK), bool(said & _AHEAD)
    if not back and not ahead:
        back, ahead = "review" in said, bool(said & {"goal", "task", "require"})
    return {(True, False): "back", (False, True): "ahead", (True, True): "both"}.get((back, ahead), "nowhere")


def _report_units(report_id: str, text: str, report_year: int, session: int | None) -> Iterator[dict[str, Any]]:
    found = headings(text)
    speaking = [heading for heading in found if _speaks(heading)]
    since: set[str] = set()
    for unit in units(text, found):
        words = text[unit.start : unit.end].strip()
        said = {"bias", f"place:{min(9, int(10 * unit.start / max(1, len(text))))}", f"at:{unit.at}"}
        if unit.own is not None:
            said |= {f"own:{cue}" for cue in heading_says(unit.own.title, report_year)}
            said.add(f"depth:{unit.own.depth}")
        if unit.top is not None:
            said |= {f"top:{cue}" for cue in heading_says(unit.top.title, report_year)}
        else:
            said.add("top:none")
        times = time_of(time_marks(words[:OPENING], report_year), report_year)
        said |= {f"open:{cue}" for cue in times}
        if unit.at == "chapter" or times:
            since = times
        said |= {f"since:{cue}" for cue in since}
        later = next((heading for heading in speaking if heading.offset > unit.start), None)
        ahead = frozenset[str]() if later is None else heading_says(later.title, report_year)
        said |= {f"next:{cue}" for cue in ahead if cue in _TELLING} or {"next:none"}
        above = frozenset[str]() if unit.top is None else heading_says(unit.top.title, report_year)
        said.add(f"between:{_looks(above)}:{'end' if later is None else _looks(ahead)}")
        said |= {name for name, holds in (("first_session", session == 1), ("plan_opens", report_year % 5 == 1)) if holds}
        said.add("short" if len(words) < 30 else "long" if len(words) > 150 else "middling")
        yield {
            "report_id": report_id, "start": unit.start, "end": unit.end, "at": unit.at,
            "chapter": unit.chapter, "below": unit.below, "body": words,
            "opening": words[:OPENING], "said": sorted(said),
        }
