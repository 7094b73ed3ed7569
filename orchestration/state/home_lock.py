"""One run at a time in one home, whoever started it: ``duixian build``, the UI, a sensor.

Only the lock belongs here. The system frees it when the process that holds it dies, however it dies.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.home import Home, HomeError

_held: set[Path] = set()


def is_held_elsewhere(home: Home) -> bool:
    """Whether another process holds the home's lock at this moment."""
    try:
        with alone(home):
            return False
    except HomeError:
        return True


@contextmanager
def alone(home: Home, wait: bool = False) -> Iterator[None]:
    """Hold the home's lock; inside of it, in the same process, it is held already and nothing is done.

    Without ``wait``, raises HomeError when another process holds it.
    """
    path = home.dagster_home / "build.lock"
    if path in _held:
        yield
        return
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise HomeError(f"another build is running in {home.root}; wait for it, or name another --home") from error
        _held.add(path)
        try:
            yield
        finally:
            _held.discard(path)
