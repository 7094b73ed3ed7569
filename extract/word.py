"""Text of a Word file (.docx): paragraphs and tables in document order, one line each.

Belongs here: unpacking safely and walking the blocks of the document. What of a paragraph is its visible text is for
``word_runs``; footnotes, headers and footers are not text of the report.
"""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn
from lxml import etree

from extract import word_runs
from extract.refusal import Refusal
from extract.spans import Cell, count, placed

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
MAX_ENTRIES = 5_000
_LEFT_OUT = {qn(name) for name in ("w:sectPr", "w:del", "w:moveFrom", "w:sdtPr", "w:sdtEndPr", "w:tblPr", "w:tblGrid")}
"""Blocks without text of the report."""


def is_word(content: bytes) -> bool:
    """Whether the bytes are a Word document, or an archive so broken that only its start shows one."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.startswith("word/") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return b"[Content_Types].xml" in content[:4096] or b"word/" in content[:65536]


def text(content: bytes) -> str:
    """The text, a line a paragraph or table row (cells parted by tabs). Raises :class:`Refusal` on a bad archive."""
    _refuse_bombs(content)
    try:
        body = docx.Document(io.BytesIO(content)).element.body
    except Exception as error:  # python-docx raises whatever the broken part of the archive makes it raise
        raise Refusal("broken_docx", f"the Word document is damaged ({type(error).__name__})") from error
    return "\n".join(_blocks(body))


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Refusal("broken_docx", "the Word document is damaged (its archive cannot be opened)") from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(content), 100_000):
        raise Refusal("unsafe_archive", f"the Word document unpacks to {unpacked:,} bytes in {len(entries):,} parts")


def _blocks(parent: etree._Element) -> Iterator[str]:
    """Paragraphs and table rows below ``parent``, whatever wraps them opened."""
    open_end = ""
    for child in parent:
        if child.tag == qn("w:p"):
            said = open_end + word_runs.text(child)
            if word_runs.goes_on(child):  # its end is deleted
                open_end = said
                continue
            open_end = ""
            yield said
            for box in word_runs.boxes(child):
                yield from _blocks(box)
        elif child.tag == qn("w:tbl"):
            yield from _table(child)
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from _blocks(child)
    if open_end:
        yield open_end


def _table(table: etree._Element) -> Iterator[str]:
    """The rows of a table; one that holds tables lays a page out, and is told cell by cell."""
    rows = [row for row in table.iter(qn("w:tr")) if next(row.iterancestors(qn("w:tbl"))) is table]
    if next((node for node in table.iter(qn("w:tbl")) if node is not table), None) is not None:
        for row in rows:
            for cell in _cells(row):
                yield from _blocks(cell)
        return
    for line in placed(_grid(rows)):
        yield "\t".join(cell.heads + cell.text for cell in line)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return (cell for cell in row.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr"))) is row)


def _grid(table_rows: list[etree._Element]) -> list[list[Cell]]:
    """The cells of a table by rows; those that only go on with one above are counted as rows of that one."""
    rows: list[list[Cell]] = []
    merged: dict[int, tuple[int, int]] = {}  # by column: the row and the place in it where the merged cell begins
    for row in table_rows:
        cells: list[Cell] = []
        column = 0
        for node in _cells(row):
            merge = node.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            cell = Cell(_cell(node), _columns(node))
            if merge is not None and merge.get(qn("w:val")) != "restart" and not cell.text and column in merged:
                at, place = merged[column]
                rows[at][place] = rows[at][place]._replace(rows=len(rows) - at + 1)
            else:
                merged.pop(column, None)
                if merge is not None:
                    merged[column] = (len(rows), len(cells))
                cells.append(cell)
            column += cell.columns
        rows.append(cells)
    return rows


def _columns(node: etree._Element) -> int:
    span = node.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return count(span.get(qn("w:val"), "") if span is not None else "")


def _cell(cell: etree._Element) -> str:
    return " ".join(filter(None, (word_runs.text(item).strip() for item in cell.iter(qn("w:p")))))
