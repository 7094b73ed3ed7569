"""Segments: the stretches of tokens between separators, the smallest units in which words govern figures.

Belongs here: cutting a sentence into segments and saying how each one ends. Does not belong here: subjects or values.
"""

from dataclasses import dataclass

from extract.binding.tokens import Token

_OPENING = frozenset("（(【〔")
_CLOSING = frozenset("）)】〕")


@dataclass(slots=True)
class Segment:
    """``ends`` is how the segment is closed: soft (、 和 与), hard (，；： and brackets) or end.
    ``nested`` counts open brackets around it."""

    tokens: list[Token]
    ends: str
    separator: str
    nested: int

    @property
    def figures(self) -> list[int]:
        """Positions of the figures among the tokens."""
        return [i for i, token in enumerate(self.tokens) if token.kind == "figure"]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def split(tokens: list[Token]) -> list[Segment]:
    """The segments of a sentence, in order; empty ones (two separators in a row) are left out."""
    segments: list[Segment] = []
    run: list[Token] = []
    nested = 0
    for token in [*tokens, Token("end", 0, 0, "")]:
        if token.kind not in ("hard", "soft", "end"):
            run.append(token)
            continue
        if run:
            segments.append(Segment(run, token.kind, token.text, nested))
            run = []
        elif segments and token.kind == "hard":
            segments[-1].ends = "hard"
        nested = max(0, nested + (token.text in _OPENING) - (token.text in _CLOSING))
    return segments
