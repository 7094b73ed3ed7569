"""Whether a text holds more than one report.

Belongs here: the places where a report begins, and whether a second one does. Does not belong here: whose they are and
for which year (identity), which could only be told of one.
"""

import re
from typing import NamedTuple

_TITLE = re.compile(
    r"^[\s　#*《（(]{0,9}(?P<title>[^\n，。；：！？]{0,40}?(?:政府|管委会|行政公署)?工作报告)[\s　》）)*]{0,9}$", re.M
)
_SESSION = re.compile(
    r"在[^\n，。；：\d]{0,40}?第[一二三四五六七八九十\d]{1,3}届[^\n，。；：]{0,12}?(?:人民代表大会|人大)"
    r"[^\n，。；：]{0,4}?第?[一二三四五六七八九十\d]{1,3}次"
)
_ADDRESS = re.compile(r"各位代表(?:、[^\n，。]{1,12})?[：:！!，]")
_SPEAKS = re.compile(
    r"我(?:谨|现在|现|今天)?(?:代表|受)[^，。；\n]{2,30}?(?:，|向|作|的委托|,)[^。\n]{0,40}?(?:报告|审议|审查)"
)
_WITHIN = 400  # from title to session and address, from the address to whom the speaker speaks for
LEAST_APART = 800  # a head that is printed twice stands closer together than two reports
_SENTENCE = re.compile(r"[^。\n]{1,400}")
_SAMPLES, _LEAST_SENTENCE, _LEAST_SHARED = 60, 12, 0.5


class Beginning(NamedTuple):
    """Where a report begins, and what is said there of whose it is."""

    start: int
    says: str


def second_report(text: str) -> Beginning | None:
    """Where a report begins that is another one than the first, or None: a file may hold one report several times."""
    first, *others = beginnings(text) or [Beginning(0, "")]
    if not others:
        return None
    ends = [*(other.start for other in others[1:]), len(text)]
    for other, end in zip(others, ends, strict=True):
        part, whole = text[other.start : end], text[first.start : others[0].start]
        is_rest = other.says == first.says and len(part) < len(whole) / 2  # of a copy, most of which was taken away
        if not is_rest and not _is_copy(part, whole):
            return other
    return None


def beginnings(text: str) -> list[Beginning]:
    """Places where a speaker addresses the deputies and says for which government: once in every report.

    A title with the session in which the report was given, and an address behind it, begin one too.
    """
    spoken = [
        Beginning(address.start(), speaks.group())
        for address in _ADDRESS.finditer(text)
        if (speaks := _SPEAKS.search(text, address.end(), address.end() + _WITHIN))
    ]
    titled = [
        Beginning(title.start(), f"{title['title']} {session.group()}")
        for title in _TITLE.finditer(text)
        if (session := _SESSION.search(text, title.end(), title.end() + _WITHIN))
        and _ADDRESS.search(text, session.end(), session.end() + _WITHIN)
    ]
    kept: list[Beginning] = []
    for beginning in sorted([*spoken, *titled]):
        if not kept or beginning.start - kept[-1].start >= LEAST_APART:
            kept.append(beginning)
    return kept


def _is_copy(text: str, first: str) -> bool:
    """Whether most sentences of a text stand in the first one: a few of them are looked for."""
    sentences = [found for found in map(str.strip, _SENTENCE.findall(text)) if len(found) >= _LEAST_SENTENCE]
    chosen = sentences[:: max(len(sentences) // _SAMPLES, 1)]
    return sum(sentence in first for sentence in chosen) >= _LEAST_SHARED * len(chosen)
