"""A report that its page holds more than once: the later copies go.

Belongs here: finding long stretches that stand word by word further up. Does not belong here: page headers (lines), and
two different reports in one text.
"""

import re
from collections.abc import Iterator

from extract.offsets import Edit, MappedText

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；\n]*")
_SIGNS = re.compile(r"[\s\u3000，、：“”\"'‘’（）()]+")
LEAST_CHARACTERS = 14
"""Shorter sentences come again without being copies."""
LEAST_SENTENCES = 8
"""So many different sentences in a row, told before, are a copy."""


def undo(text: MappedText) -> list[str]:
    """Cut the copies of what the text has told before."""
    copies = list(_copies(text.text))
    text.apply(Edit(start, end) for start, end in copies)
    return (
        [f"later copies of the text removed: {sum(end - start for start, end in copies)} characters"] if copies else []
    )


def _copies(text: str) -> Iterator[tuple[int, int]]:
    """Spans of sentences that all stand further up; short sentences between them go along."""
    seen: set[str] = set()
    told_again: set[str] = set()  # one sentence that comes over and over is no copy of a text
    start = end = 0
    for found in _SENTENCE.finditer(text):
        words = _SIGNS.sub("", found.group())
        if len(words) < LEAST_CHARACTERS:
            continue
        if words in seen:
            start = found.start() if not told_again else start
            end = found.end()
            told_again.add(words)
            continue
        if len(told_again) >= LEAST_SENTENCES:
            yield start, end
        told_again = set()
        seen.add(words)
    if len(told_again) >= LEAST_SENTENCES:
        yield start, end
