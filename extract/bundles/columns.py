"""Which columns of a table hold what: the text by its content, the rest by content and head.

Belongs here: telling the columns apart from a sample of rows, and making a :class:`Member` of a row. Does not belong
here: the formats that tables come in (``workbook``, ``delimited``, ``columnar``).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, islice
from statistics import median
from typing import NamedTuple

from extract import reference
from extract.bundles.member import Member
from extract.characters import HAN
from extract.told import Told

SAMPLE = 30
LEAST_TEXT = 300
LONGEST_NAME = 100
LEAST_SHARE = 0.6
EXCEL_CELL = 32_767
CUT = "cut_at_the_limit_of_a_cell"
_HAN = re.compile(f"[{HAN}]")
_HEADS = {
    "url": re.compile(r"url|link|href|网址|链接|来源地址|网页", re.I),
    "code": re.compile(r"code|adcode|gb_?t|代码|编码|区划码", re.I),
    "year": re.compile(r"year|年份|年度|^年$", re.I),
    "title": re.compile(r"title|标题|题名|题目|篇名|文件名|名称", re.I),
    "region": re.compile(
        r"region|province|prov|city|county|district|area|省|市|县|区|州|盟|旗|地区|地名|行政|政府", re.I
    ),
}
_VALUES = {
    "url": re.compile(r"\s{0,9}+https?://\S+\s*"),
    "code": re.compile(r"\s{0,9}+(?:[1-9]\d{5}(?:0{6})?(?:\.0{1,9})?|0{6})\s*"),
    "year": re.compile(r"\s{0,9}+(?:19|20)\d\d(?:\.0{1,9})?\s{0,9}+年?(?:度)?\s*"),
    "title": re.compile(r"[^。\n]{0,200}(?:报告|计划)[^。\n]{0,200}"),
}
_SHORT = re.compile(f"[^\n]{{0,60}}[{HAN}][^\n]{{0,60}}")


class Row(NamedTuple):
    """A row: its number as its format counts, and its cells as text; or the ``problem`` (code, reason) with it."""

    number: int
    cells: Sequence[str]
    problem: tuple[str, str] | None = None


class Columns(NamedTuple):
    """The numbers of the columns; ``region`` may be several, from the outer division to the inner."""

    text: int
    head: bool
    title: int | None
    region: tuple[int, ...]
    code: int | None
    year: int | None
    url: int | None


def members(rows: Iterator[Row], prefix: str = "", cell_limit: int | None = None) -> Iterator[Member] | None:
    """The reports of a table, a row each; None when no column holds texts as long as a report.

    ``prefix`` is put before the number of the row, ``cell_limit`` is the number of characters at which the format cuts
    a cell. What the file is called says nothing of a row: 各市政府工作报告2003-2022 is of no city and no year.
    """
    sample = list(islice(rows, SAMPLE))
    columns = find([list(row.cells) for row in sample if row.problem is None])
    if columns is None:
        return None
    behind_head = 1 + next((n for n, row in enumerate(sample) if row.problem is None), 0) if columns.head else 0
    return _members(chain(sample[behind_head:], rows), columns, prefix, cell_limit)


def find(rows: list[list[str]]) -> Columns | None:
    """The columns of a table by its first rows, None when none of them holds reports."""
    text = _text_column(rows)
    if text is None:
        return None
    head = 0 < len(_cell(rows[0], text)) <= LONGEST_NAME
    heads = rows[0] if head else []
    body = rows[1:] if head else rows
    width = max(map(len, rows))
    free = [number for number in range(width) if number != text]
    found: dict[str, int | None] = {}
    for role in ("url", "code", "year", "title"):
        found[role] = _best(role, free, heads, body)
        free = [number for number in free if number != found[role]]
    region = tuple(number for number in free if _is_region(_cell(heads, number), _values(body, number)))
    return Columns(text, head, found["title"], region, found["code"], found["year"], found["url"])


def _text_column(rows: list[list[str]]) -> int | None:
    """The column with the most Chinese among those whose cells are as long as a report."""
    best, most = None, 0
    for number in range(max(map(len, rows), default=0)):
        counts = [len(_HAN.findall(_cell(row, number))) for row in rows]
        filled = [count for count in counts[1:] if count] or counts
        if filled and median(filled) >= LEAST_TEXT and sum(counts) > most:
            best, most = number, sum(counts)
    return best


def _best(role: str, free: list[int], heads: Sequence[str], body: list[list[str]]) -> int | None:
    """The column whose cells are of the role, the one that its head names before others."""
    fitting = [n for n in free if _share(_VALUES[role], _values(body, n)) >= LEAST_SHARE]
    named = [n for n in fitting if _HEADS[role].search(_cell(heads, n))]
    if role == "title":  # a head that says so is enough: titles may be bare names
        named += [n for n in free if _HEADS[role].search(_cell(heads, n)) and _share(_SHORT, _values(body, n)) == 1]
    if role == "code" and not named:  # any number of six digits looks like one
        fitting = [n for n in fitting if _in_register(_values(body, n))]
    return next(iter([*named, *fitting]), None)


def _share(pattern: re.Pattern[str], values: list[str]) -> float:
    return sum(1 for value in values if len(value) <= 300 and pattern.fullmatch(value)) / max(len(values), 1)


def _in_register(values: list[str]) -> bool:
    known = sum(_digits(value)[:6] in reference.divisions() for value in values)
    return bool(values) and known >= LEAST_SHARE * len(values)


def _is_region(head: str, values: list[str]) -> bool:
    """Names of divisions: by the register, or short words below a head that says so."""
    if not values:
        return False
    known = sum(1 for value in values if value.strip() in _names())
    short = all(len(value) <= 20 and _HAN.search(value) and not re.search(r"\d", value) for value in values)
    return known >= LEAST_SHARE * len(values) or (short and bool(_HEADS["region"].search(head)))


@cache
def _names() -> frozenset[str]:
    rows = [row for history in reference.divisions().values() for row in history]
    return frozenset(name for row in rows for name in (row["region_name"], row["full_name"])) | {"全国", "国务院"}


def _values(body: list[list[str]], number: int) -> list[str]:
    return [value for row in body if (value := _cell(row, number)).strip()]


def _cell(row: Sequence[str], number: int) -> str:
    return row[number] if number < len(row) else ""


def _digits(value: str) -> str:
    return value.strip().split(".")[0]


def _members(rows: Iterator[Row], columns: Columns, prefix: str, cell_limit: int | None) -> Iterator[Member]:
    for number, cells, problem in rows:
        if problem is not None:
            yield Member(f"{prefix}{number}", None, problem=problem)
        if not any(cell.strip() for cell in cells):
            continue
        text = _cell(cells, columns.text)
        told = _told(cells, columns, f"row {prefix}{number}")
        if cell_limit is not None and len(text) >= cell_limit:
            told = told._replace(notes=(CUT,))
        if text.strip():
            yield Member(f"{prefix}{number}", text.encode("utf-8", "replace"), told)
        else:
            yield Member(f"{prefix}{number}", None, told, ("empty_row", "the row has no text of a report"))


def _told(cells: Sequence[str], columns: Columns, name: str) -> Told:
    title = _at(cells, columns.title)
    regions = list(dict.fromkeys(value for n in columns.region if (value := _at(cells, n))))
    code = _digits(_at(cells, columns.code))[:6]
    year = _digits(_at(cells, columns.year))[:4]
    told = Told(
        title=title[:LONGEST_NAME] or None,
        region="".join(regions)[:LONGEST_NAME] or None,
        code=code if len(code) == 6 and code.isdecimal() else None,
        year=int(year) if len(year) == 4 and year.isdecimal() else None,
        url=_at(cells, columns.url) or None,
    )
    return told._replace(name=_name(told) or name)


def _name(told: Told) -> str:
    """What a file of this report would be called; empty when the table does not say."""
    title = told.title or ("政府工作报告" if told.places else "")
    region = told.region if told.region and told.region not in title else ""
    year = f"_{told.year}年" if title and told.year and str(told.year) not in title else ""
    return f"{region or ''}{title}{year}".replace("/", "／")


def _at(cells: Sequence[str], number: int | None) -> str:
    return "" if number is None else _cell(cells, number).strip()
