"""What Dagster's UI shows of a run at a glance: counts with bars, and a sentence for every column and every check."""

from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from extract.columns import COLUMNS, meaning
from extract.pipeline import STAGES
from extract.schemas import QUARANTINE
from orchestration.graph import asset_checks, assets_extract, pictures
from orchestration.graph.frame_metadata import describe
from tests.unit.site_warehouse import tables, write
from warehouse.connection import connect

FRAMES = [(spec.name, list(spec.schema.to_schema().columns)) for spec in STAGES] + [("quarantine", list(QUARANTINE))]


def cells(markdown: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in markdown.splitlines()]


def test_every_column_of_every_stage_is_described_and_nothing_else() -> None:
    wanted = {(frame, column) for frame, columns in FRAMES for column in columns}
    assert [one for one in sorted(wanted) if not (meaning(*one) or "").endswith(".")] == []
    assert set(COLUMNS) <= {column for _, column in wanted} | {f"{frame}.{column}" for frame, column in wanted}
    rows = pl.DataFrame(schema={"report_id": pl.String, "form": pl.String})
    (schema,) = (value for name, value in describe("quantities", rows, rows, 0).items() if name.endswith("schema"))
    told = {column.name: column.description for column in schema.columns}
    assert told["form"] == COLUMNS["quantities.form"] != COLUMNS["form"]


def test_every_stage_has_a_picture_of_a_column_that_it_has() -> None:
    for frame, columns in FRAMES:
        rows = pl.DataFrame({column: ["440300"] for column in columns})
        (picture,) = pictures.of_stage(frame, rows).values()
        assert cells(picture.value)[2][-2] == "1"
    assert pictures.of_stage("facts", pl.DataFrame()) == {}
    assert {asset.key.path[-1] for asset in assets_extract.ASSETS} == {"files", *(frame for frame, _ in FRAMES)}


def test_every_check_says_what_it_checks() -> None:
    specs = [spec for check in asset_checks.CHECKS for spec in check.check_specs]
    assert len(specs) > 10 and all(len(spec.description or "") > 20 for spec in specs)


def test_years_stand_in_order_and_levels_from_the_nation_down() -> None:
    codes = ["000000", "440000", "440300", "440303", "440303", "429004"]
    rows = pl.DataFrame({"region_code": codes, "report_year": [2019, 2021, 2020, 2020, 2021, 2021]})
    (picture,) = pictures.of_stage("reports", rows).values()
    head, _, *body = cells(picture.value)
    assert head == ["report_year", "national", "province", "prefecture", "county", "all", ""]
    assert [row[:6] for row in body] == [
        ["2021", "", "1", "", "2", "3"],
        ["2020", "", "", "1", "1", "2"],
        ["2019", "1", "", "", "", "1"],
    ]


def test_a_long_tail_is_one_row_and_no_row_is_lost() -> None:
    rows = pl.DataFrame({"word": [f"词{n}" for n in range(40) for _ in range(n + 1)]})
    (picture,) = pictures.of_stage("mentions", rows).values()
    _, _, *body = cells(picture.value)
    counts = [int(row[1].replace(",", "")) for row in body]
    assert len(body) == pictures.MOST_ROWS + 1 and sum(counts) == rows.height
    assert all(first > second for first, second in pairwise(counts[:-1])) and "20 others" in body[-1][0]


@pytest.mark.parametrize(("count", "most", "length"), [(0, 7, 0), (1, 100_000, 1), (7, 7, pictures.WIDTH)])
def test_bars(count: int, most: int, length: int) -> None:
    assert len(pictures.bar(count, most)) == length


def test_texts_of_reports_are_no_markup() -> None:
    rows = pl.DataFrame({"word": ["<img src=x>", "a|b", "[x](javascript:1)", "**x**\n# y"]})
    (picture,) = pictures.of_stage("mentions", rows).values()
    assert len(picture.value.splitlines()) == 6 and not set("<>[]()*`") & set(picture.value)


def test_a_published_file_is_drawn(tmp_path: Path) -> None:
    with connect(write(tmp_path / "published.duckdb", tables()), read_only=True) as connection:
        drawn = pictures.of_published(connection)
        targets, outcomes, verdicts, aside = (
            connection.table(f"marts.{name}").shape[0]
            for name in ("fct_targets", "fct_outcomes", "fct_target_vs_actual", "quarantine")
        )
    sums = {name: sum(int(row[-2]) for row in cells(value.value)[2:]) for name, value in drawn.items()}
    assert sums == {
        "facts_by_year_and_level": targets + outcomes,
        "verdicts_by_status": verdicts,
        "quarantine_by_reason": aside,
    }


def test_an_empty_warehouse_has_pictures_of_nothing(tmp_path: Path) -> None:
    with connect(write(tmp_path / "published.duckdb", tables(), empty=True), read_only=True) as connection:
        assert {value.value for value in pictures.of_published(connection).values()} == {"nothing"}
