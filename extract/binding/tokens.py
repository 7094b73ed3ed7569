"""A sentence as a row of tokens: known words, figures, expressions of time, separators, and unknown text between.

Belongs here: which reading of overlapping characters wins. Does not belong here: what tokens mean together.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any

from extract.periods import TimeMark
from extract.reference import Word, lexicon

_STEPS = re.compile(
    r"(?:\d{1,6}|[一二两三四五六七八九十])个(?:十|百|千|万|亿){0,4}元?级?(?:的?[大新])?(?:台阶|大关|关口)"
)
_CIRCUMSTANCES = re.compile(  # one class of characters to begin with: the matcher jumps from one to the next
    r"[在扣剔按则却因受由](?:"
    r"(?<=在)[^，。；、\d]{2,16}?(?:情况下|形势下|背景下|条件下|前提下|大背景下|基础上|[带拉推]动下|支撑下|之后|过程中|的同时)|"
    r"(?<=[扣剔])除[^，。；、\d]{2,12}(?:因素|影响)(?:后|外|之后)?|(?<=按)[^，。；、\d]{2,10}(?:计算|口径|汇率折算)|"
    r"(?:(?<=[因受])|(?<=由)于|(?<=[则却])(?:因|受|由于))[^，。；、\d]{2,14}?"
    r"(?:影响|冲击|拖累|制约|停产|整顿|干旱|洪涝|灾害|原因))"
)
_EXCEPT = re.compile(
    r"(?<![清扣剔消免解拆排破])(?P<except>除了?)(?=\d{4}|[去上前]年|个别年)[^，；。]{2,40}?(?P<except_end>以?外)(?![资贸商向来出债汇])"
)
_ORDINAL = re.compile(  # 2.3 or 5. in front of a paragraph
    r"\s{0,20}+(?:\d{1,2}(?:[.．]\d{1,2}){1,2}[\s、.．]{0,20}(?=[^\d%\s万亿千百个元倍吨])|"
    r"[（(]?\d{1,2}[.．、）)](?=\s{0,20}[^\d\s%％]))"
)
_ORIGIN = re.compile(r"[从由][^，。；、\d从由到至]{1,10}(?:时|初期|之初|初|前)的(?=[近约不超]{0,2}[\d百千万亿])")
_ROUND = re.compile(
    r"(?:突破|跨过|跨越|迈过|迈上|站上|超过|越过)“[一两二三四五六七八九十百千万]{1,5}[万亿]元?”(?:大关|台阶)?(?=、?(?:达|实现|完成|为))"
)
_BETTER = re.compile(r"改善(?:了|约)?(?=\d)")
_IMPROVES = Word(classes=frozenset(("better",)))
_FROM = Word(classes=frozenset(("from",)))
_IDLE = Word(classes=frozenset(("filler",)))
_PHRASES = (
    (_STEPS, _IDLE, "个"),
    (_CIRCUMSTANCES, _IDLE, ""),
    (_ORIGIN, _FROM, "的"),
    (_BETTER, _IMPROVES, "改善"),
    (_ROUND, _IDLE, "“"),
)
"""Each with its word, and with what a text has to hold for a search to be worth while."""
_BEYOND = ("过", "超", "超过", "上", "逾")
_CASES = ("项目", "企业", "产业", "的项目", "的企业", "重点项目", "工业企业", "工业项目", "以上项目", "以上企业")
CONJUNCTIONS = frozenset(("和", "与", "及", "以及", "并", "或"))
_HARD = "，；。！？：:;,.（）()〔〕【】—\n\t"
SILENT = "“”\"'‘’《》〈〉 \u3000·+*●★■◆▲※◇□○▪•►➤✓☆◎"  # these only part what stands beside them
_GAPS = re.compile(f"(?P<text>[^{_HARD}、{SILENT}]+)|(?P<hard>[{_HARD}])|(?P<soft>、)")
_RATIO = ("：", ":", "∶", "﹕")
_ROUNDED = 0.6  # parts of a whole, each rounded
_KINDS_OF_PLACES = re.compile(r"[县市区旗]（[县市区旗、]{1,7}）")  # 7个县（市、区）: one name, and no aside
_PARTING = frozenset(_HARD + SILENT + "、")
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
            self.classes, self.is_indicator, self.is_subject, self.is_unknown = word.told

    def has(self, *classes: str) -> bool:
        """Whether the word is of one of these classes of lexicon.csv."""
        return not self.classes.isdisjoint(classes)


def one_has(tokens: Iterable[Token], word_class: str, *others: str) -> bool:
    """Whether one of the tokens is a word of one of these classes."""
    if not others:
        for token in tokens:  # noqa: SIM110 (any() over a generator takes twice the time)
            if word_class in token.classes:
                return True
        return False
    classes = (word_class, *others)
    for token in tokens:  # noqa: SIM110
        if token.classes and not token.classes.isdisjoint(classes):
            return True
    return False


@cache
def words_of(word_class: str) -> tuple[str, ...]:
    """The words of the lexicon that are of a class."""
    return tuple(text for text, word in lexicon().items() if word_class in word.classes)


def words_that(test: Callable[[Word], bool]) -> list[str]:
    """The words of the lexicon of which a token may come that passes the test: theirs, or that of an ending."""
    passing = {text for text, word in lexicon().items() if test(word)}
    return [text for text in lexicon() if any(text[cut:] in passing for cut in range(len(text)))]


def tokenize(
    text: str, words: Iterable[tuple[int, str]], figures: Iterable[Mapping[str, Any]], marks: Iterable[TimeMark]
) -> list[Token]:
    """The tokens of a sentence.

    Indicator wordings and comparisons with the year before (比上年增长) win over times, times over figures, figures
    over other words. Of a word that loses its beginning, an ending that is a word itself remains (五年年均|增长).
    """
    known, winning = lexicon(), _winning()
    strong: list[tuple[int, str]] = []
    weak: list[tuple[int, str]] = []
    for start, word in words:
        if word[0] == "年" and start and _dates(text[start - 1]) and word[1:] in known:
            start, word = start + 1, word[1:]  # 2016年|接待游客, 去年|接待游客
        (strong if word in winning else weak).append((start, word))
    places = _Places(text)
    if ordinal := _ORDINAL.match(text):
        places.take(Token("hard", 0, ordinal.end(), ordinal.group()))
    places.take_words(strong)
    for mark in marks:
        places.take(Token("time", mark.start, mark.end, mark.text, mark=mark))
    for figure in figures:
        start, end = figure["start"], figure["end"]
        places.take(Token("figure", start, end, text[start:end], figure=figure))
    for start, phrase, entry in _phrases(text):
        places.take_word(start, phrase, entry)
    places.take_words(weak)
    return places.tokens()


def _dates(character: str) -> bool:
    """Whether a character makes a year of the 年 behind it (2016年, 去年)."""
    return character.isdigit() or character in "去今明前上当本全"


@cache
def _winning() -> frozenset[str]:
    """The words of the lexicon that win over times and figures."""
    return frozenset(
        text for text, word in lexicon().items() if word.is_indicator or (len(text) > 2 and "growth" in word.classes)
    )


def _phrases(text: str) -> list[tuple[int, str, Word]]:
    """The phrases of the text that stand for a word, too many to be listed, in the order of their beginnings."""
    found = [
        (m.start(), m.group(), entry)
        for pattern, entry, needed in _PHRASES
        if needed in text
        for m in pattern.finditer(text)
    ]
    for m in _EXCEPT.finditer(text) if "除" in text else ():
        found += [(m.start(side), m[side], Word(classes=frozenset((side,)))) for side in ("except", "except_end")]
    return sorted(found, key=itemgetter(0)) if len(found) > 1 else found


class _Places:
    """The characters of a sentence while they are given away: whoever comes first has them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.taken = bytearray(len(text) + 2)
        self.kept: list[Token] = []

    def take(self, token: Token) -> None:
        """Keep the token if its place is free."""
        if self.taken.find(1, token.start, token.end) < 0:
            self.taken[token.start : token.end] = b"\x01" * (token.end - token.start)
            self.kept.append(token)

    def take_words(self, words: Iterable[tuple[int, str]]) -> None:
        """Keep these words of the lexicon, each as :meth:`take_word` does."""
        known, taken, kept = lexicon(), self.taken, self.kept
        for start, text in words:
            end = start + len(text)
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\x01" * (end - start)
                kept.append(Token("word", start, end, text, known[text]))
            else:
                self.take_word(start, text, known[text])

    def take_word(self, start: int, text: str, word: Word) -> None:
        """Keep the word if its place is free; else the stretch of it that is free, if that is a word itself.

        分别是 gives its end to 是2011年 and goes on as 分别; 年均 gives its beginning to 2016年 and is lost.
        """
        end = start + len(text)
        if self.taken.find(1, start, end) >= 0:
            free = self.taken.find(0, start, end)
            if free < 0:
                return
            last = self.taken.find(1, free, end)
            text = text[free - start : last - start if last >= 0 else None]
            if text not in lexicon():
                return
            start, end, word = free, free + len(text), lexicon()[text]
        self.taken[start:end] = b"\x01" * (end - start)
        self.kept.append(Token("word", start, end, text, word))

    def tokens(self) -> list[Token]:
        """All tokens, with separators and unknown text between those that are kept."""
        self.kept.sort(key=_START)
        kept = list(self._settled(_without_thresholds(_shares_of_ratios(self.kept, self.text), self.text)))
        pieces: list[str] = []
        position = 0
        for token in kept:  # what is kept is blanked out, so that one search finds all that stands between
            pieces += (self.text[position : token.start], " " * (token.end - token.start))
            position = token.end
        rest = "".join(pieces) + self.text[position:]
        if "（" in rest:
            rest = _KINDS_OF_PLACES.sub(lambda m: m.group()[0] * len(m.group()), rest)
        gaps = [(m.lastgroup or "text", *m.span()) for m in _GAPS.finditer(rest)]
        found = [Token(kind, start, end, self.text[start:end]) for kind, start, end in gaps]
        return sorted(kept + found, key=_START)

    def _settled(self, kept: list[Token]) -> Iterator[Token]:
        """The kept tokens, conjunctions as what they are, without those that are text as any other: nouns that only
        look like a word of the lexicon, and one-character words that lean on text (过 in 通过, 有 in 国有企业)."""
        nouns = [t for t in kept if "noun" in t.classes]
        edges = {t.start for t in nouns} | {t.end for t in nouns}
        for token in kept:
            if token.kind != "word":
                yield token
                continue
            conjunction = token.text in CONJUNCTIONS
            short = token.end - token.start == 1 and not token.is_indicator
            if ("noun" in token.classes and not conjunction) or (short and self._leans(token, conjunction, edges)):
                continue
            if "region" in token.classes and token.text[0] not in "全我本" and self._is_text(token.start - 1):
                continue  # 两江|新区 is a name
            yield Token("soft", token.start, token.end, token.text) if conjunction else token

    def _leans(self, token: Token, conjunction: bool, nouns: set[int]) -> bool:
        start, end = token.start, token.end
        right, left = self._is_text(end), self._is_text(start - 1)
        if conjunction:
            return right and left and not self._is_text(end + 1) and not self._is_text(start - 2)
        return right or end in nouns or (token.text in "的年数率额量人" and (left or start in nouns))

    def _is_text(self, place: int) -> bool:
        """Whether the character there is text that no token has taken."""
        return not self.taken[place] and 0 <= place < len(self.text) and self.text[place] not in _PARTING


def _shares_of_ratios(kept: list[Token], text: str) -> list[Token]:
    """三次产业结构为12.1：43.5：44.4: parts of a whole in percent, listed as others are with a 、; in their order."""
    listed: list[Token] = []
    for index in range(len(kept) - 2):
        parts = kept[index : index + 3]
        if any(t.kind != "figure" or t.figure["unit_word"] for t in parts):
            continue
        signs = [(one.end, text[one.end : two.start]) for one, two in pairwise(parts)]
        total = sum(t.figure["value_low"] for t in parts)
        if all(sign in _RATIO for _, sign in signs) and abs(total - 100) <= _ROUNDED:
            kept[index : index + 3] = [
                Token("figure", t.start, t.end, t.text, figure={**t.figure, "unit": "percent"}) for t in parts
            ]
            listed += [Token("soft", place, place + 1, sign) for place, sign in signs]
    return sorted(kept + listed, key=_START) if listed else kept


def _without_thresholds(kept: list[Token], text: str) -> list[Token]:
    """500万元以上固定资产投资163亿元: an amount that says which cases count is no value of what follows it; 过5亿元项目
    are a kind of projects."""
    for index, token in enumerate(kept[:-1]):
        if token.kind != "figure" or token.figure["unit"] != "cny":
            continue
        following = kept[index + 1]
        if token.figure["bound"] == "ge" and text.startswith(_CASES, token.end):  # 新开工10亿元以上项目90个
            kept[index] = Token("text", token.start, token.end, token.text)
            continue
        beyond = index > 0 and kept[index - 1].end == token.start and kept[index - 1].text in _BEYOND
        if beyond and text.startswith(_CASES, token.end) and not text.startswith("项目资金", token.end):
            kept[index - 1 : index + 1] = [Token("text", t.start, t.end, t.text) for t in kept[index - 1 : index + 1]]
            continue
        if token.figure["bound"] != "ge" or not following.is_subject or following.start != token.end:
            continue
        led = (
            index > 0 and kept[index - 1].end == token.start and kept[index - 1].has("level", "up", "expect", "strive")
        )
        if not led or any(t.kind == "figure" for t in kept[index + 2 : index + 5]):
            kept[index] = Token("word", token.start, token.end, token.text, word=_IDLE)
    return kept
