"""Rows of a table whose cells span rows and columns, each as it reads under the heads of the table.

Belongs here: what a grid says of a row beyond the row's own cells, alike for web pages and Word files. How a format
tells that a cell spans others is its reader's business; what a row under its heads means, that of ``binding.tables``.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

LONGEST_CELL = 40
MOST_COLUMNS = 20  # no table of figures is wider; a damaged one could grow without end
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"\d")


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


def placed(rows: Sequence[Sequence[Cell]]) -> list[list[Placed]]:
    """The cells of each row in order, as many rows as given.

    A short cell that spans several rows is told in each. Where the heads take several rows (2024年 over 目标 and 完成),
    those of a lower row are told behind those above them. A row without words of its own stays as it is: filled, it
    would say the row above a second time. A long text is no cell of a list of figures but a part of a page laid out by
    tables, and is not repeated.
    """
    first, behind = _head_rows(rows)
    above: dict[int, Cell] = {}
    heads: dict[int, str] = {}
    done = []
    for number, row in enumerate(rows):
        is_head = first <= number < behind
        line, above, heads = _row(row, above, heads if is_head else {}, behind - number if is_head else 0)
        done.append(line)
    return done


def _head_rows(rows: Sequence[Sequence[Cell]]) -> tuple[int, int]:
    """The first row of the heads and the row behind them; empty where the heads take no more than one row.

    Heads of several rows begin where the first cell of a table's first row of several cells spans them all, and another
    spans columns; there is no figure in them but years.
    """
    first = next((number for number, row in enumerate(rows) if len(row) > 1), 0)
    if not rows or not any(cell.columns > 1 for cell in rows[first]):
        return 0, 0
    behind = first + rows[first][0].rows
    cells = [cell for row in rows[first:behind] for cell in row]
    if any(_FIGURE.search(_YEAR.sub("", cell.text)) or len(cell.text) > LONGEST_CELL for cell in cells):
        return 0, 0
    return first, behind


def _row(
    row: Sequence[Cell], above: dict[int, Cell], heads: dict[int, str], head_rows: int
) -> tuple[list[Placed], dict[int, Cell], dict[int, str]]:
    """One row as it reads; with it, by column, what spans the next row and what heads it."""
    has_words = any(cell.text for cell in row)
    left = list(row)
    line: list[Placed] = []
    below: dict[int, Cell] = {}
    heads_below = dict(heads)
    column = 0
    while column in above or left:
        own = column not in above
        cell = left.pop(0) if own else above[column]
        if own:
            line.append(Placed(heads.get(column, ""), cell.text, own))
        elif has_words and len(cell.text) <= LONGEST_CELL:
            line.append(Placed("", cell.text, own))
        if own and cell.rows < head_rows:
            told = heads.get(column, "") + cell.text
            heads_below |= dict.fromkeys(range(column, column + cell.columns), told)
        if cell.rows > 1 and column < MOST_COLUMNS:
            below[column] = cell._replace(rows=cell.rows - 1)
        column += cell.columns
    return line, below, heads_below
