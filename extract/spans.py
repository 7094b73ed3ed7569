"""Rows of a table whose cells span rows and columns, each as it reads under the heads of the table.

Belongs here: what a grid says of a row beyond the row's own cells, alike for web pages and Word files. How a format
tells that a cell spans others is its reader's business; what a row under its heads means, that of ``binding.tables``.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

LONGEST_CELL = 40
MOST_COLUMNS = 20  # no table of figures is wider; a damaged one could grow without end
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"\d")
_COUNT = re.compile(r"\s{0,20}+0{0,20}+([1-9]\d{0,2})\s*+", re.ASCII)


class Cell(NamedTuple):
    """A cell as it is written, with the number of columns and rows that it takes, its own among them."""

    text: str
    columns: int = 1
    rows: int = 1


class Placed(NamedTuple):
    """A cell as it reads: ``heads``, the words of the heads above it that head it too, and its own text.

    ``own`` says whether the row holds it; one that spans the row from above is not its own.
    """

    heads: str
    text: str
    own: bool


class _Standing(NamedTuple):
    """A cell where it stands in a row: the column that it begins in, and whether the row itself holds it."""

    column: int
    cell: Cell
    own: bool


def count(said: str) -> int:
    """How many columns or rows a cell takes; one where it does not say so in digits."""
    found = _COUNT.fullmatch(said)
    return int(found.group(1)) if found else 1


def placed(rows: Sequence[Sequence[Cell]]) -> list[list[Placed]]:
    """The cells of each row in order, as many rows as given.

    A short cell that spans several rows is told in each. Where the heads take several rows (2024年 over 目标 and 完成),
    those of a lower row are told behind those above them. A row without words of its own stays as it is: filled, it
    would say the row above a second time. A long text is no cell of a list of figures but a part of a page laid out by
    tables, and is not repeated.
    """
    head_rows = _head_rows(rows)
    heads: dict[int, str] = {}  # by column: what heads it so far
    done = []
    for number, line in enumerate(_standing(rows)):
        has_words = any(cell.text for cell in rows[number])
        told = [place for place in line if place.own or (has_words and len(place.cell.text) <= LONGEST_CELL)]
        done.append([Placed(heads.get(at, "") if own else "", cell.text, own) for at, cell, own in told])
        if number in head_rows:
            over = [(at, cell) for at, cell, own in line if own and number + cell.rows in head_rows]
            heads |= {c: heads.get(at, "") + cell.text for at, cell in over for c in range(at, at + cell.columns)}
        if number + 1 not in head_rows:
            heads = {}
    return done


def _standing(rows: Sequence[Sequence[Cell]]) -> Iterator[list[_Standing]]:
    """For each row the cells that stand in it: its own, and those that span it from above."""
    above: dict[int, Cell] = {}
    for row in rows:
        left = deque(row)
        line: list[_Standing] = []
        column = 0
        while column in above or left:
            own = column not in above
            line.append(_Standing(column, left.popleft() if own else above[column], own))
            column += line[-1].cell.columns
        spanning = [(at, cell) for at, cell, _ in line if cell.rows > 1 and at < MOST_COLUMNS]
        above = {at: cell._replace(rows=cell.rows - 1) for at, cell in spanning}
        yield line


def _head_rows(rows: Sequence[Sequence[Cell]]) -> range:
    """The numbers of the rows that are heads; none where the heads take no more than one row.

    Heads of several rows begin where the first cell of a table's first row of several cells spans them all, and another
    spans columns; there is no figure in them but years.
    """
    first = next((number for number, row in enumerate(rows) if len(row) > 1), 0)
    if not rows or not any(cell.columns > 1 for cell in rows[first]):
        return range(0)
    behind = first + rows[first][0].rows
    cells = [cell for row in rows[first:behind] for cell in row]
    if any(_FIGURE.search(_YEAR.sub("", cell.text)) or len(cell.text) > LONGEST_CELL for cell in cells):
        return range(0)
    return range(first, behind)
