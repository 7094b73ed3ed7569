"""How the command line prints: rows as a table, CSV, JSON or Parquet, and the progress of a run in lines.

Only the looks belong here, for whatever command prints such a thing; what is asked is in ``answers``, what a run has
done in ``graph.progress``.
"""

import contextlib
import csv
import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import duckdb

from orchestration import UserError
from orchestration.output.output_file import harmless

_SHOWN_ROWS, _WIDEST, _WIDEST_COLUMN = 10_000, 10_000, 60


class NoTextError(UserError):
    """What was asked for cannot be shown on a terminal; the message is one clear line."""


@dataclass
class Step:
    """One step of the run: what it materialized and how long it took."""

    key: str
    assets: int = 0
    checks: int = 0
    rows: int | None = None
    quarantined: int = 0
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """The stage's name as the user knows it."""
        return self.key.split("__")[-1]


def line(step: Step) -> str:
    """One line about a finished stage: name, seconds, what came of it."""
    return f"  {step.name:<12}{step.seconds:7.1f} s  {counted(step)}".rstrip()


def counted(step: Step) -> str:
    """What came of a step: tables, rows, what was set aside, tests."""
    parts = []
    if step.assets > 1:
        parts.append(f"{step.assets:,} tables")
    if step.rows is not None:
        parts.append(f"{step.rows:,} rows")
    if step.quarantined:
        parts.append(f"{step.quarantined:,} quarantined")
    if step.checks:
        parts.append(f"{step.checks:,} tests")
    return ", ".join(parts)


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
        raise NoTextError("parquet is no text: send it to a file, with --output or >")
    buffer = io.BytesIO()
    relation.pl().write_parquet(buffer)
    sink.write(buffer.getbuffer())


WRITERS = {"table": _write_table, "csv": _write_csv, "json": _write_json, "parquet": _write_parquet}


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
