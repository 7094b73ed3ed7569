"""Prints a digest of every frame that the extraction makes of a folder, so that two checkouts can be compared.

    benchmarks/frames.py --reports DIR [--reports DIR ...] [--save FOLDER] [--against FOLDER]

A line a stage: its name, its rows, and the SHA-256 of its rows and its quarantine as Parquet. --save keeps the frames
below FOLDER; --against holds the frames against those that another checkout saved there, shows of each that is not the
same the first rows that are not, and exits with 1. A change that should only make the extraction faster keeps every
digest. Reading quality is for quality.py, seconds are for extraction.py.
"""

import argparse
import hashlib
import io
import os
import sys
from pathlib import Path

import polars as pl

from extract.executor import WORKERS_VARIABLE
from extract.pipeline import extract
from orchestration.arrivals.report_files import read_files

SHOWN = 5
"""How many of the rows that are not the same are shown of a frame."""


def frames_of(folders: list[Path]) -> dict[str, pl.DataFrame]:
    """Every frame of one extraction of all reports below ``folders``, by the name of its stage; and the quarantine."""
    files, unread = read_files(folders)
    return extract(files)._asdict() | {"unread": unread}


def digest(frame: pl.DataFrame) -> str:
    """The same for the same rows, names and types, however the frame lies in memory."""
    kept = io.BytesIO()
    frame.rechunk().write_parquet(kept, compression="uncompressed", statistics=False)
    return hashlib.sha256(kept.getvalue()).hexdigest()


def differences(name: str, frame: pl.DataFrame, saved: pl.DataFrame) -> list[str]:
    """What is not the same in two frames, in lines for a person; none where they are the same."""
    if digest(frame) == digest(saved):
        return []
    if frame.schema != saved.schema:
        return [f"{name}: the columns are not the same: {frame.schema} and before {saved.schema}"]
    lines = [f"{name}: {frame.height} rows, before {saved.height}"]
    for number, (now, before) in enumerate(zip(frame.iter_rows(), saved.iter_rows(), strict=False)):
        if now != before:
            changed = [
                f"{column} {old!r} -> {new!r}"
                for column, new, old in zip(frame.columns, now, before, strict=True)
                if new != old
            ]
            lines.append(f"  row {number}: {'; '.join(changed)[:600]}")
        if len(lines) > SHOWN:
            break
    return lines


def main() -> int:
    """Print the digests; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, required=True, action="append")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    os.environ[WORKERS_VARIABLE] = str(arguments.workers)
    lines: list[str] = []
    for name, frame in frames_of(arguments.reports).items():
        print(f"{name:14} {frame.height:7} rows  {digest(frame)}")
        if arguments.save is not None:
            arguments.save.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(arguments.save / f"{name}.parquet")
        if arguments.against is not None:
            lines += differences(name, frame, pl.read_parquet(arguments.against / f"{name}.parquet"))
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
