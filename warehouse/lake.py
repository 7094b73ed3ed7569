"""The Parquet lake: what extraction found, as plain files, one folder a table and one file a report year.

Only naming the files, and which rows they get, belongs here. The lake keeps the columns of ``extract.schemas``; it
judges nothing and adds nothing. What the lake was made from is in ``ledger``, how rows come into a file in
``lake_parts``. Tables come in pieces, and files are written in ranges of reports: neither a run over any number of
reports nor a year with any number of them is ever in memory as a whole.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from extract import schemas
from warehouse import WarehouseError
from warehouse.lake_parts import Range, Rows, ranges, write_file
from warehouse.ledger import BATCH, REMOVED, Ledger, damaged_parts, file_digest, read_ledger, write_ledger

UNKNOWN_YEAR = "unknown"
_DRAFTS = "_drafts"
_CHARACTERS = (pl.col("text").str.len_chars() + pl.col("raw_text").str.len_chars()).cast(pl.Int64)
_LENGTHS = ["source_path", "report_id", _CHARACTERS.alias("characters")]
"""Which document is which report, and how much text it has."""
Pieces = Callable[[str], Iterable[pl.DataFrame]]
"""The frames of a table, by its name, one after the other."""


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
    return {name: _write_table(lake, name, tables) for name in TABLES}


def merge_lake(lake: Path, tables: Mapping[str, pl.DataFrame], files: pl.DataFrame, version: str) -> dict[str, int]:
    """:func:`merge_pieces` of tables that are whole frames."""
    _check_given(tables)
    return merge_pieces(lake, lambda table: [tables[table]], files, version)


def merge_pieces(lake: Path, pieces: Pieces, files: pl.DataFrame, version: str) -> dict[str, int]:
    """Bring the lake to ``files``, rewriting only the parts that they touch; returns the new rows by part.

    ``files`` is what ``ledger.compare`` says; ``pieces`` gives the frames of a table, one after the other, of the files
    of its batch (new, changed and reread), whose ``content`` is what was read of them. The result is the lake that all
    files together would have given, in one piece. Raises :class:`LakeError` as :func:`write_lake` does.
    """
    try:
        return _merge(lake, pieces, files, version)
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


class _Plan(NamedTuple):
    """What a run does to the lake: ``years`` are the parts of its reports (``report_id``, ``_part``)."""

    lake: Path
    years: pl.DataFrame
    damaged: set[str]
    leaving: pl.DataFrame


def _merge(lake: Path, pieces: Pieces, files: pl.DataFrame, version: str) -> dict[str, int]:
    ledger = read_ledger(lake)
    years = _years(pieces("reports"))
    fresh = pl.concat([frame.select(_LENGTHS) for frame in pieces("documents")])
    after = _files_after(fresh, years, files, version)
    leaving = files.filter(pl.col("state").is_in([*BATCH, REMOVED]))
    arrived = after.filter(pl.col("source_path").is_in(leaving["source_path"].implode()))
    plan = _Plan(lake, years, damaged_parts(lake, ledger.parts), leaving)
    touched = sorted(plan.damaged | set(leaving["part"].drop_nulls()) | set(arrived["part"]))
    by_part = _placed(fresh, years).partition_by("_part", as_dict=True)
    cut = {part: _ranges_of(plan, part, by_part.get((part,), fresh.clear())) for part in touched}
    digests = {name: digest for name, digest in ledger.parts.items() if Path(name).stem not in touched}
    for table in TABLES:
        digests |= _write_parts(plan, table, pieces(table), cut)
        digests = _with_one_file(lake, table, digests)
    write_ledger(lake, Ledger(after, digests))
    return {part: int((arrived["part"] == part).sum()) for part in touched}


def _years(reports: Iterable[pl.DataFrame]) -> pl.DataFrame:
    part = pl.col("report_year").cast(pl.String).alias("_part")
    return pl.concat([frame.select("report_id", part) for frame in reports])


def _placed(rows: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """The rows with the part that they belong into; those of no known report are of no known year."""
    placed = rows.join(years, on="report_id", how="left", maintain_order="left")
    return placed.with_columns(pl.col("_part").fill_null(UNKNOWN_YEAR))


def _ranges_of(plan: _Plan, part: str, fresh: pl.DataFrame) -> list[Range]:
    """How the files of a part are cut: by the texts of its reports, those that stay in it and those that come."""
    old = _kept(plan, "documents", part)
    held = [] if old is None else [old.select(_LENGTHS).collect(engine="streaming")]
    return ranges(pl.concat([frame.select("report_id", "characters") for frame in (*held, fresh)]))


def _write_parts(
    plan: _Plan, table: str, frames: Iterable[pl.DataFrame], cut: Mapping[str, list[Range]]
) -> dict[str, str]:
    """Write a table's files of the parts that are touched; returns their digests by their names."""
    digests: dict[str, str] = {}
    with Rows(plan.lake / _DRAFTS) as fresh:
        for frame in frames:
            placed = _placed(frame, plan.years)
            fresh.add(placed.drop("_part"), placed["_part"])
        for part, of in cut.items():
            digests |= _write_part(plan, table, part, fresh, of)
    return digests


def _files_after(fresh: pl.DataFrame, years: pl.DataFrame, files: pl.DataFrame, version: str) -> pl.DataFrame:
    """The ledger's files once the batch is in the lake."""
    kept = pl.col("state") == "kept"
    ids = fresh.select("source_path", id_now="report_id")
    parts = years.select(id_now="report_id", part_now="_part")
    placed = (
        files.filter(pl.col("state") != REMOVED)
        .join(ids, on="source_path", how="left")
        .join(parts, on="id_now", how="left")
    )
    return placed.select(
        "source_path",
        "content",
        "twins",
        pl.lit(version).alias("version"),
        pl.when(kept).then("report_id").otherwise("id_now").alias("report_id"),
        pl.when(kept).then("part").otherwise(pl.col("part_now").fill_null(UNKNOWN_YEAR)).alias("part"),
    )


def _kept(plan: _Plan, table: str, part: str) -> pl.LazyFrame | None:
    """The rows of a lake file that are not of a file that leaves (or comes anew); None where the file is of no use."""
    path = plan.lake / table / f"{part}.parquet"
    if part in plan.damaged or not path.is_file():
        return None
    gone = pl.col("report_id").is_in(plan.leaving["report_id"].drop_nulls().implode()).fill_null(False)
    if "source_path" in TABLES[table]:
        gone |= pl.col("source_path").is_in(plan.leaving["source_path"].implode())
    return pl.scan_parquet(path).filter(~gone)


def _write_part(plan: _Plan, table: str, part: str, fresh: Rows, cut: list[Range]) -> dict[str, str]:
    """Write one file of a table, or remove it when no row is left; returns its digest by its name."""
    folder = plan.lake / table
    folder.mkdir(parents=True, exist_ok=True)
    if not _write_file(folder, part, TABLES[table], _rows(_kept(plan, table, part), fresh, part, cut)):
        (folder / f"{part}.parquet").unlink()
        return {}
    return {f"{table}/{part}.parquet": file_digest(folder / f"{part}.parquet")}


def _rows(old: pl.LazyFrame | None, fresh: Rows, part: str, cut: list[Range]) -> Iterator[pl.DataFrame]:
    """The rows of a part, range by range."""
    for of in cut:
        held = [] if old is None else [old.filter(of.holds()).collect()]
        frames = [*held, *fresh.of(part, of)]
        if frames:
            yield pl.concat(frames)


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
    _write_file(lake / table, UNKNOWN_YEAR, TABLES[table], [])
    return digests | {name: file_digest(lake / name)}


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


def _write_table(lake: Path, name: str, tables: Mapping[str, pl.DataFrame]) -> int:
    folder, years = lake / name, _years([tables["reports"]])
    rows = _placed(tables[name].select(list(TABLES[name])), years)
    lengths = _placed(tables["documents"].select(_LENGTHS), years)
    written = {UNKNOWN_YEAR} if rows.is_empty() else set(rows["_part"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in sorted(written):
            cut = ranges(lengths.filter(pl.col("_part") == part).select("report_id", "characters"))
            of_part = rows.filter(pl.col("_part") == part).drop("_part")
            _write_file(folder, part, TABLES[name], (of_part.filter(of.holds()) for of in cut))
        for stale in set(folder.glob("*.parquet")) - {folder / f"{part}.parquet" for part in written}:
            stale.unlink()
    except OSError as error:
        raise LakeError(f"cannot write the lake at {folder}: {error.strerror or error}") from error
    return rows.height


def _write_file(folder: Path, part: str, schema: pl.Schema, frames: Iterable[pl.DataFrame]) -> int:
    return write_file(folder / f"{part}.parquet", schema, frames)
