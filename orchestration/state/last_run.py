"""The last run over a home: when it began, how long it took and how it ended.

Only reading that from Dagster's table of runs belongs here. Nothing of Dagster is imported: ``duixian status`` must
start quickly.
"""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from typing import Any

from orchestration.state.home_lock import is_held_elsewhere
from orchestration.state.instance import POSTGRES_VARIABLE
from warehouse.home import Home

_LAST = "select status, start_time, end_time from runs order by id desc limit 1"
_ENDED = {"SUCCESS": "succeeded", "FAILURE": "failed", "CANCELED": "was cancelled"}


def last_run(home: Home) -> str | None:
    """One line about the last run; None where no run is known, or the table of runs cannot be read."""
    row = _row(home)
    if row is None:
        return None
    status, started, ended = row
    if started is None:
        return "waits for its turn" if status in ("QUEUED", "NOT_STARTED", "STARTING") else _ended(status, home)
    began = datetime.fromtimestamp(started).astimezone()
    length = f" after {ended - started:.0f} s" if ended is not None else ""
    return f"{began:%Y-%m-%d %H:%M:%S %z}, {_ended(status, home)}{length}"


def _ended(status: str, home: Home) -> str:
    return _ENDED.get(status) or ("is running" if is_held_elsewhere(home) else "was killed; build again to go on")


def _row(home: Home) -> tuple[str, float | None, float | None] | None:
    try:
        if url := os.environ.get(POSTGRES_VARIABLE):
            return _of_postgres(url)
        path = home.dagster_home / "history" / "runs.db"
        if not path.is_file():
            return None
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
            return _typed(connection.execute(_LAST).fetchone())
    except Exception:  # whatever the storage has: status tells what the published file holds all the same
        return None


def _of_postgres(url: str) -> tuple[str, float | None, float | None] | None:
    import psycopg2

    with closing(psycopg2.connect(url.replace("postgresql+psycopg2", "postgresql"))) as connection:
        cursor = connection.cursor()
        cursor.execute(_LAST)
        return _typed(cursor.fetchone())


def _typed(row: Any) -> tuple[str, float | None, float | None] | None:
    return None if row is None else (str(row[0]), row[1], row[2])
