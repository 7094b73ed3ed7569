"""Dagster's files below the home: told when they are damaged, and set aside so that Dagster begins new ones.

Only that belongs here. What Dagster keeps there is who ran what and when; what was read, judged and published is in the
lake, the live database and the published file, and needs none of it.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from orchestration.state.instance import POSTGRES_VARIABLE
from warehouse.home import Home

_HEADER = b"SQLite format 3\x00"
_PARTS = {"history": ("history/runs.db", "history/runs/index.db"), "schedules": ("schedules/schedules.db",)}
"""Folders of Dagster's storage, each with the files that every run opens."""


def mend_storage(home: Home, thoroughly: bool = False) -> list[Path]:
    """Set every folder of Dagster's storage aside that holds a damaged file; returns where they are now.

    Looks at the beginning of each file, or ``thoroughly`` at every page.
    """
    if os.environ.get(POSTGRES_VARIABLE):
        return []
    moved = []
    for folder, names in _PARTS.items():
        if any(not _is_sound(home.dagster_home / name, thoroughly) for name in names):
            moved.append(_set_aside(home.dagster_home / folder))
    return moved


def told(moved: list[Path]) -> str:
    """One line for the user."""
    places = ", ".join(map(str, moved))
    return f"Dagster's storage was damaged and begins anew, without earlier runs; the damaged files are in {places}"


def _is_sound(path: Path, thoroughly: bool) -> bool:
    try:
        with path.open("rb") as source:
            header = source.read(len(_HEADER))
    except FileNotFoundError:
        return True
    if header and header != _HEADER:
        return False
    return not thoroughly or _passes(path)


def _passes(path: Path) -> bool:
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path, timeout=30)) as connection:
        return bool(connection.execute("pragma quick_check(1)").fetchone() == ("ok",))
    return False


def _set_aside(folder: Path) -> Path:
    place = next(name for name in _names(folder) if not name.exists())
    os.replace(folder, place)
    return place


def _names(folder: Path) -> Iterator[Path]:
    number = 1
    while True:
        yield folder.with_name(f"{folder.name}.broken-{number}")
        number += 1
