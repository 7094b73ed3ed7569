"""``duixian query``: one SQL text on the published file, read-only, in the format asked for.

Only running SQL belongs here; how rows are printed is in ``printing``. The file is opened without access to anything
outside it.
"""

from pathlib import Path
from typing import IO

import duckdb

from orchestration import UserError
from orchestration.answers.saved import SAVED, saved_queries
from orchestration.output.printing import WRITERS
from warehouse.connection import connect
from warehouse.home import Home


class QueryError(UserError):
    """The query cannot be run; the message is one clear line."""


def format_of(chosen: str | None, output: Path | None) -> str:
    """The format that was chosen, else that of the output file's ending, else a table.

    Raises QueryError for an ending that names no format.
    """
    if chosen or output is None or not output.suffix:
        return chosen or "table"
    ending = output.suffix[1:].lower()
    if ending not in WRITERS and ending != "txt":
        raise QueryError(f"no format is called {ending}; end the file in .csv, .json or .parquet, or name a --format")
    return "table" if ending == "txt" else ending


def read_query(name: str) -> str:
    """The SQL in the file ``name``, a path or the bare name of a saved query. Raises QueryError when there is none."""
    path = Path(name).expanduser()
    if not path.is_file() and path.name == name:
        path = SAVED / f"{path.stem if path.suffix == '.sql' else name}.sql"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        known = ", ".join(query.name for query in saved_queries())
        raise QueryError(f"no file and no saved query {name}; saved queries: {known}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"cannot read {path}: {error}") from error


def run_query(home: Home, sql: str, output_format: str, sink: IO[bytes]) -> None:
    """Run ``sql`` on the published file of ``home`` and write its rows to ``sink``; ``marts.`` may be left out.

    Raises QueryError for SQL that cannot be run, NoTextError for Parquet on a terminal, and DatabaseError when nothing
    was published yet.
    """
    with connect(home.published_database, read_only=True) as connection:
        connection.execute("set search_path = 'marts'")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        try:
            relation = connection.sql(sql)
            if relation is None:
                raise QueryError("the query returns no rows: only SELECT and the like can be asked")
            WRITERS[output_format](relation, sink)
        except duckdb.Error as error:
            raise QueryError(f"the query failed: {_one_line(error)}") from error


def _one_line(error: duckdb.Error) -> str:
    """DuckDB's message without the excerpt of the query that follows it."""
    return " ".join(str(error).split("\nLINE ")[0].split())
