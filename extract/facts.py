"""Statements to facts: the distinct things that a report says of its own region.

Belongs here: which statements are facts, that a fact said twice is one, and that only what a second reading confirms is
one. Does not belong here: that second reading (verify) and verdicts (dbt).
"""

from typing import Any

import polars as pl

from extract.schemas import Facts
from extract.stage import Stage, content_ids, quarantine_frame, rejected, validate
from extract.verify import disagreement

STAGE = "facts"

_IDENTITY = [
    "report_id",
    "kind",
    "indicator_code",
    "measure",
    "period_start",
    "period_end",
    "comparator",
    "value_low",
    "value_high",
    "unit",
    "reference_code",
]


def facts(reports: pl.DataFrame, statements: pl.DataFrame) -> Stage:
    """Facts of each report: a frame of :class:`schemas.Facts`, each where it is said first.

    A fact whose value, unit, sign or comparator the second reading of its evidence does not confirm is in quarantine.
    """
    chosen = (
        statements.filter(pl.col("excluded_because").is_null() & pl.col("indicator_code").is_not_null())
        .sort("report_id", "span_start", "span_end", "statement_id")
        .unique(subset=_IDENTITY, keep="first", maintain_order=True)
        .join(
            reports.select("report_id", "region_code", "source_path"),
            on="report_id",
            how="inner",
            maintain_order="left",
        )
    )
    chosen = chosen.with_columns(content_ids(chosen, _IDENTITY).alias("fact_id"))
    doubts = [disagreement(row) for row in chosen.iter_rows(named=True)]
    chosen = chosen.with_columns(pl.Series("doubt", doubts, dtype=pl.String))
    valid = validate(STAGE, Facts, chosen.filter(pl.col("doubt").is_null()))
    refused = [_refused(row) for row in chosen.filter(pl.col("doubt").is_not_null()).iter_rows(named=True)]
    return Stage(valid.rows, pl.concat([quarantine_frame(refused), valid.quarantine]))


def _refused(row: dict[str, Any]) -> dict[str, Any]:
    reason = f"a second reading of the sentence gives another {row['doubt']}: {row['value_text']} in {row['evidence']}"
    shown = {key: value for key, value in row.items() if key != "source_path"}
    return rejected(STAGE, row["source_path"], f"rederived_{row['doubt']}", reason, shown)
