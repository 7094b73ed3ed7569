"""Statements to facts: the distinct things that a report says of its own region.

Belongs here: which statements are facts, that a fact said twice is one, and that only what a second reading confirms is
one. Does not belong here: that second reading (verify) and verdicts (dbt).
"""

from typing import Any

import polars as pl

from extract.executor import without_collector
from extract.neighbourhood import is_broken_off, is_doubtful
from extract.plausible import is_impossible
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


_READ = [
    "report_id",
    "indicator_code",
    "measure",
    "comparator",
    "value_low",
    "value_high",
    "unit",
    "evidence",
    "span_start",
    "raw_start",
    "raw_end",
    "value_text",
]
"""What the doubts of a fact are decided by."""
_SAME_THING = ["report_id", "indicator_code", "measure", "period_start", "period_end", "unit"]
_AMOUNTS = ("level", "total_level")
_ROUNDING = 0.02
_OF_A_PART = 1.3  # times: what differs by less is told of the same thing
_FAR_BELOW = 5.0  # times: a bound so far below another amount is of a part
_SUBJECT = ["report_id", "indicator_code", "span_start"]
_CLEAR_LEAD = 0.04  # in confidence: what leads by less is no surer
_CONTRADICTED = "contradicted"
_DAMAGED, _IMPOSSIBLE = "damaged", "impossible"
_DOUBTS = {
    _DAMAGED: ("damaged_figure", "the text is damaged right beside the figure: {value_text} in {evidence}"),
    _IMPOSSIBLE: ("impossible_value", "the value cannot be: {value_text} in {evidence}"),
}
"""Reason code and reason by doubt."""
_BEFORE = "statements"
"""The stage that a quarantine row names where there is no fact that could be put right."""
_WITHOUT_UNIT = ("unit_mismatch", "unpaired", "attribute", "no_measure")
_WHOLE = r"全[省市区县州盟旗国]|我[省市区县州盟旗国]|全自治[区州县]"


@without_collector()
def facts(reports: pl.DataFrame, statements: pl.DataFrame, documents: pl.DataFrame) -> Stage:
    """Facts of each report: a frame of :class:`schemas.Facts`, each where it is said first.

    ``documents`` holds the texts as they stand in the files, for the second look at a figure.

    A fact whose value, unit, sign or comparator the second reading of its evidence does not confirm is in quarantine,
    and so are one with damage beside its figure, one whose value cannot be, and amounts that contradict each other
    (:func:`_contradicted`). So is the number that damage left of a figure, which else would go without a word.
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
    texts = _texts(reports, documents)
    read = chosen.select(_READ).iter_rows(named=True)
    doubts = [_doubt(row, *texts[row["report_id"]]) for row in read]
    chosen = chosen.with_columns(pl.Series("doubt", doubts, dtype=pl.String))
    confirmed = _contradicted(chosen.filter(pl.col("doubt").is_null()))
    contradicted = pl.col("contradicted").fill_null(False)
    chosen = chosen.join(confirmed, on="fact_id", how="left", maintain_order="left").with_columns(
        pl.when(contradicted).then(pl.lit(_CONTRADICTED)).otherwise("doubt").alias("doubt")
    )
    valid = validate(STAGE, Facts, chosen.filter(pl.col("doubt").is_null()))
    refused = [_refused(row) for row in chosen.filter(pl.col("doubt").is_not_null()).iter_rows(named=True)]
    refused += _broken_off(reports, statements)
    return Stage(valid.rows, pl.concat([quarantine_frame(refused), valid.quarantine]))


def _texts(reports: pl.DataFrame, documents: pl.DataFrame) -> dict[str, tuple[str, str]]:
    """The clean text of each report and the text of its file."""
    raw = documents.select("source_path", "raw_text")
    both = reports.select("report_id", "source_path", "text").join(raw, on="source_path", how="left")
    return {report_id: (text, raw or "") for report_id, text, raw in both.select(pl.exclude("source_path")).iter_rows()}


def _broken_off(reports: pl.DataFrame, statements: pl.DataFrame) -> list[dict[str, Any]]:
    """Quarantine rows for what damage left of figures: numbers that a subject has before them and no unit behind."""
    bare = statements.filter(pl.col("excluded_because").is_in(_WITHOUT_UNIT) & pl.col("subject").is_not_null())
    texts = reports.select("report_id", "source_path", "text")
    rows = bare.join(texts, on="report_id", how="inner", maintain_order="left")
    code, reason = _DOUBTS[_DAMAGED]
    kept = ("report_id", "subject", "value_text", "evidence", "span_start", "span_end")
    return [
        rejected(_BEFORE, row["source_path"], code, reason.format(**row), {name: row[name] for name in kept})
        for row in rows.iter_rows(named=True)
        if is_broken_off(row, row["text"])
    ]


def _doubt(row: dict[str, Any], text: str, raw: str) -> str | None:
    """What speaks against a fact, in a word of ``_DOUBTS`` or of the second reading; None when nothing does."""
    if is_doubtful(row, text, raw):
        return _DAMAGED
    return _IMPOSSIBLE if is_impossible(row) else disagreement(row)


def _contradicted(found: pl.DataFrame) -> pl.DataFrame:
    """Marks exact amounts of one report, indicator and period that differ by more than rounding: all of them, or all
    but the one that is surest: said of the whole region by name (全省进出口), then read with clearly the most
    confidence, if it is not the smaller: that may be a part's. What is the larger and stands first is the whole's.
    Rates may differ: they are given in real and nominal terms; but what an amount that does not stand grew by falls
    with it. A bound falls only where it lies far below. Columns: fact_id, contradicted.
    """
    exact = (pl.col("kind") == "outcome") & (pl.col("comparator") == "eq") & pl.col("measure").is_in(_AMOUNTS)
    amounts = found.filter(exact)
    low, high = pl.col("value_low").min().over(_SAME_THING), pl.col("value_low").max().over(_SAME_THING)
    in_front = pl.col("evidence").str.split(pl.col("subject")).list.first()  # and not behind it (居全省前列)
    named = in_front.fill_null("").str.contains(_WHOLE)
    largest = pl.col("value_high") == high
    first = pl.col("span_start") == pl.col("span_start").min().over(_SAME_THING)
    of_whole = largest & first & (high > _OF_A_PART * low)
    sureness = pl.col("confidence") + 2 * named.cast(pl.Int8) + of_whole.cast(pl.Int8)
    surest = sureness > sureness.max().over(_SAME_THING) - _CLEAR_LEAD
    alone = surest.sum().over(_SAME_THING) == 1
    marked = amounts.with_columns(
        contradicted=(high - low > _ROUNDING * pl.max_horizontal(high.abs(), low.abs()))
        & ~(surest & alone & (named | largest))
    )
    stands = (~pl.col("contradicted")).any().over(_SAME_THING)
    fallen = marked.filter(pl.col("contradicted") & stands).select(_SUBJECT).unique()
    rates = found.filter(pl.col("measure") == "growth").join(fallen, on=_SUBJECT, how="semi", maintain_order="left")
    told = [
        marked.select("fact_id", "contradicted"),
        *(of.select("fact_id", contradicted=pl.lit(True)) for of in (rates, _far_below(found))),
    ]
    return pl.concat(told).unique("fact_id", maintain_order=True)


def _far_below(found: pl.DataFrame) -> pl.DataFrame:
    """Bounds that lie far below another amount of the same thing and year: those of a part, though nothing says so."""
    bounds = pl.col("comparator") == "ge"
    amounts = found.filter((pl.col("kind") == "outcome") & pl.col("measure").is_in(_AMOUNTS))
    return amounts.filter(bounds & (_FAR_BELOW * pl.col("value_low") < pl.col("value_low").max().over(_SAME_THING)))


def _refused(row: dict[str, Any]) -> dict[str, Any]:
    if row["doubt"] == _CONTRADICTED:
        reason = f"the report gives another value for the same thing and year: {row['value_text']} in {row['evidence']}"
        return _rejection(row, _CONTRADICTED, reason)
    if row["doubt"] in _DOUBTS:
        return _rejection(row, *(part.format(**row) for part in _DOUBTS[row["doubt"]]))
    reason = f"a second reading of the sentence gives another {row['doubt']}: {row['value_text']} in {row['evidence']}"
    return _rejection(row, f"rederived_{row['doubt']}", reason)


def _rejection(row: dict[str, Any], code: str, reason: str) -> dict[str, Any]:
    shown = {key: value for key, value in row.items() if key not in ("source_path", "contradicted")}
    return rejected(STAGE, row["source_path"], code, reason, shown)
