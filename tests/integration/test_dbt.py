"""The dbt project as a whole: what it publishes, its verdicts on a made-up lake, and the faults it stops at."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orchestration.dbt_rules import broken
from tests.integration.dbt_alone import run_dbt
from tests.integration.warehouse_fixtures import (  # noqa: F401 - fixtures
    LOADED_AT,
    NATION_2022,
    NATION_2023,
    PINGSHAN_2022,
    PINGSHAN_DRAFT,
    PINGSHAN_PLAN,
    QUARANTINE,
    REPORTS,
    SHENZHEN_2024,
    build,
    built_home,
    lake_tables,
    published,
)
from warehouse.connection import connect
from warehouse.home import Home
from warehouse.lake import write_lake
from warehouse.load import load_lake

FACT = (
    "fact_id report_id region_code indicator_code measure period_start:INTEGER period_end:INTEGER comparator "
    "value_low:DOUBLE value_high:DOUBLE unit reference_code is_estimate:BOOLEAN tier evidence span_start:INTEGER "
    "span_end:INTEGER section value_text confidence:DOUBLE"
)
CONTRACT = {
    "dim_report": (
        "report_id source_name source_path source_format source_sha256 title region_code report_year:INTEGER "
        "review_year:INTEGER delivered_on:DATE speaker congress_term:INTEGER congress_session:INTEGER report_type "
        "is_superseded:BOOLEAN char_count:INTEGER repair_notes:VARCHAR[] ingested_at:TIMESTAMP"
    ),
    "dim_region": (
        "region_code region_name full_name level parent_code province_code valid_from:INTEGER valid_to:INTEGER"
    ),
    "dim_indicator": "indicator_code name_zh name_en definition domain unit quantity direction is_headline:BOOLEAN",
    "fct_targets": FACT,
    "fct_outcomes": FACT,
    "fct_target_vs_actual": (
        "target_id outcome_id region_code indicator_code measure period_start:INTEGER period_end:INTEGER comparator "
        "target_low:DOUBLE target_high:DOUBLE actual:DOUBLE unit gap:DOUBLE attainment:DOUBLE status "
        "is_actual_estimate:BOOLEAN outcome_report_id target_evidence actual_evidence status_reason"
    ),
    "fct_statements": (
        "statement_id report_id subject indicator_code scope kind measure period_start:INTEGER period_end:INTEGER "
        "comparator value_low:DOUBLE value_high:DOUBLE unit evidence span_start:INTEGER span_end:INTEGER"
    ),
    "report_text": "report_id text",
    "dim_code": "kind code name_zh name_en",
    "mart_panel": (
        "region_code year:INTEGER indicator_code region_name region_level province_code indicator_zh indicator_en "
        "domain is_headline:BOOLEAN unit level_value:DOUBLE level_comparator is_level_estimate:BOOLEAN "
        "level_first_print:DOUBLE level_last_print:DOUBLE level_prints:INTEGER"
    ),
    "v_targets": (
        "region region_level report_year:INTEGER indicator indicator_en measure period_start:INTEGER "
        "period_end:INTEGER plan_name bound value_low:DOUBLE value_high:DOUBLE unit"
    ),
    "v_outcomes": (
        "region region_level report_year:INTEGER indicator indicator_en measure period_start:INTEGER "
        "period_end:INTEGER bound value_low:DOUBLE value_high:DOUBLE unit"
    ),
    "v_verdicts": (
        "region region_level report_year:INTEGER indicator indicator_en measure period_start:INTEGER "
        "period_end:INTEGER plan_name bound target_low:DOUBLE target_high:DOUBLE set_against actual:DOUBLE gap:DOUBLE "
        "unit status status_en"
    ),
    "quarantine": "stage source_path report_id reason_code reason row_json",
}
"""The public tables: the columns that come first, in order; VARCHAR where no type is named. More may follow."""


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def test_published_tables_keep_the_contract(published: duckdb.DuckDBPyConnection) -> None:  # noqa: F811
    tables = {name for (name,) in rows(published, "select table_name from information_schema.tables")}
    assert set(CONTRACT) <= tables
    for table, promised in CONTRACT.items():
        expected = [(name, kind or "VARCHAR") for name, _, kind in (part.partition(":") for part in promised.split())]
        found = [(name, kind) for name, kind, *_ in rows(published, f"describe marts.{table}")]
        assert found[: len(expected)] == expected, table


def test_only_marts_are_published(published: duckdb.DuckDBPyConnection) -> None:  # noqa: F811
    assert rows(published, "select distinct schema_name from duckdb_tables()") == [("marts",)]


def test_the_panel_sets_the_outcome_beside_its_target(published: duckdb.DuckDBPyConnection) -> None:  # noqa: F811
    found = rows(
        published,
        """
        select region_name, year, indicator_zh, growth_percent, growth_target_low_percent, growth_status, outcome_source
        from marts.mart_panel
        where indicator_code = 'gdp' and region_code = '000000' and growth_status in ('met', 'missed')
        order by year""",
    )
    assert [row[:6] for row in found] == [
        ("中华人民共和国", 2022, "地区生产总值", 3.0, 5.5, "missed"),
        ("中华人民共和国", 2023, "地区生产总值", 4.9, 5.0, "met"),
    ]
    assert all(row[6] for row in found)


def test_readable_views_say_the_verdicts_in_words(published: duckdb.DuckDBPyConnection) -> None:  # noqa: F811
    found = rows(
        published,
        """
        select region, measure, bound, target_low, actual, unit, status, tier from marts.v_verdicts
        where region_code = '440300' and indicator_code = 'gdp' and period_end = 2023 order by tier""",
    )
    assert [(row[0], row[1], row[4], row[5], row[6], row[7]) for row in found] == [
        ("深圳市", "增速", 6.0, "%", "未完成", "力争目标"),
        ("深圳市", "增速", 6.0, "%", "完成", "基本目标"),
    ]


VERDICTS = [
    # region, indicator, measure, last year, tier, status, actual, gap
    ("000000", "cpi", "growth", 2022, None, "met", 2.0, -1.0),
    ("000000", "gdp", "growth", 2022, None, "missed", 3.0, -2.5),
    ("000000", "income_pc", "growth", 2022, None, "not_comparable", None, None),
    ("000000", "jobs_new_urban", "level", 2022, None, "met", 12.06e6, 1.06e6),
    ("000000", "gdp", "growth", 2023, None, "met", 4.9, -0.1),
    ("000000", "unemployment_surveyed", "level", 2023, None, "missed", 5.8, 0.3),
    ("000000", "gdp", "growth", 2024, None, "pending", None, None),
    ("440300", "budget_revenue", "level", 2023, None, "not_comparable", 4e11, None),
    ("440300", "fai", "growth", 2023, None, "not_reported", None, None),
    ("440300", "gdp", "growth", 2023, "base", "met", 6.0, 0.0),
    ("440300", "gdp", "growth", 2023, "stretch", "missed", 6.0, -1.0),
    ("440300", "retail", "level", 2023, None, "met", 1.01e12, None),
    ("440300", "trade", "growth", 2023, None, "met", 5.9, 0.9),
    ("440300", "gdp", "growth", 2024, None, "met", 5.8, 0.3),
    ("440300", "gdp", "avg_growth", 2027, None, "pending", None, None),
    ("440310", "gdp", "growth", 2022, None, "pending", None, None),
]


def test_verdicts(published: duckdb.DuckDBPyConnection) -> None:  # noqa: F811
    found = rows(
        published,
        """
        select region_code, indicator_code, measure, period_end, tier, status, actual, gap
        from marts.fct_target_vs_actual order by region_code, period_end, indicator_code, tier""",
    )
    assert found == VERDICTS


def test_a_verdict_names_both_clauses_and_the_estimate(published: duckdb.DuckDBPyConnection) -> None:  # noqa: F811
    [(outcome, target, estimate, report)] = rows(
        published,
        """
        select actual_evidence, target_evidence, is_actual_estimate, outcome_report_id
        from marts.fct_target_vs_actual where region_code = '440300' and indicator_code = 'gdp' and tier = 'base'""",
    )
    assert (outcome, target) == ("核定全市经济增长百分之六", "全市经济增长百分之六")
    assert not estimate and report == SHENZHEN_2024.report_id
    assert rows(
        published,
        """
        select is_actual_estimate from marts.fct_target_vs_actual
        where region_code = '440300' and period_end = 2024""",
    ) == [(True,)]


def test_a_draft_gives_way_and_keeps_its_facts(published: duckdb.DuckDBPyConnection) -> None:  # noqa: F811
    assert rows(
        published,
        """
        select report_id, superseded_by from marts.dim_report where is_superseded""",
    ) == [(PINGSHAN_DRAFT.report_id, PINGSHAN_2022.report_id)]
    assert rows(
        published,
        f"""
        select count(*) from marts.fct_targets where report_id = '{PINGSHAN_DRAFT.report_id}'""",
    ) == [(1,)]
    assert rows(
        published,
        f"""
        select report_type from marts.dim_report where report_id = '{PINGSHAN_PLAN.report_id}' and not is_superseded
        """,
    ) == [("new_term",)]


def test_a_division_keeps_its_former_names(published: duckdb.DuckDBPyConnection) -> None:  # noqa: F811
    assert rows(
        published,
        """
        select full_name, former_names, valid_to from marts.dim_region where region_code = '440310'""",
    ) == [("坪山区", ["坪山新区"], None)]
    assert rows(published, "select full_name, level from marts.dim_region where region_code = '000000'") == [
        ("中华人民共和国", "national")
    ]


def test_statements_without_an_indicator_and_quarantine_stay(published: duckdb.DuckDBPyConnection) -> None:  # noqa: F811
    assert rows(
        published,
        """
        select subject, unit, excluded_because from marts.fct_statements where indicator_code is null""",
    ) == [("新建步道", "km", "no_indicator")]
    assert rows(published, "select count(*), count(distinct quarantine_id) from marts.quarantine") == [
        (len(QUARANTINE), len(QUARANTINE))
    ]


def _marts(database: Path) -> dict[str, pl.DataFrame]:
    with connect(database, read_only=True) as connection:
        return {table: connection.sql(f"from marts.{table}").pl() for table in CONTRACT}


def test_arrival_one_by_one_and_in_another_order_gives_the_same_tables(
    built_home: Home,  # noqa: F811
    tmp_path: Path,
) -> None:
    home = Home(tmp_path / "home")
    home.ensure()
    late_first = list(reversed(REPORTS))
    with connect(home.live_database) as connection:
        for count in range(1, len(late_first) + 1):
            write_lake(home.lake, lake_tables(late_first[:count], QUARANTINE))
            load_lake(home.lake, connection, LOADED_AT + timedelta(days=count))
    finished = run_dbt(home, "build", "--exclude", "resource_type:test", "resource_type:unit_test")
    assert finished.returncode == 0, finished.stdout
    grown, at_once = _marts(home.live_database), _marts(built_home.live_database)
    assert grown["dim_report"]["ingested_at"].n_unique() == len(REPORTS)
    for table, frame in at_once.items():
        assert_frame_equal(
            grown[table].drop("ingested_at", strict=False),
            frame.drop("ingested_at", strict=False),
            check_row_order=False,
        )


def _faulty_tables() -> dict[str, pl.DataFrame]:
    """The made-up lake with one fault a fact: what extraction must never write, and dbt must not let pass."""
    tables = lake_tables([NATION_2022, NATION_2023])
    facts = tables["facts"].sort("fact_id")
    first = pl.int_range(pl.len()) == 0
    broken = facts.with_columns(
        pl.when(first).then(pl.col("span_start") - 1).otherwise("span_start").alias("span_start"),
        pl.when(pl.col("indicator_code") == "cpi")
        .then(pl.lit("no_such_code"))
        .otherwise("indicator_code")
        .alias("indicator_code"),
        pl.when(pl.col("comparator") == "ge").then(pl.col("value_low")).otherwise("value_high").alias("value_high"),
        pl.when(pl.col("unit") == "person").then(pl.lit("heads")).otherwise("unit").alias("unit"),
    )
    return tables | {"facts": pl.concat([broken, broken.tail(1)])}


@pytest.fixture(scope="module")
def failed_build(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What dbt prints for the faulty lake."""
    finished = build(Home(tmp_path_factory.mktemp("faulty")), _faulty_tables())
    assert finished.returncode == 1
    return finished.stdout


def test_a_fact_told_twice_stops_the_build_before_the_marts(failed_build: str) -> None:
    assert "Failure in test rules_of_stg_facts" in failed_build
    assert "SKIP relation marts.fct_target_vs_actual" in failed_build


def test_each_bad_row_names_the_rule_that_it_breaks(tmp_path: Path) -> None:
    tables = _faulty_tables()
    tables["facts"] = tables["facts"].unique("fact_id", maintain_order=True)
    home = Home(tmp_path / "home")
    finished = build(home, tables)
    assert finished.returncode == 1
    counts: Counter[str] = Counter()
    for test in ("rules_of_fct_targets", "rules_of_fct_outcomes"):
        assert f"Failure in test {test}" in finished.stdout
        for row in broken(home.live_database, compiled(home, test)).iter_rows(named=True):
            counts[row["rule"]] += row["bad_rows"]
            assert len(row["shown"]) == row["bad_rows"]
    # One span is one off; two facts are of an unknown indicator, two in an unknown unit; one `ge` has an upper bound.
    assert counts == {
        "evidence_is_its_span": 1,
        "relationships_indicator_code": 2,
        "accepted_values_unit": 2,
        "values_fit_comparator": 1,
    }


def compiled(home: Home, test: str) -> str:
    """The SQL that dbt ran for the test."""
    [path] = (home.dbt_target / "compiled").rglob(f"{test}.sql")
    return path.read_text(encoding="utf-8")
