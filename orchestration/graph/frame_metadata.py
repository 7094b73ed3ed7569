"""Frames as an operator sees them in Dagster's UI: counts, columns, sample rows.

Only the presentation of frames belongs here.
"""

from typing import Any

import dagster as dg
import polars as pl

from extract.columns import meaning
from extract.pieces import QUARANTINE, Pieces
from orchestration.graph import pictures

SAMPLE_ROWS = 5
LONGEST_TEXT = 80


def describe(
    name: str, rows: pl.DataFrame, quarantine: pl.DataFrame, seconds: float, held: int | None = None
) -> dict[str, Any]:
    """Metadata of the result of the stage ``name``: rows, rejected rows, seconds, columns, a picture, the first rows.

    The rows are those of the files that the run read; ``held`` are those that the lake had before, of the same kind.
    """
    return _metadata(name, rows, rows.height, quarantine.height, seconds, held)


def described(pieces: Pieces, stage: str, seconds: float, held: int | None = None) -> dict[str, Any]:
    """The same of a stage's result that is in pieces: its first rows are those of the first piece that has any."""
    numbers = pieces.numbers(stage)
    filled = (number for number in numbers if pieces.height(stage, number=number))
    first = pieces.read(stage, next(filled, numbers[0]))
    metadata = _metadata(stage, first, pieces.height(stage), pieces.height(stage, QUARANTINE), seconds, held)
    return metadata | {"pieces": len(numbers)}


def _metadata(
    name: str, rows: pl.DataFrame, height: int, quarantined: int, seconds: float, held: int | None
) -> dict[str, Any]:
    return {
        **({} if held is None else {"rows_in_lake_before": held}),
        "dagster/row_count": height,
        "quarantined": quarantined,
        "seconds": round(seconds, 3),
        "dagster/column_schema": dg.TableSchema(
            columns=[dg.TableColumn(column, str(kind), meaning(name, column)) for column, kind in rows.schema.items()]
        ),
        **pictures.of_stage(name, rows),
        "sample": table(rows.head(SAMPLE_ROWS)),
    }


def table(frame: pl.DataFrame) -> dg.MetadataValue[Any]:
    """The frame as a table in the UI; long texts are cut. Give it few rows: all of them go into the event log."""
    schema = dg.TableSchema(columns=[dg.TableColumn(name) for name in frame.columns])
    records = [
        dg.TableRecord({name: _cell(value) for name, value in row.items()}) for row in frame.iter_rows(named=True)
    ]
    return dg.MetadataValue.table(records=records, schema=schema)


def _cell(value: Any) -> str | int | float | bool | None:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
