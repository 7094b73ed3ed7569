"""The live database, which can always be made again from the lake.

Only opening it for writing, and beginning it anew when it is broken, belong here.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb

from warehouse.connection import DatabaseError, connect
from warehouse.home import Home
from warehouse.load import remember_ingestions

_HELD = "lock"


@contextmanager
def live_database(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """An open connection to the live database. One that is no database any more is set aside and begun anew.

    Times of first loading are then taken over from the published file. Raises DatabaseError while another process
    holds the database.
    """
    path = home.live_database
    try:
        with connect(path):
            pass
    except DatabaseError as error:
        if _HELD in str(error).lower() or not path.is_file():
            raise
        os.replace(path, path.with_name(f"{path.name}.broken"))
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    is_new = not path.exists()
    with connect(path) as connection:
        if is_new and home.published_database.is_file():
            with suppress(duckdb.Error):  # a published file that is broken too has nothing to tell
                remember_ingestions(connection, home.published_database)
        yield connection
