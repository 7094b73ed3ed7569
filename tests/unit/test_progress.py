"""What a person sees while a run goes on: a line a stage, how far a long one is, and what is not as it should be."""

import logging
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest

from orchestration.graph import progress
from orchestration.graph.progress import Listener


def told(listener: Listener, kind: dg.DagsterEventType, **data: Any) -> None:
    """Hand an event of the step ``dbt`` to the listener, as Dagster's logger does."""
    event = SimpleNamespace(step_key="dbt", event_type=kind, **data)
    record = logging.LogRecord(progress.NAME, logging.DEBUG, "", 0, "", None, None)
    record.dagster_meta = {"dagster_event": event}
    listener.emit(record)


def made(listener: Listener) -> None:
    materialization = SimpleNamespace(partition=None, metadata={})
    told(listener, dg.DagsterEventType.ASSET_MATERIALIZATION, materialization=materialization)


def checked(listener: Listener, **result: Any) -> None:
    fields = {"passed": True, "severity": dg.AssetCheckSeverity.WARN, "description": None, "check_name": "any_report"}
    evaluation = SimpleNamespace(asset_key=dg.AssetKey("reports"), **(fields | result))
    told(listener, dg.DagsterEventType.ASSET_CHECK_EVALUATION, asset_check_evaluation_data=evaluation)


def test_a_step_of_many_tables_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    listener = Listener(lines.append)
    for _ in range(8):
        made(listener)
        checked(listener)
    assert lines and all(line.startswith("  dbt") and line.endswith("so far") for line in lines)
    assert len(lines) < 8, "not a line for each table"
    assert lines[0] != lines[-1] and "tables" in lines[-1] and "tests" in lines[-1]
    told(listener, dg.DagsterEventType.STEP_SUCCESS, step_success_data=SimpleNamespace(duration_ms=1500.0))
    assert lines[-1] == "  dbt             1.5 s  8 tables, 8 tests"


def test_a_quick_step_says_nothing_before_its_end() -> None:
    lines: list[str] = []
    listener = Listener(lines.append)
    for _ in range(5):
        made(listener)
    assert lines == []


def test_a_check_that_warns_is_said_in_a_line() -> None:
    lines: list[str] = []
    listener = Listener(lines.append)
    checked(listener, passed=False, description="none of the 2 files could be read\nas a report")
    assert lines == ["  warning     none of the 2 files could be read as a report"]
    assert listener.failures.checks == [("reports", "any_report", "WARN")]


def test_a_stage_says_how_many_reports_of_all_are_done_and_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    said: list[str] = []
    done = progress.Progress(said.append, total=1_200, before=200)
    for _ in range(10):
        now[0] += 3
        done.add(100)
    assert said[0] == "progress: 400 of 1,200 reports, 24 s left"  # 200 in 6 s; those before say nothing of speed
    assert len(said) == 4, "a line every few seconds, and none at the end"
    now[0] += 3000
    slow = progress.Progress(said.append, total=10)
    now[0] += 3600
    slow.add(1)
    assert said[-1] == "progress: 1 of 10 reports, 9 h 0 min left"


def test_what_a_stage_says_of_its_progress_is_a_line_for_a_person() -> None:
    lines: list[str] = []
    listener = Listener(lines.append)
    record = logging.LogRecord(progress.NAME, logging.INFO, "", 0, "", None, None)
    record.dagster_meta = {"step_key": "extract__statements", "orig_message": "progress: 4 of 9 reports, 2 min left"}
    listener.emit(record)
    record.dagster_meta = {"step_key": "extract__statements", "orig_message": "something else"}
    listener.emit(record)
    assert lines == ["  statements      ...    4 of 9 reports, 2 min left"]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (99, "99 s"), (100, "2 min"), (5_940, "99 min"), (7_800, "2 h 10 min")]
)
def test_lengths_of_time_are_for_people(seconds: float, said: str) -> None:
    assert progress.duration(seconds) == said
