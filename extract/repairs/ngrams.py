"""Which characters are known to stand side by side: those of the text itself, and the words of the field.

Belongs here: the vocabulary against which a guess at a lost character is held. It is read from the undamaged part
of the text and from seeds/reference/common_words.csv; nothing is learned from other reports.
"""

import re
from collections import defaultdict
from functools import cache, cached_property
from itertools import pairwise
from operator import add

from extract.characters import HAN, everyday, frequent, traditional
from extract.repairs.reference import common_words

PUNCTUATION = frozenset("。，、；：！？“”‘’（）《》—…·")
_CHINESE = re.compile(f"[{HAN}（），。；：、“”]+")
_FULL = str.maketrans(",;:()!", "，；：（）！")


@cache
def ordinary() -> frozenset[str]:
    """Characters that say nothing of damage: everyday ones in either script, ASCII, usual punctuation."""
    both = everyday() | frequent()
    old = {before for before, after in traditional().items() if after in both}
    signs = "　\xa0 \t\r\n％【】〔〕～＋－×℃㎡Ⅰ①②③④⑤⑥⑦⑧⑨⑩〇○●"
    full_width = {chr(code) for code in range(0xFF01, 0xFF5F)}
    return both | old | PUNCTUATION | frozenset(signs) | full_width | {chr(code) for code in range(0x7F)}


@cache
def worth(character: str) -> float:
    """How ordinary a character is, from 2 (frequent) to -3 (never seen in such texts)."""
    plain = traditional().get(character, character)
    if plain in frequent():
        return 2.0
    if plain in everyday() or character in PUNCTUATION:
        return 1.0 if plain in everyday() else 1.5
    if "０" <= character <= "９" or character == "％":
        return 1.5
    if "\u4e00" <= plain <= "\u9fff":
        return -1.5 if _in_gb2312(plain) else -3.0
    return -3.0


def _in_gb2312(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


class Neighbours:
    """Pairs and triples of characters in the script of the text, found by the bytes that survive of them."""

    def __init__(self, text: str) -> None:
        pairs: set[str] = set()
        triples: set[str] = set()
        for stretch in [*_CHINESE.findall(text.translate(_FULL)), *_words(text)]:
            pairs.update(map(add, stretch, stretch[1:]))
            triples.update([stretch[i : i + 3] for i in range(len(stretch) - 2)])
        usual = {character for character in frozenset().union(*pairs) if worth(character) > 0}
        self.pairs = {pair for pair in pairs if pair[0] in usual and pair[1] in usual}
        self._triples = triples
        self._usual = usual
        self._dropped: dict[tuple[int, int, int], tuple[str, ...]] = {}

    @cached_property
    def _by_edges(self) -> dict[tuple[int, int, int], list[str]]:
        """Pairs and triples by length, first byte and last byte: made only where a slip was found."""
        found: dict[tuple[int, int, int], list[str]] = defaultdict(list)
        coded = {character: gbk(character) for character in self._usual}
        for known in (*self.pairs, *filter(self._usual.issuperset, self._triples)):
            first, last = coded[known[0]], coded[known[-1]]
            if first and last:
                found[len(known), first[0], last[1]].append(known)
        return found

    def dropped(self, length: int, lead: int, trail: int) -> tuple[str, ...]:
        """Known pairs (length 2) or triples (3) whose first and last byte in GBK are these, and that a decoder one byte
        off would have dropped: the bytes between are no character."""
        edges = length, lead, trail
        if edges not in self._dropped:
            known = sorted(self._by_edges.get(edges, []))
            self._dropped[edges] = tuple(
                text for text in known if all(_no_character(gbk(a)[1], gbk(b)[0]) for a, b in pairwise(text))
            )
        return self._dropped[edges]


def _words(text: str) -> list[str]:
    """The words of the field in the script of the text."""
    sample = text[:3000]
    if sum(character in traditional() for character in sample) < 0.04 * max(len(sample), 1):
        return list(common_words())
    return _traditional_words()


@cache
def _traditional_words() -> list[str]:
    from opencc import OpenCC

    words = common_words()
    old = str(OpenCC("s2t").convert("\n".join(words)))
    return [*old.split("\n"), *(word.replace("着", "著") for word in old.split("\n") if "着" in word)]


@cache
def gbk(character: str) -> bytes:
    """The character's two bytes in GBK (the private ones of GB 18030 too), or nothing."""
    try:
        coded = character.encode("gb18030")
    except UnicodeEncodeError:
        return b""
    return coded if len(coded) == 2 else b""


@cache
def from_gbk(lead: int, trail: int) -> str:
    """The character of these two bytes in GBK, or nothing."""
    try:
        return bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return ""


@cache
def _no_character(lead: int, trail: int) -> bool:
    """Whether a decoder finds nothing at these two bytes, so that it may drop them."""
    return 0x81 <= lead <= 0xFE and 0x40 <= trail <= 0xFE and not from_gbk(lead, trail)
