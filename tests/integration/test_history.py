"""The history of verdicts over successive builds of one home: each change names its cause, and nothing else is kept."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tests.integration.dbt_alone import run_dbt
from tests.integration.warehouse_fixtures import (
    LOADED_AT,
    NATION_2022,
    NATION_2023,
    NATION_2024,
    SHENZHEN_2023,
    SHENZHEN_2024,
    Told,
    lake_tables,
)
from warehouse.connection import connect
from warehouse.home import Home
from warehouse.lake import write_lake
from warehouse.load import load_lake

BUILD = ("build", "--exclude-resource-type", "test", "unit_test")
FIRST = [NATION_2022, NATION_2023, SHENZHEN_2023]
"""The nation's verdicts on 2022 are in; those on 2023 wait."""


def build(home: Home, reports: list[Told], *more: str) -> pl.DataFrame:
    """Build the marts over these reports in the same home; returns its history."""
    home.ensure()
    write_lake(home.lake, lake_tables(reports))
    with connect(home.live_database) as connection:
        load_lake(home.lake, connection, LOADED_AT + timedelta(days=len(reports)))
    finished = run_dbt(home, *BUILD, *more)
    assert finished.returncode == 0, finished.stdout[-3000:]
    with connect(home.live_database, read_only=True) as connection:
        return connection.sql("from marts.mart_verdict_history").pl()


def of(history: pl.DataFrame, region: str, indicator: str, year: int, **columns: Any) -> list[dict[str, Any]]:
    """The verdicts on one target, first to last."""
    known = pl.all_horizontal(pl.lit(True), *(pl.col(name) == value for name, value in columns.items()))
    rows = history.filter(
        (pl.col("region_code") == region)
        & (pl.col("indicator_code") == indicator)
        & (pl.col("period_end") == year)
        & known
    )
    return rows.sort("version").to_dicts()


def test_each_change_of_a_verdict_names_its_cause(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    first = build(home, FIRST)
    assert set(first["cause"]) == {"first_verdict"} and first["is_current"].all()

    again = build(home, FIRST)
    assert again.equals(first), "a build that changes nothing adds nothing"

    grown = build(home, [*FIRST, NATION_2024, SHENZHEN_2024])
    waited, told = of(grown, "000000", "gdp", 2023)
    assert (waited["status"], waited["is_current"], waited["valid_to"]) == ("pending", False, told["valid_from"])
    assert (told["status"], told["previous_status"], told["actual"]) == ("met", "pending", 4.9)
    assert (told["cause"], told["cause_report_id"]) == ("outcome_report", NATION_2024.report_id)
    _, silent = of(grown, "440300", "fai", 2023)
    assert (silent["status"], silent["cause"]) == ("not_reported", "covering_report")
    assert silent["cause_report_id"] == SHENZHEN_2024.report_id
    assert len(of(grown, "000000", "gdp", 2022)) == 1, "what the new reports do not touch stays one row"

    with connect(home.live_database) as connection:
        connection.execute("update reference.tolerances set tolerance = 0.05 where comparator = 'approx'")
    new_rules = ("--exclude", "resource_type:seed", "--vars", '{verdict_rule_version: "6"}')
    judged = build(home, [*FIRST, NATION_2024, SHENZHEN_2024], *new_rules)
    *_, last = of(judged, "000000", "gdp", 2023)
    assert (last["status"], last["previous_status"], last["cause"]) == ("missed", "met", "rule_version")
    assert (last["previous_rule_version"], last["rule_version"]) == ("5", "6")
    assert len(of(judged, "000000", "jobs_new_urban", 2022)) == 1, "a rule's number alone changes no verdict"

    withdrawn = build(home, [*FIRST, SHENZHEN_2024], *new_rules)
    *_, last = of(withdrawn, "000000", "gdp", 2023)
    assert (last["status"], last["cause"], last["cause_report_id"]) == (
        "pending",
        "outcome_withdrawn",
        NATION_2024.report_id,
    )
    assert not of(withdrawn, "000000", "gdp", 2024, is_current=True), "its report is gone: closed, but not forgotten"
    assert len(of(withdrawn, "000000", "gdp", 2024)) == 1
