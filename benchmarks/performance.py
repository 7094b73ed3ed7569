"""Measures a country of one size after the other, stage by stage, and writes docs/performance.

    benchmarks/performance.py [--reports N]... [--builds N] [--work DIR] [--output DIR]

Each stage runs in a process of its own (``phases``), so that its seconds, its processor time and its memory are its
own; what is the whole of them is their sum, and their largest. A size up to ``--builds`` is also built with ``duixian``
from the files to the published file, then with one report more, then with nothing new. With ``--output`` the figures
are written to performance.json there, as a table between the marks of performance.md, and drawn in performance.svg;
else they are printed. Figures are of the machine that they are measured on: nothing here fails on them.
"""

import argparse
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from build_reports import DUIXIAN, measure, stages
from drawing import plot
from phases import ORDER

HERE = Path(__file__).resolve().parent
SIZES = (74, 1_000)
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def run(script: str, *words: str) -> str:
    """What a script of this folder prints, in a process of its own."""
    command = [sys.executable, str(HERE / script), *words]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def size(work: Path, reports: int, with_build: bool) -> dict[str, Any]:
    """The figures of one size."""
    if not (work / "facts.jsonl").exists():
        run("country.py", str(work / "reports"), "--reports", str(reports))
    for made in ("pieces", "lake"):
        shutil.rmtree(work / made, ignore_errors=True)
    mb = sum(path.stat().st_size for path in (work / "reports").iterdir()) / 1024**2
    found: dict[str, Any] = {
        "reports": reports,
        "mb": round(mb, 1),
        "floor": json.loads(run("phases.py", "floor", str(work))),
    }
    found["phases"] = {phase: json.loads(run("phases.py", phase, str(work))) for phase in ORDER}
    found["known"] = json.loads(run("phases.py", "known", str(work)))
    parts = found["phases"].values()
    found["seconds"] = round(sum(part["seconds"] for part in parts), 1)
    found["cpu"] = round(sum(part["cpu"] for part in parts), 1)
    found["peak_mb"] = max(part["peak_mb"] for part in parts)
    if with_build:
        found["build"] = build(work, reports)
    return found


def build(work: Path, reports: int) -> dict[str, Any]:
    """A whole build in a new home, then one report more, then nothing new."""
    with tempfile.TemporaryDirectory() as home:
        command = [str(DUIXIAN), "build", "--home", home, "--reports", str(work / "reports")]
        first = measure(command)
        run("country.py", f"{home}/more", "--reports", str(reports + 1), "--first", str(reports))
        for path in (Path(home) / "more").iterdir():
            path.rename(Path(home) / "inbox" / path.name)
        one, nothing = measure(command), measure(command)
    return {
        "seconds": first["seconds"],
        "peak_mb": first["peak_mb"],
        "stages": stages(first["printed"]),
        "one_more": one["seconds"],
        "nothing_new": nothing["seconds"],
    }


def exponent(smaller: dict[str, Any], larger: dict[str, Any], phase: str) -> float:
    """How processor time grows with the reports from one size to a larger: 1 is in proportion, 2 with the square."""
    times = [max(of["phases"][phase]["cpu"], 0.01) for of in (smaller, larger)]
    return round(math.log(times[1] / times[0]) / math.log(larger["reports"] / smaller["reports"]), 2)


def table(figures: dict[str, Any]) -> list[str]:
    """Lines of Markdown: what each size comes to, then the stages of the largest and how they grow."""
    sizes = figures["sizes"]
    lines = [f"Measured {figures['on']}, {figures['workers']} process{'es' if figures['workers'] > 1 else ''}.", ""]
    lines += ["| Reports | MB | Seconds | Reports/s | MB/s | CPU s | Peak MB | Facts told, found |", "|" + "---:|" * 8]
    for of in sizes:
        speed = f"{of['reports'] / of['seconds']:.1f} | {of['mb'] / of['seconds']:.2f}"
        known = f"{of['known']['told']:,}, {of['known']['found']:,}"
        spent = f"{of['mb']:,} | {of['seconds']:,} | {speed} | {of['cpu']:,} | {of['peak_mb']}"
        lines.append(f"| {of['reports']:,} | {spent} | {known} |")
    last = sizes[-1]
    lines += ["", f"The stages of {last['reports']:,} reports; the floor reads the bytes and finds percentages.", ""]
    lines += ["| Stage | Seconds | CPU s | Peak MB | Growth of CPU |", "|---|---:|---:|---:|---:|"]
    for name, of in {**last["phases"], "floor": last["floor"]}.items():
        grows = exponent(sizes[-2], last, name) if len(sizes) > 1 and name != "floor" else ""
        lines.append(f"| {name} | {of['seconds']:.1f} | {of['cpu']:.1f} | {of['peak_mb']} | {grows} |")
    built = [of for of in sizes if "build" in of]
    if built:
        lines += ["", "| Reports | Build s | Peak MB | One report more, s | Nothing new, s |", "|" + "---:|" * 5]
    for of in built:
        shown = [str(of["build"][name]) for name in ("seconds", "peak_mb", "one_more", "nothing_new")]
        lines.append(f"| {of['reports']:,} | {' | '.join(shown)} |")
    return lines


def write(folder: Path, figures: dict[str, Any]) -> None:
    """The three files; of performance.md only what is between the marks is replaced."""
    (folder / "performance.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (folder / "performance.svg").write_text(plot(figures["sizes"]), encoding="utf-8")
    page = folder / "performance.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text("\n".join([f"{before}{BEGIN}", "", *table(figures), "", f"{END}{after}"]), encoding="utf-8")


def main() -> None:
    """Measure, then write or print."""
    parser = argparse.ArgumentParser(description="Time and memory of every stage, by the number of reports.")
    parser.add_argument("--reports", type=int, action="append", metavar="N", help=f"sizes, else {SIZES}")
    parser.add_argument("--builds", type=int, default=0, metavar="N", help="also build sizes up to this one")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where countries are kept; else they are made anew")
    parser.add_argument("--output", type=Path, metavar="DIR")
    options = parser.parse_args()
    workers = int(os.environ.setdefault("DUIXIAN_WORKERS", "1"))
    on = f"with {platform.python_version()} on {os.cpu_count()} cores"
    figures: dict[str, Any] = {"on": on, "workers": workers, "sizes": []}
    with tempfile.TemporaryDirectory() as scratch:
        for count in sorted(options.reports or SIZES):
            work = (options.work or Path(scratch)) / str(count)
            figures["sizes"].append(size(work, count, count <= options.builds))
            print(json.dumps({key: figures["sizes"][-1][key] for key in ("reports", "seconds", "peak_mb")}), flush=True)
    if options.output:
        write(options.output, figures)
    else:
        print("\n".join(table(figures)))


if __name__ == "__main__":
    main()
