"""One country read by one process, by processes of this machine and by a Ray cluster: the seconds of each, one lake.

    benchmarks/scaling.py WORK [--reports N] [--ways WAY ...] [--runs N]

Belongs here: running the same phases (``phases all``) in each way, from the files to the lake, each time anew, and
proving that the lakes have the same bytes. A way is a number of processes (``1``, ``2``), or an address of Ray with the
processes that are started for ``local`` (``local:2``, ``auto``, ``ray://host:port``). DUIXIAN_PIECES does not count
here: pieces lie in WORK. Prints a table; docs/scaling.md says what follows from it.
"""

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import country

PHASES = Path(__file__).with_name("phases.py")


def environment(way: str) -> dict[str, str]:
    """The variables that choose a way."""
    if way.isdecimal():
        return {"DUIXIAN_RAY_ADDRESS": "", "DUIXIAN_WORKERS": way}
    address, _, processes = way.partition(":") if way.startswith("local:") else (way, "", "1")
    return {"DUIXIAN_RAY_ADDRESS": address, "DUIXIAN_WORKERS": processes}


def seconds(work: Path, way: str) -> tuple[float, str]:
    """The seconds from the files to the lake with the start of all workers, and the digest of the lake."""
    for name in ("pieces", "lake"):
        shutil.rmtree(work / name, ignore_errors=True)
    command = [sys.executable, str(PHASES), "all", str(work)]
    done = subprocess.run(command, check=True, env=os.environ | environment(way), stdout=subprocess.PIPE, text=True)
    digest = hashlib.sha256()
    for path in sorted((work / "lake").rglob("*.parquet")):
        digest.update(path.relative_to(work).as_posix().encode() + path.read_bytes())
    return float(json.loads(done.stdout.splitlines()[-1])["seconds"]), digest.hexdigest()


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description="The same country read in several ways.")
    parser.add_argument("work", type=Path)
    parser.add_argument("--reports", type=int, default=400)
    parser.add_argument("--ways", nargs="+", default=["1", "2", "local:2"])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if not (options.work / "reports").is_dir():
        country.write(options.work / "reports", options.reports)
    taken: dict[str, list[float]] = {way: [] for way in options.ways}
    lakes = set()
    for _ in range(options.runs):  # in turn, so that what else the machine does meets all of them
        for way in options.ways:
            spent, lake = seconds(options.work, way)
            taken[way].append(spent)
            lakes.add(lake)
    print("| Way | Seconds | Reports/s | All runs |\n|---|---:|---:|---|")
    for way, runs in taken.items():
        middle = statistics.median(runs)
        print(f"| {way} | {middle:.1f} | {options.reports / middle:.1f} | {', '.join(f'{run:.1f}' for run in runs)} |")
    if len(lakes) != 1:
        sys.exit("the lakes differ")
    print(f"\nOne lake, the same bytes in {options.runs * len(options.ways)} runs.")


if __name__ == "__main__":
    main()
