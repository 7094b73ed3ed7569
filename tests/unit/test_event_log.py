"""Where Dagster's events go, how often their files are opened, and that whoever watches a run sees them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import dagster as dg
import pytest
import sqlalchemy as db

from orchestration.runs.build import prepare_home
from orchestration.state.instance import POSTGRES_VARIABLE
from warehouse.home import Home

RUN = "00000000-0000-0000-0000-000000000001"


@dg.op
def say() -> None:
    """Make some events."""


@dg.job(executor_def=dg.in_process_executor)
def speak() -> None:
    for number in range(10):
        say.alias(f"say_{number}")()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv(POSTGRES_VARIABLE, raising=False)
    home = Home(tmp_path)
    prepare_home(home)
    return home


@pytest.fixture
def opened() -> Iterator[Counter[str]]:
    """How often each SQLite file was opened through SQLAlchemy, by its name."""
    counts: Counter[str] = Counter()

    def note(connection: Any, _record: Any) -> None:
        counts[Path(connection.execute("pragma database_list").fetchone()[2]).name] += 1

    db.event.listen(db.Engine, "connect", note)
    yield counts
    db.event.remove(db.Engine, "connect", note)


def instance_of(home: Home) -> dg.DagsterInstance:
    return dg.DagsterInstance.from_config(str(home.dagster_home))


def test_a_run_opens_the_files_of_its_events_but_once(home: Home, opened: Counter[str]) -> None:
    with instance_of(home) as instance:
        opened.clear()
        assert speak.execute_in_process(instance=instance, run_id=RUN).success
        assert len(instance.all_logs(RUN)) > 30
    assert opened[f"{RUN}.db"] <= 2 and opened["index.db"] <= 1  # twice: the file is new


def test_nothing_is_left_in_a_journal_when_the_instance_is_closed(home: Home) -> None:
    with instance_of(home) as instance:
        speak.execute_in_process(instance=instance, run_id=RUN)
    assert not list(home.dagster_home.rglob("*-wal"))


def test_whoever_watches_a_run_sees_its_events_as_they_come(home: Home) -> None:
    ended = Event()

    def watch(entry: dg.EventLogEntry, _cursor: str) -> None:
        if entry.dagster_event_type == dg.DagsterEventType.RUN_SUCCESS:
            ended.set()

    with instance_of(home) as watching, instance_of(home) as running:
        watching.watch_event_logs(RUN, None, watch)
        speak.execute_in_process(instance=running, run_id=RUN)
        assert ended.wait(30)


def test_a_home_of_before_keeps_its_runs(home: Home) -> None:
    config = home.dagster_home / "dagster.yaml"
    shipped = config.read_text(encoding="utf-8")
    config.write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    with instance_of(home) as instance:
        speak.execute_in_process(instance=instance, run_id=RUN)
    config.write_text(shipped, encoding="utf-8")
    with instance_of(home) as instance:
        assert [run.run_id for run in instance.get_runs()] == [RUN]
        assert len(instance.all_logs(RUN)) > 30
