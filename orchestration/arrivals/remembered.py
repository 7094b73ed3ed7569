"""The folders that a home was built from, and the reports that a run over other folders, or over lost ones, would drop.

Belongs here: remembering the folders, and telling an accident (an option forgotten, a mount missing) from a file that
somebody deleted. Does not belong here: what is done with each file (arrival), and asking a person (build).
"""

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import polars as pl

from orchestration.arrivals.report_files import DEFAULT_REPORTS, Folder, folder, labelled
from warehouse.home import Home
from warehouse.lake import UNKNOWN_YEAR
from warehouse.ledger import read_ledger

MANY = 20
"""A folder that held as many reports and lost more than half of them at once was emptied by accident."""


class _Kept(NamedTuple):
    """Folders by the label that leads their files' paths, and paths of reports that may go."""

    folders: dict[str, str]
    forgotten: list[str]


class Vanishing(NamedTuple):
    """Reports that the home holds and a run would drop: their paths, and how many it holds in all."""

    paths: list[str]
    held: int

    def __str__(self) -> str:
        some = ", ".join(self.paths[:2]) + (", ..." if len(self.paths) > 2 else "")
        return f"{len(self.paths):,} of the {self.held:,} reports of this home are in no folder of the run ({some})"


def remembered_folders(home: Home) -> list[Folder]:
    """The folders that the home was last built from, its inbox aside; none for a new home."""
    return [folder(name) for name in _read(home).folders.values()]


def remember(home: Home, folders: Sequence[Folder]) -> None:
    """From here on these are the home's folders. Nothing is written where they are already."""
    kept = _Kept({label: str(place) for label, place in labelled(folders).items() if place != home.inbox}, [])
    if _read(home) != kept:
        _write(home, kept)


def forget(home: Home, vanishing: Vanishing) -> None:
    """Let these reports go with the next run: somebody said so."""
    _write(home, _read(home)._replace(forgotten=vanishing.paths))


def vanishing(home: Home, folders: Sequence[Folder], files: pl.DataFrame) -> Vanishing:
    """The reports that a run over ``folders`` would drop though nobody deleted them; ``files`` is what is there now.

    A report stays whose content lies under another name. One that is gone from a folder that is still there was
    deleted, unless the folder is empty or lost more than half of many reports. The bundled samples are never missed.
    """
    ledger = read_ledger(home.lake).files
    held = ledger.filter((pl.col("part") != UNKNOWN_YEAR) & pl.col("report_id").is_not_null())
    there = files.filter(pl.col("content").is_not_null() & (pl.col("state") != "removed"))
    gone = held.filter(~pl.col("content").is_in(there["content"].implode())).filter(
        ~pl.col("source_path").is_in(there["source_path"].implode())
    )
    if gone.is_empty():
        return Vanishing([], held.height)
    kept, now = _read(home), labelled([*folders, home.inbox])
    before = {label: folder(name) for label, name in kept.folders.items()}
    lost = {
        label
        for label in _labels(gone["source_path"])
        if _is_accident(label, before | {home.inbox.name: home.inbox}, now, held, gone, there)
    }
    missed = [path for path in gone["source_path"] if path.split("/")[0] in lost]
    return Vanishing(sorted(set(missed) - set(kept.forgotten)), held.height)


def _is_accident(
    label: str,
    before: dict[str, Folder],
    now: dict[str, Folder],
    held: pl.DataFrame,
    gone: pl.DataFrame,
    there: pl.DataFrame,
) -> bool:
    place = before.get(label)
    if place is not None and _same(place, DEFAULT_REPORTS):
        return False
    is_read_again = place is not None and label in now and _same(now[label], place)
    of_held, of_gone, of_there = (_count(frame, label) for frame in (held, gone, there))
    if not is_read_again:
        return place is not None or of_gone == of_held
    return (of_there == 0 and place != before.get("inbox")) or (of_held >= MANY and of_gone > of_held / 2)


def _same(one: Folder, other: Folder) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return one.resolve() == other.resolve()


def _labels(paths: Iterable[str]) -> set[str]:
    return {path.split("/")[0] for path in paths}


def _count(frame: pl.DataFrame, label: str) -> int:
    return int(frame["source_path"].str.starts_with(f"{label}/").sum())


def _path(home: Home) -> Path:
    return home.root / "folders.json"


def _read(home: Home) -> _Kept:
    with suppress(OSError, ValueError, TypeError):
        return _Kept(**json.loads(_path(home).read_text(encoding="utf-8")))
    return _Kept({}, [])


def _write(home: Home, kept: _Kept) -> None:
    draft = _path(home).with_suffix(".new")
    draft.write_text(json.dumps(kept._asdict(), ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    os.replace(draft, _path(home))
