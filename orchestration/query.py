"""``duixian query``: one SQL text on the published file, read-only, in the format asked for.

Only running SQL and printing its rows belongs here. The file is opened without access to anything outside it.
"""

import contextlib
import csv
import io
import json
import math
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import duckdb

from orchestration import UserError
from orchestration.output_file import harmless
from orchestration.saved import SAVED, saved_queries
from warehouse.connection import connect
from warehouse.home import Home

FORMATS = ("table", "csv", "json", "parquet")
_SHOWN_ROWS, _WIDEST, _WIDEST_COLUMN = 10_000, 10_000, 60


class QueryError(UserError):
    """The query cannot be run; the message is one clear line."""


def format_of(chosen: str | None, output: Path | None) -> str:
    """The format that was chosen, else that of the output file's ending, else a table.

    Raises QueryError for an ending that names no format.
    """
    if chosen or output is None or not output.suffix:
        return chosen or "table"
    ending = output.suffix[1:].lower()
    if ending not in FORMATS and ending != "txt":
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

    Raises QueryError for SQL that cannot be run, and DatabaseError when nothing was published yet.
    """
    with connect(home.published_database, read_only=True) as connection:
        connection.execute("set search_path = 'marts'")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        try:
            relation = connection.sql(sql)
            if relation is None:
                raise QueryError("the query returns no rows: only SELECT and the like can be asked")
            _WRITERS[output_format](relation, sink)
        except duckdb.Error as error:
            raise QueryError(f"the query failed: {_one_line(error)}") from error


def _write_table(relation: duckdb.DuckDBPyRelation, sink: IO[bytes]) -> None:
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        relation.show(max_width=_WIDEST, max_rows=_SHOWN_ROWS, max_col_width=_WIDEST_COLUMN)
    sink.write(text.getvalue().rstrip("\n").encode() + b"\n")


def _write_csv(relation: duckdb.DuckDBPyRelation, sink: IO[bytes]) -> None:
    text = io.TextIOWrapper(sink, encoding="utf-8", newline="")
    writer = csv.writer(_Lines(text), lineterminator="\r\n")  # with \n alone, Python would not quote \r
    writer.writerow(map(harmless, _names(relation.columns)))
    writer.writerows([_csv_cell(value) for value in row] for row in relation.iter_rows())
    text.flush()
    text.detach()


def _write_json(relation: duckdb.DuckDBPyRelation, sink: IO[bytes]) -> None:
    """One array of objects; as many lines as rows."""
    columns, opening = _names(relation.columns), b"["
    for row in relation.iter_rows():
        record = json.dumps(dict(zip(columns, map(_json_value, row), strict=True)), ensure_ascii=False, default=str)
        sink.write(opening + record.encode())
        opening = b",\n"
    sink.write(b"]\n" if opening != b"[" else b"[]\n")


def _write_parquet(relation: duckdb.DuckDBPyRelation, sink: IO[bytes]) -> None:
    if sink.isatty():
        raise QueryError("parquet is no text: send it to a file, with --output or >")
    buffer = io.BytesIO()
    relation.pl().write_parquet(buffer)
    sink.write(buffer.getbuffer())


_WRITERS = {"table": _write_table, "csv": _write_csv, "json": _write_json, "parquet": _write_parquet}


class _Lines:
    """Takes the rows of a CSV writer and ends each line as this system's tools do."""

    def __init__(self, sink: IO[str]) -> None:
        self.sink = sink

    def write(self, line: str) -> None:
        """Write one row."""
        self.sink.write(line.removesuffix("\r\n") + "\n")


def _names(columns: Sequence[str]) -> list[str]:
    """The names of the columns, those that come again with a number behind them, as DuckDB gives them to others."""
    taken: set[str] = set(columns)
    names: list[str] = []
    for column in columns:
        name, number = column, 0
        while name in names or (number and name in taken):
            number += 1
            name = f"{column}_{number}"
        names.append(name)
    return names


def _csv_cell(value: Any) -> Any:
    """As DuckDB writes CSV: empty for null, true and false in small letters; nested values as JSON."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return harmless(value)
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else value


def _json_value(value: Any) -> Any:
    """JSON knows neither decimals nor infinities."""
    if isinstance(value, Decimal):
        return float(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _one_line(error: duckdb.Error) -> str:
    """DuckDB's message without the excerpt of the query that follows it."""
    return " ".join(str(error).split("\nLINE ")[0].split())
