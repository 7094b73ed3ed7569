"""Measures a report's way from the inbox into the published file, with an archive loaded; and a run on nothing new.

    benchmarks/arrival.py [--archive N] [--runs N] [--keep DIR]

The archive is made by ``archive``. One run is a process of its own, as the UI starts one: seconds are from its start to
its end, so the time until the sensor's tick is not in it, all of Python's start-up is. ``--keep`` names a folder for
archive and home; where it holds them already they are used as they are.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from archive import write
from build_reports import DUIXIAN, measure, stages


def bench(folder: Path, archive: int, runs: int) -> dict[str, Any]:
    """Load the archive, then let one report after the other arrive."""
    reports, home = folder / "reports", folder / "home"
    if not reports.exists():
        write(reports, 0, archive)
    command = [str(DUIXIAN), "build", "--home", str(home), "--reports", str(reports)]
    loaded = _result(measure(command))
    arrivals = []
    there = sum(1 for _ in (home / "inbox").iterdir())
    for number in range(there, there + runs):
        write(home / "inbox", archive + number, 1)
        arrivals.append(_result(measure(command)))
    nothing = _result(measure(command))
    return {"archive": archive, "load": loaded, "arrivals": arrivals, "nothing_new": nothing}


def _result(measured: dict[str, Any]) -> dict[str, Any]:
    shares = stages(measured["printed"])
    rest = measured["seconds"] - sum(shares.values())
    return {key: measured[key] for key in ("seconds", "peak_mb")} | {
        "stages": shares | {"start and end": round(rest, 1)}
    }


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description="Seconds from a file's arrival to its facts.")
    parser.add_argument("--archive", type=int, default=10_000, metavar="N")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path, metavar="DIR")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        print(json.dumps(bench(options.keep or Path(scratch), options.archive, options.runs), indent=1))


if __name__ == "__main__":
    main()
