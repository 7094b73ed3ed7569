"""What is built once for all processes that run the tests.

Only the sharing belongs here; what is built, the modules say whose fixtures it is.
"""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest

PRINTED = "printed.txt"
"""What a command said that made something once, beside what it made."""


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder ``name`` that ``make`` filled, in whichever process asked first: the others wait for it.

    Where ``make`` failed, each test that asks fails, and the first says why.
    """
    own = factory.getbasetemp()
    # pytest-xdist gives each of its processes a folder below that of the session.
    shared = own.parent if own.name.startswith("popen-") else own
    folder, mark = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            assert not folder.exists(), f"{name} could not be made; the test that asked first says why"
            folder.mkdir()
            make(folder)
            mark.touch()
    return folder
