"""Known words in the sentences: wordings of indicators, and the function words that the binding understands.

Belongs here: finding the words of the lexicon, longest first, over all sentences at once. Does not belong here: what a
word means next to others (binding).
"""

from functools import cache

import polars as pl

from extract import reference
from extract.schemas import Mentions
from extract.stage import Stage, validate


@cache
def _patterns() -> list[str]:
    return sorted(reference.lexicon(), key=lambda word: (-len(word), word))


def mentions(sentences: pl.DataFrame) -> Stage:
    """Every known word of every sentence: a frame of :class:`schemas.Mentions`, in reading order.

    Where words overlap the leftmost wins, and of those that begin together the longest.
    """
    found = (
        sentences.select(
            "report_id",
            "sentence_index",
            "text",
            pl.col("text").str.find_many(_patterns(), leftmost=True).alias("byte"),
            pl.col("text").str.extract_many(_patterns(), leftmost=True).alias("word"),
        )
        .explode("byte", "word")
        .filter(pl.col("word").is_not_null())
    )
    # find_many counts bytes; every offset in a sentence is in code points
    found = found.with_columns(
        pl.col("text")
        .cast(pl.Binary)
        .bin.slice(0, pl.col("byte"))
        .cast(pl.String)
        .str.len_chars()
        .cast(pl.Int64)
        .alias("start")
    )
    return validate("indicators", Mentions, found.select("report_id", "sentence_index", "start", "word"))
