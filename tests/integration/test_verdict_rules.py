"""The rules of the verdicts on made-up reports: relations, plans, divisions that change, input at odds, any order."""

import random
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.integration.dbt_alone import run_dbt
from tests.integration.verdict_reports import (
    GUANGMING_2023,
    GUANGMING_WRONG_YEAR,
    JIMO_2018,
    LONGHUA_2021,
    LONGHUA_2022,
    LONGHUA_2022_DRAFT,
    LONGHUA_2023_LATE,
    NATION_2022,
    PINGSHAN_2021_NEW_TERM,
    VERDICT_REPORTS,
)
from tests.integration.warehouse_fixtures import LOADED_AT, build, lake_tables
from warehouse.connection import connect
from warehouse.home import Home
from warehouse.lake import write_lake
from warehouse.load import load_lake

WITHOUT_TESTS = ("--exclude", "resource_type:test", "resource_type:unit_test")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The made-up reports, built at once."""
    home = Home(tmp_path_factory.mktemp("verdicts"))
    finished = build(home, lake_tables(VERDICT_REPORTS), "build", "--exclude", "resource_type:unit_test")
    assert finished.returncode == 0, finished.stdout[-6000:]
    return home


def rows(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with connect(home.live_database, read_only=True) as connection:
        return connection.execute(sql).fetchall()


VERDICTS = [
    # region, indicator, measure, last year, target, status, actual, reference, basis, progress
    ("000000", "jobs_new_urban", "level", 2020, 9e6, "met", 1e7, None, "reported", None),
    ("000000", "cpi", "growth", 2021, 3.0, "pending", None, None, None, None),
    ("000000", "gdp", "growth", 2021, 6.0, "met", 8.0, None, "reported", None),
    ("000000", "gdp", "avg_growth", 2022, 6.0, "missed", None, None, "yearly_outcomes", "missed"),
    ("000000", "jobs_new_urban", "total_level", 2023, 3e7, "pending", None, None, None, "on_track"),
    ("330103", "gdp", "growth", 2021, 7.0, "not_comparable", None, None, None, None),
    ("370000", "income_pc", "growth", 2021, None, "missed", 7.7, 8.3, "relation", None),
    ("370000", "income_rural", "growth", 2021, None, "met", 10.0, 9.0, "relation", None),
    ("370000", "trade", "growth", 2021, None, "not_comparable", 10.0, None, None, None),
    ("370200", "gdp", "growth", 2021, None, "met", 8.4, 8.3, "relation", None),
    ("370282", "gdp", "growth", 2017, 8.0, "met", 8.5, None, "reported", None),
    ("370282", "gdp", "avg_growth", 2020, 7.5, "pending", None, None, None, "on_track"),
    ("440306", "gdp", "growth", 2023, 5.0, "not_comparable", None, None, None, None),
    ("440309", "gdp", "growth", 2021, 8.0, "not_comparable", None, None, None, None),
    ("440309", "gdp", "growth", 2022, 5.0, "met", 5.1, None, "reported", None),
    ("440309", "gdp", "level", 2025, 4e11, "pending", None, None, None, "on_track"),
    ("440309", "gdp", "level", 2025, 4e11, "pending", None, None, None, "on_track"),
    ("440310", "gdp", "growth", 2016, 10.0, "met", 10.2, None, "reported", None),
    ("440310", "gdp", "growth", 2018, 9.0, "missed", 8.0, None, "reported", None),
    ("440311", "gdp", "growth", 2023, 6.0, "pending", None, None, None, None),
]


def test_verdicts(home: Home) -> None:
    found = rows(
        home,
        """
        select region_code, indicator_code, measure, period_end, coalesce(target_low, target_high), status, actual,
            reference_actual, verdict_basis, progress
        from marts.fct_target_vs_actual order by region_code, period_end, indicator_code, measure, target_id""",
    )
    assert found == VERDICTS


def one(home: Home, columns: str, where: str) -> tuple[Any, ...]:
    [row] = rows(home, f"select {columns} from marts.fct_target_vs_actual where {where}")
    return row


def test_a_relation_shows_both_numbers_and_where_they_stand(home: Home) -> None:
    report, evidence, gap, reason = one(
        home,
        "reference_report_id, reference_evidence, gap, status_reason",
        "region_code = '370000' and indicator_code = 'income_rural'",
    )
    assert (report, evidence, gap) == (NATION_2022.report_id, "农民收入增长百分之九", 1.0)
    assert reason == "10 against income_rural of national level 9 percent, was to be at least that"
    assert one(home, "status_reason", "region_code = '370000' and indicator_code = 'trade'") == (
        "two numbers are needed: trade 10, trade of national level is not stated",
    )


def test_a_verdict_explains_itself(home: Home) -> None:
    reason, tolerance, version = one(
        home, "status_reason, tolerance, rule_version", "region_code = '440310' and period_end = 2016"
    )
    assert reason == (
        "10.2 against 10 percent, which 9.95 or more meets "
        "(tolerance 0.05: rates are printed with one decimal: half of the last digit is rounding)"
    )
    assert tolerance == 0.05 and version


def test_silence_is_told_only_where_nothing_is_said_and_the_report_is_whole(home: Home) -> None:
    assert one(home, "status_reason, actual_evidence", "region_code = '440309' and period_end = 2021") == (
        "no report that covers 2021 gives its growth; it is told in another form: level 290,000,000,000 cny "
        "(总量二千九百亿元)",
        "总量二千九百亿元",
    )
    assert one(home, "status_reason", "indicator_code = 'cpi' and period_end = 2021") == (
        "no report that can be relied on covers 2021: the one that is here is in doubt itself, and no figure of it was "
        "read there (no target was read in it)",
    )
    assert rows(
        home, "select alarms from marts.mart_report_quality where report_id = '" + NATION_2022.report_id + "'"
    ) == [(["plan is 0 percent of what it tells", "no target was read in it"],)]
    assert rows(
        home,
        f"""select weight, reason from marts.review_queue
        where reason_code = 'alarm_no_target' and report_id = '{NATION_2022.report_id}'""",
    ) == [(95, "no target was read in it")]


def test_waits_that_are_overdue(home: Home) -> None:
    """The newest year is that of the last loading, 2026: of 2020 and 2023 a report should be here."""
    assert rows(
        home,
        """select region_code, indicator_code, measure, period_end, is_overdue from marts.fct_target_vs_actual
        where status = 'pending' order by region_code, period_end, target_id""",
    ) == [
        ("000000", "cpi", "growth", 2021, True),
        ("000000", "jobs_new_urban", "total_level", 2023, True),
        ("370282", "gdp", "avg_growth", 2020, True),
        ("440309", "gdp", "level", 2025, False),
        ("440309", "gdp", "level", 2025, False),
        ("440311", "gdp", "growth", 2023, True),
    ]


def test_a_plan_is_judged_by_its_years(home: Home) -> None:
    assert one(
        home,
        "target_pace, implied_pace, needed_pace, pace_unit, pace_through, outcome_id, status_reason",
        "region_code = '000000' and measure = 'avg_growth'",
    ) == (
        6.0,
        5.47,
        None,
        "percent",
        2022,
        None,
        "no report states it; the yearly outcomes 8, 3 come to 5.47 a year, needed were 6",
    )
    assert one(
        home,
        "target_pace, implied_pace, needed_pace, pace_unit, pace_through",
        "region_code = '000000' and measure = 'total_level'",
    ) == (1e7, 1.1e7, 8e6, "person", 2022)


def test_a_division_goes_on_under_another_code(home: Home) -> None:
    assert one(home, "outcome_report_id", "region_code = '370282' and period_end = 2017") == (JIMO_2018.report_id,)
    assert one(home, "pace_through, implied_pace", "region_code = '370282' and measure = 'avg_growth'") == (2017, 8.25)
    assert rows(
        home, "select distinct region_code, series_code from marts.dim_report where region_code like '370%2' order by 1"
    ) == [("370282", "370215")]


def test_a_review_of_five_years_serves_the_year_that_it_names(home: Home) -> None:
    assert one(home, "outcome_report_id, status", "region_code = '440310' and period_end = 2018") == (
        PINGSHAN_2021_NEW_TERM.report_id,
        "missed",
    )


def test_a_merged_division_takes_its_targets_along(home: Home) -> None:
    assert one(home, "status, status_reason", "region_code = '330103'") == (
        "not_comparable",
        "the division ended in 2021, no report of its own covers 2021",
    )
    assert rows(home, "select count(*) from marts.fct_target_vs_actual where region_code = '330105'") == [(0,)]


def test_a_draft_gives_no_verdict(home: Home) -> None:
    assert rows(home, "select superseded_by from marts.dim_report where report_type = 'draft'") == [
        (LONGHUA_2022.report_id,)
    ]
    assert one(home, "target_report_id", "region_code = '440309' and period_end = 2022") == (LONGHUA_2022.report_id,)
    assert LONGHUA_2022_DRAFT.report_id not in {
        report for (report,) in rows(home, "select target_report_id from marts.fct_target_vs_actual")
    }


def test_a_late_report_is_still_the_closest_to_its_year(home: Home) -> None:
    assert one(home, "outcome_report_id, status", "region_code = '440309' and period_end = 2022") == (
        LONGHUA_2023_LATE.report_id,
        "met",
    )
    assert rows(
        home,
        """
        select actual_low, lost_because from intermediate.int_target_candidates as candidates
        inner join marts.fct_target_vs_actual as verdicts using (target_id)
        where verdicts.region_code = '440309' and verdicts.period_end = 2022 and candidates.preference = 2""",
    ) == [(4.0, "a report closer to the period states it: that of 2023")]


def test_a_report_of_the_wrong_year_decides_nothing(home: Home) -> None:
    assert rows(
        home,
        "select superseded_by, is_year_contradicted from marts.dim_report where source_name = 'guangming_2023_wrong'",
    ) == [(GUANGMING_2023.report_id, True)]
    assert GUANGMING_WRONG_YEAR.report_id not in {
        report for (report,) in rows(home, "select outcome_report_id from marts.fct_target_vs_actual")
    }
    assert one(home, "status, status_reason", "region_code = '440306'") == (
        "not_comparable",
        "the report speaks of another year than the one it is headed with",
    )


def test_what_two_reports_of_a_year_both_promise_is_counted_once(home: Home) -> None:
    assert rows(
        home,
        """
        select verdicts.target_report_id, firsts.report_id
        from marts.fct_target_vs_actual as verdicts
        left join marts.fct_targets as firsts on verdicts.restates_target_id = firsts.fact_id
        where verdicts.region_code = '440309' and verdicts.period_end = 2025 order by 2 nulls first""",
    ) == [
        (LONGHUA_2021.report_id, None),
        (next(r.report_id for r in VERDICT_REPORTS if "new_term" in r.path), LONGHUA_2021.report_id),
    ]
    # The plan starts from the annual report's figure, not from the new-term one's.
    starts = rows(
        home,
        """
        select distinct start_value from intermediate.int_plan_paces as paces
        inner join marts.fct_targets on paces.target_id = fct_targets.fact_id where region_code = '440309'""",
    )
    assert starts == [(2.5e11,)]


def test_set_absent_and_silent_are_three_things(home: Home) -> None:
    assert rows(
        home,
        """
        select report_year, indicator_code, presence, said_as from marts.mart_headline_targets
        where region_code = '000000' and indicator_code in ('gdp', 'cpi') order by 1, 2""",
    ) == [
        (2020, "cpi", "deliberately_absent", "hold"),
        (2020, "gdp", "deliberately_absent", "not_set"),
        (2021, "cpi", "set", "number"),
        (2021, "gdp", "set", "number"),
        (2022, "cpi", "silent", None),
        (2022, "gdp", "silent", None),
        (2023, "cpi", "silent", None),
        (2023, "gdp", "silent", None),
    ]
    assert rows(home, "select form, evidence from marts.fct_worded_targets order by form") == [
        ("hold", "物价维持平稳"),
        ("not_set", "今年不设增速目标"),
    ]


def _marts(home: Home) -> dict[str, pl.DataFrame]:
    with connect(home.live_database, read_only=True) as connection:
        names = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        return {name: connection.sql(f"from marts.{name} order by all").pl() for (name,) in names}


def _tables(connection: duckdb.DuckDBPyConnection, home: Home, count: int, order: list[Any]) -> None:
    write_lake(home.lake, lake_tables(order[:count]))
    load_lake(home.lake, connection, LOADED_AT)


@pytest.mark.parametrize(("seed", "arrivals"), [(1, (5, 6, 26)), (2, (13, 26))])
def test_the_order_of_arrival_changes_nothing(home: Home, tmp_path: Path, seed: int, arrivals: tuple[int, ...]) -> None:
    order = random.Random(seed).sample(VERDICT_REPORTS, len(VERDICT_REPORTS))
    assert arrivals[-1] == len(order)
    grown = Home(tmp_path / "home")
    grown.ensure()
    for count in arrivals:
        with connect(grown.live_database) as connection:
            _tables(connection, grown, count, order)
        finished = run_dbt(grown, "build", *WITHOUT_TESTS)
        assert finished.returncode == 0, finished.stdout[-6000:]
    at_once, found = _marts(home), _marts(grown)
    assert found.keys() == at_once.keys()
    for table, frame in at_once.items():
        if table != "mart_verdict_history":  # it tells what was known when: the one table that depends on arrival
            assert found[table].equals(frame), table
