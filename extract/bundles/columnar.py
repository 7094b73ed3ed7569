"""Rows of tables that programs keep: Parquet, and Stata from version 13 on, whose texts are long enough for a report.

Only the two formats belong here. Rows come under a row numbered 0 with the names of the columns.
"""

import struct
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from extract.bundles.columns import Row
from extract.bundles.member import MAX_MEMBER
from extract.refusal import Refusal

BATCH = 32
STATA = b"<stata_dta>"
_NUMBERS = {65526: ("d", 8), 65527: ("f", 4), 65528: ("i", 4), 65529: ("h", 2), 65530: ("b", 1)}
_LONG = 32768
_LARGEST = {"d": 8.988e307, "f": 1.701e38, "i": 2147483620, "h": 32740, "b": 100}


def parquet(source: BinaryIO) -> Iterator[Row]:
    """The rows of a Parquet file, numbered from 1. Raises :class:`Refusal` for a damaged file."""
    try:
        table = pq.ParquetFile(source, pre_buffer=False, buffer_size=1 << 20)
        schema = table.schema_arrow
        names = [field.name for field in schema if not pa.types.is_nested(field.type)]
        yield Row(0, names)
        number = 0
        for batch in table.iter_batches(batch_size=BATCH, columns=names):
            for item in batch.to_pylist():
                number += 1
                yield Row(number, [_text(item.get(name)) for name in names])
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise Refusal("broken_table", f"the Parquet file is damaged ({type(error).__name__})") from error


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else str(value)
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


class _Layout(NamedTuple):
    """Where the parts of a Stata file stand and how its rows are laid out."""

    order: str
    release: int
    rows: int
    names: list[str]
    types: list[int]
    data: int
    texts: int


def stata(source: BinaryIO) -> Iterator[Row]:
    """The rows of a Stata file, numbered from 1. Raises :class:`Refusal` for a damaged file."""
    try:
        layout = _layout(source)
        yield Row(0, layout.names)
        places = _places_of_texts(source, layout)
        width = sum(_width(code) for code in layout.types)
        for number in range(layout.rows):
            source.seek(layout.data + number * width)
            record = source.read(width)
            if len(record) < width:
                raise Refusal("broken_table", "the Stata file ends early")
            yield Row(number + 1, _fields(record, layout, source, places))
    except (struct.error, ValueError, IndexError, KeyError, OverflowError) as error:
        raise Refusal("broken_table", f"the Stata file is damaged ({type(error).__name__})") from error


def _layout(source: BinaryIO) -> _Layout:
    source.seek(0)
    head = source.read(400)
    release = int(_between(head, b"<release>", b"</release>"))
    order = "<" if _between(head, b"<byteorder>", b"</byteorder>") == b"LSF" else ">"
    if release not in (117, 118, 119):
        raise Refusal("unsupported_format", f"a Stata file of release {release}: save it with Stata 13 or later")
    columns, rows = _whole(_between(head, b"<K>", b"</K>"), order), _whole(_between(head, b"<N>", b"</N>"), order)
    source.seek(head.index(b"<map>") + 5)
    places = struct.unpack(f"{order}14Q", source.read(112))
    source.seek(places[2] + len(b"<variable_types>"))
    types = list(struct.unpack(f"{order}{columns}H", source.read(2 * columns)))
    source.seek(places[3] + len(b"<varnames>"))
    length = 33 if release == 117 else 129
    names = [source.read(length).split(b"\0")[0].decode("utf-8", "replace") for _ in range(columns)]
    return _Layout(order, release, rows, names, types, places[9] + len(b"<data>"), places[10] + len(b"<strls>"))


def _between(head: bytes, before: bytes, behind: bytes) -> bytes:
    start = head.index(before) + len(before)
    return head[start : head.index(behind, start)]


def _width(code: int) -> int:
    return 8 if code == _LONG else _NUMBERS[code][1] if code in _NUMBERS else code


def _places_of_texts(source: BinaryIO, layout: _Layout) -> dict[tuple[int, int], tuple[int, int]]:
    """(place, length) of each long text by its column and row."""
    places: dict[tuple[int, int], tuple[int, int]] = {}
    form = f"{layout.order}I{'I' if layout.release == 117 else 'Q'}BI"
    size = struct.calcsize(form)
    at = layout.texts
    while True:
        source.seek(at)
        head = source.read(3 + size)
        if head[:3] != b"GSO":
            return places
        column, row, _, length = struct.unpack(form, head[3:])
        places[column, row] = (at + 3 + size, length)
        at += 3 + size + length


def _fields(
    record: bytes, layout: _Layout, source: BinaryIO, places: dict[tuple[int, int], tuple[int, int]]
) -> list[str]:
    cells = []
    at = 0
    for code in layout.types:
        width = _width(code)
        field = record[at : at + width]
        at += width
        if code == _LONG:
            place, length = places.get(_pointer(field, layout), (0, 0))
            source.seek(place)
            field = source.read(min(length, MAX_MEMBER))
        if code in _NUMBERS:
            cells.append(_number(struct.unpack(layout.order + _NUMBERS[code][0], field)[0], _NUMBERS[code][0]))
        else:
            cells.append(field.split(b"\0")[0].decode("utf-8", "replace"))
    return cells


def _pointer(field: bytes, layout: _Layout) -> tuple[int, int]:
    """Column and row of the long text that a field points to."""
    if layout.release == 117:
        column, row = struct.unpack(f"{layout.order}II", field)
        return column, row
    wide = 2 if layout.release == 118 else 3
    return _whole(field[:wide], layout.order), _whole(field[wide:], layout.order)


def _whole(digits: bytes, order: str) -> int:
    return int.from_bytes(digits, "little" if order == "<" else "big")


def _number(value: float, form: str) -> str:
    """A number as text; a missing value, which Stata keeps as one beyond the largest, is none."""
    return "" if value > _LARGEST[form] or value != value else str(int(value)) if value == int(value) else str(value)
