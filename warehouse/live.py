"""The live database, which can always be made again from the lake and from what is kept of it.

Only opening it for writing, and beginning it anew when it is broken, belong here.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb

from warehouse import receipt
from warehouse.connection import DatabaseError, connect
from warehouse.history import restore_history
from warehouse.home import Home
from warehouse.load import remember_ingestions

_HELD = "could not set lock"
_TABLES = "select schema_name, table_name from duckdb_tables() where not internal order by all"


@contextmanager
def live_database(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """An open connection to the live database. One that cannot be read is set aside and begun anew.

    Times of first loading are then taken over from the published file, and the history of verdicts from its copy. A
    file that is as the last complete run left it is not read for that. Raises DatabaseError while another process
    holds the database.
    """
    path = home.live_database
    if path.is_file() and not _is_sound(home):
        os.replace(path, path.with_name(f"{path.name}.broken"))
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    is_new = not path.exists()
    with connect(path) as connection:
        if is_new:
            restore_history(home, connection)
            if home.published_database.is_file():
                with suppress(duckdb.Error):  # a published file that is broken too has nothing to tell
                    remember_ingestions(connection, home.published_database)
        yield connection


def _is_sound(home: Home) -> bool:
    """Whether every block of the live database can be read. Raises DatabaseError while it is held elsewhere."""
    if receipt.is_live_untouched(home):
        return True
    try:
        with connect(home.live_database) as connection:
            for schema, table in connection.execute(_TABLES).fetchall():
                connection.execute(f'select sum(hash(rows)) from "{schema}"."{table}" as rows').fetchall()
    except DatabaseError as error:
        if _HELD in str(error).lower():
            raise
        return False
    except duckdb.Error:
        return False
    return True
