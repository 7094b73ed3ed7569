r"""What a collector's program wrote in place of a character: ``\r\n`` as letters, ``&nbsp;``, ``????``, ``_M_M_``.

Belongs here: signs that stand for exactly one other character or for a line's end. Does not belong here: bytes read in
the wrong character set (charset) and characters that are gone (residue).
"""

import re
from collections.abc import Iterator

from extract.offsets import Edit, MappedText

_LINE_END = re.compile(r"(?:\\r\\n|\\r(?![a-z])|\\n(?![a-z]))")
_SPACE = re.compile(r"&(?:nbsp|emsp|ensp|#160|#12288|#8195);|\\t(?![a-z])|\\u(?:3000|00a0)")
_GAP = re.compile(r"\?{3,}|(?<=[。！；：\n])\?\?(?!\?)")  # the indent of a paragraph that could not be written
_PERCENT = re.compile(r"(?<=\d)\s?_M_M_")
_COLLECTORS = re.compile(r"(?<=[一二三四五六七八九十])&(?=、)")  # 二&、 in the heading at which a collector cut
_MARKS = ("\\", "&", "??", "_M_M_")
LEAST_LINE_ENDS = 3
"""Fewer are no habit of the collector's program."""


def undo(text: MappedText) -> list[str]:
    """Put back the characters that such signs stand for."""
    if not any(mark in text.text for mark in _MARKS):
        return []
    count = text.apply(_edits(text.text))
    return [f"signs of a collector's program replaced: {count}"] if count else []


def _edits(text: str) -> Iterator[Edit]:
    found = [Edit(*m.span(), " ") for m in _SPACE.finditer(text)]
    found += [Edit(*m.span(), "\n") for m in _GAP.finditer(text)]
    found += [Edit(*m.span(), "%") for m in _PERCENT.finditer(text)]
    found += [Edit(*m.span()) for m in _COLLECTORS.finditer(text)]
    ends = list(_LINE_END.finditer(text))
    if len(ends) >= LEAST_LINE_ENDS:
        found += [Edit(*m.span(), "\n") for m in ends]
    yield from sorted(found)
