"""Measures the extraction alone, in one process: seconds by stage, reports a second, characters a second.

    benchmarks/extraction.py --reports DIR [--runs N]

Prints the median of the runs after one that warms the caches (the lexicon is built once a process). A build spends
further seconds on Dagster and dbt: build_reports.py measures those. How well it reads is for quality.py.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from extract import clauses, documents, facts, identity, indicators, quantities, repair, statements, structure
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
    return seconds, known.height, int(known["char_count"].sum() or 0)


def main() -> int:
    """Print the medians; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    files, _ = read_files([arguments.reports])
    run(files)
    runs: list[Any] = [run(files) for _ in range(arguments.runs)]
    _, reports, characters = runs[0]
    totals = [sum(seconds.values()) for seconds, _, _ in runs]
    total = statistics.median(totals)
    for name in runs[0][0]:
        median = statistics.median(seconds[name] for seconds, _, _ in runs)
        print(f"{name:12} {median:6.2f} s  {100 * median / total:4.0f} %")
    print(f"total        {total:6.2f} s  (least {min(totals):.2f}, most {max(totals):.2f}, {arguments.runs} runs)")
    print(f"{reports / total:.0f} reports a second, {characters / total / 1e6:.2f} million characters a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
