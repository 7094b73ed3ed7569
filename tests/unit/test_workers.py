"""Sharing the work among processes changes nothing but the time, and says clearly when it cannot be done."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from extract import pipeline, repair, workers
from orchestration.report_files import read_files

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
    return pl.concat([blank, found])


def test_frames_are_the_same_for_any_number_of_processes(shared: pytest.MonkeyPatch) -> None:
    together = pipeline.extract(files())
    shared.setenv(workers.WORKERS_VARIABLE, "1")
    alone = pipeline.extract(files())
    for name, frame in alone._asdict().items():
        assert_frame_equal(frame, getattr(together, name))
    assert alone.facts.height > 100


def test_what_a_worker_was_asked_is_really_done_there(shared: pytest.MonkeyPatch) -> None:
    worker = workers.Worker()
    try:
        documents = pipeline.documents.documents(files()).rows.head(2)
        assert_frame_equal(worker.run(repair.repair, (documents,)).rows, repair.repair(documents).rows)
    finally:
        worker.end()
    assert worker.process.returncode == 0


def test_a_worker_that_dies_is_named_with_a_way_out(shared: pytest.MonkeyPatch) -> None:
    worker = workers.Worker()
    worker.process.kill()
    with pytest.raises(workers.WorkerError, match=r"(?s)^a worker process ended .*DUIXIAN_WORKERS=1[^\n]*$"):
        worker.run(repair.repair, (pipeline.documents.documents(files()).rows,))


def test_a_fault_of_a_stage_is_raised_as_without_workers(shared: pytest.MonkeyPatch) -> None:
    broken = pl.DataFrame({"source_path": [str(n) for n in range(8)]})
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        repair.repair(broken)


@pytest.mark.parametrize("given", ["0", "many", "-1", "1.5"])
def test_a_number_of_workers_that_is_none_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(workers.WORKERS_VARIABLE, given)
    with pytest.raises(workers.WorkerError, match="whole number from 1 on"):
        pipeline.extract(files())


def test_a_script_without_a_guard_can_use_workers(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import polars as pl\n"
        "from extract import pipeline, workers\n"
        "workers.LEAST_REPORTS = workers.PIECE = 1\n"
        "text = ('各位代表：\\n2023年某县政府工作报告，全县生产总值增长5%。\\n' * 9).encode()\n"
        "files = pl.DataFrame({'source_path': ['a.txt', 'b.txt'], 'content': [text, text + b'\\n']})\n"
        "print(pipeline.extract(files).repaired.height)\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), workers.WORKERS_VARIABLE: "2"}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "2\n"
