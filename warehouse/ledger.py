"""The lake's ledger: the content of which files the lake holds, read by which version, and a digest of each lake file.

Belongs here: keeping the ledger, comparing it with the files there are, and telling which of the lake's files are not
what the ledger says. Does not belong here: finding files, extracting them, writing Parquet (``lake``).

The ledger is written last, so whatever stopped a writer before it leaves files that the ledger does not know or knows
otherwise. Such a part (all tables of one report year) counts as damaged and is made again from its reports.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl

FILES = {
    "source_path": pl.String,
    "content": pl.String,
    "twins": pl.String,
    "version": pl.String,
    "report_id": pl.String,
    "part": pl.String,
}
KEPT, NEW, CHANGED, REREAD, REMOVED = "kept", "new", "changed", "reread", "removed"
BATCH = (NEW, CHANGED, REREAD)
_NAME = "ledger.json"


class Ledger(NamedTuple):
    """``files``: one row a file that the lake was made from (columns ``FILES``). ``parts``: digest by lake file."""

    files: pl.DataFrame
    parts: dict[str, str]


def read_ledger(lake: Path) -> Ledger:
    """The ledger of the lake; an empty one when there is none or it cannot be read, so that all is made again."""
    try:
        kept = json.loads((lake / _NAME).read_text(encoding="utf-8"))
        return Ledger(pl.DataFrame(kept["files"], schema=FILES, orient="row"), dict(kept["parts"]))
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return Ledger(pl.DataFrame(schema=FILES), {})


def write_ledger(lake: Path, ledger: Ledger) -> None:
    """Replace the ledger in one step. The same lake gives the same bytes."""
    files = [list(row) for row in ledger.files.select(list(FILES)).sort("source_path").iter_rows()]
    final, draft = lake / _NAME, lake / f"{_NAME}.new"
    with draft.open("w", encoding="utf-8") as sink:
        json.dump({"files": files, "parts": dict(sorted(ledger.parts.items()))}, sink, indent=0)
        sink.flush()
        os.fsync(sink.fileno())
    os.replace(draft, final)


def ledger_digest(lake: Path) -> str:
    """A digest of all that the lake holds; empty when there is no ledger."""
    path = lake / _NAME
    return file_digest(path) if path.is_file() else ""


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def damaged_parts(lake: Path, parts: Mapping[str, str]) -> set[str]:
    """The parts (report years, ``unknown``) of which a file is missing, is unknown to ``parts``, or differs from it."""
    there = {path.relative_to(lake).as_posix(): path for path in lake.glob("[!_]*/*.parquet")}
    differing = {name for name, path in there.items() if parts.get(name) != file_digest(path)}
    return {Path(name).stem for name in differing | (set(parts) - set(there))}


def with_twins(found: pl.DataFrame) -> pl.DataFrame:
    """``found`` (source_path, content) with the column ``twins``: a digest of the names of all files of one content.

    Of files with the same content one is used; which one may change with every file that joins or leaves them.
    """
    hashed = found.filter(~pl.col("content").str.contains(":", literal=True))
    names = hashed.group_by(_bytes()).agg(pl.col("source_path").sort())
    shared = {
        content: hashlib.sha256("\0".join(paths).encode()).hexdigest()[:20] if len(paths) > 1 else ""
        for content, paths in names.iter_rows()
    }
    return found.with_columns(twins=_bytes().replace_strict(shared, default="", return_dtype=pl.String))


def _bytes() -> pl.Expr:
    """The digest of the bytes alone: what a table tells of a report stands behind it."""
    return pl.col("content").str.head(64)


def compare(found: pl.DataFrame, ledger: Ledger, version: str, damaged: set[str]) -> pl.DataFrame:
    """What has to be done with each file: ``found`` (source_path, content) against the ledger.

    One row a file that is there or was, sorted by source_path: source_path, content and twins as they are now,
    ``state`` (kept | new | changed | reread, which is the same content under another version, beside other twins or
    of a damaged part | removed), and ``report_id`` and ``part`` of what the lake holds of it.
    """
    before = ledger.files.rename({name: f"{name}_before" for name in ("content", "twins", "version")})
    both = with_twins(found).join(before, on="source_path", how="full", coalesce=True)
    same = (
        pl.col("twins").eq(pl.col("twins_before"))
        & pl.col("version_before").eq(version)
        & ~pl.col("part").is_in(sorted(damaged))
    )
    state = (
        pl.when(pl.col("content").is_null())
        .then(pl.lit(REMOVED))
        .when(pl.col("content_before").is_null())
        .then(pl.lit(NEW))
        .when(pl.col("content") != pl.col("content_before"))
        .then(pl.lit(CHANGED))
        .when(same)
        .then(pl.lit(KEPT))
        .otherwise(pl.lit(REREAD))
    )
    return both.select("source_path", "content", "twins", state.alias("state"), "report_id", "part").sort("source_path")
