"""The history of verdicts, kept beside the live database: it cannot be made again from the reports.

Only keeping and restoring it belong here. The live database is where it grows (the snapshot of dbt); the copy is one
Parquet file, written as a whole after each build that held.
"""

import os
from pathlib import Path

import duckdb

from warehouse.connection import quoted_path
from warehouse.home import Home

_TABLE = "history.snap_verdicts"


def history_file(home: Home) -> Path:
    """Where the copy of a home lies."""
    return home.root / "history" / "verdicts.parquet"


def keep_history(home: Home, connection: duckdb.DuckDBPyConnection) -> None:
    """Write the history of the live database beside it; nothing where there is none yet."""
    if not _is_there(connection):
        return
    final = history_file(home)
    final.parent.mkdir(parents=True, exist_ok=True)
    draft = final.with_suffix(".new")
    connection.execute(f"copy (from {_TABLE} order by all) to {quoted_path(draft)} (format parquet, compression zstd)")
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    os.replace(draft, final)


def restore_history(home: Home, connection: duckdb.DuckDBPyConnection) -> int:
    """Take the history into a live database that begins anew; returns its rows. One that is damaged is set aside."""
    kept = history_file(home)
    if not kept.is_file() or _is_there(connection):
        return 0
    try:
        connection.execute("create schema if not exists history")
        connection.execute(f"create table {_TABLE} as from read_parquet({quoted_path(kept)})")
    except duckdb.Error:
        os.replace(kept, kept.with_name(f"{kept.name}.broken"))
        return 0
    row = connection.execute(f"select count(*) from {_TABLE}").fetchone()
    return int(row[0]) if row else 0


def _is_there(connection: duckdb.DuckDBPyConnection) -> bool:
    found = "select 1 from duckdb_tables() where schema_name = 'history' and table_name = 'snap_verdicts'"
    return connection.execute(found).fetchone() is not None
