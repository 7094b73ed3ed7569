"""The rows of one table on their way into the files of the lake, in bounded memory: runs, then ranges of reports.

Belongs here: keeping rows by report year until all are there, and writing a file of the lake range by range. Does not
belong here: which rows belong into the lake, and which of its files are touched (``lake``).

Pieces of an extraction hold reports of all years in the order of their files; a file of the lake holds those of one
year in the order of their ids. So rows are gathered up to ``RUN_BYTES``, and what is more is put aside, sorted, as a
run. A file is then written range by range, each the rows of so many successive reports as have ``CHARACTERS`` of text
together, and each a row group. Where a range ends is decided by the reports of the year alone, so that the bytes of a
file are the same however many pieces and runs its rows came in.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

RUN_BYTES = 96 * 1024 * 1024
CHARACTERS = 4_000_000
_PART = "_part"
_GROUP_ROWS = 2_000


class Range(NamedTuple):
    """Reports with ids above ``after`` up to ``last``; it is None for the last range, where rows of no report are."""

    after: str
    last: str | None

    def holds(self) -> pl.Expr:
        """Whether a row is of the range."""
        key = pl.col("report_id")
        return (key > self.after) & (key <= self.last) if self.last else (key > self.after) | key.is_null()


def ranges(lengths: pl.DataFrame) -> list[Range]:
    """The ranges of a file; ``lengths`` has a ``report_id`` and the ``characters`` of each report in it."""
    found, after, characters = [], "", 0
    for report_id, length in lengths.sort("report_id").iter_rows():
        characters += length
        if characters >= CHARACTERS:
            found.append(Range(after, report_id))
            after, characters = report_id, 0
    return [*found, Range(after, None)]


class Rows:
    """Rows of one table by the part of the lake that they belong into; what is more than a run lies in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held: list[pl.DataFrame] = []
        self.bytes = 0
        self.by_part: dict[tuple[Any, ...], pl.DataFrame] = {}
        self.runs: list[Path] = []

    def __enter__(self) -> "Rows":
        shutil.rmtree(self.folder, ignore_errors=True)
        return self

    def __exit__(self, *_: Any) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, rows: pl.DataFrame, parts: pl.Series) -> None:
        """Take rows in, with the part that each belongs into."""
        self.held.append(rows.with_columns(parts.alias(_PART)))
        self.bytes += int(rows.estimated_size())
        if self.bytes >= RUN_BYTES:
            self._put_aside()

    def of(self, part: str, of: Range) -> list[pl.DataFrame]:
        """The rows of a part and a range, in frames of any order. Once this was asked no more are taken in."""
        wanted = (pl.col(_PART) == part) & of.holds()
        found = [pl.scan_parquet(run).filter(wanted).drop(_PART).collect() for run in self.runs]
        held = self._held_by_part().get((part,))
        return found if held is None else [*found, held.filter(of.holds())]

    def _held_by_part(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        if self.held:
            self.by_part = pl.concat(self.held).partition_by(_PART, as_dict=True, include_key=False)
            self.held = []
        return self.by_part

    def _put_aside(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        rows = pl.concat(self.held).sort(_PART, "report_id")
        self.held, self.bytes = [], 0
        self.runs.append(self.folder / f"{len(self.runs):06}.parquet")
        each = max(1, min(_GROUP_ROWS, rows.height * (4 << 20) // max(1, int(rows.estimated_size()))))
        rows.write_parquet(self.runs[-1], compression="lz4", row_group_size=each)


def write_file(final: Path, schema: pl.Schema, frames: Iterable[pl.DataFrame]) -> int:
    """Write a file of the lake, a row group for each of ``frames`` that has rows, in their order; returns the rows.

    Beside the final name first, then renamed: a reader sees the old file or the new one, never half of one.
    """
    import pyarrow.parquet as pq  # takes a quarter of a second, which commands that only read do without

    draft = final.with_name(f"{final.name}.new")
    written = 0
    arrow = _arrow(pl.DataFrame(schema=schema)).schema
    with pq.ParquetWriter(draft, arrow, compression="zstd", compression_level=3) as sink:
        for rows in frames:
            if rows.height:
                sink.write_table(_arrow(in_order(rows)), row_group_size=rows.height)
                written += rows.height
    os.replace(draft, final)
    return written


def in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in the one order that depends on nothing but the rows, in one piece: the same bytes when written."""
    order = [column for column in rows.columns if not rows.schema[column].is_nested() and column != "report_id"]
    return rows.sort("report_id", *order, nulls_last=True).rechunk()


def _arrow(rows: pl.DataFrame) -> Any:
    return rows.to_arrow(compat_level=pl.CompatLevel.oldest())
