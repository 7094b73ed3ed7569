"""Heading lines of a report: chapters, sub-headings, glossaries and annexes.

Belongs here: recognising a heading line and the kind (review, plan) that its words speak for. Does not belong here: the
sections that headings open (structure), or whose report it is (identity).
"""

import re
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

from extract import reference

_CHAPTER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十]+(?:章|部分)|[一二三四五六七八九十]{1,3}、)\s*(?P<title>\S.{1,70})$"
)
_SUBHEAD = re.compile(r"^\s*（[一二三四五六七八九十]{1,3}）\s*(?P<title>[^。；]{2,80})")
_DECIMAL = re.compile(
    r"^\s*\d{1,2}(?:[.．]\d{1,2}){1,2}[\s　、.．]*(?P<title>[^\s\d%，。；：！？][^，。；：！？]{1,30})$"
)  # 1.2 工业
_BARE = re.compile(r"^\s*+(?P<title>[^，。；：！？]{4,40}?)\s*$")
_DATED_LINE = re.compile(
    r"^\s*(?:\d{4}年(?!\d{1,2}月)|[去今]年|过去一年|(?:过去|今后|未来)(?:的)?[五5]年)[^\d，。；：！？]{0,12}$"
)  # 2019年怎么干
_BARE_CUE = re.compile(
    r"^[\s　]*(?:工作|主要|全年|上届|本届|政府|各项)*"
    r"(?:回顾|总结|工作安排|目标任务|主要任务|任务安排|奋斗目标|工作打算)[\s　]*$"
)
_RUN_IN = re.compile(r"(?:^|(?<=[。！？：；]))\s*(?P<title>[一二三四五六七八九]、[^，；：。]{2,30})(?=[。\s])")
_RUN_ON = re.compile(r"(?:^|(?<=[。！？：；”]))\s*(?P<title>[一二三四五六七八九]、[^，；：。！？]{4,48})")
_NUMBERED = re.compile(r"[一二三四五六七八九]、")
_DATED_RUN_ON = re.compile(
    r"^\s*(?P<title>(?:\d{4}年|[去今]年|过去一年|(?:过去|今后|未来)(?:的)?[三四五345]年)(?:来)?的?(?:政府|主要|重点|总体)*(?:工作)*"
    r"(?:的?回顾|总体要求|奋斗目标|主要目标|主要任务|目标任务|工作安排))(?=[\u4e00-\u9fff“])(?![的是和与及要为如有就])"
)
_ALONE = re.compile(r"^\s*(?:第?[一二三四五六七八九十]{1,3}[、．.]?|结束语|序言|前言)\s*$")  # the number above its text
_LINE = re.compile(r"^[^\S\n]*+\S[^\n]*", re.M)
_SLOGAN = re.compile(r"[一-鿿、 　]{4,20}")
_PARAGRAPH = 60  # a line as long as this is one
_LONGEST_RUN_ON = 28
_WHOLE_TEXT = 600  # few paragraphs are that long
_BARE_DATE = re.compile(r"\d{4}年|[去上今本来明]年|过去|一年|五年|“十|个五年")
_GLOSSARY = re.compile(
    r"^\s*[（【〔]?(?:附[：:、]?)?(?:《?政府工作报告》?)?(?:有关|部分|相关)?"
    r"(?:名词解释|名词注释|名词说明|用语说明|用语解释|注释|附注|附件|附表|附[：:]|注[：:])"
)
_ADDRESS = re.compile(r"^[\s　]*(?:各位代表|各位委员|现在，我(?:受|代表))", re.M)
_FRONT = 0.2  # where a report addresses its hearers first, behind title and table of contents
_LISTED = re.compile(r"^\s*[一二三四]、[二三四五]、|\d%|\d(?:亿|万)?元")  # a list or a figure, no heading
_SENTENCE_END = re.compile(r"[。；！？]")


class Heading(NamedTuple):
    """A heading line: its depth (0 annex, 1 chapter, 2 below), where it begins in the text, and its words."""

    depth: int
    offset: int
    title: str


@cache
def _cues() -> list[tuple[str, str]]:
    return [(r["cue"], r["section_kind"]) for r in reference.rows("section_cues")]


_ORDINAL = re.compile(
    r"^[\s　]*(?:第[一二三四五六七八九十]+(?:章|部分)|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）"
    r"|\d{1,2}(?:[.．]\d{1,2})*[、.．\s　])[\s　]*"
)


def without_ordinal(title: str) -> str:
    """A heading's words without its number."""
    return _ORDINAL.sub("", title)


def cue_kinds(title: str) -> list[str]:
    """The kinds (review, plan) that the words of a heading speak for, in the order in which they stand."""
    found = sorted((title.find(cue), -len(cue), kind) for cue, kind in _cues() if cue in title)
    return [kind for _, _, kind in found]


def headings(text: str) -> list[Heading]:
    """The heading lines of a text: chapters (depth 1), sub-headings (2), glossaries and annexes (0)."""
    return list(_headings(text))


@lru_cache(maxsize=8)
def _headings(text: str) -> list[Heading]:
    """Kept for a few texts: whoever asks for a report's year or type asks for the same headings again."""
    found, offset = [], 0
    for line in text.split("\n"):
        heading = _heading(line)
        if heading:
            found.append(Heading(heading[0], offset, heading[1]))
        else:
            found += _inline(line, offset)
        offset += len(line) + 1
    if not any(heading.depth == 1 for heading in found):  # （一）, （二） are the chapters of a text that has no others
        found = [heading._replace(depth=min(heading.depth, 1)) for heading in found]
    return found if any(heading.depth == 1 for heading in found) else _with_bare(found, text)


def behind_contents(found: list[Heading], text: str) -> list[Heading]:
    """The headings without those, if several, that stand before the report addresses anyone: a table of contents."""
    address = _ADDRESS.search(text, 0, int(_FRONT * len(text)))
    behind = [heading for heading in found if address is None or heading.offset > address.start()]
    return found if len(found) - len(behind) < 2 else behind


def _with_bare(found: list[Heading], text: str) -> list[Heading]:
    """With short lines between paragraphs (砥砺奋进这一年), chapters of a text whose headings have no number or cue."""
    lines = [(m.start(), m.group().strip()) for m in _LINE.finditer(text)]
    bare = [
        Heading(1, start, line)
        for (_, before), (start, line), (_, after) in zip(lines, lines[1:], lines[2:], strict=False)
        if _SLOGAN.fullmatch(line) and len(after) > _PARAGRAPH and (len(before) > _PARAGRAPH or "请予" in before)
    ]
    return sorted([*found, *bare], key=attrgetter("offset"))


def _inline(line: str, offset: int) -> list[Heading]:
    """The chapter headings inside a line: of one that holds a whole text (…。一、过去五年回顾。…), and of any line what
    names a time and runs on into its text (…。二、2026年重点工作今年是…; at the line's start also without a number)."""
    if not _NUMBERED.search(line):
        match = _DATED_RUN_ON.match(line) if len(line) > _PARAGRAPH else None
        return [Heading(1, offset + match.start("title"), match["title"])] if match else []
    whole = len(line) > _WHOLE_TEXT
    found: dict[int, str] = {}
    for match in _RUN_IN.finditer(line) if whole else ():
        title = match["title"].strip()
        if cue_kinds(title) or _BARE_DATE.search(title):
            found[match.start("title")] = title
    for match in _RUN_ON.finditer(line):
        title = _up_to_cue(match["title"])
        if title and (whole or _BARE_DATE.search(title)):
            found.setdefault(match.start("title"), title)
    return [Heading(1, offset + start, found[start]) for start in sorted(found)]


def _up_to_cue(words: str) -> str:
    """The heading that runs on into its text (二、目标任务“十三五”是…的五年): up to its cue words, or nothing."""
    places = [(words.find(cue), len(cue)) for cue, kind in _cues() if kind != "other" and cue in words]
    end = 0
    for start, length in sorted(places):
        if end and start > end:
            break
        end = max(end, start + length)
    return words[:end] if end <= _LONGEST_RUN_ON else ""


def _heading(line: str) -> tuple[int, str] | None:
    if len(line) < 40 and _GLOSSARY.match(line):
        return 0, line.strip()
    if (match := _CHAPTER.match(line)) and not _SENTENCE_END.search(match["title"][:-1]) and not _LISTED.search(line):
        return 1, line.strip()
    if match := _SUBHEAD.match(line) or _DECIMAL.match(line):
        return 2, match.group().strip()
    if "\t" in line:  # a row of a table
        return None
    if _ALONE.match(line):
        return 1, line.strip()
    if (match := _DATED_LINE.match(line)) and "报告" not in line:
        return 1, match.group().strip()
    if _BARE_CUE.match(line):
        return 1, line.strip()
    if (match := _BARE.match(line)) and cue_kinds(match["title"]) and "报告" not in line and _BARE_DATE.search(line):
        return 1, match["title"]
    return None
