"""Main text of a web page, a line a paragraph.

Belongs here: what of a page is text, and where in it the article stands. Furniture that remains at the article's edges
is cut by ``repair``, which knows it in plain text files too.
"""

import re

import trafilatura
from lxml import etree, html

from extract.characters import HAN, INVISIBLE
from extract.refusal import Refusal
from extract.spans import LONGEST_CELL, Cell, count, placed
from extract.visible import show

SKIPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "footer",
    "aside",
    "button",
    "select",
    "iframe",
    "svg",
    "head",
    "textarea",
    "object",
}
BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "blockquote",
    "pre",
    "br",
    "hr",
    "form",
    "figure",
    "figcaption",
    "center",
    "address",
}
HEADINGS_ABOVE = 15
LEAST_KEPT = 0.8
_PAGE = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html\b)", re.I | re.S
)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]+?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.I)
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
_ADDRESSES = (
    re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s<>\"']{1,2000})", re.I),
    re.compile(
        r"<link\b[^>]{0,200}?\brel=[\"']?canonical[\"']?[^>]{0,200}?\bhref=[\"']?(https?://[^\s<>\"']{1,2000})", re.I
    ),
    re.compile(
        r"<meta\b[^>]{0,200}?\bproperty=[\"']og:url[\"'][^>]{0,200}?\bcontent=[\"'](https?://[^\s<>\"']{1,2000})", re.I
    ),
)
ADDRESS_WITHIN = 20_000
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r\f\v"} | {ord("\v"): "\n"}
"""What a parser would put the sign of a lost character for."""
_HAN = re.compile(f"[{HAN}]")
_OPENING = re.compile(r"政府工作报告$|^[—-]{1,2}.{0,60}大会|^(?:各位|同志们)|^[一二三四五六七八九十]、")
_SQUEEZED = re.compile(rf"[\s{INVISIBLE}]+")


def is_page(content: bytes) -> bool:
    """Whether the bytes start as a web page does."""
    return bool(_PAGE.match(content[:4096]))


def declared_encoding(content: bytes) -> str | None:
    """The encoding that the page names for itself, if any."""
    found = _CHARSET.search(content[:4096])
    return found.group(1).decode("ascii") if found else None


def address(page: str) -> str | None:
    """The address that the page gives for itself, or that whoever saved it wrote into it."""
    found = next(filter(None, (pattern.search(page[:ADDRESS_WITHIN]) for pattern in _ADDRESSES)), None)
    return found.group(1).strip() if found else None


def main_text(page: str) -> str:
    """The article with its headings; the whole visible text where no article can be made out.

    Raises :class:`Refusal` when the page has no text at all.
    """
    parser = html.HTMLParser()
    try:
        tree = html.document_fromstring(_PROLOGUE.sub("", page.translate(_CONTROLS)), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Refusal("no_text", "the web page holds no text") from error
    if any("depth" in entry.message for entry in parser.error_log.filter_from_errors()):
        raise Refusal("nested_tags", "the web page nests its tags so deeply that a part of it cannot be read")
    show(tree)
    _lay_out_tables(tree)
    lines, headings = _lines(tree)
    article = trafilatura.extract(tree, include_comments=False, include_tables=True, favor_recall=True) or ""
    start, end = _article_span(lines, headings, article)
    body = [line for line in lines[start:end] if line]
    title = _SPACE.sub(" ", tree.findtext(".//title") or "").strip()
    if title and headings.isdisjoint(range(start, end)):
        body.insert(0, title)
    return "\n".join(body)


def _lay_out_tables(tree: html.HtmlElement) -> None:
    """Make every row of every table read as a line, and take away the spans of columns, which no line shows."""
    for table in tree.xpath("//table[.//@rowspan][not(.//table)]"):  # one that holds tables lays the page out
        _fill_spans(table)
    for node in tree.xpath("//*[@colspan]"):
        del node.attrib["colspan"]  # trafilatura pads a row by it: a damaged one takes minutes


def _fill_spans(table: html.HtmlElement) -> None:
    """Write into each row of a table what its grid says of it, so that the row reads as a line."""
    rows = table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
    nodes = [[node for node in row if node.tag in ("td", "th")] for row in rows]
    lines = placed([[_cell(node) for node in line] for line in nodes])
    for row, own, line in zip(rows, nodes, lines, strict=True):
        for cell in line:
            if cell.own:
                node = own.pop(0)
                node.text = cell.heads + (node.text or "")
            else:
                node = row.makeelement("td")
                node.text = cell.text
                own[0].addprevious(node) if own else row.append(node)


def _cell(node: html.HtmlElement) -> Cell:
    text = " ".join(node.text_content().split())
    return Cell(text, count(node.get("colspan", "")), count(node.get("rowspan", "")))


def _lines(tree: html.HtmlElement) -> tuple[list[str], set[int]]:
    """Visible lines in order, and the numbers of those that are headings of the first three levels."""
    lines: list[str] = [""]
    headings: set[int] = set()
    hidden = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = str(node.tag)
        if tag in BLOCKS and not hidden and lines[-1].strip() and not _inside_cell(node, tag):
            if event == "end" and tag in {"h1", "h2", "h3"}:
                headings.add(len(lines) - 1)
            lines.append("")
        elif tag in {"td", "th"} and event == "end":
            lines[-1] += "\t"
        if event == "start":
            hidden += tag in SKIPPED
            text = node.text if tag not in SKIPPED else None
        else:
            hidden -= tag in SKIPPED
            text = node.tail
        if text and not hidden:
            lines[-1] += _SPACE.sub(" ", text)
    return [line.strip(" \t") for line in lines], headings


def _inside_cell(node: html.HtmlElement, tag: str) -> bool:
    """Whether a block only sets the text of a table's cell, and is not a paragraph of a page laid out by tables."""
    cell = next((a for a in node.iterancestors("td", "th")), None) if tag in ("p", "div", "br") else None
    row = cell.getparent() if cell is not None else None
    if cell is None or row is None or len(row) < 2:
        return False
    return len(_SQUEEZED.sub("", cell.text_content())) <= LONGEST_CELL


def _article_span(lines: list[str], headings: set[int], article: str) -> tuple[int, int]:
    """Lines from the first to behind the last that the article holds, with the headings just above; else all."""
    held = _SQUEEZED.sub("", article)
    squeezed = [_SQUEEZED.sub("", line) for line in lines]
    inside = [i for i, line in enumerate(squeezed) if len(line) > 1 and line in held]
    long_han = [len(_HAN.findall(line)) for line in lines]
    total = sum(count for count in long_han if count >= 30)
    if not inside or sum(long_han[i] for i in inside if long_han[i] >= 30) < LEAST_KEPT * total:
        return 0, len(lines)
    first, last = inside[0], inside[-1]
    filled = [i for i, line in enumerate(squeezed) if line]
    for i in filled[filled.index(last) + 1 :]:
        if long_han[i] < 30 and not _is_sentence(squeezed[i]):
            break
        last = i
    for i in reversed(filled[: filled.index(first)]):
        if not (_is_sentence(squeezed[i]) or _OPENING.search(squeezed[i])):
            break
        first = i
    above = [i for i in headings if first - HEADINGS_ABOVE <= i < first]
    return min([first, *above]), last + 1


def _is_sentence(line: str) -> bool:
    return line.endswith(("。", "！")) and any(pause in line for pause in "，、；")
