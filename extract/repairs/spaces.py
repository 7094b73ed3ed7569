"""Spaces that Chinese does not write: between characters, and between characters and figures."""

import re
from collections.abc import Iterator

from extract.characters import HAN
from extract.offsets import Edit, MappedText

_SPACE = "[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_SPACES = re.compile(f"{_SPACE}{_SPACE}*")
_WORD = re.compile(r"[A-Za-z0-9]")
_HEAD = re.compile(
    r"(?:^|\n|[ \u3000]{2})(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])"
    r"[^。；！？\n]{2,40}$"
)
_ENDED = "。！？；!?;"
_SPACED = re.compile(rf"[{HAN}][ \u3000][{HAN}][ \u3000][{HAN}]")
_TORN = re.compile(  # from the first digit of a run to its last, so that a long one is walked once
    r"\d(?<![\d.].)(?<![\d.．][ \u3000].)(?:[\d.．]*[ \u3000](?=[\d.．]))++[\d.．]*\d"
    rf"(?=[ \u3000]?(?:[%％‰．.]|[{HAN}]))"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_INNER = re.compile("[，。；]")
_HAN = re.compile(f"[{HAN}]")
_LAST_YEAR = re.compile(r"[ \u3000]\d{4}年$")
_CELL, _VALUE = re.compile(f"[{HAN}）%％\\d上下右内-]"), re.compile(r"[\d+—-]")  # two cells of a table's row
_TABLE_HEAD = re.compile(r"(?:^|\n)[ \u3000]*(?:主要)?(?:指[ \u3000]*标|项[ \u3000]*目)[^，。；、：\n]*$")
_TABBED = re.compile(r"(?<![^\n\t])[^\n\t]*\t[^\n]*")
_TAB = re.compile(r"(?<![ \u3000])[ \u3000]*\t[ \t\u3000]*")
_WITHIN = "，、；"
_DIGITS = re.compile(r"\d")
LONGEST_VALUE = 12
SPACED_LEAST, LONGEST_NUMBER = 12, 7
LONG_LINE = 120
HEAD_LENGTH = 50


def undo(text: MappedText) -> list[str]:
    """Remove such spaces; wide gaps that part a heading or a paragraph from the next become line ends."""
    torn = text.apply(_tabs(text.text)) if "\t" in text.text else 0
    torn += text.apply(_torn_numbers(text.text))
    edits = list(_edits(text.text))
    count = text.apply(edits) + torn
    notes = []
    if ended := sum(edit.replacement == "\n" for edit in edits):
        notes.append(f"run-in paragraphs parted: {ended}")
    if count - ended:
        notes.append(f"spaces inside the text removed: {count - ended}")
    return notes


def _tabs(text: str) -> Iterator[Edit]:
    """Tabs that part no cells: beside a comma, and within a sentence none of whose pieces is a cell with a value."""
    for line in _TABBED.finditer(text):
        is_sentence = _is_sentence(line.group())
        for tab in _TAB.finditer(line.group()):
            start, end = line.start() + tab.start(), line.start() + tab.end()
            beside = text[max(start - 1, 0) : start] + text[end : end + 1]
            if is_sentence or any(sign in beside for sign in _WITHIN):
                yield Edit(start, end)


def _is_sentence(line: str) -> bool:
    if not line.rstrip().endswith(("。", "；", "！")) or not _INNER.search(line.rstrip()[:-1]):
        return False
    return not any(
        len(cell) <= LONGEST_VALUE and _DIGITS.search(cell) and not _INNER.search(cell) for cell in line.split("\t")
    )


def _torn_numbers(text: str) -> Iterator[Edit]:
    """The spaces inside 2 4 0 0亿元, where the text is a scan that parts its characters anyway."""
    torn = list(_TORN.finditer(text))
    spaced = bool(torn) and sum(1 for _ in _SPACED.finditer(text)) >= SPACED_LEAST
    for found in torn:
        start, number = found.start(), found.group()
        whole = number.replace(" ", "").replace("\u3000", "").replace("．", ".")
        said = _said_in_text(text, start, whole, text[found.end() :][:2])
        listed = not spaced and (not said or _LAST_YEAR.search(number + text[found.end()]))
        if len(whole.split(".")[0]) > LONGEST_NUMBER or listed:
            continue
        yield from (Edit(start + i, start + i + 1) for i, c in enumerate(number) if c in " \u3000")


def _said_in_text(text: str, start: int, whole: str, after: str) -> bool:
    """Whether the parts of a number belong together without other signs: right behind a character, behind one and a
    space in a sentence (完成 36.5 9亿元，), or as a year (2 016 年). In a table's row they are cells."""
    if _HAN.match(text[start - 1 : start]) or (_YEAR.fullmatch(whole) and after.strip().startswith("年")):
        return True
    if not (_HAN.match(text[start - 2 : start - 1]) and text[start - 1] == " "):
        return False
    line = text.rfind("\n", 0, start) + 1
    ending = text.find("\n", start)
    return _INNER.search(text, line, ending if ending >= 0 else len(text)) is not None


def _edits(text: str) -> Iterator[Edit]:
    for found in _SPACES.finditer(text):
        start, end = found.span()
        before = text[start - 1] if start else "\n"
        after = text[end] if end < len(text) else "\n"
        if before != "\n" and after != "\n" and end - start > 1 and _parts(text, start, end):
            yield Edit(start, end, "\n")
        elif end - start > 2 and ((_CELL.match(before) and _VALUE.match(after)) or _in_head(text, start)):
            yield Edit(start, end, "\t")
        elif not _needed(text, before, after, end):
            yield Edit(start, end)
        elif found.group() != " ":
            yield Edit(start, end, " ")


def _in_head(text: str, start: int) -> bool:
    """Whether the gap parts two cells of a table's head (指标     2023年     2024年)."""
    return _TABLE_HEAD.search(text[max(0, start - HEAD_LENGTH) : start]) is not None


def _needed(text: str, before: str, after: str, end: int) -> bool:
    """Between two Latin words or two numbers a space stays; PM 2.5 and 3 .5 are one."""
    if not (_WORD.match(before) and _WORD.match(after)):
        return before in ",.;:)" and bool(_WORD.match(after)) and not after.isdigit()
    return not (before in "Mm" and text.startswith(("2.5", "10"), end))


def _parts(text: str, start: int, end: int) -> bool:
    """Whether a gap inside a line stands for the end of a paragraph."""
    line = text.rfind("\n", max(0, start - LONG_LINE), start) + 1 or (0 if start <= LONG_LINE else -1)
    heading = _HEAD.search(text[max(line, start - HEAD_LENGTH, 0) : start])
    if heading and text.find("\n", end, end + 30) < 0 and end + 30 <= len(text):
        return True
    long = line < 0 or text.find("\n", end, end + LONG_LINE) < 0
    return long and text[start - 1] in _ENDED and (end - start >= 4 or "\u3000\u3000" in text[start:end])
