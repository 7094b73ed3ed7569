"""Measures `duixian build` from end to end: seconds, peak memory, share of each stage.

    benchmarks/build_reports.py [--reports DIR]... [--runs N]

Each run builds into a new, empty home, then once more into the same home (the rerun of unchanged input). Memory is
that of the largest process of the build at its peak. Measuring belongs here and not into a test: no figure of a
shared machine is steady enough to fail on.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

DUIXIAN = Path(sys.executable).with_name("duixian")


def measure(command: list[str]) -> dict[str, Any]:
    """Seconds, peak resident memory in MB and printed text of one run of ``command``. Exits when it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)} failed")
    # Linux counts in kilobytes, macOS in bytes; children that the build waited for are counted in.
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return {"seconds": round(seconds, 1), "peak_mb": round(peak), "printed": printed}


def stages(printed: str) -> dict[str, float]:
    """Seconds by stage out of the summary of a build."""
    found = re.search(r"^seconds +(.+)$", printed, flags=re.MULTILINE)
    parts = found[1].split(", ") if found and found[1] != "nothing to do" else []
    return {part.rsplit(" ", 1)[0]: float(part.rsplit(" ", 1)[1]) for part in parts}


def bench(folders: list[str]) -> dict[str, Any]:
    """One build into an empty home and one rerun of it."""
    reports = [word for folder in folders for word in ("--reports", folder)]
    with tempfile.TemporaryDirectory() as home:
        command = [str(DUIXIAN), "build", "--home", home, *reports]
        first, again = measure(command), measure(command)
    return {
        "build": {"seconds": first["seconds"], "peak_mb": first["peak_mb"], "stages": stages(first["printed"])},
        "rerun": {"seconds": again["seconds"], "peak_mb": again["peak_mb"], "stages": stages(again["printed"])},
    }


def main() -> None:
    """Print one JSON object a run."""
    parser = argparse.ArgumentParser(description="Seconds and memory of duixian build.")
    parser.add_argument("--reports", action="append", default=[], metavar="DIR")
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    for _ in range(options.runs):
        print(json.dumps(bench(options.reports)), flush=True)


if __name__ == "__main__":
    main()
