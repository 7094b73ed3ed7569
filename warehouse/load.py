"""From the lake into DuckDB's schema ``raw``, unchanged.

Only copying belongs here, and the one column that extraction cannot know: when a report was first loaded. Names,
types and codes are dbt's to settle, in staging.
"""

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
_SELECT = {
    "reports": "select reports.*, ingestions.ingested_at from read_parquet(?) as reports "
    "join raw.ingestions using (report_id) order by report_id",
}


def load_lake(lake: Path, connection: duckdb.DuckDBPyConnection, loaded_at: datetime) -> dict[str, int]:
    """Replace ``raw.<table>`` by the lake's files, all tables in one transaction; returns the rows of each table.

    ``raw.reports`` gets the column ``ingested_at`` (UTC, without zone): the ``loaded_at`` of the load that first
    brought this ``report_id``, kept in ``raw.ingestions`` even while a report is away from the lake. A naive
    ``loaded_at`` is taken as UTC. Raises :class:`LakeError` for a missing or unreadable table; ``raw`` then stays
    as it was.
    """
    moment = loaded_at.astimezone(UTC).replace(tzinfo=None) if loaded_at.tzinfo else loaded_at
    files = {table: [str(path) for path in table_files(lake, table)] for table in TABLES}
    connection.begin()
    try:
        connection.execute("create schema if not exists raw")
        connection.execute(_INGESTIONS)
        connection.execute(_NEW_INGESTIONS, [moment, files["reports"]])
        counts = {table: _load_table(connection, table, paths) for table, paths in files.items()}
        connection.commit()
    except duckdb.Error as error:
        connection.rollback()
        raise LakeError(f"cannot load the lake {lake}: {str(error).splitlines()[0]}") from error
    return counts


def _load_table(connection: duckdb.DuckDBPyConnection, table: str, paths: list[str]) -> int:
    select = _SELECT.get(table, "from read_parquet(?)")
    connection.execute(f"create or replace table raw.{table} as {select}", [paths])
    row = connection.execute(f"select count(*) from raw.{table}").fetchone()
    return int(row[0]) if row else 0
