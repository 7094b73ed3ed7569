"""The one place that opens DuckDB files.

Only opening and closing belong here, no SQL of the pipeline. Nothing is ever downloaded: extensions are neither
installed nor loaded on demand.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from warehouse import WarehouseError

_CONFIG: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
MEMORY_VARIABLE, DEFAULT_MEMORY = "DUIXIAN_MEMORY", "3GB"
"""How much DuckDB may hold; beyond it, it spills to a folder beside the database. dbt reads the same (profiles.yml)."""


class DatabaseError(WarehouseError):
    """A database file cannot be opened; the message says why and what to do."""


@contextmanager
def connect(path: Path, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """An open connection to the file at ``path``, closed on every way out.

    A missing file is created, unless ``read_only``. Raises :class:`DatabaseError` when the file is missing
    (``read_only``), is no DuckDB file, or is held by another process.
    """
    if read_only and not path.is_file():
        raise DatabaseError(f"no database at {path}; run `duixian build` first")
    try:
        memory = os.environ.get(MEMORY_VARIABLE, DEFAULT_MEMORY)
        connection = duckdb.connect(str(path), read_only=read_only, config=_CONFIG | {"memory_limit": memory})
    except duckdb.Error as error:
        raise DatabaseError(f"cannot open {path}: {_first_line(error)}") from error
    try:
        yield connection
    finally:
        connection.close()


def quoted_path(path: Path) -> str:
    """``path`` as an SQL string literal, for statements that take no parameters (ATTACH)."""
    return "'" + str(path).replace("'", "''") + "'"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
