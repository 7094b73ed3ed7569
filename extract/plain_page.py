"""The text of a web page that no parser should be given as it is: tags without end, elements nested without end.

Belongs here: telling such pages, and the plain text of one by a single walk over its tags. Does not belong here: how a
page is read that a parser takes (markup).
"""

import html
import re

from extract.visible import RAISED

DEEPEST = 200  # parsers give up at 256
LONGEST_TAG = 8000
PLAIN = "web page nested too deeply for its layout: its text read as it stands"
CUT = "tags of the web page longer than any is, cut to their names"

_HUGE = re.compile(rf"<([A-Za-z][\w:-]{{0,40}})\s[^<>]{{{LONGEST_TAG},}}>")
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]{0,40})(?:\s[^<>]*)?>")
_UNSEEN = re.compile(r"<(script|style|template|noscript|del|strike|s|rt|rp)(?:\s[^<>]*)?>", re.I)
_RAISED = re.compile(r"<sup(?:\s[^<>]*)?>\s{0,9}(\d{1,3})\s{0,9}</sup\s*>", re.I)
_DECLARED = re.compile(r"<[!?][^<>]*>")
_COMMENT_OPENS, _COMMENT_CLOSES = "<!--", "-->"
_LINES = frozenset(
    (
        *("title", "p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt"),
        *("dd", "table", "tr", "blockquote", "pre", "br", "hr", "center", "form"),
    )
)
_ALONE = frozenset(
    (
        *("br", "hr", "img", "input", "meta", "link", "col", "base", "area", "wbr", "source"),
        *("p", "li", "dt", "dd", "tr", "td", "th", "option"),
    )
)
"""Elements without an end, and those whose end may be left out: they say nothing of depth."""


def spared(page: str) -> tuple[str, list[str]]:
    """The page as a parser may be given it, and notes on what had to be cut.

    Attributes of tags that are longer than any is are cut. A page nested deeper than ``DEEPEST`` becomes a page of
    its plain lines.
    """
    notes = []
    opened = page.find(_COMMENT_OPENS, page.rfind(_COMMENT_CLOSES) + 1)
    if opened >= 0:  # a parser would take all that follows for a comment
        page = page[:opened] + page[opened:].replace(_COMMENT_OPENS, "")
    if len(page) > LONGEST_TAG and _HUGE.search(page):
        page = _HUGE.sub(r"<\1>", page)
        notes.append(CUT)
    if page.count("<") > 2 * DEEPEST and _depth(page) > DEEPEST:
        lines = "".join(f"<p>{html.escape(line, quote=False)}</p>\n" for line in _plain_lines(page))
        return f"<html><body>{lines}</body></html>", [*notes, PLAIN]
    return page, notes


def _depth(page: str) -> int:
    """The greatest number of elements open at one place, among those that have to be closed."""
    depth = deepest = 0
    for closes, name in _TAG.findall(page):
        if name.lower() not in _ALONE:
            depth = max(depth - 1, 0) if closes else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _plain_lines(page: str) -> list[str]:
    """What stands between the tags, a line a block; nothing of scripts, styles and comments."""
    page = _DECLARED.sub("", _without_unseen(_without_comments(page)))
    page = _RAISED.sub(lambda sup: sup[1].translate(RAISED), page)
    text = _TAG.sub(lambda tag: "\n" if tag[2].lower() in _LINES else "", page)
    return [line.strip() for line in html.unescape(text).split("\n") if line.strip()]


def _without_comments(page: str) -> str:
    """The page without its comments; one that is never closed hides nothing."""
    first, *others = page.split(_COMMENT_OPENS)
    kept = [first]
    for other in others:
        _, closes, behind = other.partition(_COMMENT_CLOSES)
        kept.append(behind if closes else other)
    return "".join(kept)


def _without_unseen(page: str) -> str:
    kept, at = [], 0
    lowered = page.lower() if len(page.lower()) == len(page) else page
    for tag in _UNSEEN.finditer(page):
        if tag.start() < at:
            continue
        end = lowered.find(f"</{tag[1].lower()}", tag.end())
        if end >= 0:
            kept.append(page[at : tag.start()])
            at = end
    return "".join([*kept, page[at:]])
