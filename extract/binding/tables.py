"""Rows of tables, whose cells stand between tabs.

Belongs here: which rows are more than a name and its value. Does not belong here: tables with a head that is read.
"""

from bisect import bisect_right
from itertools import accumulate

from extract import reference
from extract.binding.tokens import Token


def is_wide_row(text: str, tokens: list[Token]) -> bool:
    """Whether a table's row has several cells with figures, or a cell with nothing but a unit: what a cell means is
    then said by the table's head, which is not read."""
    cells = [cell.strip() for cell in text.split("\t")]
    ends = list(accumulate(len(cell) + 1 for cell in text.split("\t")))
    filled = {bisect_right(ends, t.start) for t in tokens if t.kind == "figure"}
    return len(filled) > 1 or any(
        cell in reference.units() or cell in ("亿元", "万元", "万人", "万吨") for cell in cells
    )
