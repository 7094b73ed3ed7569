"""Text of an OpenDocument text (.odt): paragraphs and tables in document order, one line each.

Belongs here: walking the document. Deleted passages, footnotes, comments, headers and footers are no text of the
report.
"""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from extract.decoded import Decoded
from extract.refusal import Refusal
from extract.spans import Cell, count, placed
from extract.visible import RAISED

MAX_CONTENT = 200 * 1024 * 1024
MAX_RATIO = 200
MIMETYPE = b"application/vnd.oasis.opendocument.text"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_LEFT_OUT = {
    f"{_TEXT}note",
    f"{_OFFICE}annotation",
    f"{_TEXT}tracked-changes",
    f"{_TEXT}sequence-decls",
    f"{_TEXT}ruby-text",
}
_PARAGRAPHS = {f"{_TEXT}p", f"{_TEXT}h"}
MOST_REPEATED = 100


def is_odt(content: bytes) -> bool:
    """Whether the bytes are an OpenDocument text, or start as one."""
    return content.startswith(b"PK\x03\x04") and MIMETYPE in content[:200]


def read(content: bytes) -> Decoded:
    """The text. Raises :class:`Refusal`: broken_document, password, unsafe_archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            part = archive.getinfo("content.xml")
            if part.file_size > min(MAX_CONTENT, MAX_RATIO * max(len(content), 100_000)):
                raise Refusal("unsafe_archive", f"the document unpacks to {part.file_size:,} bytes")
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Refusal("password", "the document is locked by a password: save it without one")
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            tree = etree.fromstring(archive.read(part), parser)
    except (zipfile.BadZipFile, KeyError, OSError, etree.XMLSyntaxError, NotImplementedError, EOFError) as error:
        raise Refusal("broken_document", f"the document is damaged ({type(error).__name__})") from error
    body = tree.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        return Decoded("odt", None, "")
    _take_out_hidden(tree, body)
    return Decoded("odt", None, "\n".join(_blocks(body)))


def _take_out_hidden(tree: etree._Element, body: etree._Element) -> None:
    """Empty the stretches whose style hides or strikes them, and keep raised figures apart from others."""
    hidden, raised = set(), set()
    for node in tree.iter(f"{_STYLE}text-properties"):
        name = node.getparent().get(f"{_STYLE}name")
        is_struck = node.get(f"{_STYLE}text-line-through-style", "none") != "none"
        if node.get(f"{_TEXT}display") == "none" or is_struck:
            hidden.add(name)
        elif node.get(f"{_STYLE}text-position", "").startswith("super"):
            raised.add(name)
    for node in list(body.iter(f"{_TEXT}span", *_PARAGRAPHS)) if hidden or raised else []:
        if node.get(f"{_TEXT}style-name") in hidden:
            node.clear(keep_tail=True)
        elif node.get(f"{_TEXT}style-name") in raised and (node.text or "").strip().isdecimal():
            node.text = node.text.translate(RAISED)


def _blocks(parent: etree._Element) -> Iterator[str]:
    for node in parent:
        if node.tag in _PARAGRAPHS:
            yield "".join(_said(node))
        elif node.tag == f"{_TABLE}table":
            for line in placed(_grid(node)):
                yield "\t".join(cell.heads + cell.text for cell in line)
        elif isinstance(node.tag, str) and node.tag not in _LEFT_OUT:
            yield from _blocks(node)


def _grid(table: etree._Element) -> list[list[Cell]]:
    rows = []
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is not table:  # its cell tells it
            continue
        cells = row.iterchildren(f"{_TABLE}table-cell")
        rows.append([_cell(cell) for cell in cells])
    return rows


def _cell(node: etree._Element) -> Cell:
    paragraphs = ("".join(_said(item)).strip() for item in node.iter(*_PARAGRAPHS))
    text = " ".join(filter(None, paragraphs))
    return Cell(
        text,
        count(node.get(f"{_TABLE}number-columns-spanned", "")),
        count(node.get(f"{_TABLE}number-rows-spanned", "")),
    )


def _said(node: etree._Element) -> Iterator[str]:
    """The visible text of a paragraph."""
    yield node.text or ""
    for child in node:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), MOST_REPEATED)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from _said(child)
        yield child.tail or ""
