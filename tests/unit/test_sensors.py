"""When the sensor asks for a run: for settled files, once for a content, for one batch, also after a restart."""

import os
from pathlib import Path

import dagster as dg
import pytest

from orchestration.arrivals.arrival import extractor_version, survey
from orchestration.graph import sensors
from orchestration.graph.sensors import Cursor, tick
from tests.integration.warehouse_fixtures import lake_tables
from warehouse.home import Home
from warehouse.lake import merge_lake
from warehouse.ledger import read_ledger


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").ensure()


class Sensor:
    """The sensor with its cursor, as Dagster calls it."""

    def __init__(self, home: Home) -> None:
        self.home, self.cursor = home, ""

    def tick(self) -> dg.SensorResult:
        result = tick(self.home, [], read_ledger(self.home.lake), Cursor.read(self.cursor))
        assert result.cursor is not None
        self.cursor = result.cursor
        return result

    def asks(self) -> str | None:
        """The key of the run that it asks for in this tick."""
        requests = self.tick().run_requests or []
        assert len(requests) <= 1
        return requests[0].run_key if requests else None

    def run(self) -> None:
        """What a run does with the files: the lake takes them (as no reports)."""
        merge_lake(self.home.lake, lake_tables([]), survey(self.home, []), extractor_version())


def drop(home: Home, name: str, text: str) -> None:
    (home.inbox / name).write_text(text, encoding="utf-8")


def test_an_empty_inbox_asks_for_nothing(home: Home) -> None:
    assert Sensor(home).tick().skip_reason is not None


def test_a_file_that_lies_still_for_a_tick_asks_once(home: Home) -> None:
    sensor = Sensor(home)
    drop(home, "a.txt", "一")
    assert [sensor.asks() is not None for _ in range(4)] == [False, True, False, False]
    sensor.run()
    assert "nothing new" in str(sensor.tick().skip_reason)


def test_files_that_arrive_together_ask_for_one_run(home: Home) -> None:
    sensor = Sensor(home)
    for number in range(30):
        drop(home, f"{number}.txt", str(number))
    sensor.tick()
    [request] = sensor.tick().run_requests or []
    assert request.tags["duixian/new"] == "30"


def test_a_file_that_grows_is_waited_for_and_the_others_with_it(home: Home) -> None:
    sensor = Sensor(home)
    drop(home, "whole.txt", "一")
    for length in range(1, 5):
        drop(home, "growing.txt", "长" * length)
        assert sensor.asks() is None
    assert "growing.txt" in str(sensor.cursor)
    [request] = sensor.tick().run_requests or []
    assert request.tags["duixian/new"] == "2"


def test_a_file_that_a_program_has_open_for_writing_is_waited_for(home: Home) -> None:
    sensor = Sensor(home)
    with (home.inbox / "a.txt").open("w") as writer:
        writer.write("first half")
        writer.flush()
        assert [sensor.asks() for _ in range(3)] == [None] * 3
    sensor.tick()
    assert sensor.asks() is not None


def test_a_file_that_never_comes_to_rest_does_not_hold_the_others_for_ever(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensors, "PATIENCE", 3)
    sensor = Sensor(home)
    drop(home, "whole.txt", "一")
    asked = []
    for length in range(1, 6):
        drop(home, "log.txt", "行" * length)
        asked.append(sensor.tick().run_requests)
    [request] = next(requests for requests in asked if requests)
    assert request.tags["duixian/new"] == "1"


def test_changed_content_under_the_same_size_and_time_is_noticed(home: Home) -> None:
    sensor = Sensor(home)
    drop(home, "a.txt", "一")
    sensor.run()
    assert sensor.asks() is None
    before = (home.inbox / "a.txt").stat()
    drop(home, "a.txt", "二")
    os.utime(home.inbox / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    sensor.tick()
    [request] = sensor.tick().run_requests or []
    assert request.tags == {"duixian/changed": "1"}


def test_a_touched_file_is_not_news(home: Home) -> None:
    sensor = Sensor(home)
    drop(home, "a.txt", "一")
    sensor.run()
    os.utime(home.inbox / "a.txt", (1, 1))
    assert [sensor.asks() for _ in range(3)] == [None] * 3


@pytest.mark.parametrize("moment", [0, 4_000_000_000])
def test_a_clock_that_jumped_changes_nothing(home: Home, moment: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sensor = Sensor(home)
    drop(home, "a.txt", "一")
    os.utime(home.inbox / "a.txt", (moment, moment))
    monkeypatch.setattr("time.time_ns", lambda: moment * 10**9)
    assert [sensor.asks() is not None for _ in range(3)] == [False, True, False]
    sensor.run()
    drop(home, "a.txt", "二")
    os.utime(home.inbox / "a.txt", (moment, moment))
    assert [sensor.asks() is not None for _ in range(3)] == [False, True, False]


def test_a_removed_file_asks_for_a_run(home: Home) -> None:
    sensor = Sensor(home)
    drop(home, "a.txt", "一")
    sensor.run()
    (home.inbox / "a.txt").unlink()
    sensor.tick()
    [request] = sensor.tick().run_requests or []
    assert request.tags == {"duixian/removed": "1"}


def test_a_restart_neither_forgets_nor_repeats(home: Home) -> None:
    sensor = Sensor(home)
    drop(home, "a.txt", "一")
    sensor.tick()
    again = Sensor(home)
    again.cursor = sensor.cursor
    first = again.asks()
    assert first is not None
    # A daemon that dies before it has stored the cursor asks again, under the same key, which Dagster runs once.
    repeated = Sensor(home)
    repeated.cursor = sensor.cursor
    assert repeated.asks() == first
    restarted = Sensor(home)
    restarted.cursor = again.cursor
    assert restarted.asks() is None


def test_content_that_comes_back_is_read_again(home: Home) -> None:
    sensor = Sensor(home)
    keys = []
    for _ in range(2):
        drop(home, "a.txt", "一")
        sensor.tick()
        keys.append(sensor.asks())
        sensor.run()
        (home.inbox / "a.txt").unlink()
        sensor.tick()
        keys.append(sensor.asks())
        sensor.run()
        sensor.tick()
    assert None not in keys
    assert len(set(keys)) == 4


def test_a_cursor_of_another_version_is_begun_anew() -> None:
    assert Cursor.read("no json") == Cursor.read('{"other": 1}') == Cursor.read(None) == Cursor()
