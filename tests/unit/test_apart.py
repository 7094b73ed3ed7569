"""A report on which a stage fails: set aside with the stage's name, whatever the stage, and the others are read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from extract import formats, pipeline
from extract.apart import GeneralError
from extract.decoded import Decoded
from extract.pipeline import LATER, extract
from tests.unit.test_pipeline import FACTS, REPORT, facts, files

OTHER = REPORT.replace("中牟县", "赞皇县")
DAMAGED = REPORT.replace("中牟县", "武陟县")
NAMES = ["a/中牟县.txt", "a/武陟县.txt", "a/赞皇县.txt"]


def failing(stage: Callable[..., Any], fault: Exception, on: str) -> Callable[..., Any]:
    """The stage, failing whenever one report is among those that it is given."""

    def function(*frames: pl.DataFrame) -> Any:
        if on in frames[0].get_column("report_id" if "report_id" in frames[0].columns else "source_path").to_list():
            raise fault
        return stage(*frames)

    function.__module__ = stage.__module__
    return function


@pytest.mark.parametrize("spec", LATER, ids=[spec.name for spec in LATER])
def test_whatever_stage_fails_on_a_report_the_others_are_read(
    spec: pipeline.StageSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = files(REPORT, DAMAGED, OTHER, names=NAMES)
    whole = extract(contents)
    bad = "a/武陟县.txt" if spec.inputs == ("documents",) else whole.repaired["report_id"][1]
    broken = replace(spec, function=failing(spec.function, IndexError("list index out of range"), bad))
    monkeypatch.setattr(pipeline, "LATER", [broken if each is spec else each for each in LATER])
    found = extract(contents)
    (row,) = found.quarantine.iter_rows(named=True)
    assert (row["source_path"], row["reason_code"]) == ("a/武陟县.txt", "unread_report")
    assert row["stage"] == spec.function.__module__.rpartition(".")[2]
    assert "IndexError: list index out of range" in row["row_json"]
    kept = ~pl.col("source_path").is_in(["a/武陟县.txt"])
    assert found.reports.equals(whole.reports.filter(kept)), "nothing is left that would look like a silent report"
    others = found.reports["report_id"].implode()
    for name in ("sections", "sentences", "quantities", "mentions", "statements", "facts", "worded_targets"):
        expected = getattr(whole, name).filter(pl.col("report_id").is_in(others))
        assert getattr(found, name).equals(expected), name


def test_a_file_on_which_decoding_fails_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(path: str, content: bytes, is_row: bool) -> Decoded:
        if "武陟县" in path:
            raise RecursionError("maximum recursion depth exceeded")
        return Decoded("txt", "utf-8", content.decode())

    monkeypatch.setattr(formats, "decode", decode)
    found = extract(files(REPORT, DAMAGED, OTHER, names=NAMES))
    (row,) = found.quarantine.iter_rows(named=True)
    assert (row["source_path"], row["stage"], row["reason_code"]) == ("a/武陟县.txt", "documents", "unread_report")
    assert found.reports.height == 2
    assert facts(found) == FACTS


@pytest.mark.parametrize("fault", [GeneralError("a worker ended"), FileNotFoundError("indicators.csv")])
def test_a_fault_that_is_no_reports_stops_the_run(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def stage(*frames: pl.DataFrame) -> Any:
        raise fault

    monkeypatch.setattr(pipeline, "LATER", [replace(spec, function=stage) for spec in LATER])
    with pytest.raises(type(fault)):
        extract(files(REPORT, OTHER))
