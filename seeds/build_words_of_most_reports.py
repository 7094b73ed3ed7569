"""Make seeds/reference/words_of_most_reports.csv again: pairs of characters that nearly every report holds.

    build_words_of_most_reports.py REPORTS

Grain: one row a pair of Chinese characters that stands in a name of an indicator (wordings.csv, without those that have
slots) and in at least ``LEAST`` of the reports in the folder. ``share`` is that part of the reports, rounded to two
digits; nothing else of the reports is kept. That a later report holds such a pair says nothing of a promise.
"""

import argparse
import csv
import re
import sys
from pathlib import Path

from extract import reference
from extract.characters import HAN
from extract.pipeline import extract
from orchestration.arrivals.report_files import read_files

LEAST = 0.9
TABLE = Path(__file__).resolve().parent / "reference" / "words_of_most_reports.csv"
_PAIR = re.compile(f"(?=([{HAN}]{{2}}))")


def shares(names: list[str], texts: list[str]) -> dict[str, float]:
    """Each pair of characters of the names that most of the texts hold, with the share of the texts that hold it."""
    pairs = sorted({pair for name in names for pair in _PAIR.findall(name)})
    held = {pair: sum(pair in text for text in texts) / len(texts) for pair in pairs}
    return {pair: round(share, 2) for pair, share in held.items() if share >= LEAST}


def main() -> int:
    """Read the folder that is named, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path)
    found = extract(read_files([parser.parse_args().reports])[0])
    names = [row["wording"] for row in reference.rows("wordings") if "{" not in row["wording"]]
    with TABLE.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["word", "share"])
        rows.writerows(shares(names, found.reports["text"].to_list()).items())
    return 0


if __name__ == "__main__":
    sys.exit(main())
