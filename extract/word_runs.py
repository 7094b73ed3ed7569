"""The visible text of one paragraph of a Word file.

Belongs here: which runs a reader sees, and what stands for breaks, symbols, formulas and raised figures. Deleted and
moved passages of tracked changes, hidden and struck text and the readings of ruby text are left out, inserted ones are
kept. Does not belong here: how paragraphs and tables follow one another (word).
"""

from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

from extract.visible import RAISED, UNREADABLE

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_LEFT_OUT = {
    *(qn(name) for name in ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:rt", "w:txbxContent", "w:instrText")),
    qn("w:delText"),
}
_RUNNING = {f"{_MATH}oMathPara", f"{_MATH}oMath", f"{_MATH}r"}
_OFF = ("0", "false", "off", "none")
_SYMBOL_FONT = 0xF000
"""Fonts of symbols keep their signs from here on, in the order of ASCII."""


def text(paragraph: etree._Element) -> str:
    """What a reader sees of a paragraph, text boxes aside."""
    return "".join(_said(paragraph))


def boxes(paragraph: etree._Element) -> list[etree._Element]:
    """The contents of the text boxes that hang on a paragraph, each once, without those inside of another."""
    skipped = {node for unread in _unread(paragraph) for node in unread.iter(qn("w:txbxContent"))}
    found = [box for box in paragraph.iter(qn("w:txbxContent")) if box not in skipped]
    return [box for box in found if not any(outer in found for outer in box.iterancestors(qn("w:txbxContent")))]


def goes_on(paragraph: etree._Element) -> bool:
    """Whether the end of a paragraph is deleted by a tracked change, so that the next one goes on with it."""
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def _unread(parent: etree._Element) -> Iterator[etree._Element]:
    """Of alternative contents those that are not read: the fallback, unless it alone has text."""
    for both in parent.iter(f"{_COMPATIBLE}AlternateContent"):
        choices, fallback = both.findall(f"{_COMPATIBLE}Choice"), both.find(f"{_COMPATIBLE}Fallback")
        chosen = next((choice for choice in choices if _has_text(choice)), fallback)
        yield from (other for other in both if other is not chosen)


def _has_text(node: etree._Element) -> bool:
    return next(node.iter(qn("w:t")), None) is not None


def _said(parent: etree._Element) -> Iterator[str]:
    for child in parent:
        if not isinstance(child.tag, str) or child.tag in _LEFT_OUT:
            continue
        if child.tag == qn("w:r"):
            yield from _run(child)
        elif child.tag in (qn("w:t"), f"{_MATH}t"):
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == qn("w:sym"):
            yield _symbol(child)
        elif child.tag == f"{_COMPATIBLE}AlternateContent":
            unread = set(_unread(child))
            yield from (piece for part in child if part not in unread for piece in _said(part))
        elif child.tag.startswith(_MATH) and child.tag not in _RUNNING:
            yield "" if child.tag.endswith("Pr") else UNREADABLE  # a fraction, a root: no plain figure
        else:
            yield from _said(child)


def _run(run: etree._Element) -> Iterator[str]:
    marks = run.find(qn("w:rPr"))
    if marks is not None and any(_is_on(marks, name) for name in ("w:vanish", "w:strike", "w:dstrike")):
        return
    said = "".join(_said(run))
    raised = None if marks is None else marks.find(qn("w:vertAlign"))
    is_raised = raised is not None and raised.get(qn("w:val")) == "superscript"
    yield said.translate(RAISED) if is_raised and said.strip().isdecimal() else said


def _is_on(marks: etree._Element, name: str) -> bool:
    mark = marks.find(qn(name))
    return mark is not None and mark.get(qn("w:val")) not in _OFF


def _symbol(symbol: etree._Element) -> str:
    """The sign that a symbol shows, as far as its code tells: fonts of symbols agree on figures and stops."""
    try:
        code = int(symbol.get(qn("w:char"), ""), 16)
    except ValueError:
        return UNREADABLE
    code = code - _SYMBOL_FONT if code >= _SYMBOL_FONT else code
    shown = {0xD7: ".", 0xB7: "·", 0x2D: "-"}.get(code, chr(code))
    return shown if shown in "·-" or shown in ".,%()+/:;<=>" or shown.isdecimal() else UNREADABLE
