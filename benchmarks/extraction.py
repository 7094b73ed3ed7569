"""Measures the extraction alone: seconds by stage, reports a second, characters a second, for each number of processes.

    benchmarks/extraction.py --reports DIR [--runs N] [--workers N ...]

Without --workers it measures one process and what a user gets who sets nothing. Prints the median of the runs after one
that warms the caches and starts the workers (the lexicon is built once a process), and the seconds of that first one. A
build spends further seconds on Dagster and dbt: build_reports.py measures those. How well it reads is for quality.py.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from extract import (
    clauses,
    documents,
    facts,
    identity,
    indicators,
    quantities,
    repair,
    statements,
    structure,
    worded,
    workers,
)
from extract.stage import Stage
from orchestration.report_files import read_files


def timed(seconds: dict[str, float], name: str, stage: Callable[..., Stage], *frames: pl.DataFrame) -> pl.DataFrame:
    """The rows of a stage, its seconds noted under ``name``."""
    started = time.perf_counter()
    rows = stage(*frames).rows
    seconds[name] = time.perf_counter() - started
    return rows


def run(files: pl.DataFrame) -> tuple[dict[str, float], int, int]:
    """Seconds by stage of one extraction, the reports that it read and the characters of their text."""
    seconds: dict[str, float] = {}
    read = timed(seconds, "documents", documents.documents, files)
    mended = timed(seconds, "repair", repair.repair, read)
    known = timed(seconds, "identity", identity.identity, mended)
    headed = timed(seconds, "structure", structure.sections, known)
    cut = timed(seconds, "clauses", clauses.sentences, known, headed)
    figures = timed(seconds, "quantities", quantities.quantities, cut)
    words = timed(seconds, "indicators", indicators.mentions, cut)
    said = timed(seconds, "statements", statements.statements, mended, known, headed, cut, figures, words)
    timed(seconds, "facts", facts.facts, known, said)
    timed(seconds, "worded", worded.worded_targets, mended, known, headed, cut, figures, words)
    return seconds, known.height, int(known["char_count"].sum() or 0)


def measure(files: pl.DataFrame, processes: int, runs: int) -> None:
    """Print seconds by stage and the totals for this number of processes."""
    os.environ[workers.WORKERS_VARIABLE] = str(processes)
    started = time.perf_counter()
    run(files)
    first = time.perf_counter() - started
    measured: list[Any] = [run(files) for _ in range(runs)]
    workers.end_workers()
    _, reports, characters = measured[0]
    totals = [sum(seconds.values()) for seconds, _, _ in measured]
    total = statistics.median(totals)
    print(f"{processes} process{'es' * (processes > 1)}, {reports} reports")
    for name in measured[0][0]:
        median = statistics.median(seconds[name] for seconds, _, _ in measured)
        print(f"{name:12} {median:6.2f} s  {100 * median / total:4.0f} %")
    print(
        f"total        {total:6.2f} s  (least {min(totals):.2f}, most {max(totals):.2f} of {runs}; first {first:.2f})"
    )
    print(f"{reports / total:.0f} reports a second, {characters / total / 1e6:.2f} million characters a second")


def main() -> int:
    """Print the medians; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--workers", type=int, nargs="+", default=sorted({1, workers.count()}))
    arguments = parser.parse_args()
    files, _ = read_files([arguments.reports])
    for processes in arguments.workers:
        measure(files, processes, arguments.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
