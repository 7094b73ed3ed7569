"""Amounts of a term's review that are sums over the term, as the other figures of the report tell.

Belongs here: comparing what the review of a term says without a word for it (进出口总额198亿元) with what the same
report says of the last year (进出口62亿元). Does not belong here: sums that their own words tell (累计), which the
binding reads.
"""

import polars as pl

from extract import reference

_LEAST, _MOST = 2.5, 1.3
"""Times the last year's amount that the sum of a term has: at least, and at most for each of its years."""
_SHORTEST = 2  # years between the first and the last of a term
_ADDING = ("flow", "accrual", "tally")
_ONE_YEAR = r"\d{4}年(?:[^来以]|$)|[去上今当全]年|年[末底]"
_THING = ["report_id", "indicator_code", "unit", "period_end"]


def with_sums_of_terms(found: pl.DataFrame, sections: pl.DataFrame) -> pl.DataFrame:
    """The statements, those that are sums of their stretch's term made so; the order stays.

    ``found`` needs the columns of :class:`schemas.Statements` and section_index, role, is_dated and the sentence's
    text; ``sections`` those of :class:`schemas.Sections`. Only flows can add up, and only a figure of the last year
    told elsewhere shows it.
    """
    flows = [code for code, known in reference.indicators().items() if known.nature in _ADDING]
    amounts = pl.col("excluded_because").is_null() & (pl.col("kind") == "outcome") & (pl.col("measure") == "level")
    of_term = (pl.col("role") == "review_term") & ~(pl.col("is_dated") & pl.col("text").str.contains(_ONE_YEAR))
    told = found.filter(amounts & pl.col("indicator_code").is_in(flows)).select(
        "statement_id", *_THING, "section_index", of_term=of_term, value="value_low"
    )
    of_terms = sections.filter(pl.col("period_end") - pl.col("period_start") >= _SHORTEST).select(
        "report_id", "section_index", period_end="period_end", opens="period_start"
    )
    in_terms = told.filter("of_term").join(of_terms, on=["report_id", "section_index", "period_end"], how="inner")
    of_years = told.filter(~pl.col("of_term"))
    years = pl.col("period_end") - pl.col("opens") + 1
    sums = (
        in_terms.join(of_years, on=_THING, how="inner", suffix="_year")
        .with_columns(times=pl.col("value") / pl.col("value_year"))
        .filter((pl.col("times") >= _LEAST) & (pl.col("times") <= _MOST * years))
        .unique("statement_id")
        .select("statement_id", "opens")
    )
    marked = found.join(sums, on="statement_id", how="left", maintain_order="left")
    is_sum = pl.col("opens").is_not_null()
    return marked.with_columns(
        measure=pl.when(is_sum).then(pl.lit("total_level")).otherwise("measure"),
        period_start=pl.when(is_sum).then("opens").otherwise("period_start"),
    ).drop("opens")
