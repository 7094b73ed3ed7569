"""Line breaks that a scan, a page or a link put inside a sentence; indents and blank lines.

The clean text has one paragraph, heading or list item a line. Whether a break is one of the text's own is read from
both sides: how the upper line ends, how the lower one begins, and how wide the lines of the page are.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from extract.characters import HAN
from extract.offsets import Edit, MappedText

_STOPS = frozenset("。！？；：!?;:…")
_CLOSERS = "”’」』）)》】〉\"'"
_CONTINUES = tuple("，、,（(“‘《〈【—－+×/“")
_CLOSING = re.compile(r"[，。、；：！？）”’》】%％,;:!?)…]")
_MARK = re.compile(
    r"[一二三四五六七八九十百]{1,3}(?:、|[．.](?!\d))|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[，、,章节部]"
    r"|[（(]?\d{1,2}(?:[）)、]|[．.](?!\d))(?=\s*[^\d\s%％])|[①-⑳]|——|--|[●■◆★▲※◇□]|各位(?:代表|委员|同志)|同志们"
    r"|附件?\d?[：:]|注[：:]|名词(?:解释|注释)|【"
    rf"|\d{{1,2}}(?:[.．]\d{{1,2}}){{1,2}}[\s、.．]+(?=[{HAN}])"
)
_NUMBERED = re.compile(
    r"[一二三四五六七八九十百]{1,3}[、．.]|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章节部]"
    r"|\d{1,2}(?:[.．]\d{1,2}){1,2}[\s、]"
)
_DIGIT_END = re.compile(r"\d[.．]?$")
_DIGIT_START = re.compile(r"[.．]?\d{0,30}+(?:[.．]\d{0,30}+)?\s?(?:%|％|[万亿千百个元吨])|[.．]\s?\d")
_LEFT_OPEN = re.compile(rf"[{HAN}](?!(?:19|20)\d\d$)\d{{1,6}}(?:[.．]\d{{0,4}})?$")
_GOES_ON = re.compile(
    r"[.．]?\d{0,6}(?:[.．]\d{1,4})?\s?(?:%|％|个百分点|[万亿]?(?:元|美元|人|吨|公里|平方米|亩|户|千瓦时|人次)|[万亿])(?![%％\d])"
)
_DELIVERED = re.compile(r"[-—－(（\s]{0,20}+\d{4}年\d{1,2}月\d{1,2}日")
_OFFICE = re.compile(r"(?:总理|省长|市长|区长|县长|州长|主席|主任|盟长|旗长|镇长|乡长)$")
_NAME = re.compile(f"[{HAN}]{{2,4}}")
_SALUTATION = re.compile(r"各\s?位\s?(?:代\s?表|委\s?员|同\s?志)")
_INNER = re.compile("[，。；、,;]")
_LETTER = re.compile(r"[A-Za-z]")
_COLUMNS = re.compile(rf"[{HAN}）][ \u3000]{{3,}}[\d{HAN}+-]")  # a row of a table set with spaces
WRAP_RANGE = (15.0, 60.0)
LEAST_WRAPPED = 4
LONG = 40
HEADING = 45


class Block(NamedTuple):
    """A filled line: offsets of its text without surrounding spaces, its width, and what stands above it."""

    start: int
    end: int
    text: str
    width: float
    indented: bool
    blank_above: bool


class Layout(NamedTuple):
    """How the page is set: by blank lines or not, and the widths at which lines wrap."""

    spaced: bool
    wraps: frozenset[int]


def undo(text: MappedText) -> list[str]:
    """Join broken lines; remove indents, blank lines and spaces at line ends."""
    blocks = list(_blocks(text.text))
    layout = _layout(blocks)
    joined = 0
    greeted = not any(_SALUTATION.match(block.text) for block in blocks)
    edits = []
    opened = 0
    for upper, lower in zip([None, *blocks], [*blocks, None], strict=True):
        start, end = upper.end if upper else 0, lower.start if lower else len(text.text)
        gap = "\n" if upper and lower else ""
        if upper and lower:
            greeted = greeted or bool(_SALUTATION.match(upper.text))
            opened = opened or upper.start
            if _broken(upper, lower, layout, greeted, text.text[opened : upper.end]):
                gap = " " if _LETTER.match(upper.text[-1]) and _LETTER.match(lower.text[0]) else ""
                joined += 1
            else:
                opened = lower.start
        if text.text[start:end] != gap:
            edits.append(Edit(start, end, gap))
    layout_edits = text.apply(edits) - joined
    notes = [f"broken lines joined: {joined}"] if joined else []
    if layout_edits > 0:
        notes.append(f"indents and blank lines removed: {layout_edits}")
    return notes


def _blocks(text: str) -> Iterator[Block]:
    start, blank = 0, False
    for raw in text.split("\n"):
        body = raw.strip()
        if body:
            at = start + len(raw) - len(raw.lstrip())
            printed = body.replace(" ", "").replace("\u3000", "")  # a scan's spaces come and go
            wide = (len(printed.encode("utf-8", "replace")) - len(printed)) / 2
            width = wide + (len(printed) - wide) / 2
            yield Block(at, at + len(body), body, width, at > start, blank)
        blank = not body
        start += len(raw) + 1


def _layout(blocks: list[Block]) -> Layout:
    pairs = list(pairwise(blocks))
    long_ones = [lower.blank_above for upper, lower in pairs if upper.width >= 60]
    spaced = len(long_ones) >= 5 and sum(long_ones) >= 0.8 * len(long_ones)
    spaced = spaced or (len(pairs) >= 4 and sum(lower.blank_above for _, lower in pairs) >= 0.6 * len(pairs))
    alike: Counter[int] = Counter()
    low, high = WRAP_RANGE
    for upper, lower in pairs:
        if (
            low <= upper.width <= high
            and abs(upper.width - lower.width) <= 3
            and not _closed(upper.text)
            and not (_MARK.match(lower.text))
        ):
            alike[round(upper.width)] += 1
    wraps = {width for width in alike if sum(alike[width + step] for step in (-2, -1, 0, 1, 2)) >= LEAST_WRAPPED}
    return Layout(spaced, frozenset(width + step for width in wraps for step in (-2, -1, 0, 1, 2)))


def _closed(line: str) -> bool:
    """Whether a line ends as a sentence, a salutation or a list item does."""
    return bool(line.rstrip(_CLOSERS)[-1:] in _STOPS) or line[-1] in _STOPS


def _unbalanced(paragraph: str) -> bool:
    """Whether a bracket, a quotation or a book title is still open at the paragraph's end."""
    tail = paragraph[-200:]
    return any(
        tail.rfind(opener) > tail.rfind(closer) and len(tail) - tail.rfind(opener) < 80
        for opener, closer in (("（", "）"), ("(", ")"), ("“", "”"), ("《", "》"))
    )


def _figure(upper: Block, lower: Block, greeted: bool, paragraph: str) -> bool:
    """Whether the break parts a figure; without a comma before it, only where the words tell so by themselves."""
    if not (_DIGIT_END.search(upper.text) and _DIGIT_START.match(lower.text)):
        return False
    if _INNER.search(paragraph):
        return True
    return greeted and bool(_LEFT_OPEN.search(upper.text) and _GOES_ON.match(lower.text))


def _broken(upper: Block, lower: Block, layout: Layout, greeted: bool, paragraph: str) -> bool:
    """Whether the break between two filled lines is none of the text's own."""
    if _figure(upper, lower, greeted, paragraph):
        return True
    if _closed(upper.text) or _SALUTATION.match(lower.text) or "\t" in upper.text + lower.text:
        return False
    if _COLUMNS.search(upper.text) or _COLUMNS.search(lower.text):
        return False
    if _CLOSING.match(lower.text) or upper.text.endswith("第"):
        return True
    if not greeted:
        return _broken_title(upper, lower)
    if _MARK.match(lower.text):
        return False
    if upper.text.endswith(_CONTINUES) or _unbalanced(paragraph):
        return True
    return _broken_body(upper, lower, layout, paragraph)


def _broken_title(upper: Block, lower: Block) -> bool:
    """Before the salutation lines are short and end without stops: only clear signs of a break count."""
    if _unbalanced(upper.text) or upper.text[-1] in "，、":
        return True
    if _DELIVERED.match(upper.text) and "在" in upper.text and not upper.text.rstrip(_CLOSERS).endswith("上"):
        return lower.text.rstrip(_CLOSERS).endswith(("上", "会议"))
    if len(lower.text) == 1:
        return bool(re.fullmatch(f"[{HAN}]", lower.text))
    return bool(_OFFICE.search(upper.text.replace(" ", "")) and _NAME.fullmatch(re.sub(r"\s", "", lower.text)))


def _broken_body(upper: Block, lower: Block, layout: Layout, paragraph: str) -> bool:
    """After the salutation: by the width of the lines, by blank lines, by the look of a heading."""
    wrapped = round(upper.width) in layout.wraps
    whole = upper.text == paragraph
    if whole and _NUMBERED.match(upper.text) and len(upper.text) <= HEADING:
        return wrapped and bool(_INNER.search(upper.text)) and not lower.blank_above and not lower.indented
    if wrapped and not lower.indented:
        return True
    if layout.spaced and not lower.blank_above:
        return True
    sentence = bool(_INNER.search(paragraph)) and len(paragraph) >= LONG
    if lower.indented and not (layout.spaced and lower.blank_above):
        return False
    return (sentence and (not whole or upper.width >= LONG)) or "。" in paragraph
