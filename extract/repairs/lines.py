"""Whole lines that are none of the report's: page numbers, repeated page headers, and marks of Markdown."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from extract.characters import HAN
from extract.offsets import Edit, MappedText

_NUMBER = re.compile(
    r"(?:[-—–―─·•~～]{1,3}\d{1,3}[-—–―─·•~～]{1,3}|第\d{1,3}页(?:[，,/]?共\d{1,3}页)?|\d{1,3}/\d{1,3}|(?:Page|page|P\.?)\d{1,3}"
    r"(?:of\d{1,3})?|共\d{1,3}页第\d{1,3}页)"
)
_BARE = re.compile(r"\d{1,3}")
_HAN = re.compile(f"[{HAN}]")
_ENDED = tuple("。！？：；!?:;…”")
_LISTED = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(]|\d|各位|同志们|——")
_PAUSED = re.compile(r"[，、；]")
_WORD_END = re.compile(rf"[{HAN}，、]$")
_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]|各位|同志们")
_CUT_FIGURE = re.compile(r"\d[.．]?$")
_FIGURE_END = re.compile(r"[.．]?\d{0,9}(?:[.．]\d{1,4})?\s?(?:[%％万亿千百个元吨]|公里)")
_RULE = re.compile(r"[-=*_—]{3,}|`{3}\w*|\|?(?::?+-{2,}+:?+\|?+)++")
_HEADING = re.compile(r"^[ \u3000]{0,3}#{1,6}[ \u3000]*", re.M)
_BULLET = re.compile(r"^[ \u3000]{0,3}(?:[*+>]|-(?=[ ][^\d\s]))[ ]+(?=\S)", re.M)
# The mark of an item stands on its line or above it.
_DOT = re.compile(r"^[ \u3000]{0,3}[·▪‣●][ \u3000]*+(?:\n[ \u3000]*+)?(?=[^\s·▪‣●])", re.M)
_BOLD = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+\-.!~|%$&])")
_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)")
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\((?:https?:|/|#|\.)[^)\n]{0,500}\)")
_FORMULA = re.compile(r"\$\$?\s?([^$\n\u4e00-\u9fff]{1,60}?)\s?\$\$?")
_PIPE = re.compile(r"(?<! )[ ]*\|[ ]*")
_CIRCLED = re.compile(
    r"\^?\{?\s{0,9}+\\textcircled\s?\{\s{0,9}\d{1,2}\s{0,9}\}\s{0,9}\}?|\^\s?\{?\s{0,9}[①-⑳\d\[\]]{1,4}\s{0,9}\}?"
)
ITEM = "●"
"""What stands for any mark of a list item, so that the lines of a list are not taken for broken ones."""
LEAST_HEADERS = 4
HEADER_LENGTH = 40
LEAST_RUNNING = 15
LEAST_ABOVE = 3
"""Filled lines above a running head: the first lines are the title's."""


class Line(NamedTuple):
    """A line without its surrounding spaces; ``start`` and ``end`` take in the line feed."""

    start: int
    end: int
    text: str


def split(text: str) -> list[Line]:
    """Lines of the text with their offsets."""
    lines = []
    start = 0
    for raw in text.split("\n"):
        end = start + len(raw) + 1
        lines.append(Line(start, min(end, len(text)), raw.strip()))
        start = end
    return lines


def undo(text: MappedText) -> list[str]:
    """Remove these lines and marks."""
    notes = _markdown(text)
    lines = split(text.text)
    numbers = set(_page_numbers(lines))
    headers = (set(_headers(lines)) | set(_heads_between(lines, numbers))) - numbers
    text.apply(Edit(lines[i].start, lines[i].end) for i in sorted(numbers | headers))
    if numbers:
        notes.append(f"page numbers removed: {len(numbers)}")
    if headers:
        notes.append(f"repeated page headers removed: {len(headers)}")
    return notes


def _page_numbers(lines: list[Line]) -> Iterator[int]:
    """Marked page numbers, and bare numbers where they count the pages up."""
    bare: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if not line.text or len(line.text) > 20 or (_HAN.search(line.text[:1]) and line.text[0] not in "第共"):
            continue
        squeezed = line.text.replace(" ", "").replace("\u3000", "")
        if _NUMBER.fullmatch(squeezed):
            yield i
        elif _BARE.fullmatch(squeezed):
            bare.append((i, int(squeezed)))
    steps = [b[1] - a[1] for a, b in pairwise(bare)]
    if len(bare) >= 3 and sum(step == 1 for step in steps) >= 0.8 * len(steps):
        yield from (i for i, _ in bare)
        return
    filled = [i for i, line in enumerate(lines) if line.text]
    places = {i: place for place, i in enumerate(filled)}
    yield from (i for i, _ in bare if _goes_on(*_around(lines, filled, places[i], set())))


def _around(lines: list[Line], filled: list[int], place: int, numbers: set[int]) -> tuple[str, str]:
    """The filled lines above and below one, page numbers passed over."""
    above = next((lines[i].text for i in reversed(filled[max(0, place - 3) : place]) if i not in numbers), "")
    below = next((lines[i].text for i in filled[place + 1 : place + 4] if i not in numbers), "")
    return above, below


def _goes_on(above: str, below: str) -> bool:
    """Whether a sentence goes on from one line to another, however little stands between them."""
    running = len(above) >= LEAST_RUNNING and _PAUSED.search(above) is not None and not _CUT_FIGURE.search(above)
    return running and bool(_WORD_END.search(above)) and bool(_HAN.match(below)) and not _ITEM.match(below)


def _headers(lines: list[Line]) -> Iterator[int]:
    """Second and later printings of a short line that comes again and again over the whole text."""
    counts = Counter(line.text for line in lines if 2 <= len(line.text) <= HEADER_LENGTH)
    repeated = {
        line
        for line, count in counts.items()
        if count >= LEAST_HEADERS and _HAN.search(line) and not line.endswith(_ENDED) and not _LISTED.match(line)
    }
    places: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if line.text in repeated:
            places.setdefault(line.text, []).append(i)
    for found in places.values():
        if all(b - a > 5 for a, b in pairwise(found)):
            yield from found[1:]


def _heads_between(lines: list[Line], numbers: set[int]) -> Iterator[int]:
    """Printings of a line that comes again, where they part a sentence or a figure or stand beside a page number."""
    counts = Counter(line.text for line in lines if 4 <= len(line.text) <= HEADER_LENGTH)
    filled = [i for i, line in enumerate(lines) if line.text]
    for place, i in enumerate(filled):
        line = lines[i].text
        if counts[line] < 2 or not _HAN.search(line) or line.endswith(_ENDED) or _LISTED.match(line):
            continue
        above, below = _around(lines, filled, place, numbers)
        parts_figure = _CUT_FIGURE.search(above) and _FIGURE_END.match(below)
        beside = {*filled[max(0, place - 1) : place], *filled[place + 1 : place + 2]} & numbers
        if parts_figure or _goes_on(above, below) or (beside and place >= LEAST_ABOVE):
            yield i


def _markdown(text: MappedText) -> list[str]:
    count = 0
    if "$" in text.text:
        count += text.apply(_formulas(text.text))
    if "](" in text.text:
        count += text.apply(Edit(*found.span()) for found in _IMAGE.finditer(text.text))
        count += text.apply(_links(text.text))
    for sign, pattern in (("\\", _ESCAPE), ("#", _HEADING), ("**", _BOLD), ("__", _BOLD)):
        if sign in text.text:
            count += text.apply(Edit(*found.span()) for found in pattern.finditer(text.text))
    count += text.apply(Edit(*found.span(), ITEM) for found in _BULLET.finditer(text.text))
    if text.characters & frozenset("·▪‣●"):
        count += text.apply(Edit(*found.span(), ITEM) for found in _DOT.finditer(text.text))
    if "|" in text.text or "--" in text.text or "``" in text.text or "==" in text.text:
        count += text.apply(_tables(text.text))
    return [f"Markdown marks removed: {count}"] if count else []


def _formulas(text: str) -> Iterator[Edit]:
    r"""The dollars around a figure, the backslash of ``\%`` and footnote marks set as formulas."""
    for found in _FORMULA.finditer(text):
        body, start = found[1], found.start(1)
        yield Edit(found.start(), start)
        for inner in re.finditer(f"{_CIRCLED.pattern}|\\\\(?=%)|\\s+", body):
            yield Edit(start + inner.start(), start + inner.end())
        yield Edit(found.end(1), found.end())


def _links(text: str) -> Iterator[Edit]:
    for found in _LINK.finditer(text):
        yield Edit(found.start(), found.start(1))
        yield Edit(found.end(1), found.end())


def _tables(text: str) -> Iterator[Edit]:
    """Rules go; the pipes of a table row become tabs, those at its edges go."""
    for line in split(text):
        if _RULE.fullmatch(line.text):
            yield Edit(line.start, line.end)
        elif line.text.count("|") >= 2:
            yield from _cells(text[line.start : line.end].rstrip("\n"), line.start)


def _cells(row: str, offset: int) -> Iterator[Edit]:
    first, last = len(row) - len(row.lstrip(" |\u3000")), len(row.rstrip(" |\u3000"))
    for found in _PIPE.finditer(row):
        inside = first < found.end() <= last
        yield Edit(offset + found.start(), offset + found.end(), "\t" if inside else "")
