"""How likely a statement is right, from what the reading knows of it: a logistic model that a reader can follow.

Belongs here: the clues, one named expression each, and their sum. What a clue weighs is a row of
confidence_weights.csv, fitted by `make confidence` to reports whose facts readers labelled; what values are usual is a
row of plausible_ranges.csv. Does not belong here: whether a statement is a fact (statements, facts), and what other
reports say of the same thing (dbt).
"""

from functools import cache

import polars as pl

from extract import reference
from extract.roles import SIDES

BIAS = "bias"
"""The weight that every statement has."""
LEAST, MOST = 0.01, 0.99
"""Nothing is surer than this."""

_SAME_THING = [
    "report_id",
    "kind",
    "indicator_code",
    "measure",
    "unit",
    "period_start",
    "period_end",
    "comparator",
    "tier",
]
_ROUNDING = 0.02
_RANGE = ["indicator_code", "measure", "unit", "level"]
_LEVELS = ("national", "province", "prefecture", "county")
_RANGES = dict.fromkeys(_RANGE, pl.String) | {"low": pl.Float64, "high": pl.Float64}
_OVER_YEARS = {"growth": "total_growth", "level": "total_level"}
_TERMS = ("review_term", "plan_term")
_FAR = 3.0
_LEAST_MARGIN, _SURE_MARGIN = -5.0, 10.0
_MOST_CARRIED = 4
_KEPT = "控制|保持|稳定|稳控|始终|连续|连年|每年|常年"
_SUMMED = "累计|合计|总共|年均"
_SET_BEFORE = "目标|规划|计划|预期"
_PART = "其中"
_ROUNDED = r"^\D*\d(?:\.?\d)?[万亿千百]*\D*$"


def with_confidence(readings: pl.DataFrame) -> pl.DataFrame:
    """The readings (see :func:`extract.statements.readings`) with ``confidence``: the chance that each is right, of
    two digits, from LEAST to MOST."""
    weights = _weights()
    told = (pl.col(name) * weight for name, weight in weights.items() if name != BIAS)
    chance = 1 / (1 + (-pl.sum_horizontal(pl.lit(weights[BIAS]), *told)).exp())
    return readings.with_columns(clues(readings).select(confidence=chance.round(2).clip(LEAST, MOST)))


def clues(readings: pl.DataFrame) -> pl.DataFrame:
    """What speaks for or against each reading, in their order: a column of numbers for each weight but the bias."""
    asked = readings.with_columns(value=pl.coalesce("value_low", "value_high"))
    for ranges in (_ranges(), _of_one_year()):
        asked = asked.join(ranges, on=_RANGE, how="left", maintain_order="left")
    told = _of_time() | _of_words() | _of_value()
    return asked.select(clue.cast(pl.Float64).fill_null(0.0).alias(name) for name, clue in told.items())


def _of_time() -> dict[str, pl.Expr]:
    """How the years were found, and whether the stretch of text and the figure look the same way."""
    looks = pl.when(pl.col("kind") == "target").then(pl.lit("plan")).otherwise(pl.lit("review"))
    several = pl.col("period_end") > pl.col("period_start")
    in_term = ~several & pl.col("role").is_in(_TERMS) & ~pl.col("is_dated")
    kept = pl.col("evidence").str.contains(_KEPT)
    return {
        "role_uncertain": 1 - pl.col("margin").clip(_LEAST_MARGIN, _SURE_MARGIN) / _SURE_MARGIN,
        "against_role": pl.col("role").replace_strict(SIDES, default=None, return_dtype=pl.String) != looks,
        "dated_by_section": (pl.col("dated_by") == "section") & ~pl.col("is_dated"),
        "dated_by_itself": pl.col("is_dated"),
        "several_years": several,
        "one_year_of_term": in_term,
        "kept": kept,
        "kept_in_term": kept & in_term,
        "sum_of_one_year": ~several & pl.col("evidence").str.contains(_SUMMED),
        "growth_over_years": several & (pl.col("measure") == "growth"),
    }


def _of_words() -> dict[str, pl.Expr]:
    """How far subject and figure stand apart, and in what words they are said."""
    return {
        "carried_far": (pl.col("carried") - 1).clip(0, _MOST_CARRIED - 1),
        "composed": ~pl.col("subject").is_in(_listed()),
        "part_of_whole": pl.col("evidence").str.contains(_PART),
        "set_before": (pl.col("kind") == "outcome") & pl.col("text").str.contains(_SET_BEFORE),
        "in_words": ~pl.col("value_text").str.contains(r"\d"),
        "target": pl.col("kind") == "target",
        "at_most": pl.col("comparator") == "le",
        "province": pl.col("level") == "province",
    } | {name: pl.col("measure") == name for name in ("avg_growth", "total_growth", "change_pp")}


def _of_value() -> dict[str, pl.Expr]:
    """Whether the value is one that the indicator usually has, and whether the report gives another."""
    value, low, high = (pl.col(name) for name in ("value", "low", "high"))
    is_amount = pl.col("measure").is_in(["level", "total_level"]) & (low > 0) & (value > 0)
    value_on, low_on, high_on = (pl.when(is_amount).then(v.log10()).otherwise(v) for v in (value, low, high))
    beyond = pl.max_horizontal(low_on - value_on, value_on - high_on, 0.0) / (high_on - low_on)
    counted = pl.when(pl.col("excluded_because").is_null() & pl.col("indicator_code").is_not_null()).then(value)
    most, least = counted.max().over(_SAME_THING), counted.min().over(_SAME_THING)
    return {
        "beyond_usual": beyond.clip(0, _FAR),
        "like_one_year": value.is_between(pl.col("low_of_one"), pl.col("high_of_one")),
        "rounded_amount": is_amount & (pl.col("kind") == "outcome") & pl.col("value_text").str.contains(_ROUNDED),
        "told_otherwise": most - least > _ROUNDING * pl.max_horizontal(most.abs(), least.abs()),
    }


@cache
def _weights() -> dict[str, float]:
    return {r["clue"]: float(r["weight"]) for r in reference.rows("confidence_weights")}


@cache
def _ranges() -> pl.DataFrame:
    """The usual values of an indicator, measure and unit at each level; of all levels where few reports of one tell."""
    found: dict[tuple[str, ...], tuple[float, float]] = {}
    for row in sorted(reference.rows("plausible_ranges"), key=lambda row: row["level"] != "all"):
        for level in _LEVELS if row["level"] == "all" else (row["level"],):
            key = (row["indicator_code"], row["measure"], row["unit"], level)
            found[key] = (float(row["low"]), float(row["high"]))
    return pl.DataFrame([(*key, *bounds) for key, bounds in found.items()], schema=_RANGES, orient="row")


@cache
def _of_one_year() -> pl.DataFrame:
    """For what is said of several years the range of the same in one year."""
    single = _ranges().filter(pl.col("measure").is_in(list(_OVER_YEARS)))
    renamed = single.rename({"low": "low_of_one", "high": "high_of_one"})
    return renamed.with_columns(pl.col("measure").replace_strict(_OVER_YEARS))


@cache
def _listed() -> pl.Series:
    return pl.Series(list(reference.wordings())).implode()
