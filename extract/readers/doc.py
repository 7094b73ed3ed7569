"""Text of a Word file of before 2007 (.doc, and WPS's .wps, which is the same form).

Belongs here: walking the pieces of such a file: paragraphs, tables a row a line, without the codes of fields, hidden
and deleted text, footnotes and headers, which are no text of the report. What is older than Word 97, or damaged beyond
this reader, is given to ``office``.
"""

import io
import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

import olefile

from extract.decoded import Decoded
from extract.readers import flow, office
from extract.refusal import Refusal
from extract.visible import RAISED

WORD_97 = 0xC1
PAGE = 512
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_DELETED, _HIDDEN, _IN_TABLE, _ROW_END = 0x0800, 0x083C, 0x2416, 0x2417
_STRUCK, _STRUCK_TWICE, _RAISED = 0x0837, 0x2A53, 0x2A48
_ON = (1, 0x81)
_NOTHING = "\x08"
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_FIELD = re.compile("([\x13\x14\x15])")
_PLAIN = {ord("\x0b"): "\n", ord("\x0c"): "\n", ord("\x1e"): "-"} | dict.fromkeys(
    map(ord, "\x01\x02\x03\x04\x05\x08\x1f")
)


class _Piece(NamedTuple):
    """A stretch of text: where it lies in the file, and the bytes that a character takes."""

    place: int
    length: int
    width: int


class _Mark(NamedTuple):
    """Bytes of the file in which the letter ``old``, any letter where it is empty, reads as ``new``."""

    first: int
    last: int
    old: str
    new: str


class _TooOldError(Exception):
    """The file is of a version that this reader does not know."""


def read(content: bytes) -> Decoded:
    """The text. Raises :class:`Refusal`: password, binary for other files of this container, and as ``office`` does."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            _refuse_others(container)
            return Decoded("doc", None, _text(container))
    except (struct.error, IndexError, ValueError, OSError, _TooOldError):
        return office.read(content, "doc")


def _refuse_others(container: olefile.OleFileIO) -> None:
    if container.exists("EncryptedPackage"):
        raise Refusal("password", "the document is locked by a password: save it without one")
    if container.exists("WordDocument"):
        return
    if container.exists("Workbook") or container.exists("Book"):
        raise Refusal("binary", "the file is an old Excel workbook: save it as .xlsx")
    raise Refusal("binary", "the file is an old Office file, but no text document")


def _text(container: olefile.OleFileIO) -> str:
    main = container.openstream("WordDocument").read()
    version, flags = struct.unpack_from("<2xH6xH", main)
    if flags & _ENCRYPTED:
        raise Refusal("password", "the document is locked by a password: save it without one")
    if version < WORD_97:
        raise _TooOldError
    table = container.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
    length = struct.unpack_from("<i", main, 0x4C)[0]
    characters = _characters(main, _pieces(main, table), list(_marks(main, table)))
    return _laid_out("".join(characters)[:length])


def _pieces(main: bytes, table: bytes) -> list[_Piece]:
    start, size = struct.unpack_from("<II", main, 0x1A2)
    at = start
    while table[at] == 1:  # properties that pieces share
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if table[at] != 2 or at >= start + size:
        raise ValueError("no table of pieces")
    count = (struct.unpack_from("<I", table, at + 1)[0] - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", table, at + 5)
    pieces = []
    for number in range(count):
        packed = struct.unpack_from("<I", table, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
        is_narrow = bool(packed & 0x40000000)
        place = (packed & 0x3FFFFFFF) // (2 if is_narrow else 1)
        pieces.append(_Piece(place, ends[number + 1] - ends[number], 1 if is_narrow else 2))
    return pieces


def _characters(main: bytes, pieces: list[_Piece], marks: list[_Mark]) -> Iterator[str]:
    """The text of the pieces; what is left out keeps its room, so that the length of the main text still holds."""
    for place, length, width in pieces:
        end = place + length * width
        letters = list(main[place:end].decode("cp1252" if width == 1 else "utf-16-le", "replace"))
        if len(letters) == length:  # no sign beyond the basic plane
            for first, last, old, new in marks:
                if first < end and last > place:
                    low, high = max(first - place, 0) // width, min(last - place, end - place) // width
                    letters[low:high] = [new if old in ("", letter) else letter for letter in letters[low:high]]
        yield "".join(letters)


def _marks(main: bytes, table: bytes) -> Iterator[_Mark]:
    for start, end, sprms in _runs(main, table, 0xFA, 1):
        if sprms.get(_DELETED) or any(sprms.get(code, 0) in _ON for code in (_HIDDEN, _STRUCK, _STRUCK_TWICE)):
            yield _Mark(start, end, "", _NOTHING)
        elif sprms.get(_RAISED) == 1:
            yield from (_Mark(start, end, chr(digit), raised) for digit, raised in RAISED.items())
    for start, end, sprms in _runs(main, table, 0x102, 13):
        if sprms.get(_ROW_END):
            yield _Mark(start, end, flow.CELL, flow.ROW)
        elif sprms.get(_IN_TABLE):
            yield _Mark(start, end, flow.PARAGRAPH, flow.IN_CELL)


def _runs(main: bytes, table: bytes, where: int, width: int) -> Iterator[tuple[int, int, dict[int, int]]]:
    """(first byte, behind the last, properties) of each run of text (width 1) or paragraph (13) that has any."""
    start, size = struct.unpack_from("<II", main, where)
    count = max((size - 4) // 8, 0)
    for number in range(count):
        page = (struct.unpack_from("<I", table, start + 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF) * PAGE
        block = main[page : page + PAGE]
        runs = block[PAGE - 1]
        places = struct.unpack_from(f"<{runs + 1}I", block)
        for run in range(runs):
            offset = block[4 * (runs + 1) + width * run] * 2
            if offset:
                yield places[run], places[run + 1], _sprms(_properties(block, offset, width))


def _properties(block: bytes, offset: int, width: int) -> bytes:
    size = block[offset]
    if width == 1:
        return block[offset + 1 : offset + 1 + size]
    if size == 0:
        return block[offset + 4 : offset + 2 + 2 * block[offset + 1]]
    return block[offset + 3 : offset + 2 * size]


def _sprms(properties: bytes) -> dict[int, int]:
    found: dict[int, int] = {}
    at = 0
    while at + 3 <= len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        size = _OPERANDS.get(code >> 13)
        found[code] = properties[at + 2]
        at += 2 + (size if size is not None else properties[at + 2] + 1)
    return found


def _laid_out(text: str) -> str:
    plain = _without_codes(text).translate(_PLAIN)
    if flow.ROW not in plain:  # nothing says where rows end: an empty cell behind the last
        plain = plain.replace(2 * flow.CELL, flow.CELL + flow.ROW)
    return flow.lines(plain)


def _without_codes(text: str) -> str:
    """Without the codes of fields: between 0x13 and 0x14 stands the code, up to 0x15 what a reader sees."""
    kept: list[str] = []
    open_codes: list[bool] = []
    for part in _FIELD.split(text):
        if part == "\x13":
            open_codes.append(True)
        elif part == "\x14" and open_codes:
            open_codes[-1] = False
        elif part == "\x15" and open_codes:
            open_codes.pop()
        elif not any(open_codes):
            kept.append(part)
    return "".join(kept)
