"""Rows of tables, whose cells stand between tabs, and the heads that say what their cells mean.

Belongs here: recognising a head, and a row as one clause a value: the column's head, the row's name, the cell. A column
is read where its head is nothing but times and known words. Does not belong here: what such a clause means (sentence).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from extract import reference
from extract.binding.clauses import Clause
from extract.binding.tokens import Token, one_has
from extract.quantities import scan

_NAMES = re.compile(r"(?:主要|核心|经济|发展|预期|具体|社会|目标){0,6}指标(?:名称|内容)?|项目(?:名称)?|名称")
_UNITS = re.compile(r"(?:计量)?单位")
_ASIDE = re.compile(r"序号|(?:指标)?(?:属性|性质|类型|类别|分类)|备注|领域|.{0,60}(?:单位|部门)")
_IN_BRACKETS = re.compile(r"[（(](?P<unit>[^（()）]{1,8})[)）]\s*$")
LONGEST_TITLE = 10
_INDEX = 100  # what exceeds it is an index (103) or no share


@dataclass(slots=True)
class Head:
    """The head of a table: how many cells it has, which of them hold the name and the unit, and the tokens of those
    that head values; None for a head that is not understood."""

    width: int
    name: int
    unit: int | None
    columns: dict[int, list[Token] | None] = field(default_factory=dict)


def is_row(text: str, tokens: list[Token]) -> bool:
    """Whether a line is a row of a table, or the title of the rows that follow it (经济发展)."""
    return "\t" in text or (len(text) <= LONGEST_TITLE and not any(t.kind in ("figure", "hard") for t in tokens))


def is_wide_row(text: str, tokens: list[Token]) -> bool:
    """Whether a table's row has several cells with figures, or a cell with nothing but a unit: what a cell means is
    then said by the table's head."""
    cells = [cell.strip() for cell in text.split("\t")]
    filled = {place for place, found in enumerate(_by_cell(text, tokens)) if any(t.kind == "figure" for t in found)}
    return len(filled) > 1 or any(
        cell in reference.units() or cell in ("亿元", "万元", "万人", "万吨") for cell in cells
    )


def find_head(text: str, tokens: list[Token]) -> Head | None:
    """The head that a line is; None for any other line."""
    cells = [cell.strip() for cell in text.split("\t")]
    names = [place for place, cell in enumerate(cells) if _NAMES.fullmatch(cell)]
    if len(cells) < 2 or len(names) != 1 or any(t.kind == "figure" for t in tokens):
        return None
    units = [place for place, cell in enumerate(cells) if _UNITS.fullmatch(cell)]
    head = Head(len(cells), names[0], units[0] if len(units) == 1 else None)
    for place, found in enumerate(_by_cell(text, tokens)):
        if place not in (head.name, head.unit) and not _ASIDE.fullmatch(cells[place]):
            head.columns[place] = found if found and all(t.mark is not None or t.classes for t in found) else None
    if len(head.columns) > 1 and not _is_amount_and_rate(list(head.columns.values())):
        # one without a time may be of any of the years
        head.columns = {p: c if c and _is_dated(c) else None for p, c in head.columns.items()}
    return head if any(head.columns.values()) else None


def _is_dated(heading: list[Token]) -> bool:
    return one_has(heading, "avg") or any(t.mark is not None for t in heading)


def _is_amount_and_rate(columns: list[list[Token] | None]) -> bool:
    """Whether the columns are 完成 and 增长 of one time, which the text around the table tells."""
    undated = [c for c in columns if c and not _is_dated(c)]
    amounts = [c for c in undated if not one_has(c, "up", "down", "growth", "rate_noun")]
    return len(columns) == len(undated) == 2 and len(amounts) == 1


def row_clauses(text: str, tokens: list[Token], head: Head) -> Iterator[Clause]:
    """A clause for each value of a row, unread where its column is not understood or its cell says more than a value;
    none where the row does not fit the head."""
    cells = text.split("\t")
    found = _by_cell(text, tokens)
    if len(cells) != head.width or not found[head.name]:
        return
    name, unit = found[head.name], _unit(cells, head)
    for place, heading in head.columns.items():
        figures = [t for t in found[place] if t.kind == "figure"]
        plain = len(figures) < 2 and not any(t.is_unknown for t in found[place])
        at = name[0].start
        opening = [Token(t.kind, at, at, t.text, t.word, mark=t.mark) for t in heading or ()]
        values = [_with_unit(t, unit) if t in figures else t for t in found[place]]
        read = "read" if plain and heading is not None else "unread"
        yield Clause([*opening, *name, *values], 0, after_stop=True, after_colon=False, column=read)


def _by_cell(text: str, tokens: list[Token]) -> list[list[Token]]:
    """The tokens of each cell, without signs and what stands in brackets."""
    ends = list(accumulate(len(cell) + 1 for cell in text.split("\t")))
    found: list[list[Token]] = [[] for _ in ends]
    depth = 0
    for token in tokens:
        depth += (token.text in "（(") - (token.text in "）)") if token.kind == "hard" else 0
        if token.kind != "hard" and depth == 0:
            found[bisect_right(ends, token.start)].append(token)
    return found


def _unit(cells: list[str], head: Head) -> str:
    """The unit that the row states for its values: in a cell of its own, or behind its name (地区生产总值（亿元）)."""
    if head.unit is not None:
        return cells[head.unit].strip()
    inside = _IN_BRACKETS.search(cells[head.name])
    return inside["unit"] if inside else ""


def _with_unit(token: Token, unit: str) -> Token:
    """The figure in the row's unit, if it has none of its own."""
    found = scan("1" + unit)
    fits = len(found) == 1 and found[0]["end"] == len(unit) + 1 and found[0]["unit"] is not None
    figure = token.figure
    if figure["unit"] is not None or figure["unit_word"] or not fits:
        return token
    if found[0]["unit"] == "percent" and figure["value_high"] >= _INDEX:
        return token
    factor = found[0]["value_low"]
    scaled = {key: float(f"{figure[key] * factor:.12g}") for key in ("value_low", "value_high")}
    stated = {"unit": found[0]["unit"], "unit_word": found[0]["unit_word"]}
    return Token("figure", token.start, token.end, token.text, figure={**figure, **scaled, **stated})
