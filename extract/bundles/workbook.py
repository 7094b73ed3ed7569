"""Rows of a workbook (.xlsx), streamed: a sheet at a time, a row at a time.

Only the format belongs here. The readers that exist hold a sheet, or all its texts, in memory: a sheet of 70,000
reports has four gigabytes of them. Here the texts that cells share lie in a temporary file. Cells are read as they are
stored: numbers as written, no formats of dates, of a formula its last value.
"""

import re
import tempfile
import zipfile
from array import array
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, BinaryIO, NamedTuple

from lxml import etree

from extract.bundles.columns import Row
from extract.bundles.member import is_bomb
from extract.refusal import Refusal

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_COLUMN = re.compile(r"[A-Z]+")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
MOST_COLUMNS = 16_384


class Sheet(NamedTuple):
    """A sheet, its rows read when asked for."""

    name: str
    rows: Iterator[Row]


def sheets(source: BinaryIO) -> Iterator[Sheet]:
    """The sheets in their order. Raises :class:`Refusal` for a workbook that is damaged or means harm."""
    try:
        with zipfile.ZipFile(source) as archive, tempfile.TemporaryFile() as spilled:
            _refuse_bombs(archive)
            shared = _Shared(archive, spilled)
            for name, part in _parts(archive):
                yield Sheet(name, _rows(archive, part, shared))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refusal("broken_table", f"the workbook is damaged or locked ({type(error).__name__})") from error


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    packed, unpacked = sum(e.compress_size for e in entries), sum(e.file_size for e in entries)
    if is_bomb(packed, unpacked):
        raise Refusal("unsafe_archive", f"the workbook unpacks from {packed:,} to {unpacked:,} bytes")


def _elements(archive: zipfile.ZipFile, part: str, tag: str) -> Iterator[etree._Element]:
    """Elements of a part one by one; each is emptied when the next is asked for."""
    with archive.open(part) as stream:
        # Entities are not resolved, so that they cannot grow.
        for _, element in etree.iterparse(stream, tag="{*}" + tag, resolve_entities=False, no_network=True):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """(name, part) of each sheet that a reader of the workbook sees."""
    names = set(archive.namelist())
    targets = {}
    for relation in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship"):
        target = relation.get("Target", "")
        targets[relation.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found = []
    for sheet in _elements(archive, "xl/workbook.xml", "sheet"):
        part = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION), "")
        if part in names and sheet.get("state", "visible") == "visible":
            found.append((sheet.get("name", ""), part))
    return found


class _Shared:
    """The texts that cells share, in a file; their places are in memory."""

    def __init__(self, archive: zipfile.ZipFile, spilled: IO[bytes]) -> None:
        self._file = spilled
        self._ends = array("Q", [0])
        with suppress(KeyError):  # a workbook may have none
            for item in _elements(archive, "xl/sharedStrings.xml", "si"):
                self._file.write(_joined(item).encode("utf-8", "replace"))
                self._ends.append(self._file.tell())

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends) - 1:
            return ""
        self._file.seek(self._ends[number])
        return self._file.read(self._ends[number + 1] - self._ends[number]).decode("utf-8")


def _joined(item: etree._Element) -> str:
    """The text of runs, without the phonetic ones."""
    nodes = (n for n in item.iter("{*}t") if etree.QName(n.getparent()).localname != "rPh")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(node.text or "" for node in nodes))


def _rows(archive: zipfile.ZipFile, part: str, shared: _Shared) -> Iterator[Row]:
    number = 0
    for row in _elements(archive, part, "row"):
        said = row.get("r", "")
        number = int(said) if said.isdecimal() else number + 1
        yield Row(number, _cells(row, shared))


def _cells(row: etree._Element, shared: _Shared) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren("{*}c"):
        column = _column(cell.get("r", ""), len(cells))
        if column >= MOST_COLUMNS:
            break
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = _value(cell, shared)
    return cells


def _column(reference: str, following: int) -> int:
    found = _COLUMN.match(reference)
    if found is None:
        return following
    number = 0
    for letter in found.group()[:4]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: etree._Element, shared: _Shared) -> str:
    if cell.get("t") == "inlineStr":
        return _joined(cell)
    value = cell.findtext("{*}v") or ""
    if cell.get("t") == "s":
        return shared[int(value)] if value.isdecimal() else ""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if cell.get("t") == "str" else value
