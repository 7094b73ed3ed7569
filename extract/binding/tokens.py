"""A sentence as a row of tokens: known words, figures, expressions of time, separators, and unknown text between.

Belongs here: which reading of overlapping characters wins. Does not belong here: what tokens mean together.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from extract.periods import TimeMark
from extract.reference import Word, lexicon

_STEPS = re.compile(r"(?:\d+|[一二两三四五六七八九十])个(?:十|百|千|万|亿)+元?级?(?:的?[大新])?(?:台阶|大关|关口)")
_CIRCUMSTANCES = re.compile(
    r"在[^，。；、\d]{2,16}?(?:情况下|形势下|背景下|条件下|前提下|大背景下|之后|过程中|的同时)|"
    r"(?:扣除|剔除)[^，。；、\d]{2,12}(?:因素|影响)(?:后|外|之后)?|按[^，。；、\d]{2,10}(?:计算|口径)|"
    r"[则却]?(?:因|受|由于)[^，。；、\d]{2,14}?(?:影响|冲击|拖累|制约|停产|整顿|干旱|洪涝|灾害|原因)"
)
_ORDINAL = re.compile(r"\s*\d{1,2}(?:[.．]\d{1,2}){1,2}[\s、.．]*(?=[^\d%])")  # 2.3 in front of a paragraph
_IDLE = Word(classes=frozenset(("filler",)))
CONJUNCTIONS = frozenset(("和", "与", "及", "以及", "并", "或"))
_GAPS = re.compile(
    r"(?P<hard>[，；。！？：:;,.（）()〔〕【】—\n])|(?P<soft>、)|"
    r"(?P<text>[^，；。！？：:;,.（）()〔〕【】—\n、“”\"'‘’《》〈〉 　·+\t*]+)|[\t\s\S]"
)
_RELATIVE = frozenset(("relative",))


@dataclass(slots=True)
class Token:
    """``kind`` is word, figure, time, hard, soft or text; offsets count within the sentence."""

    kind: str
    start: int
    end: int
    text: str
    word: Word | None = None
    figure: dict[str, Any] = field(default_factory=dict)
    mark: TimeMark | None = None

    def has(self, *classes: str) -> bool:
        """Whether the word is of one of these classes of lexicon.csv."""
        return self.word is not None and not self.word.classes.isdisjoint(classes)

    @property
    def is_indicator(self) -> bool:
        """Whether the word is a wording of an indicator."""
        return self.word is not None and self.word.is_indicator

    @property
    def is_subject(self) -> bool:
        """Whether a figure can be about it: an indicator, but not a bare 经济, which only relations speak of."""
        return self.word is not None and self.word.is_indicator and self.word.only != _RELATIVE

    @property
    def is_unknown(self) -> bool:
        """Whether it is text that the lexicon does not know, or knows as no subject of figures."""
        return self.kind == "text" or (self.is_indicator and not self.is_subject) or self.has("object_verb")


def tokenize(
    text: str, words: Iterable[tuple[int, str]], figures: Iterable[dict[str, Any]], marks: Iterable[TimeMark]
) -> list[Token]:
    """The tokens of a sentence.

    Indicator wordings and comparisons with the year before (比上年增长) win over times, times over figures, figures
    over other words. Of a word that loses its beginning, an ending that is a word itself remains (五年年均|增长).
    """
    known = lexicon()
    candidates: list[tuple[int, Token]] = []
    for start, word in words:
        if word[0] == "年" and start and text[start - 1].isdigit() and word[1:] in known:
            start, word = start + 1, word[1:]  # 2016年|接待游客
        entry = known[word]
        rank = 0 if entry.is_indicator or (len(word) > 2 and "growth" in entry.classes) else 4
        candidates.append((rank, Token("word", start, start + len(word), word, word=entry)))
    for phrases in (_STEPS, _CIRCUMSTANCES):
        candidates += [(3, Token("word", m.start(), m.end(), m.group(), word=_IDLE)) for m in phrases.finditer(text)]
    if ordinal := _ORDINAL.match(text):
        candidates.append((3, Token("hard", 0, ordinal.end(), ordinal.group())))
    for figure in figures:
        span = slice(figure["start"], figure["end"])
        candidates.append((2, Token("figure", figure["start"], figure["end"], text[span], figure=figure)))
    for mark in marks:
        candidates.append((1, Token("time", mark.start, mark.end, mark.text, mark=mark)))
    candidates.sort(key=lambda pair: (pair[0], pair[1].start))
    taken = bytearray(len(text) + 1)
    kept: list[Token] = []
    for _, token in candidates:
        if 1 in taken[token.start : token.end]:
            ending = _ending(token, taken)
            if ending is None:
                continue
            token = ending
        taken[token.start : token.end] = b"\x01" * (token.end - token.start)
        kept.append(token)
    kept.sort(key=lambda token: token.start)
    return _merge_fragments(_fill(text, _without_thresholds(kept)))


def _without_thresholds(kept: list[Token]) -> list[Token]:
    """500万元以上固定资产投资163亿元: an amount that says which cases count is no value of what follows it."""
    for index, token in enumerate(kept[:-1]):
        following = kept[index + 1]
        if token.figure.get("unit") != "cny" or token.figure["bound"] != "ge" or not following.is_subject:
            continue
        led = index > 0 and kept[index - 1].end == token.start and kept[index - 1].has("level", "up", "expect", "strive")
        valued = any(t.kind == "figure" for t in kept[index + 2 : index + 5])
        if following.start == token.end and (valued or not led):
            kept[index] = Token("word", token.start, token.end, token.text, word=_IDLE)
    return kept


def _ending(token: Token, taken: bytearray) -> Token | None:
    """The free ending of a word whose beginning is taken, where it is a word of the lexicon."""
    start = token.start
    while start < token.end and taken[start]:
        start += 1
    ending = token.text[start - token.start :]
    if token.kind != "word" or not ending or any(taken[start : token.end]) or ending not in lexicon():
        return None
    return Token("word", start, token.end, ending, word=lexicon()[ending])


def _fill(text: str, kept: list[Token]) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    for token in kept:
        if token.start > position:
            tokens += _between(text, position, token.start)
        tokens.append(_conjunction(token))
        position = token.end
    return tokens + _between(text, position, len(text))


def _conjunction(token: Token) -> Token:
    if token.kind == "word" and token.text in CONJUNCTIONS:
        return Token("soft", token.start, token.end, token.text)
    if token.has("noun"):
        return Token("text", token.start, token.end, token.text)
    return token


def _between(text: str, start: int, end: int) -> list[Token]:
    """Separators and unknown text between two known tokens; quotation marks and spaces only part them."""
    tokens: list[Token] = []
    for match in _GAPS.finditer(text, start, end):
        kind = match.lastgroup
        if kind is not None:
            tokens.append(Token(kind, match.start(), match.end(), match.group()))
    return tokens


def _merge_fragments(tokens: list[Token]) -> list[Token]:
    """A one-character function word that leans on unknown text is part of it (过 in 通过, 有 in 国有企业)."""
    merged: list[Token] = []
    for index, token in enumerate(tokens):
        if _is_fragment(tokens, index):
            token = Token("text", token.start, token.end, token.text)
        previous = merged[-1] if merged else None
        if token.kind == "text" and previous and previous.kind == "text" and previous.end == token.start:
            merged[-1] = Token("text", previous.start, token.end, previous.text + token.text)
        else:
            merged.append(token)
    return merged


def _is_fragment(tokens: list[Token], index: int) -> bool:
    token = tokens[index]
    if token.kind not in ("word", "soft") or len(token.text) > 1 or token.is_indicator or token.text == "、":
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
