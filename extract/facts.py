"""Statements to facts: the distinct things that a report says of its own region.

Belongs here: which statements are facts, and that a fact said twice is one. Does not belong here: verdicts (dbt).
"""

import hashlib

import polars as pl

from extract.schemas import Facts
from extract.stage import Stage, validate

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
    """Facts of each report: a frame of :class:`schemas.Facts`, each where it is said first."""
    chosen = (
        statements.filter(pl.col("excluded_because").is_null() & pl.col("indicator_code").is_not_null())
        .sort("report_id", "span_start", "span_end", "statement_id")
        .unique(subset=_IDENTITY, keep="first", maintain_order=True)
        .join(reports.select("report_id", "region_code"), on="report_id", how="inner")
    )
    text = chosen.select(pl.concat_str([pl.col(k).cast(pl.String).fill_null("") for k in _IDENTITY], separator="|"))
    ids = [hashlib.sha256(value.encode()).hexdigest()[:20] for value in text.to_series()]
    return validate("facts", Facts, chosen.with_columns(pl.Series("fact_id", ids, dtype=pl.String)))
