"""What the checks of the graph say of good and of bad frames."""

import dagster as dg
import pandera.polars as pa
import polars as pl
import pytest

from extract.stage import Stage, quarantine_frame, rejected
from orchestration.graph.asset_checks import any_report_result, schema_result, span_result

TEXT = "全区生产总值增长百分之六。城镇新增就业一千人。"
REPORTS = pl.DataFrame({"report_id": ["r1"], "text": [TEXT]})


class Counts(pa.DataFrameModel):
    """A schema of these tests."""

    place: str
    count: int = pa.Field(gt=0)

    class Config:
        strict = True


COUNTS = pl.DataFrame({"place": ["东", "西"], "count": [1, 2]})


def evidence(start: int, end: int, text: str, report_id: str = "r1") -> pl.DataFrame:
    return pl.DataFrame([{"report_id": report_id, "span_start": start, "span_end": end, "evidence": text}])


def test_rows_that_obey_the_schema_pass() -> None:
    assert schema_result(Counts, [Stage(COUNTS, quarantine_frame([]))]).passed


@pytest.mark.parametrize(
    "broken", [COUNTS.with_columns(count=pl.lit(0)), COUNTS.cast({"count": pl.String}), COUNTS.drop("count")]
)
def test_rows_that_break_the_schema_fail_with_the_cases_as_a_table(broken: pl.DataFrame) -> None:
    result = schema_result(Counts, [Stage(COUNTS, quarantine_frame([])), Stage(broken, quarantine_frame([]))])
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.ERROR
    assert "failure_cases" in (result.metadata or {})


def test_one_report_in_two_pieces_fails() -> None:
    class Reports(pa.DataFrameModel):
        report_id: str = pa.Field(unique=True)

    one, other = (Stage(pl.DataFrame({"report_id": ids}), quarantine_frame([])) for ids in (["a", "b"], ["c", "a"]))
    assert schema_result(Reports, [one]).passed and schema_result(Reports, [other]).passed
    result = schema_result(Reports, [one, other])
    assert (result.passed, result.metadata["rows_at_fault"].value) == (False, 1)


def test_rows_that_were_set_aside_warn() -> None:
    aside = quarantine_frame([rejected("clauses", "in/a.txt", "schema_check", "count: gt(0)", {})])
    result = schema_result(Counts, [Stage(COUNTS, aside)])
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.WARN


def test_other_rejections_are_no_fault_of_the_schema() -> None:
    aside = quarantine_frame([rejected("documents", "in/a.txt", "empty", "the file is empty", {})])
    assert schema_result(Counts, [Stage(COUNTS, aside)]).passed


def test_evidence_that_stands_where_the_row_says_passes() -> None:
    assert span_result([(evidence(13, 22, TEXT[13:22]), REPORTS)]).passed


def test_evidence_one_off_fails() -> None:
    result = span_result([(evidence(12, 22, TEXT[13:22]), REPORTS)])
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.ERROR


def test_evidence_of_an_unknown_report_fails() -> None:
    assert not span_result([(evidence(13, 22, TEXT[13:22], report_id="r2"), REPORTS)]).passed


def test_no_report_at_all_fails() -> None:
    aside = quarantine_frame([rejected("documents", "in/a.txt", "empty", "the file is empty", {})])
    result = any_report_result(0, aside)
    assert (result.passed, result.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert any_report_result(1, aside).passed


def test_a_run_whose_files_were_all_rejected_warns_with_them_though_there_are_reports() -> None:
    aside = quarantine_frame(
        [
            rejected("documents", "in/a.txt", "empty_file", "the file is empty", {}),
            rejected("identity", "in/b.txt", "no_year", "no year could be found", {}),
        ]
    )
    result = any_report_result(0, aside, kept=7)
    assert (result.passed, result.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert "none of the 2 files" in str(result.description) and "in/a.txt: the file is empty" in str(result.description)
    shown = [record.data for record in result.metadata["files"].records]
    assert [row["source_path"] for row in shown] == ["in/a.txt", "in/b.txt"]
    assert [row["reason"] for row in shown] == ["the file is empty", "no year could be found"]
    assert any_report_result(0, quarantine_frame([]), kept=7).passed
