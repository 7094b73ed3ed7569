"""The Parquet lake: what extraction found, as plain files, one folder a table and one file a report year.

Only writing the frames of extract/ to disk, and naming the files, belongs here. The lake keeps the columns of
``extract.schemas``; it judges nothing and adds nothing.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from extract import schemas
from warehouse import WarehouseError

UNKNOWN_YEAR = "unknown"


class LakeError(WarehouseError):
    """The lake is incomplete, unreadable or cannot be written; the message says which table and what to do."""


def _schema(model: Any) -> pl.Schema:
    return pl.Schema({name: column.dtype.type for name, column in model.to_schema().columns.items()})


TABLES: dict[str, pl.Schema] = {
    "documents": pl.Schema({**_schema(schemas.Repaired), "raw_text": pl.String()}),
    "reports": _schema(schemas.Reports),
    "statements": _schema(schemas.Statements),
    "facts": _schema(schemas.Facts),
    "worded_targets": _schema(schemas.WordedTargets),
    "quarantine": _schema(schemas.Quarantine),
}
"""The tables of the lake and their columns, in order. ``documents`` is ``Repaired`` with the decoded ``raw_text``."""


def lake_documents(documents: pl.DataFrame, repaired: pl.DataFrame) -> pl.DataFrame:
    """The lake's ``documents``: one row a repaired document, with the ``raw_text`` of ``documents`` beside it."""
    raw = documents.select("source_path", "raw_text")
    return repaired.join(raw, on="source_path", how="inner", validate="1:1", maintain_order="left")


def write_lake(lake: Path, tables: Mapping[str, pl.DataFrame]) -> dict[str, int]:
    """Replace the whole lake by these frames, one for each name of :data:`TABLES`; returns the rows of each table.

    The year of a row is that of its report in ``tables["reports"]``; rows of no known report go to
    ``unknown.parquet``. Same frames, same bytes. Raises :class:`LakeError` for a missing table, for columns that are
    not those of the schema, and when the disk does not take the files.
    """
    missing = sorted(set(TABLES) - set(tables))
    if missing:
        raise LakeError(f"the lake needs the tables {', '.join(missing)}, which were not given")
    years = tables["reports"].select("report_id", "report_year")
    return {name: _write_table(lake / name, name, tables[name], years) for name in TABLES}


def table_files(lake: Path, table: str) -> list[Path]:
    """The Parquet files of one table, in order. Raises :class:`LakeError` when there are none."""
    files = sorted((lake / table).glob("*.parquet"))
    if not files:
        raise LakeError(f"the lake {lake} has no table {table}; run `duixian build` to write it")
    return files


def _write_table(folder: Path, name: str, frame: pl.DataFrame, years: pl.DataFrame) -> int:
    schema = TABLES[name]
    if dict(frame.schema) != dict(schema):
        differing = sorted(set(frame.schema.items()) ^ set(schema.items()), key=str)
        raise LakeError(f"the table {name} does not have the columns of its schema: {differing}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = {_write_file(folder, label, rows) for label, rows in _partitions(frame.select(list(schema)), years)}
        for stale in set(folder.glob("*.parquet")) - written:
            stale.unlink()
    except OSError as error:
        raise LakeError(f"cannot write the lake at {folder}: {error.strerror or error}") from error
    return frame.height


def _partitions(frame: pl.DataFrame, years: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """(file label, rows) for each report year of the frame; an empty frame is one empty ``unknown`` partition."""
    columns = frame.columns
    labelled = frame.join(
        years.select("report_id", pl.col("report_year").cast(pl.String).alias("_year")),
        on="report_id",
        how="left",
        maintain_order="left",
    ).with_columns(pl.col("_year").fill_null(UNKNOWN_YEAR))
    if labelled.is_empty():
        return [(UNKNOWN_YEAR, frame)]
    order = [column for column in columns if not frame.schema[column].is_nested()]
    parts = labelled.partition_by("_year", as_dict=True)
    return [(str(label), part.select(columns).sort(order, nulls_last=True)) for (label,), part in sorted(parts.items())]


def _write_file(folder: Path, label: str, rows: pl.DataFrame) -> Path:
    """Write beside the final name, then rename: a reader sees the old file or the new one, never half of one."""
    final, draft = folder / f"{label}.parquet", folder / f"{label}.parquet.new"
    rows.write_parquet(draft, compression="zstd", statistics=True)
    os.replace(draft, final)
    return final
