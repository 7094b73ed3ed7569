"""One phase of a build in a process of its own: its seconds, its processor time and its largest memory, as JSON.

    benchmarks/phases.py PHASE WORK [--piece CHARACTERS]

Belongs here: what each phase does, as the assets do it, and taking its measure. WORK holds ``reports/`` (and
``facts.jsonl``, see ``country``); what a phase makes is kept there for the next one. Phases are ``files``, the stages,
``quarantine`` and ``lake``; ``all`` is all of these; ``floor`` reads the bytes, decodes them and looks for percentages
with one expression of polars: what nothing that reads the reports can go below. ``known`` counts which of the facts
that the country tells were found.
"""

import argparse
import json
import re
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from extract import pieces as pieces_module
from extract.pieces import QUARANTINE, Pieces, run_stage
from extract.pipeline import FIRST, LATER, STAGES
from extract.stage import Stage, quarantine_frame
from extract.workers import end_workers
from orchestration.arrivals.report_files import find_files, hash_files
from orchestration.graph import document_pieces, lake_tables
from warehouse import lake_parts
from warehouse.lake import merge_pieces
from warehouse.ledger import compare, read_ledger

VERSION = "benchmark"
ORDER = ("files", *(spec.name for spec in STAGES), QUARANTINE, "lake")


def _files(work: Path) -> None:
    found = hash_files(find_files([work / "reports"]))
    compare(found, read_ledger(work / "lake"), VERSION, set()).write_parquet(work / "files.parquet")


def _documents(work: Path) -> None:
    files = pl.read_parquet(work / "files.parquet")
    document_pieces.read(Pieces(work / "pieces"), [work / "reports"], files, _say)


def _stage(name: str, work: Path) -> None:
    [spec] = [spec for spec in LATER if spec.name == name]
    run_stage(Pieces(work / "pieces"), spec, lambda _: None)


def _quarantine(work: Path) -> None:
    pieces = Pieces(work / "pieces")
    for number in pieces.numbers():
        rows = pl.concat([pieces.read(spec.name, number, QUARANTINE) for spec in STAGES])
        pieces.write(QUARANTINE, number, Stage(rows, quarantine_frame([])))


def _lake(work: Path) -> None:
    tables = partial(lake_tables.of_pieces, Pieces(work / "pieces"))
    merge_pieces(work / "lake", tables, pl.read_parquet(work / "files.parquet"), VERSION)


def _floor(work: Path) -> None:
    for path in sorted((work / "reports").iterdir()):
        text = path.read_bytes().decode(errors="replace")
        pl.Series([text]).str.extract_all(r"\d+(?:\.\d+)?%")


def _all(work: Path) -> None:
    for name in ORDER:
        PHASES[name](work)


def _say(line: str) -> None:
    print(line, file=sys.stderr)


PHASES: dict[str, Callable[[Path], None]] = {
    "files": _files,
    FIRST.name: _documents,
    **{spec.name: partial(_stage, spec.name) for spec in LATER},
    QUARANTINE: _quarantine,
    "lake": _lake,
    "floor": _floor,
    "all": _all,
}


def known(work: Path) -> dict[str, int]:
    """How many of the facts that the country tells were found, and how many it tells."""
    columns = ["report_id", "source_path"]
    found: set[tuple[Any, ...]] = set()
    for number in Pieces(work / "pieces").numbers():
        pieces = Pieces(work / "pieces")
        paths = dict(pieces.read("reports", number, columns=columns).iter_rows())
        for row in pieces.read("facts", number).iter_rows(named=True):
            value = row["value_high"] if row["value_low"] is None else row["value_low"]
            file = paths[row["report_id"]].rpartition("/")[2]
            found.add((file, row["kind"], row["indicator_code"], row["measure"], row["period_start"], value))
    told = [json.loads(line) for line in (work / "facts.jsonl").read_text(encoding="utf-8").splitlines()]
    facts = [(row["file"], *fact) for row in told for fact in row["facts"]]
    return {"told": len(facts), "found": sum(fact in found for fact in facts)}


def peak_mb() -> int:
    """The largest memory of this process, or of one of its workers, so far."""
    try:  # a process begins with the figure of its parent's in getrusage
        status = Path("/proc/self/status").read_text(encoding="ascii")
        own = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) * 1024
    except (OSError, IndexError):
        own = _bytes(resource.RUSAGE_SELF)
    return round(max(own, _bytes(resource.RUSAGE_CHILDREN)) / 1024**2)


def _bytes(who: int) -> int:
    return resource.getrusage(who).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def bound(characters: int) -> None:
    """Cut pieces of so many characters, and everything else that is bounded in proportion."""
    pieces_module.CHARACTERS = characters
    document_pieces.GROUP_BYTES = 3 * characters
    lake_parts.CHARACTERS, lake_parts.RUN_BYTES = 4 * characters, 100 * characters


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(of.ru_utime + of.ru_stime for of in used)


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description="The measure of one phase of a build.")
    parser.add_argument("phase", choices=[*PHASES, "known"])
    parser.add_argument("work", type=Path)
    parser.add_argument("--piece", type=int, metavar="CHARACTERS")
    options = parser.parse_args()
    if options.phase == "known":
        print(json.dumps(known(options.work)))
        return
    if options.piece:
        bound(options.piece)
    started, cpu, before = time.perf_counter(), _cpu(), peak_mb()
    PHASES[options.phase](options.work)
    seconds = time.perf_counter() - started
    end_workers()
    spent = {"seconds": round(seconds, 3), "cpu": round(_cpu() - cpu, 3)}
    print(json.dumps(spent | {"peak_mb": peak_mb(), "start_mb": before}))


if __name__ == "__main__":
    main()
