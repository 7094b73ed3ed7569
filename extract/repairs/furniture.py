"""Web-page furniture around a report: menus, breadcrumbs, share bars, font-size widgets, site footers.

Which lines are furniture is data (boilerplate.csv); here stands only where a report begins and ends.
"""

import re

from extract.offsets import Edit, MappedText
from extract.repairs.lines import Line, split
from extract.repairs.reference import furniture

_TITLE = re.compile("工作报告|政府工作|人民代表大会|工作计划|工作要点|工作安排|代表大会")
_SALUTATION = re.compile("^(?:各位|同志们|尊敬的)[^。]{0,20}[：:！!，,]?$|^各位代表")
_SPACES = re.compile(r"\s+")
_PAUSE = re.compile(r"[，,；;。]")
_DATED = re.compile(r"\d{4}")
_FIGURE = re.compile(r"\d\.\d|\d\s?(?:[%万亿个名人户所家件元]|公里|左右|以上|以内)")
BODY_LENGTH = 60
MENU_LENGTH = 20
END_SHARE, END_LENGTH = 0.1, 2500


def undo(text: MappedText) -> list[str]:
    """Cut furniture before the report, after it, and single such lines in it."""
    lines = split(text.text)
    filled = [i for i, line in enumerate(lines) if line.text]
    body = _body(lines, filled)
    if body is None:
        return []
    dropped = _head(lines, [i for i in filled if i < body]) | _tail(lines, filled, len(text.text))
    anywhere = furniture("anywhere")
    dropped |= {i for i in filled if len(lines[i].text) <= 60 and anywhere.fullmatch(_squeezed(lines[i]))}
    text.apply(Edit(lines[i].start, lines[i].end) for i in sorted(dropped))
    return [f"lines of web-page furniture removed: {len(dropped)}"] if dropped else []


def _squeezed(line: Line) -> str:
    return _SPACES.sub("", line.text)


def _is_sentence(text: str) -> bool:
    """Whether a line pauses and then ends as a sentence does."""
    return text.endswith(("。", "！", "!", "；", ";", "”")) and _PAUSE.search(text[:-1]) is not None


def _body(lines: list[Line], filled: list[int]) -> int | None:
    """First line of the report's own words: the salutation, else a sentence."""
    sentences = [i for i in filled if len(lines[i].text) >= BODY_LENGTH and _is_sentence(lines[i].text)]
    if not sentences:
        sentences = [i for i in filled if len(lines[i].text) >= MENU_LENGTH and _is_sentence(lines[i].text)]
    greeting = next((i for i in filled[:400] if _SALUTATION.match(_squeezed(lines[i]))), None)
    return min((i for i in (greeting, *sentences[:1]) if i is not None), default=None)


def _head(lines: list[Line], before: list[int]) -> set[int]:
    """Known furniture, and the short lines of a menu that stand above the title."""
    pattern = furniture("head")
    known = {i for i in before if pattern.fullmatch(_squeezed(lines[i]))}
    title = next((i for i in before if i not in known and _TITLE.search(_squeezed(lines[i]))), None)
    if title is None:
        return known
    menu = {
        i
        for i in before
        if i < title
        and len(lines[i].text) <= MENU_LENGTH
        and not _DATED.search(lines[i].text)
        and not _official(lines[i].text)
        and not _FIGURE.search(lines[i].text)  # no menu tells figures
    }
    return known | menu


def _official(line: str) -> bool:
    """A line that may belong to the title: of a government, a congress, a document number."""
    return bool(re.search("政府|报告|大会|会议|通知|号$|省|市|县|区|州|旗", line)) and not re.search("网|站|首页", line)


def _tail(lines: list[Line], filled: list[int], length: int) -> set[int]:
    """Everything from a line on that ends a page, when little and no figure follows it; known furniture at the end."""
    ends, known = furniture("end"), (furniture("tail"), furniture("anywhere"))
    dropped: set[int] = set()
    limit = length - max(END_LENGTH, int(END_SHARE * length))
    half = length // 2
    after = [i for i in filled if lines[i].start >= max(limit, half)]
    for i in reversed(after):
        if _FIGURE.search(lines[i].text):
            break
        if len(lines[i].text) <= BODY_LENGTH and ends.fullmatch(_squeezed(lines[i])):
            dropped = {j for j in after if j >= i}
    for i in reversed([j for j in filled if j not in dropped]):
        if not any(pattern.fullmatch(_squeezed(lines[i])) for pattern in known):
            break
        dropped.add(i)
    return dropped
