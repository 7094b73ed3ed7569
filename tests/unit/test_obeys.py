"""The one query that asks whether a frame obeys its schema says no wherever pandera would find something."""

from typing import Any

import pandera.errors
import pandera.polars as pa
import polars as pl
import pytest

from extract.obeys import obeys
from extract.pipeline import STAGES
from extract.schemas import Mentions


class Sample(pa.DataFrameModel):
    """A column for every kind of check. Grain: one row a ``key``."""

    class Config:
        strict = True
        ordered = True

    key: str = pa.Field(unique=True, str_length={"min_value": 2, "max_value": 3})
    code: str = pa.Field(str_matches=r"^\d{6}$")
    kind: str = pa.Field(isin=("a", "b"), nullable=True)
    count: int = pa.Field(ge=0, le=9)
    share: float = pa.Field(gt=0)
    value: float = pa.Field(le=5, nullable=True)


GOOD: dict[str, list[Any]] = {
    "key": ["ab", "abc"],
    "code": ["110000", "120000"],
    "kind": ["a", None],
    "count": [0, 9],
    "share": [0.1, 1.0],
    "value": [None, 5.0],
}
BAD: list[tuple[str, Any]] = [
    ("key", "abc"),
    ("key", "a"),
    ("key", "abcd"),
    ("code", "11000"),
    ("kind", "c"),
    ("count", -1),
    ("count", 10),
    ("count", None),
    ("share", 0.0),
    ("share", float("nan")),
    ("value", 6.0),
]


def test_a_frame_that_obeys() -> None:
    frame = pl.DataFrame(GOOD)
    assert obeys(Sample, frame)
    assert obeys(Sample, frame.clear())
    Sample.validate(frame, lazy=True)


@pytest.mark.parametrize(("column", "value"), BAD)
def test_a_value_that_breaks_a_check(column: str, value: Any) -> None:
    frame = pl.DataFrame(GOOD | {column: [value, GOOD[column][1]]}, schema=pl.DataFrame(GOOD).schema)
    assert not obeys(Sample, frame)
    with pytest.raises(pandera.errors.SchemaErrors):
        Sample.validate(frame, lazy=True)


def test_columns_that_are_missing_mistyped_or_in_another_order() -> None:
    frame = pl.DataFrame(GOOD)
    assert not obeys(Sample, frame.drop("kind"))
    assert not obeys(Sample, frame.with_columns(pl.col("count").cast(pl.Int32)))
    assert not obeys(Sample, frame.select(reversed(frame.columns)))


def test_a_check_of_an_unknown_kind_is_left_to_pandera() -> None:
    class Odd(pa.DataFrameModel):
        count: int = pa.Field(notin=(3,))

    assert not obeys(Odd, pl.DataFrame({"count": [1]}))


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: str(stage.name))
def test_every_schema_of_the_stages_can_be_asked(stage: Any) -> None:
    types = {name: column.dtype.type for name, column in stage.schema.to_schema().columns.items()}
    assert obeys(stage.schema, pl.DataFrame(schema=types))


def test_a_negative_place_of_a_mention() -> None:
    row = {"report_id": ["r"], "sentence_index": [0], "start": [-1], "word": ["增长"]}
    assert not obeys(Mentions, pl.DataFrame(row))
