"""What the words of the reports are found by: pairs of Chinese characters, and the pages that hold each pair.

Only making the index belongs here; site.js asks it. Chinese has no spaces to tell words apart: a page holds a word when
it holds every pair of neighbours of the word's characters, which is nearly always the word itself. The index is cut
into files by pair, so that a search loads a few of them: they are scripts, as a page that is opened from a folder may
load nothing else (which is why no ready-made search serves here: those fetch their index).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import polars as pl

SHARDS = 256
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_HAN = "[\u3400-\u9fff]"
_WORD = "[a-z0-9]*[a-z][a-z0-9]+"
_AT_ONCE = 100


def shard_of(key: str) -> int:
    """The file that holds a pair of characters; site.js reckons the same."""
    return (ord(key[0]) * 31 + ord(key[1])) % SHARDS


def width_of(pages: int) -> int:
    """How many digits number a page."""
    width = 1
    while len(_DIGITS) ** width < pages:
        width += 1
    return width


def shards(texts: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Every shard that holds anything, with the numbers of the texts by pair or Latin word, written without gaps.

    A number is written in digits of 64 values, as many as :func:`width_of` says; numbers of a pair ascend.
    """
    numbered = enumerate(texts)
    found: list[pl.DataFrame] = []
    while some := list(islice(numbered, _AT_ONCE)):
        found.append(_keys(some))
    if not found:
        return
    whole = pl.concat(found)
    count = int(whole["page"].max() or 0) + 1  # type: ignore[arg-type]
    numbers = pl.DataFrame({"page": range(count), "number": _numbers(count)}, {"page": pl.UInt32, "number": pl.String})
    by_key = (
        whole.join(numbers, on="page", how="left", maintain_order="left")
        .group_by("key")
        .agg(pl.col("number").str.join(""))
        .sort("key")
    )
    cut: list[dict[str, str]] = [{} for _ in range(SHARDS)]
    for key, listed in by_key.iter_rows():
        cut[shard_of(key)][key] = listed
    yield from ((number, pairs) for number, pairs in enumerate(cut) if pairs)


def _keys(numbered: Sequence[tuple[int, str]]) -> pl.DataFrame:
    """Columns page and key, one row a key of a page, pages ascending."""
    rows = pl.DataFrame(numbered, {"page": pl.UInt32, "text": pl.String}, orient="row")
    runs = rows.select("page", run=pl.col("text").str.extract_all(_HAN + "{2,}")).explode("run")
    # Two passes see every pair of neighbours: one from the first character on, one from the second.
    passes = [runs, runs.with_columns(pl.col("run").str.slice(1))]
    pairs = [part.select("page", key=pl.col("run").str.extract_all(_HAN + "{2}")).explode("key") for part in passes]
    latin = rows.select("page", key=pl.col("text").str.to_lowercase().str.extract_all(_WORD)).explode("key")
    return pl.concat([*pairs, latin]).drop_nulls().unique().sort("page")


def _numbers(count: int) -> list[str]:
    width = width_of(count)

    def digits(number: int) -> str:
        return "".join(_DIGITS[number // len(_DIGITS) ** place % len(_DIGITS)] for place in reversed(range(width)))

    return [digits(number) for number in range(count)]
