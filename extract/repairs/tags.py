"""HTML left in plain text: tags, comments, struck text and entities."""

import html
import re
from collections.abc import Iterator

from extract.offsets import Edit, MappedText
from extract.visible import RAISED

_ENTITY = re.compile(r"&(?:amp;)?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?")
_TAG = re.compile(
    r"<!--[^<]{0,2000}?-->|<(?:script|style)\b[^<>]{0,300}>[^<]{0,5000}</(?:script|style)>"
    r"|<(?:del|s|strike|rt|rp)>[^<\n]{0,200}</(?:del|s|strike|rt|rp)>|<sup>(?P<raised>\d{1,3})</sup>|<[!?][^<>\n]{0,200}>"
    r"|</?(?P<name>[A-Za-z][A-Za-z0-9:]{0,15})\b[^<>]{0,2000}>",
    re.I,
)
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "br",
        "li",
        "tr",
        "table",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "title",
    }
)
_NAMES = _BLOCKS | frozenset(
    {
        "html",
        "head",
        "body",
        "meta",
        "link",
        "span",
        "font",
        "b",
        "i",
        "u",
        "s",
        "del",
        "ins",
        "ruby",
        "rb",
        "rt",
        "rp",
        "em",
        "strong",
        "sup",
        "sub",
        "a",
        "img",
        "td",
        "th",
        "tbody",
        "thead",
        "center",
        "dl",
        "dt",
        "dd",
        "strike",
        "o:p",
        "v:shape",
        "w:worddocument",
        "st1:chsdate",
        "blockquote",
        "pre",
        "code",
        "small",
        "big",
        "hr",
        "input",
        "button",
        "label",
        "form",
        "iframe",
        "script",
        "style",
        "nobr",
        "wbr",
        "col",
        "colgroup",
        "main",
        "header",
        "footer",
        "nav",
    }
)


def undo(text: MappedText) -> list[str]:
    """Remove tags (a block tag leaves a line end behind) and spell out entities."""
    notes = []
    if "<" in text.text and (count := text.apply(_tags(text.text))):
        notes.append(f"HTML tags removed: {count}")
    if "&" in text.text and (count := text.apply(_entities(text.text))):
        notes.append(f"HTML entities decoded: {count}")
    return notes


def _tags(text: str) -> Iterator[Edit]:
    for found in _TAG.finditer(text):
        if found["raised"]:
            yield Edit(found.start(), found.end(), found["raised"].translate(RAISED))
            continue
        name = (found["name"] or "").lower()
        if not name or name in _NAMES:
            yield Edit(found.start(), found.end(), "\n" if name in _BLOCKS else "")


def _entities(text: str) -> Iterator[Edit]:
    for found in _ENTITY.finditer(text):
        written = found.group().replace("&amp;", "&", 1)
        if not written.endswith(";") and not written.startswith("&nbsp"):
            continue
        plain = html.unescape(html.unescape(found.group()) if written != found.group() else written)
        if plain != found.group() and len(plain) <= 2:
            yield Edit(found.start(), found.end(), plain)
