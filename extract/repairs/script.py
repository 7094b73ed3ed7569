"""Traditional characters to simplified ones, character for character."""

from functools import cache
from operator import ne
from typing import Any

from extract.characters import traditional
from extract.offsets import MappedText

SAMPLE = 3000
LEAST_SHARE = 0.004


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def undo(text: MappedText) -> list[str]:
    """Simplify a text that is substantially traditional; a quotation in a simplified text stays as it is."""
    table = traditional()
    step = max(1, len(text.text) // SAMPLE)
    sample = text.text[::step]
    if sum(map(sample.count, set(sample) & table.keys())) < LEAST_SHARE * max(len(sample), 1):
        return []
    before = text.text
    after = "\n".join(_simplified(line) for line in before.split("\n"))
    text.rewrite(after)
    count = sum(map(ne, before, after))
    return [f"traditional characters simplified: {count}"]


def _simplified(line: str) -> str:
    """By phrases where that keeps the length, else by single characters."""
    by_phrase = str(_converter().convert(line))
    return by_phrase if len(by_phrase) == len(line) else "".join(traditional().get(one, one) for one in line)
