"""Markdown tables, as every page kind writes them. What stands in them belongs to the pages."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; what Markdown or HTML would take for a sign of its own is escaped."""
    lines = [_line(head), "|" + " --- |" * len(head), *map(_line, rows)]
    return "\n".join(lines) + "\n"


def escaped(text: object) -> str:
    """Text as it reads, on one line."""
    plain = " ".join(str("" if text is None else text).split())
    for sign, shown in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;"), ("*", "&#42;"), ("_", "&#95;")):
        plain = plain.replace(sign, shown)
    return plain


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(map(escaped, cells)) + " |"
