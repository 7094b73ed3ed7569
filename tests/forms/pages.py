"""PDFs for the tests that read them: text at places, rules, pictures; written by hand, the fonts are not embedded.

Only writing belongs here.
"""

import zlib
from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595.0, 842.0
GB1 = b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"


class Text(NamedTuple):
    """Text that begins at a place."""

    x: float
    y: float
    text: str
    size: float = 12


class Rule(NamedTuple):
    """A line from a place to another."""

    x0: float
    y0: float
    x1: float
    y1: float


class Picture(NamedTuple):
    """A grey picture over the whole page: its width and height in dots, and a byte for each of them."""

    width: int
    height: int
    dots: bytes


Item = Text | Rule | Picture


def pdf(pages: Sequence[Sequence[Item]], garbled: bool = False, locked: bool = False) -> bytes:
    """A PDF of these pages. ``garbled``: with a font that says of each character that it is another."""
    objects: list[bytes] = [
        b"",
        b"",
        _font(garbled),
        _descendant(garbled),
        _to_unicode(),
        b"<< /Type /FontDescriptor >>",
    ]
    kids = []
    for items in pages:
        pictures = [item for item in items if isinstance(item, Picture)]
        content = zlib.compress(b"\n".join(_drawn(item) for item in items))
        objects.append(_stream(b"/Filter /FlateDecode", content))
        content_number = len(objects)
        named = b""
        for picture in pictures:
            head = f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} ".encode()
            kind = b"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
            objects.append(_stream(head + kind, zlib.compress(picture.dots)))
            named = f"/XObject << /P {len(objects)} 0 R >>".encode()
        resources = b"/Resources << /Font << /F 3 0 R >> " + named + b" >>"
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {content_number} 0 R ".encode()
        objects.append(b"<< /Type /Page /Parent 2 0 R " + box + resources + b" >>")
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    return _file(objects, locked)


def _font(garbled: bool) -> bytes:
    to_unicode = b" /ToUnicode 5 0 R" if garbled else b""
    encoding = b"Identity-H" if garbled else b"UniGB-UCS2-H"
    return (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /S /Encoding /"
        + encoding
        + b" /DescendantFonts [4 0 R]"
        + to_unicode
        + b" >>"
    )


def _descendant(garbled: bool) -> bytes:
    system = b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>" if garbled else GB1
    widths = b" /DW 1000 /W [1 [" + b"500 " * 95 + b"] 814 [" + b"500 " * 95 + b"]]"
    return b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /S " + system + b" /FontDescriptor 6 0 R" + widths + b" >>"


def _to_unicode() -> bytes:
    table = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        b"1 beginbfrange <0000> <ffff> <e000> endbfrange\nendcmap end end"
    )
    return _stream(b"", table)


def _stream(head: bytes, content: bytes) -> bytes:
    return b"<< " + head + f" /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def _drawn(item: Item) -> bytes:
    if isinstance(item, Text):
        code = item.text.encode("utf-16-be").hex()
        return f"BT /F {item.size} Tf {item.x} {item.y} Td <{code}> Tj ET".encode()
    if isinstance(item, Rule):
        return f"0.5 w {item.x0} {item.y0} m {item.x1} {item.y1} l S".encode()
    return f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /P Do Q".encode()


def _file(objects: list[bytes], locked: bool) -> bytes:
    body, places = b"%PDF-1.7\n", []
    if locked:  # by a password that nobody knows
        key = b"<" + b"5a" * 32 + b">"
        objects = [*objects, b"<< /Filter /Standard /V 1 /R 2 /P -4 /O " + key + b" /U " + key + b" >>"]
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    lock = f" /Encrypt {len(objects)} 0 R /ID [<00> <00>]" if locked else ""
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer << /Size {len(objects) + 1} /Root 1 0 R{lock} >>\n"
    return body + end.encode() + f"startxref\n{len(body)}\n%%EOF".encode()


def set_in_lines(
    text: str, left: float = 72, width: float = 450, top: float = 760, size: float = 12, indent: int = 2
) -> list[Text]:
    """Paragraphs set in lines of ``width``, the first line of each set in; a heading is a paragraph of one line."""
    items, y = [], top
    for paragraph in text.split("\n"):
        rest, x = paragraph, left + indent * size
        while rest:
            line = _fitting(rest, width - (x - left), size)
            items.append(Text(x, y, line, size))
            rest, x, y = rest[len(line) :], left, y - 1.5 * size
    return items


def _fitting(text: str, width: float, size: float) -> str:
    used = 0.0
    for number, letter in enumerate(text):
        used += size * (0.5 if letter.isascii() else 1)
        if used > width and letter not in "，。、；：！？）”":
            return text[:number]
    return text
