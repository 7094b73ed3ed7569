"""What of a web page's tree its reader sees, and what only its program does.

Belongs here: taking comments, hidden, struck and ruby text out of a tree without the text behind them, and keeping
raised figures apart from those that they stand beside. Does not belong here: which part of a page is the article
(markup).
"""

import re
from collections.abc import Iterator

from lxml import etree, html

from extract.characters import HAN

UNREADABLE = "□"
"""What stands for a picture inside a figure, of which nothing tells what it shows."""
RAISED = dict(zip(map(ord, "0123456789"), "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
"""For ``str.translate``: raised figures, which are notes or powers."""
_STRUCK = ("del", "s", "strike")
_RUBY = ("rt", "rp", "rtc")
_HIDING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)|mso-hide\s*:\s*all)",
    re.I,
)
_STRIKING = re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_HAN = re.compile(f"[{HAN}]")
_FIGURE = re.compile(r"[\d.．%％]")
_MOST_HIDDEN = 0.5
"""Of a page's characters: where more are hidden, a program shows them, and they are read."""
_POINTERS = ("*", "＊", "**", "†", "‡")
_SHORT = 4


def show(tree: html.HtmlElement) -> None:
    """Change ``tree`` so that all text in it is text that a reader sees."""
    etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
    for node in _found(tree):
        _drop(node)
    hidden = list(tree.xpath("//*[@hidden]")) + [n for n in tree.xpath("//*[@style]") if _HIDING.search(n.get("style"))]
    if hidden and _han(hidden) <= _MOST_HIDDEN * _han([tree]):
        for node in hidden:
            _drop(node)
    for node in tree.xpath("//sup | //sub"):
        _set_apart(node)
    for node in tree.xpath("//img"):
        _spell_out(node)


def _found(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Elements that are struck out or say how others are spoken."""
    yield from tree.xpath("|".join(f"//{tag}" for tag in (*_STRUCK, *_RUBY)))
    yield from (node for node in tree.xpath("//*[@style]") if _STRIKING.search(node.get("style")))


def _han(nodes: list[html.HtmlElement]) -> int:
    return sum(len(_HAN.findall(node.text_content())) for node in nodes)


def _drop(node: html.HtmlElement) -> None:
    if node.getparent() is not None:
        node.drop_tree()  # what stands behind it stays


def _set_apart(node: html.HtmlElement) -> None:
    """A raised or lowered number right behind a figure is none of its digits; of PM2.5 and CO2 it is a part."""
    said = node.text_content().strip()
    behind_digit = _before(node)[-1:].isdigit()
    if node.tag == "sup" and said in _POINTERS:
        _drop(node)
    elif said.isdecimal() and said.isascii() and (node.tag == "sup" or behind_digit):
        for child in list(node):
            child.drop_tree()
        node.text = said.translate(RAISED)


def _spell_out(node: html.HtmlElement) -> None:
    """A small picture inside a figure stands for a sign of it: the one that it names, or one that nobody can read."""
    if _FIGURE.match(_before(node)[-1:]) and _FIGURE.match((node.tail or "").lstrip()[:1]):
        alt = (node.get("alt") or "").strip()
        node.tail = (alt if alt and len(alt) <= _SHORT else UNREADABLE) + (node.tail or "")


def _before(node: html.HtmlElement) -> str:
    """The text that stands right before an element within its block."""
    while node is not None and isinstance(node.tag, str) and node.tag not in ("p", "div", "td", "th", "li", "body"):
        previous = node.getprevious()
        while previous is not None:
            text = "".join(previous.itertext()) + (previous.tail or "")
            if text:
                return text
            previous = previous.getprevious()
        parent = node.getparent()
        if parent is not None and parent.text:
            return str(parent.text)
        node = parent
    return ""
