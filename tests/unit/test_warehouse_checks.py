"""What the checks say of marts that are like the published ones, poorer than them, incomplete, or old."""

from datetime import UTC, datetime

import dagster as dg
import polars as pl
import pytest

from orchestration.graph.warehouse_checks import alarms_result, coverage_result, drift_result, freshness_result


def facts(*rows: tuple[str, int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["report_id", "facts", "statements", "known"], orient="row")


def reports(*rows: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [(name, f"in/{name}.txt", "990100", year, datetime(year, 2, 1)) for name, year in rows],
        schema=["report_id", "source_path", "region_code", "report_year", "ingested_at"],
        orient="row",
    )


MISSING = pl.DataFrame(schema={"region_code": pl.String, "region_name": pl.String, "report_year": pl.Int32})
PUBLISHED = facts(("a", 60, 200, 100), ("b", 40, 200, 100))


def test_a_first_file_is_compared_with_nothing() -> None:
    result = drift_result(PUBLISHED, None)
    assert result.passed
    assert (result.metadata or {})["facts_per_report"].value == 50.0
    assert (result.metadata or {})["share_of_figures_read"].value == 0.5


def test_only_reports_that_both_files_hold_are_compared() -> None:
    result = drift_result(facts(("a", 60, 200, 100), ("c", 0, 300, 0)), PUBLISHED)
    assert result.passed
    assert (result.metadata or {})["reports_compared"].value == 1


@pytest.mark.parametrize(
    ("built", "severity"),
    [
        (facts(("a", 50, 200, 100), ("b", 30, 200, 100)), dg.AssetCheckSeverity.WARN),
        (facts(("a", 60, 200, 80), ("b", 40, 200, 80)), dg.AssetCheckSeverity.WARN),
        (facts(("a", 49, 200, 100), ("b", 0, 200, 100)), dg.AssetCheckSeverity.ERROR),
        (facts(("a", 60, 200, 40), ("b", 40, 200, 40)), dg.AssetCheckSeverity.ERROR),
        (facts(("a", 0, 0, 0), ("b", 0, 0, 0)), dg.AssetCheckSeverity.ERROR),
    ],
)
def test_fewer_facts_or_fewer_figures_read_warn_and_less_than_half_stops(
    built: pl.DataFrame, severity: dg.AssetCheckSeverity
) -> None:
    result = drift_result(built, PUBLISHED)
    assert not result.passed
    assert result.severity == severity


def test_the_reports_that_lost_facts_are_shown_the_worst_first() -> None:
    result = drift_result(facts(("a", 50, 200, 100), ("b", 10, 200, 100)), PUBLISHED)
    shown = (result.metadata or {})["reports_that_lost_facts"]
    assert isinstance(shown, dg.TableMetadataValue)
    assert [record.data["report_id"] for record in shown.records] == ["b", "a"]


def test_a_report_that_is_gone_warns_and_is_named() -> None:
    result = coverage_result(reports(("a", 2024)), reports(("a", 2024), ("b", 2023)), MISSING)
    assert (result.passed, result.severity) == (False, dg.AssetCheckSeverity.WARN)
    shown = (result.metadata or {})["gone"]
    assert isinstance(shown, dg.TableMetadataValue)
    assert [record.data["source_path"] for record in shown.records] == ["in/b.txt"]


def test_missing_years_are_told_and_no_fault() -> None:
    missing = pl.DataFrame([("990100", "西海市", 2022)], schema=MISSING.schema, orient="row")
    result = coverage_result(reports(("a", 2024)), None, missing)
    assert result.passed
    assert (result.metadata or {})["missing_years"].value == 1


@pytest.mark.parametrize(
    ("newest", "month", "is_fresh"), [(2025, 3, True), (2025, 4, False), (2026, 4, True), (2024, 1, False)]
)
def test_the_year_itself_is_expected_from_april_on(newest: int, month: int, is_fresh: bool) -> None:
    result = freshness_result(reports(("a", newest), ("b", 2001)), datetime(2026, month, 10, tzinfo=UTC))
    assert result.passed is is_fresh
    assert (result.metadata or {})["newest_report_year"].value == newest


def test_no_report_at_all_is_not_fresh() -> None:
    assert not freshness_result(reports().cast({"report_year": pl.Int32}), datetime(2026, 1, 1, tzinfo=UTC)).passed


def test_reports_in_doubt_are_a_warning_with_their_alarms_in_words() -> None:
    alarmed = pl.DataFrame(
        {
            "source_path": ["a.txt", "b.txt"],
            "region_code": ["440300", "440310"],
            "report_year": [2024, 2023],
            "alarm_codes": [["no_outcome", "no_target"], ["no_target"]],
            "alarms": [["no outcome was read in it", "no target was read in it"], ["no target was read in it"]],
        }
    )
    result = alarms_result(alarmed)
    assert not result.passed and result.severity == dg.AssetCheckSeverity.WARN
    assert result.metadata["reports_in_doubt"].value == 2
    assert result.metadata["alarms/no_target"].value == 2 and result.metadata["alarms/no_outcome"].value == 1
    assert "no outcome was read in it; no target was read in it" in str(result.metadata["in_doubt"].value)
    assert alarms_result(alarmed.clear()).passed
