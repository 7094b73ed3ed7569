"""The likeliest reading of a stretch of slipped GBK: a search over what each byte may have been.

Belongs here: the ways in which one token (a character as it stands) can take the reading further, and how a reading is
judged. Where to look for a slip is for ``slipped``.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from extract.repairs.ngrams import PUNCTUATION, Neighbours, from_gbk, gbk, worth

LOST = "\ufffd"
UNKNOWN = -1
KNOWN_PAIR, STRANGE_PAIR, NO_START = 2.0, -1.5, -5.0
LOST_WORTH = -2.0
MARGIN = 1.4
# Whole characters inferred from what is left of two or three: less certain than any that is read.
INFERRED = {2: 1.0, 3: -2.0}
INDENT = 8.0
SYLLABLE = 2.0  # the pronunciation that a converter wrote behind the lost byte agrees
CHOICES = 6
BEAM = 120
PATIENCE = 10
FEW, LEAST_ACROSS = 3, -0.5
LONGEST = 50_000  # characters of a report
LEAST_EFFORT, EFFORT_A_CHARACTER = 8_000, 1  # in paths; no real report needed more than two thirds of it

Annotations = dict[str, set[str]]


class Token(NamedTuple):
    """A character as it stands: its offsets, its GBK bytes (none for an unknown byte) and the syllable behind it."""

    start: int
    end: int
    character: str
    coded: bytes
    syllable: str


class Reading(NamedTuple):
    """What the first ``length`` tokens read as; ``gain`` over what stands there, ``worth`` a character."""

    text: str
    sources: tuple[int, ...]
    length: int
    gain: float
    worth: float


class _Path(NamedTuple):
    score: float
    pending: int | None
    pending_from: int
    characters: tuple[str, ...]
    sources: tuple[int, ...]
    guesses: tuple[tuple[int, int, tuple[str, ...]], ...]


class Effort:
    """How many paths the searches of one report of this length may still look at; beyond it they find nothing."""

    def __init__(self, length: int) -> None:
        self.left = LEAST_EFFORT + EFFORT_A_CHARACTER * min(length, LONGEST)

    def takes(self, paths: int) -> bool:
        """Spend on so many paths; False when nothing is left."""
        self.left -= paths
        return self.left >= 0


def read(
    tokens: list[Token], before: str, neighbours: Neighbours, annotations: Annotations, effort: Effort
) -> Reading | None:
    """The best reading that starts at the first token, or None when nothing reads better than what stands there.

    None too where the ``effort`` does not last to its end."""
    if not tokens:
        return None
    search = _Search(tokens, before, neighbours, annotations)
    best: Reading | None = None
    standing = 0.0
    paths = search.openings()
    for index in range(len(tokens)):
        if index:
            paths = [step for path in paths for step in search.steps(path, index)]
        standing += search.standing(index)
        finished = [path for path in paths if path.pending is None]
        for path in finished:
            if path.characters:
                behind = tokens[index + 1].character if index + 1 < len(tokens) else "\n"
                text = search.resolved(path, behind)
                score = path.score + sum(map(_value, text)) - sum(map(_value, path.characters))
                score += max(search.follows(path, behind), 0.0)
                reading = Reading(text, path.sources, index + 1, score - standing, score / len(text))
                if best is None or reading.gain > best.gain:
                    best = reading
        paths = _pruned([path for path in paths if path.pending is not None])
        if not effort.takes(len(paths) + sum(map(_guessed, finished))):
            return None
        if not paths or (index >= PATIENCE and paths[0].score < 0):
            break
    return best


def promising(tokens: list[Token]) -> bool:
    """Whether the second byte of each token and the first of the next make ordinary characters; True if few do."""
    if tokens[:1] and tokens[0].character == "?" and tokens[0].syllable:
        return True
    across = []
    for upper, lower in pairwise(tokens[1:] if tokens[:1] and tokens[0].character == "?" else tokens):
        if len(upper.coded) != 2 or len(lower.coded) != 2:
            break
        across.append(from_gbk(upper.coded[1], lower.coded[0]))
    if len(across) < FEW:
        return True
    return sum(map(_value, filter(None, across))) >= LEAST_ACROSS * len(across)


def _value(character: str) -> float:
    if character == LOST:
        return LOST_WORTH
    return worth(character) if character > "\x7f" else 0.5


def _pruned(paths: list[_Path]) -> list[_Path]:
    """The best path for each state (byte in hand, last character), the best states first."""
    best: dict[tuple[int | None, str], _Path] = {}
    for path in paths:
        state = path.pending, path.characters[-1] if path.characters else ""
        if state not in best or path.score > best[state].score:
            best[state] = path
    return sorted(best.values(), key=lambda path: (-path.score, path.characters))[:BEAM]


@cache
def _with_trail(trail: int) -> tuple[str, ...]:
    """Ordinary characters that end in this byte."""
    found = (from_gbk(lead, trail) for lead in range(0x81, 0xFF))
    return tuple(character for character in found if character and (worth(character) > 0 or character == "\u3000"))


@cache
def _with_lead(lead: int) -> tuple[str, ...]:
    """Ordinary characters that start with this byte."""
    found = (from_gbk(lead, trail) for trail in range(0x40, 0xFF))
    return tuple(character for character in found if character and worth(character) > 0)


class _Search:
    def __init__(self, tokens: list[Token], before: str, neighbours: Neighbours, annotations: Annotations) -> None:
        self.tokens = tokens
        self.before = before
        self.pairs = neighbours.pairs
        self.neighbours = neighbours
        self.annotations = annotations

    def openings(self) -> list[_Path]:
        """Ways to start: the first token is the lost byte, or hides it, or stands behind it."""
        token = self.tokens[0]
        empty = _Path(0.0, None, 0, (), (), ())
        if token.character != "?":
            behind = list(self._steps_from_unknown(empty, 0, 0))
            hidden = [self._guess(empty, 0, _with_lead(token.coded[0]), token.coded[1], 0)] if token.coded else []
            return _pruned_all(behind + hidden)
        if not token.syllable:
            return [empty._replace(pending=UNKNOWN)]
        paths = []
        trail = gbk(self.before)
        for character in sorted(self.annotations.get(token.syllable, ())):
            coded = gbk(character)
            if coded and trail and coded[0] == trail[1]:
                paths.append(empty._replace(score=SYLLABLE, pending=coded[1]))
            if self.before + character in self.pairs:
                paths.append(self._plus(empty, character, 0, None, 0))
        return paths

    def steps(self, path: _Path, index: int) -> Iterator[_Path]:
        """Everything that the token may mean behind this path."""
        if path.pending == UNKNOWN:
            yield from self._steps_from_unknown(path, index, path.pending_from)
            return
        token, lead = self.tokens[index], path.pending
        assert lead is not None
        if token.character == "?":
            yield from self._completed(path, index)
        for first, rest in _byte_forms(token):
            character = from_gbk(lead, first)
            if character:
                yield self._plus(path, character, path.pending_from, rest, index)
            yield from self._dropped(path, lead, first, rest, index)
        if token.character in ",.;:!()" or token.character.isdigit():
            lost = self._guess(path, path.pending_from, _with_lead(lead), None, index)
            yield self._plus(lost, token.character, index, None, index)

    def _steps_from_unknown(self, path: _Path, index: int, source: int) -> Iterator[_Path]:
        for first, rest in _byte_forms(self.tokens[index]):
            for character in _with_trail(first):
                if character == "\u3000" and self.before != "\n":
                    continue
                step = self._plus(path, character, source, rest, index)
                yield step._replace(guesses=(*path.guesses, (len(path.characters), 1, _with_trail(first))))

    def _completed(self, path: _Path, index: int) -> Iterator[_Path]:
        """The unknown byte ends the character in hand; behind it the pairs are right again."""
        assert path.pending is not None
        syllable = self.tokens[index].syllable
        candidates = _with_lead(path.pending)
        if syllable:
            known = self.annotations.get(syllable, set())
            candidates = tuple(character for character in candidates if character in known)
        step = self._guess(path, path.pending_from, candidates, None, index)
        yield step._replace(score=step.score + SYLLABLE) if syllable and candidates else step

    def _dropped(self, path: _Path, lead: int, trail: int, rest: int | None, index: int) -> Iterator[_Path]:
        """Two or four bytes that are no character were dropped: two or three characters, known ones or lost."""
        for length in (2, 3):
            known = self.neighbours.dropped(length, lead, trail)
            places = (path.pending_from, *[index] * (length - 1))
            guesses = (*path.guesses, (len(path.characters), length, known))
            for text in sorted(known, key=lambda text: (-self._joined(path, text), text))[:CHOICES]:
                score = path.score + self._joined(path, text) + INFERRED[length]
                yield _Path(score, rest, index, (*path.characters, *text), (*path.sources, *places), guesses)
            score = path.score + LOST_WORTH * (2 * length - 1)
            yield _Path(score, rest, index, (*path.characters, *LOST * length), (*path.sources, *places), path.guesses)

    def _joined(self, path: _Path, text: str) -> float:
        return self._follows(path.characters[-1] if path.characters else self.before, text[0])

    def standing(self, index: int) -> float:
        """What a token is worth as it stands, behind the one before it; a mark of a lost byte counts as lost."""
        character = self.tokens[index].character
        if character == "?":
            return LOST_WORTH
        left = self.tokens[index - 1].character if index else self.before
        return _value(character) + (self._follows(left, character) if left != "?" else 0.0)

    def follows(self, path: _Path, behind: str) -> float:
        """How well what stands behind the path follows it."""
        return self._follows(path.characters[-1], behind)

    def _follows(self, left: str, right: str) -> float:
        """How well one character follows another; a line starts with no closing sign."""
        if left in "\n\u3000":
            return {"（": 1.0}.get(right, NO_START if right in "，。、；：！？）”》" else 0.0)
        if left + right in self.pairs:
            return KNOWN_PAIR
        return STRANGE_PAIR if left > "\u3400" and right > "\u3400" and LOST not in left + right else 0.0

    def _guess(self, path: _Path, source: int, candidates: tuple[str, ...], pending: int | None, index: int) -> _Path:
        """A character of which one byte is lost: the likeliest candidate for now, settled by ``resolved``."""
        if not candidates:
            return self._plus(path, LOST, source, pending, index)
        ranked = max(candidates, key=lambda character: (worth(character) + self._joined(path, character), character))
        step = self._plus(path, ranked, source, pending, index)
        return step._replace(guesses=(*path.guesses, (len(path.characters), 1, candidates)))

    def _plus(self, path: _Path, character: str, source: int, pending: int | None, index: int) -> _Path:
        score = path.score + _value(character) + self._joined(path, character)
        if character == "\u3000":
            score += INDENT
        elif character == "）" and self.before == "\n" and "（" not in path.characters:
            score -= 3.0
        return _Path(score, pending, index, (*path.characters, character), (*path.sources, source), path.guesses)

    def resolved(self, path: _Path, behind: str) -> str:
        """The path's text; a guess stays only where it fits its neighbours clearly better than every other."""
        text = list(path.characters)
        for place, length, candidates in path.guesses:
            left = text[place - 1] if place else self.before
            right = text[place + length] if place + length < len(text) else behind
            ranked = sorted(((self._fit(left, one, right), one) for one in candidates), reverse=True)
            only = len(ranked) == 1 and ranked[0][0] > NO_START
            clear = only or (len(ranked) > 1 and ranked[0][0] > 0 and ranked[0][0] - ranked[1][0] >= MARGIN)
            text[place : place + length] = ranked[0][1] if clear else LOST * length
        return "".join(map(self._trusted, [self.before, *text[:-1]], text, [*text[1:], behind]))

    def _trusted(self, left: str, character: str, right: str) -> str:
        """A character that is neither ordinary nor known beside its neighbours is no restoration: it is lost."""
        known = worth(character) > 0 or character <= "\x7f" or character == "\u3000"
        return character if known or {left + character, character + right} & self.pairs else LOST

    def _fit(self, left: str, character: str, right: str) -> float:
        """How well a candidate sits between its neighbours; a pair or triple is judged by its edges."""
        if len(character) > 1:
            return 1.5 * (self._follows(left, character[0]) + self._follows(character[-1], right))
        if character == "\u3000":
            return 9.0 if left == "\n" else -9.0
        if character in PUNCTUATION:
            return 2.5 if character in "。，、；" and right not in "”）》。，、；" and left not in PUNCTUATION else 0.0
        fit = worth(character) / 2
        return fit + 3.0 * (left + character in self.pairs) + 3.0 * (character + right in self.pairs)


def _guessed(path: _Path) -> int:
    """What it takes to resolve a path, in paths: every candidate of every guess is held against its neighbours."""
    return sum(len(candidates) for _, _, candidates in path.guesses) // 8


def _pruned_all(paths: list[_Path]) -> list[_Path]:
    return _pruned([path for path in paths if path.pending is not None])


def _byte_forms(token: Token) -> list[tuple[int, int | None]]:
    """The bytes that a token may have been: its own pair, or for ASCII one byte or a full-width pair."""
    if token.character == "?":
        return [(0xA3, 0xBF)] if not token.syllable else []
    if token.character == "€":
        return [(0x80, None), (token.coded[0], token.coded[1])]
    if len(token.coded) == 2:
        return [(token.coded[0], token.coded[1])]
    code = ord(token.character)
    if not 0x21 <= code <= 0x7E:
        return []
    full = [(0xA3, code + 0x80)]
    return [(code, None), *full] if code >= 0x40 else list(full)
