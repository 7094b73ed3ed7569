"""From the lake into DuckDB's schema ``raw``, unchanged, part by part.

Only copying belongs here, and the two columns that extraction cannot know: when a report was first loaded, and which
part of the lake a row came from. Names, types and codes are dbt's to settle, in staging.
"""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.lake import TABLES, LakeError, table_files

_INGESTIONS = """
create table if not exists raw.ingestions (report_id varchar primary key, ingested_at timestamp not null)
"""
_NEW_INGESTIONS = """
insert into raw.ingestions
select report_id, ? from read_parquet(?) anti join raw.ingestions using (report_id) order by report_id
"""
_SELECT = "select *, ?::varchar as lake_part from read_parquet(?)"
_SELECTS = {
    "reports": "select reports.*, ingestions.ingested_at, ?::varchar as lake_part from read_parquet(?) as reports "
    "join raw.ingestions using (report_id) order by report_id",
}


def load_lake(lake: Path, connection: duckdb.DuckDBPyConnection, loaded_at: datetime) -> dict[str, int]:
    """Make ``raw.<table>`` hold the lake's files, all tables in one transaction; returns the rows of each table.

    Every row has a column ``lake_part``, the report year and digest of its file. A part that ``raw`` holds already is
    left alone, so that the work grows with the files that are new or changed; the rows of a file that is gone go.
    ``raw.reports`` gets the column ``ingested_at`` (UTC, without zone): the ``loaded_at`` of the load that first
    brought this ``report_id``, kept in ``raw.ingestions`` even while a report is away from the lake. A naive
    ``loaded_at`` is taken as UTC. Raises :class:`LakeError` for a missing or unreadable table; ``raw`` then stays
    as it was.
    """
    moment = loaded_at.astimezone(UTC).replace(tzinfo=None) if loaded_at.tzinfo else loaded_at
    files = {table: table_files(lake, table) for table in TABLES}
    connection.begin()
    try:
        connection.execute("create schema if not exists raw")
        connection.execute(_INGESTIONS)
        connection.execute(_NEW_INGESTIONS, [moment, [str(path) for path in files["reports"]]])
        counts = {table: _load_table(connection, table, paths) for table, paths in files.items()}
        connection.commit()
    except (duckdb.Error, OSError) as error:
        connection.rollback()
        raise LakeError(f"cannot load the lake {lake}: {str(error).splitlines()[0]}") from error
    return counts


def _load_table(connection: duckdb.DuckDBPyConnection, table: str, paths: list[Path]) -> int:
    parts = {_part_of(path): str(path) for path in paths}
    held = _parts_held(connection, table, next(iter(parts.values())))
    gone = sorted(held - set(parts))
    if gone:
        connection.execute(f"delete from raw.{table} where lake_part in (select unnest(?))", [gone])
    select = _SELECTS.get(table, _SELECT)
    for part, path in parts.items():
        if part not in held:
            connection.execute(f"insert into raw.{table} {select}", [part, path])
    row = connection.execute(f"select count(*) from raw.{table}").fetchone()
    return int(row[0]) if row else 0


def _part_of(path: Path) -> str:
    with path.open("rb") as file:
        return f"{path.stem}:{hashlib.file_digest(file, 'sha256').hexdigest()[:16]}"


def _parts_held(connection: duckdb.DuckDBPyConnection, table: str, path: str) -> set[str]:
    """The parts that ``raw.<table>`` holds; a table that is missing, or has other columns, is created anew, empty."""
    select = _SELECTS.get(table, _SELECT)
    shape = f"select column_name, column_type from (describe {select})"
    wanted = connection.execute(shape, ["", path]).fetchall()
    found = connection.execute(
        "select column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and schema_name = 'raw' and table_name = ? order by column_index",
        [table],
    ).fetchall()
    if found != wanted:
        connection.execute(f"create or replace table raw.{table} as {select} limit 0", ["", path])
        return set()
    return {str(part) for (part,) in connection.execute(f"select distinct lake_part from raw.{table}").fetchall()}
