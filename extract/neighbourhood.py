"""Damage right beside a printed figure, by which it may be a part of another figure, or of none.

Belongs here: what stands before and behind a figure in the text of its report, and which signs there cast doubt on it.
Does not belong here: undoing damage (repairs), and what the figure is worth (verify, plausible).
"""

import re
from collections.abc import Iterator
from typing import Any

_REACH = 24
_SPOILT = "■□▇▉◆◇▲△▼▽▪▫▢▣\ufffd?？*＊#＃^`\\\\_=×|"
_BEFORE = re.compile(
    rf"[{_SPOILT}]\s?$"
    r"|\d\s?[：:;；]\s?$"  # 48：2%
    r"|[\u4e00-\u9fff\d]\s?[（(\[〔【]\s?\d{1,2}\s?[)）\]〕】]\s?$"  # 下降（1）2.5%: a note, or a sign and a digit?
    r"|(?<![A-Za-z&\d])[A-Za-z]\s?$"
)
_CUT_OFF = re.compile(r"[\d.．][^\u4e00-\u9fff，。；、！？\s]{0,6}$")  # 28.□|亿元, 1200（1）|万人
_SCALE = re.compile(r"[十百千万亿]")
_BEHIND = re.compile(rf"\s?[%％{_SPOILT}]")
_PARTS_OF_RATIO = frozenset(("va_secondary_share", "va_tertiary_share"))
_IN_RATIO = re.compile(r"\d[：:]\d{1,2}(?:\.\d{1,3})?$")
_JOIN = r"(?:、|和|与|以?及)"
_PART = r"[^，。；、和与及\u4e00-\u9fff\s]{1,8}"
_NEXT = re.compile(rf"{_JOIN}(?P<value>{_PART})[%％]")
_LAST = re.compile(rf"(?<![.\w])(?P<value>{_PART})[%％]{_JOIN}$")
_NUMBER = re.compile(r"[-－+]?\d{1,9}(?:\.\d{1,6})?(?:[%％]?[-—－–~～]{1,2}[-－]?\d{1,9}(?:\.\d{1,6})?)?")


def is_doubtful(fact: dict[str, Any], text: str) -> bool:
    """Whether every place in the evidence at which the value is printed has a sign of damage beside it.

    ``text`` is the whole clean text of the report: the damage may stand outside of the evidence. Relations have no
    value, and so no place.
    """
    places = list(_places(fact["evidence"], fact["value_text"]))
    return bool(places) and all(_is_damaged(fact, text, fact["span_start"] + place) for place in places)


def _places(evidence: str, printed: str) -> Iterator[int]:
    place = evidence.find(printed) if printed else -1
    while place >= 0:
        inside = printed[0].isdigit() and place > 0 and evidence[place - 1] in "0123456789.．"
        if not inside:
            yield place
        place = evidence.find(printed, place + len(printed))


def _is_damaged(fact: dict[str, Any], text: str, start: int) -> bool:
    printed = fact["value_text"]
    before = text[max(0, start - _REACH) : start]
    behind = text[start + len(printed) : start + len(printed) + _REACH]
    if fact["indicator_code"] in _PARTS_OF_RATIO and _IN_RATIO.search(before + printed):
        before = ""  # 三次产业结构为12.1：43.5：44.4
    if _BEFORE.search(before) or _BEHIND.match(behind):
        return True
    if _SCALE.match(printed) and _CUT_OFF.search(before):
        return True
    listed = (_NEXT.match(behind), _LAST.search(before))  # 分别增长9.4%和g.1%: whose is the 9.4%?
    return any(found and not _NUMBER.fullmatch(found["value"]) for found in listed)
