"""When the schedule is due, and that it runs only what is stale."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from orchestration import dbt_project
from orchestration.arrivals.arrival import extractor_version, survey
from orchestration.graph import schedules
from orchestration.graph.schedules import decide, schedule_of
from orchestration.graph.sensors import sensor_of
from tests.integration.warehouse_fixtures import lake_tables
from warehouse import receipt
from warehouse.home import Home
from warehouse.lake import merge_lake
from warehouse.reviews import reviews_digest, reviews_file

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose one file, lake and published file are as a run left them."""
    home = Home(tmp_path).ensure()
    (home.inbox / "a.txt").write_text("一", encoding="utf-8")
    merge_lake(home.lake, lake_tables([]), survey(home, []), extractor_version())
    receipt.loaded(home, reviews_digest(reviews_file()))
    receipt.built(home, dbt_project.fingerprint())
    home.published_database.write_bytes(b"published")
    receipt.published(home)
    receipt.shown(home, made=False)
    return home


def ticks(first: datetime, count: int) -> list[datetime]:
    schedule = schedule_of(Home(Path("/nowhere")), [])
    found = schedule_execution_time_iterator(first.timestamp(), schedule.cron_schedule, schedule.execution_timezone)
    return [next(found).astimezone(SHANGHAI) for _ in range(count)]


def test_daily_in_season() -> None:
    days = ticks(datetime(2026, 1, 10, tzinfo=SHANGHAI), 20)
    assert {later - earlier for earlier, later in pairwise(days)} == {timedelta(days=1)}
    assert {day.hour for day in days} == {5}


def test_weekly_out_of_season() -> None:
    days = ticks(datetime(2026, 5, 1, tzinfo=SHANGHAI), 10)
    assert {later - earlier for earlier, later in pairwise(days)} == {timedelta(days=7)}


def test_sensor_and_schedule_run_without_being_switched_on() -> None:
    assert schedule_of(Home(Path("/nowhere")), []).default_status == dg.DefaultScheduleStatus.RUNNING
    assert sensor_of(Home(Path("/nowhere")), []).default_status == dg.DefaultSensorStatus.RUNNING


def test_nothing_stale_nothing_run(home: Home) -> None:
    assert isinstance(decide(home, []), dg.SkipReason)


def test_a_new_file_is_stale(home: Home) -> None:
    (home.inbox / "b.txt").write_text("二", encoding="utf-8")
    asked = decide(home, [])
    assert isinstance(asked, dg.RunRequest)
    assert asked.tags == {"duixian/kept": "1", "duixian/new": "1"}


def test_another_extractor_is_stale(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.arrivals.arrival.extractor_version", lambda: "another")
    asked = decide(home, [])
    assert isinstance(asked, dg.RunRequest)
    assert asked.tags == {"duixian/reread": "1"}


def test_other_models_are_stale(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbt_project, "fingerprint", lambda: "another")
    assert isinstance(decide(home, []), dg.RunRequest)


@pytest.mark.parametrize("how", ["half", "gone", "never finished"])
def test_a_published_file_that_is_not_whole_is_stale(home: Home, how: str) -> None:
    match how:
        case "half":
            home.published_database.write_bytes(b"publ")
        case "gone":
            home.published_database.unlink()
        case "never finished":
            receipt.loaded(home, reviews_digest(reviews_file()))
    assert isinstance(decide(home, []), dg.RunRequest)


def test_a_site_that_was_not_made_from_the_published_file_is_stale(home: Home) -> None:
    receipt.published(home)
    assert isinstance(decide(home, []), dg.RunRequest)
    home.site.mkdir()
    (home.site / "index.html").write_text("", encoding="utf-8")
    receipt.shown(home, made=True)
    assert isinstance(decide(home, []), dg.SkipReason)
    (home.site / "index.html").unlink()
    assert isinstance(decide(home, []), dg.RunRequest)


def test_the_season_is_that_of_china() -> None:
    """In New York it is still December when the first daily run of January is due."""
    first = ticks(datetime(2026, 12, 31, 12, tzinfo=SHANGHAI), 1)[0]
    assert first == datetime(2027, 1, 1, 5, tzinfo=SHANGHAI)
    assert first.astimezone(UTC).year == 2026
    assert schedules.ZONE == "Asia/Shanghai"
