"""What ``duixian status`` tells of the last run, read from a table of runs as Dagster keeps it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orchestration.answers.summary import status
from orchestration.state.home_lock import alone
from orchestration.state.instance import POSTGRES_VARIABLE
from orchestration.state.last_run import last_run
from warehouse.connection import DatabaseError
from warehouse.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv(POSTGRES_VARIABLE, raising=False)
    return Home(tmp_path).ensure()


def ran(home: Home, status_of_run: str, started: float | None = 1735700400.0, ended: float | None = None) -> None:
    folder = home.dagster_home / "history"
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / "runs.db")) as connection:
        connection.execute(
            "create table if not exists runs (id integer primary key, status text, start_time float, end_time float)"
        )
        connection.execute(
            "insert into runs (status, start_time, end_time) values (?, ?, ?)", (status_of_run, started, ended)
        )
        connection.commit()


def test_the_last_of_several_runs_is_told_with_its_result(home: Home) -> None:
    ran(home, "SUCCESS", ended=1735700412.0)
    assert str(last_run(home)).endswith(", succeeded after 12 s")
    ran(home, "FAILURE", ended=1735700403.0)
    assert str(last_run(home)).endswith(", failed after 3 s")
    assert str(last_run(home)).startswith("2025-01-01") or str(last_run(home)).startswith("2024-12-31")


def test_a_run_without_an_end_is_running_while_the_home_is_held_by_another_and_killed_else(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(home, "STARTED")
    assert "was killed" in str(last_run(home))
    monkeypatch.setattr("orchestration.state.last_run.is_held_elsewhere", lambda _: True)
    assert str(last_run(home)).endswith("is running")


def test_a_run_that_nobody_started_yet_waits(home: Home) -> None:
    ran(home, "QUEUED", started=None)
    assert last_run(home) == "waits for its turn"


def test_without_runs_or_with_a_damaged_table_nothing_is_told(home: Home) -> None:
    assert last_run(home) is None
    (home.dagster_home / "history").mkdir()
    (home.dagster_home / "history" / "runs.db").write_bytes(b"garbage" * 99)
    assert last_run(home) is None
    with alone(home):
        assert last_run(home) is None


def test_status_tells_a_first_run_that_failed(home: Home) -> None:
    ran(home, "FAILURE", ended=1735700403.0)
    with pytest.raises(DatabaseError, match=r"nothing is published in .*; the last run: .* failed after 3 s"):
        status(home)
