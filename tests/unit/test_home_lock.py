"""One at a time in one home; and which errors a step waits for."""

import errno
import fcntl
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest

from orchestration.graph.transient import RETRIES, is_transient, retried
from orchestration.state.home_lock import alone, is_held_elsewhere
from warehouse.connection import DatabaseError, connect
from warehouse.home import Home, HomeError

HOLDER = """
import fcntl, sys, time
with open(sys.argv[1], "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""
DATABASE_HOLDER = """
import duckdb, sys, time
held = duckdb.connect(sys.argv[1])
print("held", flush=True)
time.sleep(60)
"""


def holder(code: str, *words: str) -> subprocess.Popen[str]:
    running = subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert running.stdout.readline() == "held\n"
    return running


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path).ensure()


def test_a_second_one_is_refused_or_waits(home: Home) -> None:
    with holder(HOLDER, str(home.dagster_home / "build.lock"), "1.5"):
        assert is_held_elsewhere(home)
        with pytest.raises(HomeError, match="another build is running"), alone(home):
            pass
        started = time.monotonic()
        with alone(home, wait=True):
            assert time.monotonic() - started > 0.2
            assert not is_held_elsewhere(home), "held by ourselves"


def test_a_killed_holder_frees_the_home(home: Home) -> None:
    with holder(HOLDER, str(home.dagster_home / "build.lock"), "60") as running:
        running.kill()
        running.wait()
        with alone(home):
            pass


def test_a_process_may_enter_again_and_holds_on_until_it_leaves_the_first_time(home: Home) -> None:
    path = home.dagster_home / "build.lock"
    with alone(home):
        with alone(home, wait=True):
            pass
        with path.open("w") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with path.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_database_that_another_process_holds_is_waited_for(home: Home) -> None:
    with holder(DATABASE_HOLDER, str(home.live_database)) as running:
        with pytest.raises(DatabaseError) as caught, connect(home.live_database):
            pass
        running.kill()
    assert is_transient(caught.value)
    waits = []
    for attempt in range(RETRIES):
        with pytest.raises(dg.RetryRequested) as again, retried(attempt):
            raise caught.value
        waits.append(again.value.seconds_to_wait)
    assert waits == [1, 2, 4, 8, 16]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.ENOENT])
def test_what_does_not_pass_by_itself_fails_at_once(number: int) -> None:
    with pytest.raises(OSError, match=r".") as caught, retried(0):
        raise OSError(number, "no")
    assert caught.value.errno == number


@pytest.mark.parametrize("number", [errno.ETIMEDOUT, errno.ESTALE, errno.EIO])
def test_a_store_that_does_not_answer_is_asked_again(number: int) -> None:
    with pytest.raises(dg.RetryRequested), retried(0):
        raise OSError(number, "not now")
