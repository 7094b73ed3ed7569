"""The published copy: schema ``marts`` alone, in a file of its own that readers may keep open.

Only copying, describing and swapping belong here. The live file is read, never changed. What is a view there, because
its rows are the lake's, is a table here; a view for readers (``v_...``), which reads nothing but marts, stays a view.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from warehouse import WarehouseError
from warehouse.connection import connect, quoted_path

_MARTS = """
select table_name from information_schema.tables
where table_catalog = ? and table_schema = 'marts' and not starts_with(table_name, 'v_') order by table_name
"""
_VIEWS = """
select view_name, sql from duckdb_views()
where database_name = ? and schema_name = 'marts' and starts_with(view_name, 'v_') order by view_name
"""


class PublishError(WarehouseError):
    """The copy could not be made; the message says why. The file that was published before is untouched."""


@dataclass(frozen=True)
class Described:
    """What a table means, and each of its columns by name."""

    meaning: str
    columns: Mapping[str, str] = field(default_factory=dict)


def publish(live: Path, published: Path, described: Mapping[str, Described] | None = None) -> list[str]:
    """Copy ``marts`` of ``live`` to ``published`` in one atomic step; returns the names of what was copied.

    ``described`` becomes the comments of the tables of its names and of their columns. The copy is written beside
    ``published``, flushed to disk and renamed over it: a reader who has the old file open keeps its snapshot, everyone
    who opens it later sees the new one. Raises :class:`PublishError` when there is nothing to publish or the disk does
    not take it.
    """
    # DuckDB calls a file by its name up to the first dot, and the live file needs its own (see _copy_marts).
    draft = published.with_name(f"new.{published.name}")
    if not live.is_file():
        raise PublishError(f"nothing to publish: no database at {live}; run `duixian build` first")
    try:
        _remove(draft)
        tables = _copy_marts(live, draft, described or {})
        _flush(draft)
        os.replace(draft, published)
        _flush(published.parent)
    except (OSError, duckdb.Error) as error:
        raise PublishError(f"cannot publish {published}: {str(error).splitlines()[0]}") from error
    finally:
        _remove(draft)
    return tables


def _copy_marts(live: Path, draft: Path, described: Mapping[str, Described]) -> list[str]:
    with connect(draft) as connection:
        # Its views name the tables that they read with the database in front: the file's own name.
        connection.execute(f'attach {quoted_path(live)} as "{live.stem}" (read_only)')
        tables = [str(name) for (name,) in connection.execute(_MARTS, [live.stem]).fetchall()]
        views = {str(name): str(sql) for name, sql in connection.execute(_VIEWS, [live.stem]).fetchall()}
        if not tables:
            raise PublishError(f"nothing to publish: {live} has no table in marts; run `duixian build` first")
        connection.execute("create schema marts")
        for table in tables:
            connection.execute(f'create table marts."{table}" as from "{live.stem}".marts."{table}"')
        connection.execute(f'detach "{live.stem}"')
        for sql in views.values():  # they name no database
            connection.execute(sql)
        for name in (*tables, *views):
            if name in described:
                _comment(connection, "view" if name in views else "table", name, described[name])
        connection.execute("checkpoint")
    return sorted([*tables, *views])


def _comment(connection: duckdb.DuckDBPyConnection, kind: str, name: str, described: Described) -> None:
    present = {str(column) for column, *_ in connection.execute(f'describe marts."{name}"').fetchall()}
    connection.execute(f'comment on {kind} marts."{name}" is {_quoted(described.meaning)}')
    for column in present & described.columns.keys():
        connection.execute(f'comment on column marts."{name}"."{column}" is {_quoted(described.columns[column])}')


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(draft: Path) -> None:
    for path in (draft, draft.with_name(f"{draft.name}.wal")):
        path.unlink(missing_ok=True)
