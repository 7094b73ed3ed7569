"""What the words of the reports are found by: pairs of Chinese characters, and the pages that hold each pair.

Only making the index belongs here; site.js asks it. Chinese has no spaces to tell words apart: a page holds a word when
it holds every pair of neighbours of the word's characters, which is nearly always the word itself. The index is cut
into files by pair, so that a search loads a few of them: they are scripts, as a page that is opened from a folder may
load nothing else (which is why no ready-made search serves here: those fetch their index).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import polars as pl
import pyarrow as pa

SHARDS = 256
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_HAN = (0x3400, 0x9FFF)
_CODES, _PAGES = 2**16, 2**32
_NO_PAIRS = pl.Series("key", [], pl.UInt64)
_NO_WORDS = pl.DataFrame(schema={"key": pl.String, "page": pl.UInt32})
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
    pairs, latin, count = [_NO_PAIRS], [_NO_WORDS], 0
    while some := list(islice(numbered, _AT_ONCE)):
        pairs.append(_pairs(some))
        latin.append(_words(some))
        count += len(some)
    numbers = pl.Series("number", _numbers(count), pl.String)
    cut: list[dict[str, str]] = [{} for _ in range(SHARDS)]
    for key, listed in _listed(pl.concat(latin).sort("key", "page"), numbers):
        cut[shard_of(key)][key] = listed
    packed = pl.concat(pairs).sort()
    both = pl.DataFrame({"key": (packed // _PAGES).cast(pl.UInt32), "page": (packed % _PAGES).cast(pl.UInt32)})
    for pair, listed in _listed(both, numbers):
        key = chr(pair // _CODES) + chr(pair % _CODES)
        cut[shard_of(key)][key] = listed
    yield from ((number, held) for number, held in enumerate(cut) if held)


def _listed(keys: pl.DataFrame, numbers: pl.Series) -> Iterator[tuple[Any, str]]:
    """Each key with the numbers of its pages; ``keys`` is in order of key and page.

    All numbers have one width: they are written as one text, of which each key has a stretch.
    """
    written = numbers.gather(keys["page"]).str.join("").item()
    width, start = len(numbers[0]) if len(numbers) else 0, 0
    for length, key in keys["key"].rle().struct.unnest().iter_rows():
        yield key, written[start : (start := start + length * width)]


def _pairs(numbered: Sequence[tuple[int, str]]) -> pl.Series:
    """Every pair of neighbours of every page once, as one number: both characters, then the page.

    The texts are taken as numbers of characters: strings of two characters by the million cost thrice the time.
    """
    joined = "".join(f"{text}\n" for _, text in numbered)
    encoded = pa.py_buffer(joined.encode("utf-32-le", "surrogatepass"))
    code = pl.Series("code", pa.Array.from_buffers(pa.uint32(), len(joined), [None, encoded]), pl.UInt32)
    which = pl.Series([number for number, _ in numbered], dtype=pl.UInt64)
    page = pl.select(page=which.repeat_by(pl.Series([len(text) + 1 for _, text in numbered])).explode())
    is_han = pl.col("code").is_between(*_HAN)
    first, second = pl.col("code").cast(pl.UInt64), pl.col("code").shift(-1).cast(pl.UInt64)
    return (
        pl.DataFrame({"code": code, "page": page["page"]})
        .lazy()
        .select(key=pl.when(is_han & is_han.shift(-1)).then((first * _CODES + second) * _PAGES + pl.col("page")))
        .drop_nulls()
        .unique()
        .collect()
        .to_series()
    )


def _words(numbered: Sequence[tuple[int, str]]) -> pl.DataFrame:
    """Columns page and key, one row a Latin word of a page."""
    rows = pl.DataFrame(numbered, {"page": pl.UInt32, "text": pl.String}, orient="row")
    words = rows.select("page", key=pl.col("text").str.to_lowercase().str.extract_all(_WORD)).explode("key")
    return words.drop_nulls().unique().select("key", "page")


def _numbers(count: int) -> list[str]:
    width = width_of(count)

    def digits(number: int) -> str:
        return "".join(_DIGITS[number // len(_DIGITS) ** place % len(_DIGITS)] for place in reversed(range(width)))

    return [digits(number) for number in range(count)]
