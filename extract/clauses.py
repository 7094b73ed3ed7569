"""Sections to sentences, each with the years that an undated figure in it speaks of.

Belongs here: where sentences begin and end, and how far an expression of time at the head of a paragraph or a
sentence reaches. Does not belong here: expressions of time inside a sentence (binding).
"""

import re
from typing import Any, NamedTuple

import polars as pl

from extract.periods import TimeMark, time_marks
from extract.schemas import Sentences
from extract.stage import Stage, validate

_LEAD = re.compile(r"^[\s　——\-•·●■]*(?:（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]是|\d{1,2}[.、．])?\s*")
_GOVERNS = re.compile(r"^(?:，|是|来|以来|我们|我[市省区县州]|全[市省区县州]|的?(?:主要|经济|发展|总体|工作|奋斗|政府|具体)|时)")

_SCHEMA = {
    "report_id": pl.String, "section_index": pl.Int64, "sentence_index": pl.Int64, "span_start": pl.Int64,
    "span_end": pl.Int64, "text": pl.String, "section_kind": pl.String, "period_start": pl.Int64,
    "period_end": pl.Int64, "dated_by": pl.String, "report_year": pl.Int64,
}


class _Cursor(NamedTuple):
    first: int
    last: int
    dated_by: str


def sentences(reports: pl.DataFrame, sections: pl.DataFrame) -> Stage:
    """Sentences of every section: a frame of :class:`schemas.Sentences`, in reading order.

    A sentence ends at 。！？； or at the end of a line, so that no sentence runs over a paragraph.
    """
    split = _split(reports, sections)
    rows: list[dict[str, Any]] = []
    cursor, section, report = _Cursor(0, 0, "section"), -1, None
    for row in split.iter_rows(named=True):
        if row["report_id"] != report or row["section_index"] != section:
            report, section = row["report_id"], row["section_index"]
            base = cursor = _Cursor(row["period_start"], row["period_end"], "section")
        if row["opens_paragraph"]:
            cursor = base
        cursor, base = _advance(row, cursor, base)
        row["period_start"], row["period_end"], row["dated_by"] = cursor
        rows.append(row)
    frame = pl.DataFrame(rows, schema=_SCHEMA | {"opens_paragraph": pl.Boolean})
    frame = frame.with_columns(pl.int_range(pl.len()).over("report_id").alias("sentence_index"))
    return validate("clauses", Sentences, frame.drop("opens_paragraph"))


def _advance(row: dict[str, Any], cursor: _Cursor, base: _Cursor) -> tuple[_Cursor, _Cursor]:
    """Move the cursor by the time expression at the head of the sentence, if there is one that governs it."""
    text = row["text"]
    if row["section_kind"] == "other":
        return cursor, base
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    mark = _opening_mark(text, start, row["report_year"])
    if mark is None or not _fits(mark, row):
        return cursor, base
    moved = _Cursor(mark.first, mark.last, "paragraph" if row["opens_paragraph"] else "sentence")
    if row["opens_paragraph"] and _GOVERNS.match(text[mark.end:]):
        return moved, moved
    return moved, base


def _opening_mark(text: str, start: int, report_year: int) -> TimeMark | None:
    for mark in time_marks(text[start:start + 24], report_year):
        if mark.role == "in" and mark.start <= 2:
            return TimeMark(mark.role, mark.start + start, mark.end + start, mark.first, mark.last, mark.text)
        return None
    return None


def _fits(mark: TimeMark, row: dict[str, Any]) -> bool:
    """A plan that still runs is no period of a review, and years before the last plan date history, not the text."""
    if row["section_kind"] == "review":
        return mark.last < row["report_year"]
    return True


def _split(reports: pl.DataFrame, sections: pl.DataFrame) -> pl.DataFrame:
    """One row a sentence with its offsets: section text cut behind every sentence end and at every line end."""
    cut = (
        sections.join(reports.select("report_id", "text", "report_year"), on="report_id", maintain_order="left")
        .with_columns(pl.col("text").str.slice(pl.col("span_start"), pl.col("span_end") - pl.col("span_start")))
        .rename({"kind": "section_kind"})
        .with_columns(pl.col("text").str.extract_all(r"[^。！？；\n]*[。！？；\n]?").alias("part"))
        .drop("text", "section")
        .explode("part")
        .filter(pl.col("part") != "")
        .with_columns(pl.col("part").str.len_chars().cast(pl.Int64).alias("length"))
    )
    keys = ["report_id", "section_index"]
    cut = cut.with_columns(
        (pl.col("span_start") + pl.col("length").cum_sum().over(keys) - pl.col("length")).alias("span_start"),
        pl.col("part").str.ends_with("\n").shift(1, fill_value=True).over(keys).alias("opens_paragraph"),
    )
    stripped = pl.col("part").str.strip_chars()
    lead = pl.col("part").str.len_chars() - pl.col("part").str.strip_chars_start().str.len_chars()
    return (
        cut.with_columns(stripped.alias("text"), (pl.col("span_start") + lead.cast(pl.Int64)).alias("span_start"))
        .filter(pl.col("text").str.len_chars() > 1)
        .with_columns((pl.col("span_start") + pl.col("text").str.len_chars().cast(pl.Int64)).alias("span_end"))
        .select("report_id", "section_index", pl.lit(0).alias("sentence_index"), "span_start", "span_end", "text",
                "section_kind", "period_start", "period_end", pl.lit("section").alias("dated_by"), "report_year",
                "opens_paragraph")
    )
