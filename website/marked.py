"""The text of a report cut into paragraphs and pieces, each piece with the facts that it belongs to.

Only cutting belongs here. Facts may share a clause or overlap: a piece belongs to all of them. Joined again, the pieces
are the text.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

MOST_CHARACTERS = 60_000
"""How much text one page holds; a longer report is several pages."""


@dataclass(frozen=True)
class Span:
    """A fact's place in the text."""

    fact_id: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A stretch of text that the same facts cover, perhaps none."""

    text: str
    fact_ids: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    """The facts whose first piece this is."""


@dataclass(frozen=True)
class Paragraph:
    """A line of the text with its pieces, the facts that begin in it, and the stretches, all in their order."""

    pieces: list[Piece]
    fact_ids: list[str] = field(default_factory=list)
    stretches: list[int] = field(default_factory=list)


def paragraphs(text: str, spans: Sequence[Span], stretches: Sequence[int] = ()) -> list[Paragraph]:
    """The lines of ``text`` that are not empty, cut where facts begin and end. Spans beyond the text are cut to it.

    ``stretches`` are the offsets, ascending, at which the stretches of the report begin; each is named by its place
    in the list, at the first line that is not empty from there on.
    """
    ordered = sorted(spans, key=lambda span: (span.start, -span.end, span.fact_id))
    begun: set[str] = set()
    found: list[Paragraph] = []
    waiting = deque(enumerate(stretches))
    offset = 0
    for line in text.split("\n"):
        start, offset = offset, offset + len(line) + 1
        if line.strip():
            inside = [span for span in ordered if span.start < start + len(line) and span.end > start]
            begin: list[int] = []
            while waiting and waiting[0][1] < start + len(line):
                begin.append(waiting.popleft()[0])
            found.append(_paragraph(line, start, inside, begun, begin))
    return found


def _paragraph(line: str, start: int, inside: Sequence[Span], begun: set[str], stretches: list[int]) -> Paragraph:
    last = start + len(line)
    cuts = sorted({start, last, *(min(max(cut, start), last) for s in inside for cut in (s.start, s.end))})
    pieces = []
    firsts: list[str] = []
    for left, right in pairwise(cuts):
        here = [span for span in inside if span.start <= left and span.end >= right]
        begins = tuple(span.fact_id for span in here if span.fact_id not in begun)
        begun.update(begins)
        firsts += begins
        pieces.append(
            Piece(
                line[left - start : right - start],
                tuple(span.fact_id for span in here),
                tuple(sorted({span.kind for span in here})),
                begins,
            )
        )
    return Paragraph(pieces, firsts, stretches)


def parts(whole: Sequence[Paragraph], most: int = MOST_CHARACTERS) -> list[list[Paragraph]]:
    """The paragraphs in runs of at most ``most`` characters; a longer paragraph is a run of its own."""
    runs: list[list[Paragraph]] = [[]]
    held = 0
    for paragraph in whole:
        size = sum(len(piece.text) for piece in paragraph.pieces)
        if runs[-1] and held + size > most:
            runs.append([])
            held = 0
        runs[-1].append(paragraph)
        held += size
    return runs
