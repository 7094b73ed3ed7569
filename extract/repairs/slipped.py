"""GBK text that was decoded one byte off: a byte is lost, and every pair behind it is read across the characters.

Belongs here: finding such stretches and reading them again. A stretch starts where a byte was lost (often shown as
``?``) and ends where a single byte puts the pairs right again. On the way, pairs that are no character may have been
dropped. A lost character comes back only where the vocabulary leaves one choice; otherwise U+FFFD stands for it.
"""

import re
from collections.abc import Iterator

from extract.offsets import Edit, MappedText
from extract.repairs.ngrams import Neighbours, gbk, ordinary
from extract.repairs.slip_search import LOST, Annotations, Effort, Reading, Token, promising, read

_TONED = "a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_TOKEN = re.compile(rf"[?？\ufffd]([{_TONED}]{{1,6}})\)|(.)(?:\(([{_TONED}]{{1,6}})\))?")
_ANNOTATED = re.compile(rf"([\u4e00-\u9fff])\(([{_TONED}]{{1,6}})\)")
_SYLLABLE = re.compile(rf"\([{_TONED}]{{1,6}}\)")
_MARKED = re.compile(rf"[?？\ufffd](?=[{_TONED}]{{1,6}}\)|[^\x00-\x7f“”\n]|[?!;:](?:[^\x00-\x7f]|[A-Za-z]\())")
_ENDING = re.compile("\ufffd")
STEPS = 8
SPOILT = 60
WINDOW, GLANCE = 400, 16
NEAR = 8
LEAST_ODD = 4
MOST_STARTS = 500
LEAST_GAIN = 3.0
LEAST_WORTH = 0.8


def undo(text: MappedText) -> list[str]:
    """Read slipped stretches again."""
    odd = frozenset(character for character in text.characters - ordinary() if character > "\u02ff")
    marked = not text.characters.isdisjoint("?？\ufffd")
    if not odd and not marked:
        return []
    starts = _starts(text.text, odd)
    starts = [start for start in starts if promising(list(_tokens(text.text, start, GLANCE)))]
    if not starts:
        return []
    effort = Effort(len(text.text))
    edits = _edits(text.text, starts, effort)
    lost = sum(edit.replacement.count(LOST) for edit in edits)
    count = text.apply(edits)
    notes = []
    if count:
        notes.append(f"stretches of slipped GBK bytes read again: {count}, characters in them lost for good: {lost}")
    if effort.left < 0:
        notes.append("too much damage to search: slipped GBK bytes behind the first stretches are left as they are")
    return notes


def _starts(text: str, odd: frozenset[str]) -> list[int]:
    """Offsets where a slip may start: marks of a lost byte and clusters of odd characters.

    Behind a mark a slip may start; or it ends there, and may have started at any odd character shortly before.
    """
    marks = [found.start() for found in _MARKED.finditer(text)][:MOST_STARTS]
    if not (readable := sorted(odd - {LOST})):
        return marks
    places = [found.start() for found in re.finditer("[" + "".join(map(re.escape, readable)) + "]", text)]
    clusters = [first for first, last in zip(places, places[LEAST_ODD - 1 :], strict=False) if last - first <= NEAR]
    ends = [found.start() for found in _ENDING.finditer(text)]
    if len(ends) <= MOST_STARTS:
        at = 0
        for place in places:
            while at < len(ends) and ends[at] < place:
                at += 1
            if at < len(ends) and ends[at] - place <= 2 * NEAR and "\n" not in text[place : ends[at]]:
                clusters.append(place)
    steps = {max(first - step, 0) for first in clusters for step in range(STEPS + 1)}
    near = sorted(place for place in steps - set(marks) if text[place] > "\u02ff")[:MOST_STARTS]
    return sorted({*marks, *near})


def _edits(text: str, starts: list[int], effort: Effort) -> list[Edit]:
    neighbours = Neighbours(_SYLLABLE.sub("", _undamaged(text, starts)))
    annotations: Annotations = {}
    for character, syllable in _ANNOTATED.findall(text):
        annotations.setdefault(syllable, set()).add(character)
    edits: list[Edit] = []
    end = -1
    for group in _groups(starts):
        found = [
            (reading.gain, -tokens[0].start, _edit(tokens, reading))
            for start in group
            if start >= end and effort.left >= 0
            for tokens, reading in _readings(text, start, neighbours, annotations, effort)
        ]
        if found:
            edits.append(max(found)[2])
            end = edits[-1].end
    return edits


def _undamaged(text: str, starts: list[int]) -> str:
    """The text without what stands around the starts: its pairs of characters are the vocabulary."""
    pieces, position = [], 0
    for start in starts:
        pieces.append(text[position : max(start - STEPS, position)])
        position = max(position, start + SPOILT)
    return "\n".join([*filter(None, pieces), text[position:]])


def _groups(starts: list[int]) -> Iterator[list[int]]:
    """Starts that stand close together: they are guesses at one slip."""
    group: list[int] = []
    for start in starts:
        if group and start - group[-1] > STEPS:
            yield group
            group = []
        group.append(start)
    if group:
        yield group


def _readings(
    text: str,
    start: int,
    neighbours: Neighbours,
    annotations: Annotations,
    effort: Effort,
) -> Iterator[tuple[list[Token], Reading]]:
    """The reading from this start, if it is good enough."""
    tokens = list(_tokens(text, start, WINDOW))
    left = _SYLLABLE.sub("", text[max(0, start - NEAR) : start])[-1:] or "\n"
    reading = read(tokens, left, neighbours, annotations, effort)
    if reading and reading.gain >= LEAST_GAIN and reading.worth >= LEAST_WORTH:
        yield tokens, reading


def _tokens(text: str, start: int, window: int) -> Iterator[Token]:
    """The characters from here to the end of the line, each with its bytes and the syllable written behind it."""
    stop = text.find("\n", start, start + window)
    for found in _TOKEN.finditer(text, start, stop if stop >= 0 else min(len(text), start + window)):
        if found[1]:
            yield Token(found.start(), found.end(), "?", b"", found[1])
        else:
            unknown = found[2] in "?？\ufffd"
            yield Token(found.start(), found.end(), "?" if unknown else found[2], gbk(found[2]), found[3] or "")


def _edit(tokens: list[Token], reading: Reading) -> Edit:
    used = tokens[: reading.length]
    sources = tuple(tokens[index].start for index in reading.sources)
    return Edit(used[0].start, used[-1].end, reading.text, sources)
