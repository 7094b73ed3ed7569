"""The Parquet lake: what extraction found, as plain files, one folder a table and one file a report year.

Only writing the frames of extract/ to disk, and naming the files, belongs here. The lake keeps the columns of
``extract.schemas``; it judges nothing and adds nothing. What the lake was made from is in ``ledger``.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from extract import schemas
from warehouse import WarehouseError
from warehouse.ledger import BATCH, REMOVED, Ledger, damaged_parts, file_digest, read_ledger, write_ledger

UNKNOWN_YEAR = "unknown"


class LakeError(WarehouseError):
    """The lake is incomplete, unreadable or cannot be written; the message says which table and what to do."""


def _schema(model: Any) -> pl.Schema:
    return pl.Schema({name: column.dtype.type for name, column in model.to_schema().columns.items()})


TABLES: dict[str, pl.Schema] = {
    "documents": pl.Schema({**_schema(schemas.Repaired), "raw_text": pl.String()}),
    "reports": _schema(schemas.Reports),
    "sections": _schema(schemas.Sections),
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
    _check_given(tables)
    years = tables["reports"].select("report_id", "report_year")
    return {name: _write_table(lake / name, name, tables[name], years) for name in TABLES}


def merge_lake(lake: Path, tables: Mapping[str, pl.DataFrame], files: pl.DataFrame, version: str) -> dict[str, int]:
    """Bring the lake to ``files``, rewriting only the parts that they touch; returns the new rows by part.

    ``files`` is what ``ledger.compare`` says; ``tables`` are the frames of the files of its batch (new, changed and
    reread), whose ``content`` is what was read of them. The result is the lake that all files together would have
    given. Raises :class:`LakeError` as :func:`write_lake` does.
    """
    _check_given(tables)
    try:
        return _merge(lake, tables, files, version)
    except OSError as error:
        raise LakeError(f"cannot write the lake at {lake}: {error.strerror or error}") from error


def rows_of(lake: Path, table: str) -> int:
    """How many rows a table of the lake has."""
    return int(pl.scan_parquet(table_files(lake, table)).select(pl.len()).collect().item())


def rows_held(lake: Path, table: str) -> int:
    """How many rows a table has, none where there is no such table yet or a damaged file of it (a run mends it)."""
    try:
        return rows_of(lake, table)
    except (LakeError, OSError, pl.exceptions.PolarsError):
        return 0


def _merge(lake: Path, tables: Mapping[str, pl.DataFrame], files: pl.DataFrame, version: str) -> dict[str, int]:
    ledger = read_ledger(lake)
    damaged = damaged_parts(lake, ledger.parts)
    years = tables["reports"].select("report_id", "report_year")
    after = _files_after(tables, files, version)
    leaving = files.filter(pl.col("state").is_in([*BATCH, REMOVED]))
    arrived = after.filter(pl.col("source_path").is_in(leaving["source_path"].implode()))
    touched = damaged | set(leaving["part"].drop_nulls()) | set(arrived["part"])
    digests = {name: digest for name, digest in ledger.parts.items() if Path(name).stem not in touched}
    for table in TABLES:
        fresh = dict(_partitions(tables[table], years))
        for part in sorted(touched):
            kept = None if part in damaged else _kept_rows(lake / table / f"{part}.parquet", leaving)
            digests |= _write_part(lake, table, part, kept, fresh.get(part))
        digests = _with_one_file(lake, table, digests)
    write_ledger(lake, Ledger(after, digests))
    return {part: int((arrived["part"] == part).sum()) for part in sorted(touched)}


def _files_after(tables: Mapping[str, pl.DataFrame], files: pl.DataFrame, version: str) -> pl.DataFrame:
    """The ledger's files once the batch is in the lake."""
    kept = pl.col("state") == "kept"
    ids = tables["documents"].select("source_path", id_now="report_id")
    years = tables["reports"].select(id_now="report_id", part_now=pl.col("report_year").cast(pl.String))
    placed = (
        files.filter(pl.col("state") != REMOVED)
        .join(ids, on="source_path", how="left")
        .join(years, on="id_now", how="left")
    )
    return placed.select(
        "source_path",
        "content",
        "twins",
        pl.lit(version).alias("version"),
        pl.when(kept).then("report_id").otherwise("id_now").alias("report_id"),
        pl.when(kept).then("part").otherwise(pl.col("part_now").fill_null(UNKNOWN_YEAR)).alias("part"),
    )


def _kept_rows(path: Path, leaving: pl.DataFrame) -> pl.DataFrame | None:
    """The rows of a lake file that are not of a file that leaves (or comes anew)."""
    if not path.is_file():
        return None
    rows = pl.read_parquet(path)
    gone = pl.col("report_id").is_in(leaving["report_id"].drop_nulls().implode()).fill_null(False)
    if "source_path" in rows.columns:
        gone |= pl.col("source_path").is_in(leaving["source_path"].implode())
    return rows.filter(~gone)


def _write_part(
    lake: Path, table: str, part: str, kept: pl.DataFrame | None, fresh: pl.DataFrame | None
) -> dict[str, str]:
    """Write one file of a table, or remove it when no row is left; returns its digest by its name."""
    frames = [frame for frame in (kept, fresh) if frame is not None and not frame.is_empty()]
    folder = lake / table
    folder.mkdir(parents=True, exist_ok=True)
    if not frames:
        (folder / f"{part}.parquet").unlink(missing_ok=True)
        return {}
    path = _write_file(folder, part, _sorted(pl.concat(frames)))
    return {f"{table}/{part}.parquet": file_digest(path)}


def _with_one_file(lake: Path, table: str, digests: dict[str, str]) -> dict[str, str]:
    """A table without rows has one file, an empty one; a table with rows has no empty file."""
    for draft in (lake / table).glob("*.new"):
        draft.unlink()
    name = f"{table}/{UNKNOWN_YEAR}.parquet"
    others = [other for other in digests if other.startswith(f"{table}/") and other != name]
    if others and name in digests and pl.scan_parquet(lake / name).select(pl.len()).collect().item() == 0:
        (lake / name).unlink()
        return {other: digest for other, digest in digests.items() if other != name}
    if others or name in digests:
        return digests
    path = _write_file(lake / table, UNKNOWN_YEAR, pl.DataFrame(schema=TABLES[table]))
    return digests | {name: file_digest(path)}


def table_files(lake: Path, table: str) -> list[Path]:
    """The Parquet files of one table, in order. Raises :class:`LakeError` when there are none."""
    files = sorted((lake / table).glob("*.parquet"))
    if not files:
        raise LakeError(f"the lake {lake} has no table {table}; run `duixian build` to write it")
    return files


def _check_given(tables: Mapping[str, pl.DataFrame]) -> None:
    missing = sorted(set(TABLES) - set(tables))
    if missing:
        raise LakeError(f"the lake needs the tables {', '.join(missing)}, which were not given")
    for name, schema in TABLES.items():
        if dict(tables[name].schema) != dict(schema):
            differing = sorted(set(tables[name].schema.items()) ^ set(schema.items()), key=str)
            raise LakeError(f"the table {name} does not have the columns of its schema: {differing}")


def _write_table(folder: Path, name: str, frame: pl.DataFrame, years: pl.DataFrame) -> int:
    schema = TABLES[name]
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
    parts = labelled.partition_by("_year", as_dict=True)
    return [(str(label), _sorted(part.select(columns))) for (label,), part in sorted(parts.items())]


def _sorted(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in the one order that depends on nothing but the rows, in one piece: the same bytes when written."""
    order = [column for column in rows.columns if not rows.schema[column].is_nested()]
    return rows.sort(order, nulls_last=True).rechunk()


def _write_file(folder: Path, label: str, rows: pl.DataFrame) -> Path:
    """Write beside the final name, then rename: a reader sees the old file or the new one, never half of one."""
    final, draft = folder / f"{label}.parquet", folder / f"{label}.parquet.new"
    rows.write_parquet(draft, compression="zstd", statistics=True)
    os.replace(draft, final)
    return final
