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
from pathlib import Path
from typing import Any

import polars as pl

from extract import workers
from extract.executor import WORKERS_VARIABLE
from extract.pipeline import FIRST, STAGES
from orchestration.arrivals.report_files import read_files


def run(files: pl.DataFrame) -> tuple[dict[str, float], int, int]:
    """Seconds by stage of one extraction, the reports that it read and the characters of their text."""
    frames: dict[str, pl.DataFrame] = {}
    seconds: dict[str, float] = {}
    for stage in STAGES:
        inputs = [files] if stage is FIRST else [frames[name] for name in stage.inputs]
        started = time.perf_counter()
        frames[stage.name] = stage.function(*inputs).rows
        seconds[stage.name] = time.perf_counter() - started
    return seconds, frames["reports"].height, int(frames["reports"]["char_count"].sum() or 0)


def measure(files: pl.DataFrame, processes: int, runs: int) -> None:
    """Print seconds by stage and the totals for this number of processes."""
    os.environ[WORKERS_VARIABLE] = str(processes)
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
        print(f"{name:14} {median:6.2f} s  {100 * median / total:4.0f} %")
    print(
        f"total          {total:6.2f} s  (least {min(totals):.2f}, most {max(totals):.2f} of {runs}; first {first:.2f})"
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
