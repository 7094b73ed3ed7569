"""Whatever stops a run or damages its home: the next run mends it, and the result is that of a clean build."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from warehouse.connection import connect
from warehouse.home import Home
from warehouse.ledger import read_ledger

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted(path for path in (ROOT / "seeds" / "reports").iterdir() if path.name != "README.md")
FACTS = (
    "dim_report",
    "fct_targets",
    "fct_outcomes",
    "fct_statements",
    "fct_target_vs_actual",
    "report_text",
    "quarantine",
)
KILLS = 20


def start(home: Path, reports: Path, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "orchestration.cli", "build", "--home", str(home), "--reports", str(reports)]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, **output, **options)  # type: ignore[call-overload]


def build(home: Path, reports: Path) -> str:
    running = start(home, reports)
    printed, complaint = running.communicate()
    assert running.returncode == 0, complaint
    return str(printed)


def content(home: Path) -> dict[str, list[str]]:
    """Every row of every table of facts, as text; when a report was first loaded is no fact of a report."""
    with connect(Home(home).published_database, read_only=True) as connection:
        rows = {}
        for table in FACTS:
            left_out = "exclude (ingested_at)" if table == "dim_report" else ""
            rows[table] = [str(row) for row in connection.execute(f"select * {left_out} from marts.{table}").fetchall()]
        return {table: sorted(found) for table, found in rows.items()}


def reports_of(folder: Path, chosen: list[Path]) -> Path:
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for path in chosen:
        shutil.copy(path, folder / path.name)
    return folder


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


@pytest.mark.parametrize("damage", [half_published, no_published, corrupt_lake, no_lake, broken_live])
def test_a_damaged_home_is_mended(damage: Callable[[Path], None], built: tuple[Path, Path], copy: Path) -> None:
    with connect(Home(copy).published_database, read_only=True) as connection:
        loaded = connection.execute("select report_id, ingested_at from marts.dim_report order by all").fetchall()
    damage(copy)
    build(copy, built[1])
    found, clean = content(copy), content(built[0])
    if damage is broken_live:
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


def kill(running: subprocess.Popen[str], with_children: bool) -> None:
    """As the system kills: without a warning, and sometimes dbt lives on."""
    if with_children:
        os.killpg(running.pid, signal.SIGKILL)
    else:
        running.kill()
    running.wait()
    for pipe in (running.stdout, running.stderr):
        assert pipe is not None
        pipe.close()


@pytest.mark.slow
def test_runs_killed_at_any_moment_lose_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(20260105)
    home, folder = tmp_path / "home", tmp_path / "reports"
    started = time.monotonic()
    build(home, reports_of(folder, SAMPLES[:3]))
    length = time.monotonic() - started
    complete = content(home)
    ends = []
    for number in range(KILLS):
        reports_of(folder, chance.sample(SAMPLES, chance.randrange(2, 5)))
        running = start(home, folder)
        try:
            running.wait(chance.uniform(0.1, 0.9) * length)
        except subprocess.TimeoutExpired:
            kill(running, with_children=number % 3 > 0)
            ends.append("killed")
        else:
            assert running.returncode == 0, running.communicate()
            ends.append("finished")
        found = content(home)  # always a whole state: nothing is ever half published
        assert set(found) == set(complete)
        assert found["dim_report"]
    assert ends.count("killed") >= KILLS // 3, ends  # a fast machine finishes more of them first
    build(home, reports_of(folder, SAMPLES[2:6]))
    build(tmp_path / "clean", folder)
    assert content(home) == content(tmp_path / "clean")
    assert read_ledger(home / "lake").files.equals(read_ledger(tmp_path / "clean" / "lake").files)
