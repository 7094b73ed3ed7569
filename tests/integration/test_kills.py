"""Runs that are killed at any moment: nothing is lost, doubled or half published."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.integration.building import SAMPLES, build, content, reports_of, start
from warehouse.ledger import read_ledger

KILLS = 20


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
