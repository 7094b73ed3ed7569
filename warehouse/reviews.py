"""The reviewers' decisions: a CSV under version control, keyed by content, loaded as ``raw.reviews``.

Reading, checking, appending and loading decisions belong here. What is put before a reviewer and what a decision
changes is dbt's to say (``int_review_items``, ``int_reviewed_facts``). The file is a log: of several decisions on one
item the last one counts.
"""

import csv
import fcntl
import hashlib
import io
import math
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from extract import reference
from extract.schemas import COMPARATORS, FIRST_YEAR, KINDS, LAST_YEAR, MEASURES, UNITS
from warehouse import WarehouseError
from warehouse.home import DEFAULT_HOME, IS_INSTALLED, REPOSITORY

REVIEWS_VARIABLE = "DUIXIAN_REVIEWS"
DECISIONS = ("accept", "correct", "reject")
READING = (
    "kind",
    "indicator_code",
    "measure",
    "period_start",
    "period_end",
    "comparator",
    "value_low",
    "value_high",
    "unit",
)
"""What a correction says anew, all of it; empty means null."""
COLUMNS = ("item_id", "reading", "decision", "reason", "decided_on", "report_id", "evidence", *READING)
FIGURES = ("period_start", "period_end", "value_low", "value_high")
_PLAIN = str.maketrans("０１２３４５６７８９．－＋", "0123456789.-+")
_YEAR = re.compile(r"[0-9]{4}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,12})?(?:[eE][+-]?[0-9]{1,2})?")
_CODES = {"kind": KINDS, "measure": MEASURES, "comparator": COMPARATORS, "unit": UNITS}
_TEXTS = ", ".join(f"{name} varchar" for name in COLUMNS)
_TABLE = f"create table if not exists raw.reviews (line integer, {_TEXTS}, problem varchar)"


class ReviewError(WarehouseError):
    """The decisions cannot be read or written, or a decision cannot be right; the message is one clear line."""


def reviews_file() -> Path:
    """The file of decisions: what DUIXIAN_REVIEWS names, else the repository's seeds/reviews.csv or the user's own."""
    usual = DEFAULT_HOME / "reviews.csv" if IS_INSTALLED else REPOSITORY / "seeds" / "reviews.csv"
    chosen = os.environ.get(REVIEWS_VARIABLE) or usual
    return Path(chosen).expanduser().absolute()


def reviews_digest(path: Path) -> str:
    """A digest of the decisions; that of nothing where there is no file."""
    return hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()


def read_reviews(path: Path) -> list[dict[str, str | int | None]]:
    """One row a line of the file: ``COLUMNS`` as text (None for empty), its ``line`` and its ``problem``, or None.

    A missing file holds no decision. Raises ReviewError when the file is no CSV with these columns.
    """
    if not path.is_file():
        return []
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
        if missing:
            raise ReviewError(f"{path} lacks the columns {', '.join(missing)}; its first line must name them")
        return [
            {"line": reader.line_num, **_texts(row), "problem": problem(_texts(row), None in row)} for row in reader
        ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReviewError(f"cannot read the decisions in {path}: {error}") from error


def problem(row: Mapping[str, str | None], has_more_fields: bool = False) -> str | None:
    """Why a decision cannot be applied, in words for a person; None when it can."""
    if has_more_fields:
        return "the line has more fields than the file has columns"
    for name in ("item_id", "reading", "decision", "reason"):
        if not row.get(name):
            return f"{name} is empty"
    if row["decision"] not in DECISIONS:
        return f"decision is {row['decision']!r}, not one of {', '.join(DECISIONS)}"
    return next(_faults(row), None) if row["decision"] == "correct" else None


def append_review(path: Path, row: Mapping[str, str | None]) -> None:
    """Add one decision to the file, which is created when missing. Raises ReviewError for one that cannot be right."""
    row = _texts(row)
    fault = problem(row)
    if fault:
        raise ReviewError(f"the decision cannot be taken: {fault}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+", encoding="utf-8", newline="") as sink:
            fcntl.flock(sink, fcntl.LOCK_EX)
            sink.write(_line(row, path, with_header=sink.tell() == 0))
    except OSError as error:
        raise ReviewError(f"cannot write the decision to {path}: {error.strerror or error}") from error


def load_reviews(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Replace ``raw.reviews`` by the decisions in the file; returns their number. Raises ReviewError."""
    rows = read_reviews(path)
    ensure_table(connection)
    connection.begin()
    connection.execute("delete from raw.reviews")
    if rows:
        marks = ", ".join("?" * (len(COLUMNS) + 2))
        connection.executemany(f"insert into raw.reviews values ({marks})", [list(row.values()) for row in rows])
    connection.commit()
    return len(rows)


def ensure_table(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``raw.reviews``, empty, where it is missing."""
    connection.execute("create schema if not exists raw")
    connection.execute(_TABLE)


def _faults(row: Mapping[str, str | None]) -> Iterator[str]:
    """What is wrong with the reading that a correction gives."""
    for name, codes in _CODES.items():
        if row.get(name) not in codes:
            yield f"{name} is {row.get(name) or 'empty'}, not one of {', '.join(codes)}"
    if row.get("indicator_code") not in reference.indicators():
        yield f"indicator_code {row.get('indicator_code') or '(empty)'} is not in the catalogue"
    years = [_year(row.get(name)) for name in ("period_start", "period_end")]
    if None in years or years != sorted(years, key=str):
        yield "period_start and period_end are not years in their order"
    low, high = _number(row.get("value_low")), _number(row.get("value_high"))
    if not _fits(str(row.get("comparator")), low, high):
        yield "the values do not fit the comparator: ge has only value_low, le only value_high, the others have both"


def _fits(comparator: str, low: float | None, high: float | None) -> bool:
    if not all(math.isfinite(value) for value in (low, high) if value is not None):
        return False
    if comparator == "ge":
        return low is not None and high is None
    if comparator == "le":
        return low is None and high is not None
    if low is None or high is None:
        return False
    return low <= high if comparator == "range" else low == high


def _year(text: str | None) -> int | None:
    return int(text) if text and _YEAR.fullmatch(text) and FIRST_YEAR <= int(text) <= LAST_YEAR else None


def _number(text: str | None) -> float | None:
    """The number; None where there is none; not a number (which fits nothing) for anything else.

    Only what every reader of the file takes for the same number is one: Python alone knows 1_000, ١٢ and inf.
    """
    if not text:
        return None
    return float(text) if _NUMBER.fullmatch(text) else float("nan")


def _texts(row: Mapping[str, str | None] | Mapping[str | None, str | None]) -> dict[str, str | None]:
    """The row's columns without outer spaces; figures as an input method for Chinese sets them are plain ones."""
    texts = {name: (row.get(name) or "").strip() or None for name in COLUMNS}
    return texts | {name: text.translate(_PLAIN) for name in FIGURES if (text := texts[name])}


def _line(row: Mapping[str, str | None], path: Path, with_header: bool) -> str:
    """The text to append; a file whose last line was left open by an editor gets its line end first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if with_header:
        writer.writerow(COLUMNS)
    elif not path.read_bytes().endswith(b"\n"):
        text.write("\n")
    writer.writerow([row.get(name) or "" for name in COLUMNS])
    return text.getvalue()
