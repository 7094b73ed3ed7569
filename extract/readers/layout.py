"""Pieces of text that stand somewhere on pages to lines of text: columns, running heads, footnotes, tables, paragraphs.

Belongs here: reading order and what of a page is no text of the report, from places and sizes alone. Where the pieces
come from (a text layer, a recognition) is for ``pdf`` and ``ocr``. Coordinates are points from the lower left corner.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple

from extract.characters import HAN

MARGIN = 0.12
_PAGE_NUMBER = re.compile(
    r"[-—–―·•\s]{0,9}\d{1,4}[-—–―·•\s]{0,9}|第\s{0,9}\d{1,4}\s{0,9}页(?:[\s，,/]{0,9}共\s{0,9}\d{1,4}\s{0,9}页)?|\d{1,4}\s{0,9}/\s{0,9}\d{1,4}|[ivxIVX]{1,6}"
)
_NOTE = re.compile(r"\s{0,9}(?:[①-⑳㉑-㉟㊱-㊿❶-❿*]|[\[〔【（(]?\d{1,3}[\]〕】）)]?|注)")
_DIGITS = re.compile(r"\d+")
_WIDE = f"{HAN}，。、；：！？“”‘’（）《》"
_SPACED = re.compile(rf"(?<=[{_WIDE}%％\d.]) (?=[{_WIDE}])|(?<=[{_WIDE}]) (?=\d)")
_STOPS = ("。", "！", "？", "；", "：", "”", "）")


class Piece(NamedTuple):
    """A stretch of text in one line of a page, without wide gaps."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def size(self) -> float:
        """The height of the line, which goes with the size of its letters."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """The height at which the piece stands."""
        return (self.top + self.bottom) / 2


class Page(NamedTuple):
    """The pieces of a page and the rules drawn on it: the heights of level ones, the places of upright ones."""

    width: float
    height: float
    pieces: list[Piece]
    level: tuple[float, ...] = ()
    upright: tuple[float, ...] = ()


class _Row(NamedTuple):
    """Pieces of one height in one column, from left to right; ``cells`` are set where it is a row of a ruled table."""

    pieces: list[Piece]
    cells: tuple[str, ...] | None = None

    @property
    def text(self) -> str:
        if self.cells is not None:
            return "\t".join(self.cells)
        return "\t".join(piece.text for piece in self.pieces)

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return self.pieces[-1].right

    @property
    def size(self) -> float:
        return max(piece.size for piece in self.pieces)

    @property
    def middle(self) -> float:
        return self.pieces[0].middle


class Laid(NamedTuple):
    """The text, and notes on what was left out."""

    text: str
    notes: tuple[str, ...]


def text_of(pages: Sequence[Page]) -> Laid:
    """The text of the pages in reading order, a line a paragraph, heading or row of a table (cells parted by tabs)."""
    blocks = [_blocks(page) for page in pages]
    heads = _running_heads(pages, blocks)
    body = _body_size(pages)
    whole = _edges([row for page_blocks in blocks if len(page_blocks) == 1 for row in page_blocks[0]])
    lines: list[str] = []
    dropped, noted = 0, 0
    is_open = False
    for number, page_blocks in enumerate(blocks):
        for block in page_blocks:
            kept = [row for row in block if (number, _key(row)) not in heads]
            dropped += len(block) - len(kept)
            rows = _without_notes(kept, body, pages[number].height)
            noted += len(kept) - len(rows)
            is_open = _add(rows, lines, whole if len(page_blocks) == 1 else _edges(rows), is_open)
    notes = [f"running heads and page numbers left out: {dropped}"] if dropped else []
    notes += [f"lines of footnotes left out: {noted}"] if noted else []
    return Laid("\n".join(lines), tuple(notes))


def closed_up(text: str) -> str:
    """Without the spaces that a layout puts between Chinese and figures."""
    return _SPACED.sub("", text)


def _body_size(pages: Sequence[Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for piece in page.pieces:
            sizes[round(piece.size * 2) / 2] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 0


def _blocks(page: Page) -> list[list[_Row]]:
    """The page as blocks of rows in reading order; a page of one column is one block."""
    gutter = _gutter(page)
    if gutter is None:
        return [_ruled(page, _rows(page.pieces))]
    across = [piece for piece in page.pieces if piece.left < gutter < piece.right]
    found = []
    above = page.height
    for bar in [*sorted(across, key=lambda piece: -piece.middle), None]:
        below = bar.middle if bar is not None else -1.0
        band = [p for p in page.pieces if below < p.middle <= above and p not in across]
        found.append([p for p in band if p.right <= gutter])
        found.append([p for p in band if p.left >= gutter])
        found.append([bar] if bar is not None else [])
        above = below
    return [_rows(pieces) for pieces in found if pieces]


def _gutter(page: Page) -> float | None:
    """Where the page parts into two columns of running text, None where it does not."""
    longer = [piece for piece in page.pieces if len(piece.text) > 1]
    total = sum(len(piece.text) for piece in longer)
    for place in sorted({p.left - 0.1 for p in longer if 0.3 < p.left / page.width < 0.75}):
        left = [piece for piece in longer if piece.right <= place]
        right = [piece for piece in longer if piece.left >= place]
        if len(left) < 4 or len(right) < 4:
            continue
        counts = [sum(len(piece.text) for piece in side) for side in (left, right)]
        is_text = all(count >= 10 * len(side) for count, side in zip(counts, (left, right), strict=True))
        if is_text and min(counts) >= 0.15 * total and sum(counts) >= 0.8 * total and _side_by_side(left, right):
            return place
    return None


def _side_by_side(left: list[Piece], right: list[Piece]) -> bool:
    """Whether the columns stand beside one another, and not above one another."""
    overlap = min(max(p.top for p in left), max(p.top for p in right)) - max(
        min(p.bottom for p in left), min(p.bottom for p in right)
    )
    return overlap > 3 * median(piece.size for piece in left)


def _rows(pieces: Sequence[Piece]) -> list[_Row]:
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.middle):
        if rows and abs(rows[-1][0].middle - piece.middle) < 0.5 * min(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_Row(_closed(sorted(row, key=lambda piece: piece.left))) for row in rows]


def _closed(row: list[Piece]) -> list[Piece]:
    """Pieces that stand close are one."""
    joined: list[Piece] = []
    for piece in row:
        last = joined[-1] if joined else None
        if last is not None and piece.left - last.right < 0.9 * min(last.size, piece.size):
            text = closed_up(
                f"{last.text} {piece.text}" if piece.left - last.right > 0.2 * piece.size else last.text + piece.text
            )
            joined[-1] = Piece(text, last.left, piece.right, min(last.bottom, piece.bottom), max(last.top, piece.top))
        else:
            joined.append(piece)
    return joined


def _ruled(page: Page, rows: list[_Row]) -> list[_Row]:
    """Rows within the rules of a table as rows of its cells."""
    if len(page.level) < 3 or len(page.upright) < 3:
        return rows
    level, upright = sorted(page.level, reverse=True), sorted(page.upright)
    bands = [(number, row) for row in rows for number in [_band(row, level, upright)]]
    found: list[_Row] = []
    for number, group in groupby(bands, key=lambda item: item[0]):
        inside = [row for _, row in group]
        found.extend([_cells(inside, upright)] if number is not None else inside)
    return found


def _band(row: _Row, level: list[float], upright: list[float]) -> int | None:
    """The number of the rule above a row of a table, None outside it."""
    if row.left < upright[0] - 1 or row.right > upright[-1] + 1:
        return None
    number = sum(1 for height in level if height > row.middle)
    return number if 0 < number < len(level) else None


def _cells(rows: list[_Row], upright: list[float]) -> _Row:
    cells = [""] * (len(upright) - 1)
    for row in rows:
        for piece in row.pieces:
            number = sum(1 for place in upright[1:-1] if place < (piece.left + piece.right) / 2)
            cells[number] += piece.text
    pieces = [piece for row in rows for piece in row.pieces]
    return _Row(sorted(pieces, key=lambda piece: piece.left), tuple(cell for cell in cells if cell))


def _key(row: _Row) -> tuple[str, float]:
    return row.text, row.middle


def _running_heads(pages: Sequence[Page], blocks: list[list[list[_Row]]]) -> set[tuple[int, tuple[str, float]]]:
    """(page, row) of page numbers and of what stands in the margins of several pages alike."""
    edges: list[tuple[int, tuple[str, int], _Row]] = []
    for number, page_blocks in enumerate(blocks):
        height = pages[number].height
        rows = [row for block in page_blocks for row in block]
        margin = [row for row in rows if not MARGIN * height < row.middle < (1 - MARGIN) * height]
        edges += [(number, (_DIGITS.sub("0", row.text), round(row.middle / 6)), row) for row in margin]
    seen = Counter(alike for alike, _ in {(alike, number) for number, alike, _ in edges})
    return {
        (number, _key(row))
        for number, alike, row in edges
        if _PAGE_NUMBER.fullmatch(row.text.strip()) or (seen[alike] >= max(2, len(pages) / 4) and len(row.text) <= 60)
    }


def _without_notes(rows: list[_Row], body: float, height: float) -> list[_Row]:
    """Rows but for the small ones at the foot of a page that begin as notes do."""
    first = len(rows)
    while first and rows[first - 1].size < 0.9 * body and rows[first - 1].middle < 0.5 * height:
        first -= 1
    begin = next((n for n in range(first, len(rows)) if _NOTE.match(rows[n].text)), len(rows))
    return rows[:begin]


def _add(rows: list[_Row], lines: list[str], edges: tuple[float, float], is_open: bool) -> bool:
    """Add the rows of a block to the lines; ``is_open``, and the result, say whether the last line may go on."""
    left, right = edges
    above: _Row | None = None
    for number, row in enumerate(rows):
        goes_on = is_open and _is_running(row) and row.left <= left + 0.9 * row.size and _alike(above, row)
        if goes_on and lines:
            lines[-1] = closed_up(_joined(lines[-1], row.text))
        else:
            beside = rows[max(number - 1, 0) : number] + rows[number + 1 : number + 2]
            in_table = row.cells is not None or any(len(other.pieces) > 1 for other in beside)
            lines.append(row.text if in_table else row.text.replace("\t", " "))
        short_by = 1.6 if row.text.endswith(_STOPS) else 3
        is_open = _is_running(row) and row.right >= right - short_by * row.size
        above = row
    return is_open


def _is_running(row: _Row) -> bool:
    """Whether a row is one of running text, and not of a table."""
    return row.cells is None and len(row.pieces) == 1


def _alike(above: _Row | None, row: _Row) -> bool:
    """Whether two rows can be of one paragraph by their sizes and distance."""
    if above is None:
        return True
    return abs(above.size - row.size) <= 0.15 * row.size and 0 < above.middle - row.middle < 3.2 * row.size


def _edges(rows: list[_Row]) -> tuple[float, float]:
    """The edges of running text: the outermost places at which more than a few rows begin and end."""
    running = [row for row in rows if _is_running(row)]
    return _edge(sorted(row.left for row in running)), -_edge(sorted(-row.right for row in running))


def _edge(places: list[float]) -> float:
    for place in places:
        if sum(1 for other in places if abs(other - place) < 6) >= 0.04 * len(places):
            return place
    return 0.0


def _joined(above: str, below: str) -> str:
    latin = above[-1:].isascii() and above[-1:].isalpha() and below[:1].isascii() and below[:1].isalpha()
    return f"{above} {below}" if latin else above + below
