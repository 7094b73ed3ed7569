"""A sentence as a row of tokens: known words, figures, expressions of time, separators, and unknown text between.

Belongs here: which reading of overlapping characters wins. Does not belong here: what tokens mean together.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from extract.periods import TimeMark
from extract.reference import Word, lexicon

_PHRASED = re.compile("台阶|大关|关口|[况势景提件]下")  # one of these stands in each of the two below
_STEPS = re.compile(r"(?:\d+|[一二两三四五六七八九十])个(?:十|百|千|万|亿)+元?级?(?:的?[大新])?(?:台阶|大关|关口)")
_CIRCUMSTANCES = re.compile(r"在[^，。；、\d]{2,16}?(?:情况下|形势下|背景下|条件下|前提下|大背景下)")
_IDLE = Word(classes=frozenset(("filler",)))
CONJUNCTIONS = frozenset(("和", "与", "及", "以及", "并", "或"))
_HARD = "，；。！？：:;,.（）()〔〕【】—\n"
_SILENT = "“”\"'‘’《》〈〉 \u3000·+"  # these only part what stands beside them
_GAPS = re.compile(f"(?P<text>[^{_HARD}、{_SILENT}]+)|(?P<hard>[{_HARD}])|(?P<soft>、)")
_PARTING = frozenset(re.sub(r"\\n", "\n", _HARD + _SILENT)) | {"、"}
_NO_FIGURE: Mapping[str, Any] = MappingProxyType({})
_NO_CLASSES: frozenset[str] = frozenset()
_START = attrgetter("start")


class Token:
    """``kind`` is word, figure, time, hard, soft or text; offsets count within the sentence.

    The classes and flags of a word are copied from the lexicon: they are read many times for each token that is made.
    """

    __slots__ = (
        "classes",
        "end",
        "figure",
        "is_indicator",
        "is_subject",
        "is_unknown",
        "kind",
        "mark",
        "start",
        "text",
        "word",
    )

    def __init__(
        self,
        kind: str,
        start: int,
        end: int,
        text: str,
        word: Word | None = None,
        figure: Mapping[str, Any] = _NO_FIGURE,
        mark: TimeMark | None = None,
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.text = text
        self.word = word
        self.figure = figure
        self.mark = mark
        if word is None:
            self.classes = _NO_CLASSES
            self.is_indicator = self.is_subject = False
            self.is_unknown = kind == "text"
        else:
            self.classes = word.classes
            self.is_indicator = word.is_indicator
            self.is_subject = word.is_subject
            self.is_unknown = word.is_unknown

    def has(self, *classes: str) -> bool:
        """Whether the word is of one of these classes of lexicon.csv."""
        return not self.classes.isdisjoint(classes)


def one_has(tokens: Iterable[Token], *classes: str) -> bool:
    """Whether one of the tokens is a word of one of these classes."""
    for token in tokens:  # noqa: SIM110 (any() over a generator takes twice the time)
        if token.classes and not token.classes.isdisjoint(classes):
            return True
    return False


def tokenize(
    text: str, words: Iterable[tuple[int, str]], figures: Iterable[Mapping[str, Any]], marks: Iterable[TimeMark]
) -> list[Token]:
    """The tokens of a sentence.

    Indicator wordings and comparisons with the year before (比上年增长) win over times, times over figures, figures
    over other words. Of a word that loses its beginning, an ending that is a word itself remains (五年年均|增长).
    """
    known = _known()
    strong: list[tuple[int, str]] = []
    weak: list[tuple[int, str]] = []
    for found in words:
        (strong if known[found[1]].wins else weak).append(found)
    sentence = _Sentence(text)
    sentence.place_words(strong)
    sentence.place([Token("time", mark.start, mark.end, mark.text, mark=mark) for mark in marks])
    sentence.place([Token("figure", f["start"], f["end"], text[f["start"] : f["end"]], figure=f) for f in figures])
    sentence.place(_phrases(text))
    sentence.place_words(weak)
    return sentence.tokens()


class _Known(NamedTuple):
    """How a word of the lexicon is taken up: as a token of ``kind``, before or after times and figures."""

    kind: str
    word: Word
    wins: bool


@cache
def _known() -> dict[str, _Known]:
    known = {}
    for text, word in lexicon().items():
        kind = "soft" if text in CONJUNCTIONS else "text" if "noun" in word.classes else "word"
        known[text] = _Known(kind, word, word.is_indicator or (len(text) > 2 and "growth" in word.classes))
    return known


def _phrases(text: str) -> list[Token]:
    """Whole phrases that say nothing of a figure, whatever words stand in them."""
    if not _PHRASED.search(text):
        return []
    found = [*_STEPS.finditer(text), *_CIRCUMSTANCES.finditer(text)]
    return sorted((Token("word", m.start(), m.end(), m.group(), _IDLE) for m in found), key=_START)


class _Sentence:
    """The places of a sentence while they are given away: whoever comes first has a place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.taken = bytearray(len(text) + 2)
        self.kept: list[Token] = []
        self.nouns: set[int] = set()  # where they begin and end: nouns of the lexicon are text as any other

    def place(self, tokens: list[Token]) -> None:
        """Keep the tokens whose place is free."""
        for token in tokens:
            if self.taken.find(1, token.start, token.end) < 0:
                self.taken[token.start : token.end] = b"\x01" * (token.end - token.start)
                self.kept.append(token)

    def place_words(self, words: list[tuple[int, str]]) -> None:
        """Keep the words whose place is free, or their free endings."""
        known, taken = _known(), self.taken
        for start, text in words:
            end = start + len(text)
            if taken.find(1, start, end) >= 0:
                text = _ending(start, text, taken)
                if not text:
                    continue
                start = end - len(text)
            taken[start:end] = b"\x01" * (end - start)
            kind, word, _ = known[text]
            if kind == "text":
                self.nouns |= {start, end}
            else:
                self.kept.append(Token(kind, start, end, text, word if kind == "word" else None))

    def tokens(self) -> list[Token]:
        """All tokens, with separators and unknown text between those that are kept."""
        kept = [t for t in self.kept if t.end - t.start > 1 or t.is_indicator or not self._is_fragment(t)]
        kept.sort(key=_START)
        tokens: list[Token] = []
        position = 0
        for token in kept:
            if token.start > position:
                tokens += _between(self.text, position, token.start)
            tokens.append(token)
            position = token.end
        return tokens + _between(self.text, position, len(self.text))

    def _is_fragment(self, token: Token) -> bool:
        """Whether a one-character function word leans on text and so is part of it (过 in 通过, 有 in 国有企业)."""
        if token.kind not in ("word", "soft"):
            return False
        start, end = token.start, token.end
        right, left = self._is_text(end), self._is_text(start - 1)
        if token.kind == "soft":
            return right and left and not self._is_text(end + 1) and not self._is_text(start - 2)
        if end in self.nouns or right:
            return True
        return token.text in "的年数率额量人" and (left or start in self.nouns)

    def _is_text(self, place: int) -> bool:
        """Whether the character there is text that nobody has taken."""
        if self.taken[place] or not 0 <= place < len(self.text):
            return False
        return self.text[place] not in _PARTING


def _ending(start: int, word: str, taken: bytearray) -> str:
    """The free ending of a word whose beginning is taken, where it is a word of the lexicon; else nothing."""
    end = start + len(word)
    free = taken.find(0, start, end)
    ending = word[free - start :] if free >= 0 else ""
    return ending if ending in lexicon() and taken.find(1, free, end) < 0 else ""


def _between(text: str, start: int, end: int) -> list[Token]:
    """Separators and unknown text between two known tokens; quotation marks and spaces only part them."""
    return [
        Token(match.lastgroup or "text", match.start(), match.end(), match.group())
        for match in _GAPS.finditer(text, start, end)
    ]
