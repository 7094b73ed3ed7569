"""Make seeds/reference/plausible_ranges.csv again: what values indicators usually have, from many reports as they are.

    build_plausible_ranges.py REPORTS

Grain: one row an indicator, measure, unit and level of government (``all``: the levels together). ``low`` and ``high``
are the values below and above which 2 in 100 lie among ``facts`` facts that the extraction found in the folder, rounded
to three digits; nothing else of the reports is kept. Nobody has to label anything for it.
"""

import argparse
import csv
import sys
from pathlib import Path

import polars as pl

from extract import reference
from extract.pipeline import extract
from orchestration.arrivals.report_files import read_files

KEYS = ("indicator_code", "measure", "unit", "level")
LEAST = 40
"""Of fewer facts no range is told."""
TAIL = 0.02


def ranges(facts: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """The rows of the file, sorted: see the module's docstring."""
    levels = {
        r["report_id"]: (reference.division(r["region_code"], r["report_year"]) or {}).get("level", "county")
        for r in reports.select("report_id", "region_code", "report_year").iter_rows(named=True)
    }
    told = facts.filter(pl.col("reference_code").is_null()).with_columns(
        value=pl.coalesce("value_low", "value_high"), level=pl.col("report_id").replace_strict(levels)
    )
    both = pl.concat([told, told.with_columns(level=pl.lit("all"))])
    return (
        both.group_by(KEYS)
        .agg(
            low=pl.col("value").quantile(TAIL, "nearest").round_sig_figs(3),
            high=pl.col("value").quantile(1 - TAIL, "nearest").round_sig_figs(3),
            facts=pl.len(),
        )
        .filter((pl.col("facts") >= LEAST) & (pl.col("low") < pl.col("high")))
        .sort(KEYS)
    )


def main() -> int:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path, help="a folder of reports")
    files, _ = read_files([parser.parse_args().reports])
    found = extract(files)
    rows = ranges(found.facts, found.reports)
    with (reference.REFERENCE / "plausible_ranges.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(rows.columns)
        writer.writerows([*row[:4], f"{row[4]:.12g}", f"{row[5]:.12g}", row[6]] for row in rows.iter_rows())
    print(f"{rows.height} ranges from {found.facts.height} facts of {found.reports.height} reports")
    return 0


if __name__ == "__main__":
    sys.exit(main())
