"""The warehouse from Python: frames of what was asked for, names understood, one clear error where they are not."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import duixian
from tests.unit.site_warehouse import PROMISE, tables, write


@pytest.fixture
def home(tmp_path: Path) -> Path:
    rows = tables()
    [verdict] = rows["fct_target_vs_actual"]
    later = {"target_id": "t2", "period_start": 2025, "period_end": 2025}
    rows["v_verdicts"] = [verdict, verdict | later]
    write(tmp_path / "duixian.duckdb", rows)
    return tmp_path


def test_rows_are_those_of_the_region_the_indicator_and_the_year(home: Path) -> None:
    with duixian.open(home) as warehouse:
        assert warehouse.verdicts(region="深圳", indicator="地区生产总值")["target_id"].to_list() == ["t1", "t2"]
        assert warehouse.verdicts(region=["440300"], year=2024)["target_id"].to_list() == ["t1"]
        assert warehouse.verdicts(year="2025-2030")["target_id"].to_list() == ["t2"]
        assert warehouse.panel(indicator="gdp", year=[2023, 2024])["growth_percent"].to_list() == [5.5]
        assert warehouse.panel(year=2030).is_empty()
        assert warehouse.reports(region="深圳市")["report_year"].sort().to_list() == [2024, 2025]


def test_a_text_holds_the_clause_where_its_fact_says(home: Path) -> None:
    with duixian.open(home) as warehouse:
        [fact] = warehouse.sql("from fct_targets").to_dicts()
        text = warehouse.text(fact["report_id"])
        assert text[fact["span_start"] : fact["span_end"]] == fact["evidence"] == PROMISE
        assert warehouse.sql("from fct_targets").height == 1, "the connection is free for the next question"
        with pytest.raises(duixian.ReportError, match="no report has the id r9"):
            warehouse.text("r9")


def test_names_that_are_not_there_say_what_is_near(home: Path) -> None:
    with duixian.open(home) as warehouse, pytest.raises(duixian.FilterError, match="near it: 深圳"):
        warehouse.verdicts(region="深圳县")


def test_nothing_can_be_written_and_nothing_published_says_what_to_do(home: Path, tmp_path: Path) -> None:
    with duixian.open(home) as warehouse, pytest.raises(duckdb.Error, match="read-only"):
        warehouse.connection.execute("delete from marts.dim_report")
    with pytest.raises(duixian.WarehouseError, match="run `duixian build` first"):
        duixian.open(tmp_path / "elsewhere")


def test_it_loads_no_dagster() -> None:
    asked = "import duixian, sys; print([name for name in sys.modules if name.startswith(('dagster', 'dbt'))])"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
