"""Text of a PDF: the text layer of its pages, laid out as lines.

Belongs here: opening a PDF, taking the pieces of text and the rules off its pages, and telling whether the text layer
can be read. What the pieces mean on the page is for ``layout``; pages that are pictures are for ``ocr``.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.characters import plain_pattern
from extract.decoded import Decoded
from extract.readers import layout, ocr
from extract.readers.layout import Page, Piece
from extract.refusal import Refusal

MOST_PAGES = 2_000
LEAST_CHARACTERS = 10
LEAST_PLAIN = 0.5
LEAST_NOWHERE, MOST_NOWHERE = 5, 0.002
GAP = 1.0
"""Letters further apart than this share of their size do not follow one another."""
_LINE = re.compile(r"[^\r\n\x02\ufffe]+")
_NOWHERE = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_WIDE = re.compile(r"[^\x00-\x7f]+")
_DIGIT = re.compile(r"\d+")
_BREAK = re.compile(r"[ \u3000\t\xa0]+")


def read(content: bytes) -> Decoded:
    """The text of a PDF. Raises :class:`Refusal`: password, broken_pdf, needs_ocr."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refusal("password", "the PDF is locked by a password: save it without one") from error
        raise Refusal("broken_pdf", "the PDF is damaged: it cannot be opened") from error
    try:
        return _read(document)
    except pdfium.PdfiumError as error:
        raise Refusal("broken_pdf", f"the PDF is damaged: {error}") from error
    finally:
        document.close()


class _Layer(NamedTuple):
    """A page with what its text layer holds; ``is_picture`` says that it is a picture with no text."""

    page: Page
    is_picture: bool


def _read(document: pdfium.PdfDocument) -> Decoded:
    if len(document) > MOST_PAGES:
        raise Refusal("too_large", f"the PDF has {len(document):,} pages, more than the limit of {MOST_PAGES:,}")
    layers = []
    for number in range(len(document)):
        page = document[number]
        layers.append(_layer(page))
        page.close()
    pages = [layer.page for layer in layers]
    pictures = [number for number, layer in enumerate(layers) if layer.is_picture]
    notes: list[str] = []
    is_broken = not _is_plain(pages)
    if is_broken or any(0 < number < len(pages) - 1 for number in pictures) or len(pictures) == len(pages):
        why = "is broken" if is_broken else f"lacks what pages {_listed(pictures)} show, which are pictures"
        wanted = list(range(len(pages))) if is_broken else pictures
        for number, found in zip(wanted, ocr.recognise(document, wanted, f"its text layer {why}"), strict=True):
            pages[number] = found.page
            unsure = f", unsure lines left out: {found.unsure}" if found.unsure else ""
            notes.append(f"page {number + 1} recognised from its picture, mean score {found.score:.2f}{unsure}")
    elif pictures:
        notes.append(f"pages that are pictures left out: {_listed(pictures)}")
    laid = layout.text_of(pages)
    return Decoded("pdf", None, laid.text, notes=(*notes, *laid.notes))


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number + 1) for number in numbers[:5])
    return shown + (f" and {len(numbers) - 5} more" if len(numbers) > 5 else "")


def _is_plain(pages: Sequence[Page]) -> bool:
    """Whether the text is ordinary: a font without a table of its characters gives signs of nowhere.

    It may be the font of the figures alone. A sign of nowhere before a line is a bullet.
    """
    text = "".join(piece.text for page in pages for piece in page.pieces)
    nowhere = sum(len(_NOWHERE.findall(piece.text, 1)) for page in pages for piece in page.pieces)
    if nowhere >= LEAST_NOWHERE and nowhere > MOST_NOWHERE * len(text):
        return False
    wide = "".join(_WIDE.findall(text))
    if len(text) < LEAST_CHARACTERS * len(pages):
        return True  # there is too little to judge: pictures
    return len(wide) >= 0.2 * len(text) and len(plain_pattern().findall(wide)) >= LEAST_PLAIN * len(wide)


def _layer(page: pdfium.PdfPage) -> _Layer:
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        pieces = list(_pieces(text_page))
    finally:
        text_page.close()
    letters = sum(len(piece.text) for piece in pieces)
    is_picture = letters < LEAST_CHARACTERS and _has_picture(page, width * height)
    rows = {round(piece.middle) for piece in pieces}
    level, upright = _rules(page) if len(pieces) >= len(rows) + 2 else ((), ())
    return _Layer(Page(width, height, pieces, level, upright), is_picture)


def _pieces(text_page: pdfium.PdfTextPage) -> Iterator[Piece]:
    """Lines of the text layer, parted where they have wide gaps; only the ends of words are measured."""
    count = text_page.count_chars()
    text = text_page.get_text_range() if count else ""
    if len(text) != count:  # signs beyond the basic plane, or without a place
        text = "".join(chr(raw.FPDFText_GetUnicode(text_page.raw, n)) for n in range(count))
    measure = _Measure(text_page.raw)
    for line in _LINE.finditer(text):
        yield from _parted(text, line.start(), line.end(), measure)


class _Measure:
    """Where a character stands: left, right, bottom, top."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._box = raw.FS_RECTF()
        self._pointer = ctypes.byref(self._box)

    def __call__(self, number: int) -> tuple[float, float, float, float]:
        raw.FPDFText_GetLooseCharBox(self._page, number, self._pointer)
        box = self._box
        return box.left, box.right, box.bottom, box.top


def _parted(text: str, start: int, end: int, measure: _Measure) -> Iterator[Piece]:
    piece: Piece | None = None
    for first, last in _words(text, start, end):
        left, right, bottom, top = measure(first)
        if last > first + 1:
            right = measure(last - 1)[1]
        if piece is None or not 0 <= left - piece.right < GAP * piece.size or bottom > piece.top or top < piece.bottom:
            if piece is not None:
                yield piece
            piece = Piece(
                text[first] + _without_marks(text, first + 1, last, bottom, top, measure), left, right, bottom, top
            )
        else:  # the first word tells how high the line is
            word = _without_marks(text, first, last, piece.bottom, piece.top, measure)
            piece = piece._replace(text=layout.closed_up(f"{piece.text} {word}" if word else piece.text), right=right)
    if piece is not None:
        yield piece


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for space in _BREAK.finditer(text, start, end):
        if space.start() > at:
            yield at, space.start()
        at = space.end()
    if at < end:
        yield at, end


def _without_marks(text: str, first: int, last: int, bottom: float, top: float, measure: _Measure) -> str:
    """A word without the small raised figures that point to footnotes, which would else be read as figures."""
    kept, at = [], first
    for digits in _DIGIT.finditer(text, first, last):
        _, _, foot, head = measure(digits.start())
        if head - foot < 0.8 * (top - bottom) and foot > bottom + 0.2 * (top - bottom):
            kept.append(text[at : digits.start()])
            at = digits.end()
    return "".join([*kept, text[at:last]])


def _has_picture(page: pdfium.PdfPage, area: float) -> bool:
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) > 0.2 * area:
            return True
    return False


def _rules(page: pdfium.PdfPage) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Heights of level rules and places of upright ones; the edges of boxes are rules too."""
    level: list[float] = []
    upright: list[float] = []
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if right - left > 15:
            level += [bottom, top] if top - bottom > 3 else [(bottom + top) / 2]
        if top - bottom > 8:
            upright += [left, right] if right - left > 3 else [(left + right) / 2]
    return _apart(level), _apart(upright)


def _apart(places: list[float]) -> tuple[float, ...]:
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > 3:
            kept.append(place)
    return tuple(kept)
