"""The extraction of a small home in pieces, as the assets run it, and the lake that comes of it.

Only what tests of pieces share belongs here, whoever works on them.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from extract import pieces as pieces_module
from extract.pieces import QUARANTINE, Pieces, run_stage
from extract.pipeline import FIRST, LATER, STAGES, StageSpec, extract
from extract.stage import Stage, quarantine_frame
from orchestration.arrivals import arrival
from orchestration.arrivals.report_files import DEFAULT_REPORTS, read_files
from orchestration.graph import document_pieces, lake_tables
from warehouse.home import Home
from warehouse.lake import TABLES, lake_documents, merge_lake, merge_pieces

SAMPLES = sorted(path for path in DEFAULT_REPORTS.iterdir() if path.name != "README.md")


def filled(home: Home) -> Home:
    """A home with five samples in its inbox, two of them twice, a file that is no report and an empty one."""
    home.ensure()
    for path in SAMPLES[:5]:
        (home.inbox / path.name).write_bytes(path.read_bytes())
    for path in SAMPLES[1:3]:
        (home.inbox / f"0 {path.name}").write_bytes(path.read_bytes())
    (home.inbox / "菜单.txt").write_text("今天的菜单：米饭、豆腐、青菜。", encoding="utf-8")
    (home.inbox / "空.txt").touch()
    return home


def small(monkeypatch: pytest.MonkeyPatch, characters: int) -> None:
    monkeypatch.setattr(pieces_module, "CHARACTERS", characters)
    monkeypatch.setattr(document_pieces, "GROUP_BYTES", 3 * characters)


def run(home: Home, pieces: Pieces, later: Sequence[StageSpec] = LATER) -> dict[str, list[int]]:
    """The extraction of what lies in the home; which pieces each stage made."""
    made: dict[str, list[int]] = {}
    files = arrival.survey(home, [])
    before = set(pieces.numbers())
    document_pieces.read(pieces, [home.inbox], files, lambda _: None)
    made[FIRST.name] = [number for number in pieces.numbers() if number not in before]
    for spec in later:
        made[spec.name] = []
        run_stage(pieces, spec, lambda counts, name=spec.name: made[name].append(counts.number))  # type: ignore[misc]
    for number in pieces.numbers():
        rows = pl.concat([pieces.read(spec.name, number, QUARANTINE) for spec in STAGES])
        pieces.write(QUARANTINE, number, Stage(rows, quarantine_frame([])))
    return made


def lake_of(home: Home, pieces: Pieces, lake: Path) -> dict[str, bytes]:
    merge_pieces(lake, partial(lake_tables.of_pieces, pieces), arrival.survey(home, []), "1")
    return content(lake)


def content(lake: Path) -> dict[str, bytes]:
    return {path.relative_to(lake).as_posix(): path.read_bytes() for path in sorted(lake.rglob("*")) if path.is_file()}


def whole_lake(home: Home, lake: Path) -> dict[str, bytes]:
    """The lake of the plain chain, in one piece."""
    frames = extract(read_files([home.inbox])[0])
    tables = {name: getattr(frames, name) for name in TABLES if name != "documents"}
    tables["documents"] = lake_documents(frames.documents, frames.repaired)
    merge_lake(lake, tables, arrival.survey(home, []), "1")
    return content(lake)
