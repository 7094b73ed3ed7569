"""Known words in the sentences: wordings of indicators, and the function words that the binding understands.

Belongs here: finding the words of the lexicon, longest first, over all sentences at once. Does not belong here: what a
word means next to others (binding).
"""

from functools import cache

import polars as pl

from extract import reference
from extract.executor import without_collector
from extract.schemas import Mentions
from extract.stage import Stage, validate


@cache
def _pattern() -> str:
    """All words as one pattern, the longest first.

    Polars keeps a pattern that it has compiled; ``extract_many`` would build its automaton anew with every call.
    """
    words = sorted(reference.lexicon(), key=lambda word: (-len(word), word))
    return "|".join(map(pl.escape_regex, words))


@without_collector()
def mentions(sentences: pl.DataFrame) -> Stage:
    """Every known word of every sentence: a frame of :class:`schemas.Mentions`, in reading order.

    Where words overlap the leftmost wins, and of those that begin together the longest.
    """
    keys = ["report_id", "sentence_index"]
    found = sentences.select(*keys, "text", pl.col("text").str.extract_all(_pattern()).alias("word"))
    found = found.filter(pl.col("word").list.len() > 0)
    starts = _starts(found["text"], found["word"])
    frame = found.select(*keys, "word").explode("word")  # the texts go before the rows multiply
    frame = frame.with_columns(pl.Series("start", starts, dtype=pl.Int64)).select(*keys, "start", "word")
    return validate("indicators", Mentions, frame)


def _starts(texts: pl.Series, words: pl.Series) -> list[int]:
    """Where each word of each text stands: as the leftmost win, at its first place behind the word before it."""
    starts: list[int] = []
    for text, found in zip(texts.to_list(), words.to_list(), strict=True):
        end = 0
        for word in found:
            start = text.index(word, end)
            starts.append(start)
            end = start + len(word)
    return starts
