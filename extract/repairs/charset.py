"""Text that was decoded with the wrong character set as a whole, or in whole lines: 鏀垮簻 for 政府, æ”¿åºœ for 政府.

Belongs here: stretches in which every byte is still there. Where bytes are lost and pairs slip, see ``slipped``.
"""

import codecs
from collections.abc import Iterator
from functools import cache

from extract.offsets import Edit, MappedText
from extract.repairs.ngrams import ordinary

SUSPECT = 0.985
SAMPLE = 4000
LEAST_AFTER = 0.7
LEAST_GAIN = 0.3
SHORTEST = 4  # characters beyond ASCII: two or three can be read as anything
MISTAKES = (
    ("cp1252", "utf-8"),
    ("gb18030", "utf-8"),
    ("cp1252", "gb18030"),
    ("cp1252", "big5hkscs"),
    ("big5hkscs", "utf-8"),
    ("big5hkscs", "gb18030"),
    ("gb18030", "big5hkscs"),
)
NAMES = {"cp1252": "Latin", "gb18030": "GB18030", "big5hkscs": "Big5", "utf-8": "UTF-8"}


def undo(text: MappedText) -> list[str]:
    """Read lines again in the character set that makes them ordinary Chinese."""
    sample = text.text[:: max(1, len(text.text) // SAMPLE)]
    if len(sample) - sum(map(sample.count, text.characters - ordinary())) >= SUSPECT * len(sample):
        return []
    counts: dict[tuple[str, str], int] = {}
    edits = list(_edits(text.text, counts))
    text.apply(edits)
    return [
        f"lines of {NAMES[right]} read as {NAMES[wrong]} read again: {count}"
        for (wrong, right), count in sorted(counts.items())
    ]


def _edits(text: str, counts: dict[tuple[str, str], int]) -> Iterator[Edit]:
    start = 0
    for line in text.split("\n"):
        before = _share(line)
        if before <= 1 - LEAST_GAIN and sum(character > "\x7f" for character in line) >= SHORTEST:
            found = _read_again(line, before)
            if found:
                mistake, edit = found
                counts[mistake] = counts.get(mistake, 0) + 1
                yield Edit(start, start + len(line), edit.replacement, tuple(start + i for i in edit.sources or ()))
        start += len(line) + 1


def _share(line: str) -> float:
    """Share of ordinary characters among those beyond ASCII that are not lost; 1 where there are none."""
    wide = [character for character in line if character > "\x7f" and character != "\ufffd"]
    return sum(map(ordinary().__contains__, wide)) / len(wide) if wide else 1.0


def _read_again(line: str, before: float) -> tuple[tuple[str, str], Edit] | None:
    for wrong, right in MISTAKES:
        head, _ = _decoded(line[:400], wrong, right)
        if _share(head) < max(LEAST_AFTER, before + LEAST_GAIN) or not any("\u4e00" <= one <= "\u9fff" for one in head):
            continue
        again, sources = _decoded(line, wrong, right)
        return (wrong, right), Edit(0, len(line), again, sources)
    return None


def _decoded(line: str, wrong: str, right: str) -> tuple[str, tuple[int, ...]]:
    """The line's bytes in ``wrong`` decoded in ``right``, and for each character the offset that it came from."""
    decoder = codecs.getincrementaldecoder(right)("replace")
    pieces: list[str] = []
    sources: list[int] = []
    began = 0
    for i, character in enumerate(line):
        for byte in _bytes(character, wrong):
            waiting = bool(decoder.getstate()[0])
            began = began if waiting else i
            piece = decoder.decode(bytes((byte,)))
            pieces.append(piece)
            sources.extend([began] * len(piece))
    rest = decoder.decode(b"", True)
    return "".join(pieces) + rest, (*sources, *[began] * len(rest))


@cache
def _bytes(character: str, wrong: str) -> bytes:
    """The bytes that were read as this character; FF, which is none in any of the sets, where they are unknown."""
    if character == "\ufffd":
        return b"\xff"
    try:
        return character.encode(wrong)
    except UnicodeEncodeError:
        return bytes((ord(character),)) if ord(character) < 256 else b"\xff"
