"""From the lake into DuckDB's schema ``raw``, unchanged.

Only copying belongs here, and the two columns that extraction cannot know: when a report was first loaded, and which
file a row stands in. Names, types and codes are dbt's to settle, in staging.

Each file of the lake is a table of the schema ``raw_parts``, and ``raw.<table>`` is the view of all of them, so that a
load copies only the files that changed. ``raw_parts.loaded`` says which bytes each part was copied from. The view's
``lake_year`` is a constant of each part: a query that names years by number reads no other part.
"""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.connection import quoted_path
from warehouse.lake import TABLES, LakeError, table_files
from warehouse.ledger import file_digest
from warehouse.reviews import ensure_table

_PREPARE = """
create schema if not exists raw;
create schema if not exists raw_parts;
create table if not exists raw.ingestions (report_id varchar primary key, ingested_at timestamp not null);
create table if not exists raw_parts.loaded (part varchar primary key, sha256 varchar not null);
"""
_NEW_INGESTIONS = """
insert into raw.ingestions select report_id, ? from {part} anti join raw.ingestions using (report_id) order by report_id
"""
_PUBLISHED_INGESTIONS = """
insert or ignore into raw.ingestions select report_id, ingested_at from published.marts.dim_report
"""
_VIEW = "create or replace view raw.{table} as {select}"
_WITH_INGESTION = """
select reports.*, ingestions.ingested_at from ({select}) as reports join raw.ingestions using (report_id)
"""


def load_lake(lake: Path, connection: duckdb.DuckDBPyConnection, loaded_at: datetime) -> dict[str, int]:
    """Bring ``raw.<table>`` to the lake's files, all tables in one transaction; returns the rows of each table.

    Every view has ``lake_year``, the report year of the lake's file (null for ``unknown``).
    ``raw.reports`` gets the column ``ingested_at`` (UTC, without zone): the ``loaded_at`` of the load that first
    brought this ``report_id``, kept in ``raw.ingestions`` even while a report is away from the lake. A naive
    ``loaded_at`` is taken as UTC. Raises :class:`LakeError` for a missing or unreadable table; ``raw`` then stays
    as it was.
    """
    moment = loaded_at.astimezone(UTC).replace(tzinfo=None) if loaded_at.tzinfo else loaded_at
    files = {f"{table}/{path.stem}": path for table in TABLES for path in table_files(lake, table)}
    connection.begin()
    try:
        connection.execute(_PREPARE)
        _drop_tables_of_old(connection)
        _copy_changed(connection, files, moment)
        ensure_table(connection)
        counts = {table: _show_table(connection, table, files) for table in TABLES}
        connection.commit()
    except duckdb.Error as error:
        connection.rollback()
        raise LakeError(f"cannot load the lake {lake}: {str(error).splitlines()[0]}") from error
    return counts


def remember_ingestions(connection: duckdb.DuckDBPyConnection, published: Path) -> None:
    """Take the times of first loading over from a published file: for a live database that has to begin anew."""
    connection.execute(_PREPARE)
    connection.execute(f"attach {quoted_path(published)} as published (read_only)")
    connection.execute(_PUBLISHED_INGESTIONS)
    connection.execute("detach published")


def _drop_tables_of_old(connection: duckdb.DuckDBPyConnection) -> None:
    """Homes of versions that loaded the whole lake have tables where the views are now."""
    tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
    for name in sorted({str(name) for (name,) in tables} & set(TABLES)):
        connection.execute(f"drop table raw.{name}")


def _copy_changed(connection: duckdb.DuckDBPyConnection, files: dict[str, Path], moment: datetime) -> None:
    before: dict[str, str] = dict(connection.execute("from raw_parts.loaded").fetchall())
    for part in sorted(set(before) - set(files)):
        connection.execute(f'drop table raw_parts."{part}"')
        connection.execute("delete from raw_parts.loaded where part = ?", [part])
    for part, path in files.items():
        digest = file_digest(path)
        if before.get(part) == digest:
            continue
        connection.execute(f'create or replace table raw_parts."{part}" as from read_parquet(?)', [str(path)])
        connection.execute("insert or replace into raw_parts.loaded values (?, ?)", [part, digest])
        if part.startswith("reports/"):
            connection.execute(_NEW_INGESTIONS.format(part=f'raw_parts."{part}"'), [moment])


def _show_table(connection: duckdb.DuckDBPyConnection, table: str, files: dict[str, Path]) -> int:
    parts = [(part, path.stem) for part, path in sorted(files.items()) if part.startswith(f"{table}/")]
    select = " union all ".join(
        f'select *, {year if year.isdecimal() else "null"}::integer as lake_year from raw_parts."{part}"'
        for part, year in parts
    )
    if table == "reports":
        select = _WITH_INGESTION.format(select=select)
    connection.execute(_VIEW.format(table=table, select=select))
    row = connection.execute(f"select count(*) from raw.{table}").fetchone()
    return int(row[0]) if row else 0
