"""Pages that are pictures to pieces of text, with the extra ``ocr``: RapidOCR, which brings its models in its package.

Only the recognition belongs here; what is done with the pieces is for ``layout``.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from statistics import fmean
from typing import Any, NamedTuple

import pypdfium2 as pdfium

from extract.readers.layout import Page, Piece
from extract.refusal import Refusal

POINTS = 72
DOTS = 200
EXTRA = "pip install 'duixian[ocr]'"
LEAST_SCORE = 0.6
"""Of a line; what is recognised with less is no text that a figure may be read from."""


class Recognised(NamedTuple):
    """A page with the mean score of its lines, and how many lines were too unsure to be used."""

    page: Page
    score: float
    unsure: int


def recognise(document: pdfium.PdfDocument, numbers: Sequence[int], why: str) -> Iterator[Recognised]:
    """The pages of these numbers. Raises :class:`Refusal` where the extra is missing."""
    engine = _engine()
    if engine is None:
        raise Refusal("needs_ocr", f"the text has to be recognised, as {why}: {EXTRA}, and build again")
    for number in numbers:
        page = document[number]
        scale = DOTS / POINTS
        picture = page.render(scale=scale, grayscale=False).to_numpy()
        width, height = page.get_size()
        page.close()
        found, _ = engine(picture)
        lines = [(box, text, float(score)) for box, text, score in found or []]
        sure = [line for line in lines if line[2] >= LEAST_SCORE]
        pieces = [_piece(box, text, scale, height) for box, text, _ in sure]
        mean = fmean([score for _, _, score in lines] or [0.0])
        yield Recognised(Page(width, height, pieces), mean, len(lines) - len(sure))


@cache
def _engine() -> Any:
    """The recogniser, None without the extra."""
    try:
        from rapidocr_onnxruntime import RapidOCR
    except ImportError:
        return None
    return RapidOCR()


def _piece(box: Sequence[Sequence[float]], text: str, scale: float, height: float) -> Piece:
    across, down = [point[0] / scale for point in box], [height - point[1] / scale for point in box]
    return Piece(text, min(across), max(across), min(down), max(down))
