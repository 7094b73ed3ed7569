"""Sharing the work among processes changes nothing but the time, and says clearly when it cannot be done."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from extract import executor, pipeline, repair, workers
from orchestration.arrivals.report_files import read_files
from tests.unit import dying_stage

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "seeds" / "reports"


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Two processes even for a handful of reports."""
    monkeypatch.setenv(executor.WORKERS_VARIABLE, "2")
    monkeypatch.setattr(workers, "LEAST_REPORTS", 2)
    monkeypatch.setattr(workers, "PIECE", 2)
    yield monkeypatch
    workers.end_workers()


def files() -> pl.DataFrame:
    found, _ = read_files([SAMPLES])
    blank = pl.DataFrame({"source_path": ["a.html"], "content": ["<p>\ue000</p>".encode()]})
    return pl.concat([blank, found], how="diagonal")


def test_frames_are_the_same_for_any_number_of_processes(shared: pytest.MonkeyPatch) -> None:
    together = pipeline.extract(files())
    shared.setenv(executor.WORKERS_VARIABLE, "1")
    alone = pipeline.extract(files())
    for name, frame in alone._asdict().items():
        assert_frame_equal(frame, getattr(together, name))
    assert alone.facts.height > 100


def test_workers_that_are_killed_change_nothing(shared: pytest.MonkeyPatch) -> None:
    documents = pipeline.documents.documents(files()).rows
    before = repair.repair(documents).rows
    for child in multiprocessing.active_children():
        child.kill()
        child.join()
    assert_frame_equal(repair.repair(documents).rows, before)


def test_work_that_ends_its_process_even_alone_is_named_with_a_way_out(shared: pytest.MonkeyPatch) -> None:
    documents = pipeline.documents.documents(files()).rows.with_columns(pl.col("raw_text") + dying_stage.MARK)
    with pytest.raises(executor.WorkerError, match=r"^a worker process ended [^\n]*DUIXIAN_WORKERS=1[^\n]*$"):
        workers.over_pieces(dying_stage.deadly, documents)


def test_a_fault_of_a_stage_is_raised_as_without_workers(shared: pytest.MonkeyPatch) -> None:
    broken = pl.DataFrame({"source_path": [str(n) for n in range(8)]})
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        repair.repair(broken)


@pytest.mark.parametrize("given", ["0", "many", "-1", "1.5"])
def test_a_number_of_workers_that_is_none_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(executor.WORKERS_VARIABLE, given)
    with pytest.raises(executor.WorkerError, match="whole number from 1 on"):
        pipeline.extract(files())
