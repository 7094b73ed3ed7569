"""Makes an archive of many reports out of the samples: other districts, other years, other figures.

    benchmarks/archive.py FOLDER --reports N [--first N]

Belongs here: varying the samples, the same files for the same numbers on every machine. What is measured on them is in
``arrival``. The reports are as short as the samples, a few pages instead of the thirty of most real ones.
"""

import argparse
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "seeds" / "reports"
DIVISIONS = ROOT / "seeds" / "reference" / "divisions.csv"
YEARS = range(2022, 1996, -1)
_YEAR = re.compile(r"(?<!\d)(20[12]\d)(?= ?年)")
_FIGURE = re.compile(r"(?<=\d\.)\d")


class Sample(NamedTuple):
    """A report to vary: its file, the words for its district in the text, and its year."""

    file: str
    full_name: str
    name: str
    stem: str
    year: int


TEMPLATES = (
    Sample("爱民区政府工作报告_2022年.md", "牡丹江市爱民区", "爱民区", "爱民", 2022),
    Sample("呼兰区政府工作计划_2022年.txt", "哈尔滨市呼兰区", "呼兰区", "呼兰", 2022),
)


def variations() -> Iterator[tuple[str, str]]:
    """(file name, text) of reports that all differ, year after year over every district whose name is its own."""
    texts = [(sample, (SAMPLES / sample.file).read_text(encoding="utf-8")) for sample in TEMPLATES]
    for year in YEARS:
        for number, (name, full_name) in enumerate(districts(min(YEARS))):
            sample, text = texts[number % len(texts)]
            yield f"{name}政府工作报告_{year}年.txt", _varied(sample, text, name, full_name, year, number)


def write(folder: Path, first: int, count: int) -> None:
    """Write the reports ``first`` to ``first + count`` of :func:`variations` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in itertools.islice(variations(), first, first + count):
        (folder / name).write_text(text, encoding="utf-8")


def districts(since: int) -> list[tuple[str, str]]:
    """(name, name led by that of the division above) of the districts of today whose name no other one bears, those
    that there have been ``since`` a year."""
    everywhere = pl.read_csv(DIVISIONS, infer_schema=False)
    today = everywhere.filter(pl.col("valid_to").is_null())
    parents = today.select(parent_code="region_code", parent_name="full_name")
    counties = today.filter((pl.col("level") == "county") & (pl.col("valid_from").cast(pl.Int64) <= since))
    alone = counties.filter(pl.col("full_name").is_unique() & pl.col("full_name").str.contains("[县区市]$"))
    joined = alone.join(parents, on="parent_code", maintain_order="left")
    return [(name, parent + name) for name, parent in joined.select("full_name", "parent_name").iter_rows()]


def _varied(sample: Sample, text: str, name: str, full_name: str, year: int, number: int) -> str:
    shift = year - sample.year
    said = text.replace(sample.full_name, full_name).replace(sample.name, name).replace(sample.stem, name[:-1])
    said = _YEAR.sub(lambda found: str(int(found[1]) + shift), said)
    figure = itertools.count(number + year)
    return _FIGURE.sub(lambda _: str(next(figure) % 9 + 1), said)


def main() -> None:
    """Write an archive."""
    parser = argparse.ArgumentParser(description="An archive of reports that are variations of the samples.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="how many of the variations to leave out")
    options = parser.parse_args()
    write(options.folder, options.first, options.reports)


if __name__ == "__main__":
    main()
