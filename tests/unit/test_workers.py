"""Sharing the work among processes changes nothing but the time, and says clearly when it cannot be done."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from extract import pipeline, repair, workers
from orchestration.arrivals.report_files import read_files

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "seeds" / "reports"


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Two processes even for a handful of reports."""
    monkeypatch.setenv(workers.WORKERS_VARIABLE, "2")
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
    shared.setenv(workers.WORKERS_VARIABLE, "1")
    alone = pipeline.extract(files())
    for name, frame in alone._asdict().items():
        assert_frame_equal(frame, getattr(together, name))
    assert alone.facts.height > 100


def test_a_worker_that_dies_is_named_with_a_way_out(shared: pytest.MonkeyPatch) -> None:
    documents = pipeline.documents.documents(files()).rows
    repair.repair(documents)
    for child in multiprocessing.active_children():
        child.kill()
        child.join()
    with pytest.raises(workers.WorkerError, match=r"^a worker process ended [^\n]*DUIXIAN_WORKERS=1[^\n]*$"):
        repair.repair(documents)
    assert repair.repair(documents).rows.height > 0  # the next call has new workers


def test_a_fault_of_a_stage_is_raised_as_without_workers(shared: pytest.MonkeyPatch) -> None:
    broken = pl.DataFrame({"source_path": [str(n) for n in range(8)]})
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        repair.repair(broken)


@pytest.mark.parametrize("given", ["0", "many", "-1", "1.5"])
def test_a_number_of_workers_that_is_none_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(workers.WORKERS_VARIABLE, given)
    with pytest.raises(workers.WorkerError, match="whole number from 1 on"):
        pipeline.extract(files())
