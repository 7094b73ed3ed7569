"""A sentence as a row of tokens: known words, figures, expressions of time, separators, and unknown text between.

Belongs here: which reading of overlapping characters wins. Does not belong here: what tokens mean together.
"""

import re
from collections.abc import Iterable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

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
    known = lexicon()
    strong: list[tuple[int, str]] = []
    weak: list[tuple[int, str]] = []
    for found in words:
        entry = known[found[1]]
        wins = entry.is_indicator or (len(found[1]) > 2 and "growth" in entry.classes)
        (strong if wins else weak).append(found)
    taken = bytearray(len(text) + 1)
    kept = _placed_words(strong, taken)
    between: list[Token] = [Token("time", mark.start, mark.end, mark.text, mark=mark) for mark in marks]
    between += [Token("figure", f["start"], f["end"], text[f["start"] : f["end"]], figure=f) for f in figures]
    for token in between + _phrases(text):
        if taken.find(1, token.start, token.end) < 0:
            taken[token.start : token.end] = b"\x01" * (token.end - token.start)
            kept.append(token)
    kept += _placed_words(weak, taken)
    kept.sort(key=_START)
    return _merge_fragments(_fill(text, kept))


def _phrases(text: str) -> list[Token]:
    """Whole phrases that say nothing of a figure, whatever words stand in them."""
    if not _PHRASED.search(text):
        return []
    found = [*_STEPS.finditer(text), *_CIRCUMSTANCES.finditer(text)]
    return sorted((Token("word", m.start(), m.end(), m.group(), _IDLE) for m in found), key=_START)


def _placed_words(words: list[tuple[int, str]], taken: bytearray) -> list[Token]:
    """Tokens of the words whose place is free, or their free endings; their places are taken then."""
    placed: list[Token] = []
    for start, word in words:
        end = start + len(word)
        if taken.find(1, start, end) >= 0:
            ending = _ending(start, word, taken)
            if not ending:
                continue
            start, word = end - len(ending), ending
        taken[start:end] = b"\x01" * (end - start)
        placed.append(_known(start, end, word))
    return placed


def _ending(start: int, word: str, taken: bytearray) -> str:
    """The free ending of a word whose beginning is taken, where it is a word of the lexicon; else nothing."""
    end = start + len(word)
    free = taken.find(0, start, end)
    ending = word[free - start :] if free >= 0 else ""
    return ending if ending in lexicon() and taken.find(1, free, end) < 0 else ""


def _known(start: int, end: int, text: str) -> Token:
    if text in CONJUNCTIONS:
        return Token("soft", start, end, text)
    entry = lexicon()[text]
    return Token("text", start, end, text) if "noun" in entry.classes else Token("word", start, end, text, entry)


def _fill(text: str, kept: list[Token]) -> list[Token]:
    """The tokens that are kept, with those between them."""
    tokens: list[Token] = []
    position = 0
    for token in kept:
        if token.start > position:
            tokens += _between(text, position, token.start)
        tokens.append(token)
        position = token.end
    return tokens + _between(text, position, len(text))


def _between(text: str, start: int, end: int) -> list[Token]:
    """Separators and unknown text between two known tokens; quotation marks and spaces only part them."""
    return [
        Token(match.lastgroup or "text", match.start(), match.end(), match.group())
        for match in _GAPS.finditer(text, start, end)
    ]


def _merge_fragments(tokens: list[Token]) -> list[Token]:
    """A one-character function word that leans on unknown text is part of it (过 in 通过, 有 in 国有企业)."""
    merged: list[Token] = []
    previous: Token | None = None
    for index, token in enumerate(tokens):
        if token.kind in ("word", "soft") and token.end - token.start == 1 and _is_fragment(tokens, index):
            token = Token("text", token.start, token.end, token.text)
        if token.kind == "text" and previous and previous.kind == "text" and previous.end == token.start:
            token = merged[-1] = Token("text", previous.start, token.end, previous.text + token.text)
        else:
            merged.append(token)
        previous = token
    return merged


def _is_fragment(tokens: list[Token], index: int) -> bool:
    """Whether a one-character word or conjunction leans on the text beside it."""
    token = tokens[index]
    if token.is_indicator or token.text == "、":
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    previous = tokens[index - 1] if index else None
    leans_right = following is not None and following.kind == "text" and following.start == token.end
    leans_left = previous is not None and previous.kind == "text" and previous.end == token.start
    if token.kind == "soft":
        return (
            following is not None
            and previous is not None
            and leans_right
            and leans_left
            and (len(following.text) == len(previous.text) == 1)
        )
    return leans_right or (leans_left and token.text in "的年数率额量人")
