"""Text of a Word file (.docx): paragraphs and tables in document order, one line each.

Belongs here: unpacking safely and walking the document. Deleted passages of tracked changes and hidden text are left
out, inserted ones are kept; footnotes, headers and footers are not text of the report.
"""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn
from lxml import etree

from extract.refusal import Refusal
from extract.spans import Cell, count, placed

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
MAX_ENTRIES = 5_000
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


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
    """Paragraphs and table rows below ``parent``, content controls and inserted blocks opened."""
    for child in parent:
        if child.tag == qn("w:p"):
            yield _paragraph(child)
        elif child.tag == qn("w:tbl"):
            for line in placed(_grid(child)):
                yield "\t".join(cell.heads + cell.text for cell in line)
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")}:
            yield from _blocks(child)


def _grid(table: etree._Element) -> list[list[Cell]]:
    """The cells of a table by rows; those that only go on with one above are counted as rows of that one."""
    rows: list[list[Cell]] = []
    merged: dict[int, tuple[int, int]] = {}  # by column: the row and the place in it where the merged cell begins
    for row in table.iter(qn("w:tr")):
        cells: list[Cell] = []
        column = 0
        for node in row.iter(qn("w:tc")):
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
    return " ".join(filter(None, (_paragraph(item).strip() for item in cell.iter(qn("w:p")))))


def _paragraph(paragraph: etree._Element) -> str:
    """Visible text of a paragraph; of alternative contents only the first is read."""
    pieces: list[str] = []
    skipped = {node for fallback in paragraph.iter(_FALLBACK) for node in fallback.iter()}
    may_hide = next(paragraph.iter(qn("w:vanish")), None) is not None
    for node in paragraph.iter(qn("w:t"), *_BREAKS):
        if (skipped and node in skipped) or (may_hide and _is_hidden(node.getparent())):
            continue
        if node.tag != qn("w:t"):
            if node.getparent().tag == qn("w:r"):
                pieces.append(_BREAKS[node.tag])
        elif node.text:
            pieces.append(node.text)
    return "".join(pieces)


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "off")
