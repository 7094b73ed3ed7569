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
    found = sentences.select(
        "report_id",
        "sentence_index",
        "text",
        pl.col("text").str.find_many(_patterns(), leftmost=True).alias("byte"),
        pl.col("text").str.extract_many(_patterns(), leftmost=True).alias("word"),
    ).filter(pl.col("byte").list.len() > 0)
    starts = [_characters(text, offsets) for text, offsets in found.select("text", "byte").iter_rows()]
    # text and bytes go before the rows multiply
    found = found.select("report_id", "sentence_index", pl.Series("start", starts, dtype=pl.List(pl.Int64)), "word")
    return validate("indicators", Mentions, found.explode("start", "word"))


def _characters(text: str, offsets: list[int]) -> list[int]:
    """Offsets in code points of ascending offsets in bytes, in one walk over the text."""
    encoded = text.encode()
    places: list[int] = []
    before, count = 0, 0
    for offset in offsets:
        count += len(encoded[before:offset].decode())
        before = offset
        places.append(count)
    return places
