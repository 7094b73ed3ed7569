"""Damage right beside a printed figure, by which it may be a part of another figure, or of none.

Belongs here: what stands before and behind a figure in the text of its report, as it was cleaned and as it was printed,
and which signs there cast doubt on it. Does not belong here: undoing damage (repairs), and what the figure is worth
(verify, plausible).
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

_REACH = 24
_POINTER = re.compile(r"(?P<figure>[0-9]{1,12}[.．][0-9]{1,6})(?P<mark>[０-９]{1,3})")  # 5.5１%: a digit, or a note?
_BARE = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_SPOILT = "■□★☆▇▉◆◇▲△▼▽▪▫▢▣\ufffd?？*＊#＃^`\\\\_=×|"
_BEFORE = re.compile(
    rf"[{_SPOILT}]\s?$"
    r"|\d\s?[：:;；]\s?$"  # 48：2%
    r"|[\u4e00-\u9fff\d]\s?[（(\[〔【]\s?\d{1,2}\s?[)）\]〕】]\s?$"  # 下降（1）2.5%: a note, or a sign and a digit?
    r"|(?<![A-Za-z&\d])[A-Za-z]\s?$"
    r"|\d[.．][^\d\u4e00-\u9fff][^\u4e00-\u9fff]{0,4}$"  # 28.，6亿元: its whole part stands apart
)
_CUT_OFF = re.compile(r"[\d.．][^\u4e00-\u9fff，。；、！？\s]{0,6}$")  # 28.□|亿元, 1200（1）|万人
_OPENS, _CLOSES = re.compile(r"[（(]"), re.compile(r"[）)]")
_LONGEST_LINE = 2000
_SCALE = re.compile(r"[十百千万亿]")
_BEHIND = re.compile(rf"\s?[%％{_SPOILT}]")
_PARTS_OF_RATIO = frozenset(("va_secondary_share", "va_tertiary_share"))
_IN_RATIO = re.compile(r"\d[：:]\d{1,2}(?:\.\d{1,3})?$")
_JOIN = r"(?:、|和|与|以?及)"
_PART = r"[^，。；、和与及\u4e00-\u9fff\s]{1,8}"
_BROKEN_OFF = re.compile(
    rf"\s?[{_SPOILT}²³¹⁰⁴-⁹]\s?[\d.%％]"  # 5□5%
    r"|[.．'’]\s?\d|[.．]\n|，\d[\d.]{0,12}[%％]|[¹²³⁰⁴-⁹]{1,12}+[%％]"  # 5.5.2%, 5，5%, 10²%
    r"|\n\d[^\n]{0,8}\n?[\d.．]{0,12}[%％]"  # 7, a line with 3, 9.8%
)
_NEXT = re.compile(rf"{_JOIN}(?P<value>{_PART})[%％]")
_LAST = re.compile(rf"(?<![.\w])(?P<value>{_PART})[%％]{_JOIN}$")
_NUMBER = re.compile(r"[-－+]?\d{1,9}(?:\.\d{1,6})?(?:[%％]?[-—－–~～]{1,2}[-－]?\d{1,9}(?:\.\d{1,6})?)?")


def is_doubtful(fact: dict[str, Any], text: str, raw: str) -> bool:
    """Whether every place in the evidence at which the value is printed has a sign of damage beside it.

    ``text`` is the whole clean text of the report: the damage may stand outside of the evidence. ``raw`` is the text
    of the file, in which a digit can look otherwise than its neighbours. Relations have no value, and so no place.
    """
    places = list(_places(fact["evidence"], fact["value_text"]))
    if places and all(_is_damaged(fact, text, fact["span_start"] + place) for place in places):
        return True
    printed = raw[fact["raw_start"] : fact["raw_end"]]
    return any(_is_joined(found, fact["value_text"]) for found in _POINTER.finditer(printed))


def is_broken_off(statement: dict[str, Any], text: str) -> bool:
    """Whether a number without a unit is what damage left of a figure (增长79. and a line end, 增长5□5%)."""
    if not _BARE.fullmatch(statement["value_text"]):
        return False
    places = _places(statement["evidence"], statement["value_text"])
    ends = (statement["span_start"] + place + len(statement["value_text"]) for place in places)
    return any(_BROKEN_OFF.match(text, end) for end in ends)


def _is_joined(found: re.Match[str], printed: str) -> bool:
    """Whether a value was read as one number out of digits of two kinds."""
    whole = unicodedata.normalize("NFKC", found.group())
    return printed.startswith(whole) or whole in printed


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
    if _BEFORE.search(before) or _BEHIND.match(behind) or _closes_nothing(text, start):
        return True
    if _SCALE.match(printed) and _CUT_OFF.search(before):
        return True
    listed = (_NEXT.match(behind), _LAST.search(before))  # 分别增长9.4%和g.1%: whose is the 9.4%?
    return any(found and not _NUMBER.fullmatch(found["value"]) for found in listed)


def _closes_nothing(text: str, start: int) -> bool:
    """Whether a bracket right before a figure closes none that the line opens (增长1）2.5%)."""
    if text[start - 1 : start] not in ("）", ")"):
        return False
    line = text[text.rfind("\n", max(0, start - _LONGEST_LINE), start) + 1 : start]
    return len(_OPENS.findall(line)) < len(_CLOSES.findall(line)) and len(line) < _LONGEST_LINE
