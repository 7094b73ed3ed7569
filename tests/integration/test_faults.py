"""Whatever stops a run or damages its home: the next run mends it, and the result is that of a clean build.

Runs that are killed are in test_kills.
"""

import os
import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.building import SAMPLES, build, content, reports_of, start
from warehouse.connection import connect
from warehouse.home import Home


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(home, reports) of a clean build of four samples. Do not change them: copy the home."""
    folder = tmp_path_factory.mktemp("faults")
    reports = reports_of(folder / "reports", SAMPLES[:4])
    build(folder / "home", reports)
    return folder / "home", reports


@pytest.fixture
def copy(built: tuple[Path, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(built[0], tmp_path / "home"))


def test_a_run_on_nothing_new_rewrites_nothing(built: tuple[Path, Path]) -> None:
    home, reports = built
    places = (home / "lake", home / "live", home / "duixian.duckdb")
    files = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place])]
    before = {path: path.stat().st_mtime_ns for path in files}
    assert "nothing new" in build(home, reports)
    assert {path: path.stat().st_mtime_ns for path in files} == before


def half_published(home: Path) -> None:
    published = Home(home).published_database
    os.truncate(published, published.stat().st_size // 2)


def no_published(home: Path) -> None:
    Home(home).published_database.unlink()


def corrupt_lake(home: Path) -> None:
    victim = max((home / "lake" / "facts").iterdir())
    victim.write_bytes(victim.read_bytes()[:-30])


def no_lake(home: Path) -> None:
    shutil.rmtree(home / "lake")


def broken_live(home: Path) -> None:
    Home(home).live_database.write_bytes(b"no database" * 1000)
    (home / "inbox" / "notes.txt").write_text("今天天气很好。", encoding="utf-8")


def dropped(home: Path) -> None:
    """A note in the inbox: the next build has something to do."""
    (home / "inbox" / "notes.txt").write_text("今天天气很好。", encoding="utf-8")


def flipped_live(home: Path) -> None:
    """Bytes inside of it: it still opens."""
    live = Home(home).live_database
    content = bytearray(live.read_bytes())
    for place in range(200_000, len(content), 50_000):
        content[place] ^= 0xFF
    live.write_bytes(content)
    dropped(home)


def garbage_in_runs(home: Path) -> None:
    (home / "dagster" / "history" / "runs.db").write_bytes(b"no database" * 1000)
    dropped(home)


def garbage_inside_runs(home: Path) -> None:
    """The beginning of the file is right."""
    for runs in (home / "dagster" / "history").rglob("*.db"):
        content = runs.read_bytes()
        runs.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    dropped(home)


def garbage_in_schedules(home: Path) -> None:
    (home / "dagster" / "schedules" / "schedules.db").write_bytes(b"\x00" * 5000)
    dropped(home)


DAMAGES = [
    half_published,
    no_published,
    corrupt_lake,
    no_lake,
    broken_live,
    flipped_live,
    garbage_in_runs,
    garbage_inside_runs,
    garbage_in_schedules,
]


def verdicts(home: Path) -> list[str]:
    """The history of verdicts with its times: it says when something became known, and no build says that again."""
    with connect(Home(home).published_database, read_only=True) as connection:
        return sorted(map(str, connection.execute("from marts.mart_verdict_history").fetchall()))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_home_is_mended(damage: Callable[[Path], None], built: tuple[Path, Path], copy: Path) -> None:
    with connect(Home(copy).published_database, read_only=True) as connection:
        loaded = connection.execute("select report_id, ingested_at from marts.dim_report order by all").fetchall()
    history = verdicts(copy)
    damage(copy)
    build(copy, built[1])
    found, clean = content(copy), content(built[0])
    assert verdicts(copy) == history
    if (copy / "inbox" / "notes.txt").exists():
        assert len(found.pop("quarantine")) == 1 + len(clean.pop("quarantine")), "the note that was dropped, no more"
    assert found == clean
    with connect(Home(copy).published_database, read_only=True) as connection:
        again = connection.execute("select report_id, ingested_at from marts.dim_report order by all").fetchall()
    assert again == loaded, "reports keep the time of their first loading"


def test_a_full_disk_leaves_the_last_file_and_the_next_run_catches_up(
    built: tuple[Path, Path], copy: Path, tmp_path: Path
) -> None:
    reports = reports_of(tmp_path / "reports", SAMPLES[:6])
    before = content(copy)
    largest = max(path.stat().st_size for path in (copy / "lake").rglob("*.parquet"))
    running = start(
        copy, reports, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest // 2, largest // 2))
    )
    _, complaint = running.communicate()
    assert running.returncode != 0
    assert len(complaint.strip().splitlines()) == 1, complaint
    assert content(copy) == before
    build(copy, reports)
    build(tmp_path / "clean", reports)
    assert content(copy) == content(tmp_path / "clean")


def test_of_two_operators_one_builds_and_the_other_is_told(
    built: tuple[Path, Path], copy: Path, tmp_path: Path
) -> None:
    reports = reports_of(tmp_path / "reports", SAMPLES[:4])
    (reports / "notes.txt").write_text("今天天气很好。", encoding="utf-8")
    running = [start(copy, reports) for _ in range(2)]
    complaints = [one.communicate()[1] for one in running]
    assert sorted(one.returncode for one in running) == [0, 2]
    assert "another build is running" in "".join(complaints)
    found, clean = content(copy), content(built[0])
    assert len(found.pop("quarantine")) == 1 + len(clean.pop("quarantine"))
    assert found.keys() == clean.keys()
    assert found["fct_targets"] == clean["fct_targets"]
