"""Where a stretch of cleaned text stands in the raw text: edits, and the index map that they leave behind.

Belongs here: applying edits to a text and keeping the map clean -> raw right, and reading such a map. What is worth
editing does not belong here (see ``extract.repairs``). Offsets count Unicode code points.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``replacement``.

    ``sources`` names, for every character of the replacement, the offset (in the text that is edited) that it came
    from; without it the replacement's characters stand for the replaced ones in order, surplus ones for the last.
    """

    start: int
    end: int
    replacement: str = ""
    sources: tuple[int, ...] | None = None


class IndexMap(NamedTuple):
    """Breakpoints: from offset ``clean[i]`` on, up to the next, offset ``c`` stands at ``raw[i] + (c - clean[i])``."""

    clean: list[int]
    raw: list[int]

    def to_raw(self, offset: int) -> int:
        """Raw offset of the character at this clean offset."""
        i = bisect_right(self.clean, offset) - 1
        return self.raw[i] + (offset - self.clean[i])

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Raw span that reaches from the first to behind the last character of a non-empty clean span."""
        return self.to_raw(start), self.to_raw(end - 1) + 1


IDENTITY = IndexMap([0], [0])


class MappedText:
    """A text under repair together with its map to the raw text. ``text`` and ``index_map`` are read, never set."""

    def __init__(self, raw: str) -> None:
        self.text = raw
        self.index_map = IDENTITY
        self._characters: set[str] = set()

    @property
    def characters(self) -> set[str]:
        """The different characters of the text; after edits also those that it held before. Not to be changed."""
        if not self._characters:
            self._characters = set(self.text)
        return self._characters

    def apply(self, edits: Iterable[Edit]) -> int:
        """Apply sorted edits that do not overlap; returns how many there were."""
        step_clean: list[int] = [0]
        step_old: list[int] = [0]
        pieces: list[str] = []
        replaced: set[str] = set()
        position = length = count = 0
        for edit in edits:
            if edit.start < position or edit.end < edit.start:
                raise ValueError(f"edits overlap or are out of order at offset {edit.start}")
            count += 1
            pieces.append(self.text[position : edit.start])
            length += edit.start - position
            if edit.replacement:
                pieces.append(edit.replacement)
                replaced.add(edit.replacement)
                _add_sources(step_clean, step_old, length, edit, len(self.text))
                length += len(edit.replacement)
            position = edit.end
            _add(step_clean, step_old, length, position)
        if count:
            pieces.append(self.text[position:])
            self.text = "".join(pieces)
            if self._characters:
                self._characters.update(*replaced)
            self.index_map = compose(IndexMap(step_clean, step_old), self.index_map)
        return count

    def rewrite(self, text: str) -> None:
        """Take over a text of the same length whose characters stand where they stood."""
        if len(text) != len(self.text):
            raise ValueError("a rewrite may not change the length of the text")
        self.text = text
        self._characters = set()


def _add_sources(clean: list[int], old: list[int], offset: int, edit: Edit, limit: int) -> None:
    """Breakpoints for a replacement: one wherever its characters do not run on one by one."""
    if edit.sources is None:
        last = max(edit.end - 1, edit.start)
        sources: Sequence[int] = [min(edit.start + k, last, max(limit - 1, 0)) for k in range(len(edit.replacement))]
    else:
        sources = edit.sources
    for k, source in enumerate(sources):
        _add(clean, old, offset + k, source)


def _add(clean: list[int], old: list[int], offset: int, source: int) -> None:
    """Note a breakpoint unless the previous one already says the same; a later one at the same offset wins."""
    if clean[-1] == offset:
        old[-1] = source
    elif old[-1] + (offset - clean[-1]) != source:
        clean.append(offset)
        old.append(source)


def compose(step: IndexMap, earlier: IndexMap) -> IndexMap:
    """The map clean -> raw from ``step`` (clean -> old) and ``earlier`` (old -> raw), in linear time."""
    if len(earlier.clean) == 1 and earlier.clean[0] == earlier.raw[0] == 0:
        return step
    clean, raw = [0], [0]
    old_marks, raw_marks = earlier.clean, earlier.raw
    starts = step.clean
    i = 0
    for k, start in enumerate(starts):
        old = step.raw[k]
        stop = old + (starts[k + 1] - start) if k + 1 < len(starts) else None
        if i < len(old_marks) and old_marks[i] > old:
            i = bisect_right(old_marks, old) - 1
        while i + 1 < len(old_marks) and old_marks[i + 1] <= old:
            i += 1
        _add(clean, raw, start, raw_marks[i] + (old - old_marks[i]))
        while i + 1 < len(old_marks) and (stop is None or old_marks[i + 1] < stop):
            i += 1
            _add(clean, raw, start + (old_marks[i] - old), raw_marks[i])
    return IndexMap(clean, raw)
