"""Runs that are killed at any moment: nothing is lost, doubled or half published."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.integration.building import ROOT, SAMPLES, build, content, reports_of, start
from tests.integration.kill_points import POINTS
from warehouse.connection import connect
from warehouse.home import Home
from warehouse.ledger import read_ledger

KILLS = 20
GO_ON = ("pieces: a stage not begun", "pieces: a stage done in part", "lake: nothing written")
"""Where the next build finds pieces that it need not make again."""


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


def history(home: Path) -> list[str]:
    """The verdicts' history: everything but when it was noted, which differs from build to build."""
    with connect(Home(home).published_database, read_only=True) as connection:
        rows = connection.execute("select * exclude (valid_from, valid_to) from marts.mart_verdict_history").fetchall()
    return sorted(map(str, rows))


def whole(home: Path) -> tuple[dict[str, list[str]], list[str]]:
    return content(home), history(home)


def pieces_made(home: Path) -> dict[str, int]:
    """The pieces that are done, with when they were written."""
    stages = home / "lake" / "_stages"
    return {str(path.relative_to(stages)): path.stat().st_mtime_ns for path in stages.glob("*/*/*.rows.parquet")}


@pytest.fixture(scope="module")
def two_states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """(home before, home after an undisturbed build, reports of the second build)."""
    folder = tmp_path_factory.mktemp("kills")
    reports = reports_of(folder / "reports", SAMPLES[:3])
    build(folder / "before", reports)
    shutil.copytree(folder / "before", folder / "after")
    build(folder / "after", reports_of(reports, SAMPLES[1:6]))
    assert whole(folder / "before") != whole(folder / "after")
    assert history(folder / "before") != history(folder / "after")
    return folder / "before", folder / "after", reports


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_build_that_dies_at_a_named_place_is_mended_by_the_next(
    point: str, two_states: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    before, after, reports = two_states
    home = tmp_path / "home"
    shutil.copytree(before, home)
    command = [sys.executable, "-m", "tests.integration.kill_points", point, "--home", str(home)]
    killed = subprocess.run(
        [*command, "--reports", str(reports)], cwd=ROOT, start_new_session=True, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, (killed.returncode, killed.stderr.decode())
    assert whole(home) in (whole(before), whole(after)), "published in part"
    made = pieces_made(home)
    build(home, reports)
    if point in GO_ON:
        assert made and made.items() <= pieces_made(home).items(), "a piece was made twice"
    assert whole(home) == whole(after)
    assert read_ledger(home / "lake").files.equals(read_ledger(after / "lake").files)
