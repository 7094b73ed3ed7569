"""Whether a frame obeys its schema, asked in one query: nearly every frame does, and pandera takes a query a check.

Belongs here: the kinds of checks that schemas use, as polars expressions. Does not belong here: what is wrong with a
frame that does not obey, which pandera says (stage).
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import pandera.polars as pa
import polars as pl

_CHECKS: dict[str, Callable[[pl.Expr, dict[str, Any]], pl.Expr]] = {
    "isin": lambda column, of: column.is_in(list(of["allowed_values"])),
    "greater_than": lambda column, of: column > of["min_value"],
    "greater_than_or_equal_to": lambda column, of: column >= of["min_value"],
    "less_than_or_equal_to": lambda column, of: column <= of["max_value"],
    "str_matches": lambda column, of: column.str.contains(of["pattern"]),
    "str_length": lambda column, of: _is_long(column.str.len_chars(), of),
}


def obeys(schema: type[pa.DataFrameModel], frame: pl.DataFrame) -> bool:
    """True where pandera would find nothing wrong; False also where only pandera can tell."""
    types, holds = _asked(schema)
    return holds is not None and list(frame.schema.items()) == types and bool(frame.select(holds).item())


@cache
def _asked(schema: type[pa.DataFrameModel]) -> tuple[list[tuple[str, Any]], pl.Expr | None]:
    """The columns with their types, and one expression for all checks; None where one of them is of no known kind."""
    whole = schema.to_schema()
    types = [(name, column.dtype.type) for name, column in whole.columns.items()]
    checks = [check for column in whole.columns.values() for check in column.checks]
    if whole.checks or whole.unique or any(check.name not in _CHECKS for check in checks):
        return types, None
    return types, pl.all_horizontal([held for column in whole.columns.values() for held in _held(column)])


def _held(column: pa.Column) -> list[pl.Expr]:
    """What has to hold of a column: its checks, which pass over nulls; no null and no repetition where it says so."""
    values = pl.col(column.name)
    held = [_CHECKS[check.name](values, check.statistics).all() for check in column.checks]
    if not column.nullable:
        held.append(values.null_count() == 0)
    if not column.nullable and column.dtype.type.is_float():
        held.append(~values.is_nan().any())
    if column.unique:
        held.append(values.n_unique() == pl.len())
    return held


def _is_long(length: pl.Expr, of: dict[str, Any]) -> pl.Expr:
    least, most = of["min_value"], of["max_value"]
    return length.is_between(least or 0, most) if most is not None else length >= (least or 0)
