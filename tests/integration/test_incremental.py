"""Builds over a warehouse that is there already: the same rows as one build of all."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.integration.dbt_alone import run_dbt
from tests.integration.warehouse_fixtures import (  # noqa: F401 - fixtures
    QUARANTINE,
    REPORTS,
    SHENZHEN_2023,
    SHENZHEN_2024,
    build,
    built_home,
    lake_tables,
)
from warehouse.connection import connect
from warehouse.home import Home

WITHOUT_TESTS = ("build", "--exclude", "resource_type:test", "resource_type:unit_test")
HISTORY = "mart_verdict_history"


def marts(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every mart, in one order, but for the history, which tells of the builds themselves."""
    tables = (
        "select table_name from information_schema.tables where table_schema = 'marts' and table_name != ? order by all"
    )
    with connect(database, read_only=True) as connection:
        names = [name for (name,) in connection.execute(tables, [HISTORY]).fetchall()]
        return {name: connection.execute(f"from marts.{name} order by all").fetchall() for name in names}


@pytest.fixture(scope="module")
def grown_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Built twice: first without a year, with a report that is taken back and one that says less than it will."""
    home = Home(tmp_path_factory.mktemp("grown"))
    shorter = replace(SHENZHEN_2023, said=SHENZHEN_2023.said[:-1])
    taken_back = replace(SHENZHEN_2024, path="深圳/2019.txt", year=2019)
    others = [report for report in REPORTS if report.year != 2022 and report != SHENZHEN_2023]
    for tables in (lake_tables([*others, shorter, taken_back]), lake_tables(REPORTS, QUARANTINE)):
        finished = build(home, tables, *WITHOUT_TESTS)
        assert finished.returncode == 0, finished.stdout[-6000:]
    return home


def test_a_build_that_adds_changes_and_removes_gives_the_rows_of_one_build(
    grown_home: Home,
    built_home: Home,  # noqa: F811
) -> None:
    grown, at_once = marts(grown_home.live_database), marts(built_home.live_database)
    assert set(grown) == set(at_once)
    for name, rows in at_once.items():
        assert grown[name] == rows, name


def test_only_years_that_are_told_otherwise_are_made_anew(grown_home: Home) -> None:
    with connect(grown_home.live_database, read_only=True) as connection:
        assert connection.execute("select is_whole, is_ground from last_build.record").fetchall() == [(True, True)]
        changed = connection.execute("from intermediate.int_changed_years order by all").fetchall()
        every = connection.execute(
            "select series_code, year from intermediate.int_year_digests order by all"
        ).fetchall()
    # The reports of 2022 and two of Shenzhen came or changed, with all years that they speak of; what the nation and
    # Pingshan say of 2023 is as it was.
    assert changed == [
        ("000000", 2021),
        ("000000", 2022),
        ("440300", 2018),
        ("440300", 2022),
        ("440300", 2023),
        ("440300", 2024),
        ("440300", 2027),
        ("440310", 2021),
        ("440310", 2022),
    ]
    assert {("000000", 2023), ("000000", 2024), ("440310", 2023)} < set(every)


def test_a_build_of_a_part_is_nothing_to_go_on_from(grown_home: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home").ensure()
    shutil.copyfile(grown_home.live_database, home.live_database)
    finished = run_dbt(home, "run", "--select", "stg_divisions")
    assert finished.returncode == 0, finished.stdout[-3000:]
    with connect(home.live_database, read_only=True) as connection:
        assert connection.execute("select is_whole, is_ground from last_build.record").fetchall() == [(False, True)]
