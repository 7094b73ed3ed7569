"""Markdown as the pages that are made write it: tables, text that means itself, links to other pages.

Only notation belongs here; what a page says is for the module of its kind.
"""

import re
from collections.abc import Iterable, Sequence

_MEANT = re.compile(r"([\\`*_{}\[\]<>#|&~^])")


def plain(value: object) -> str:
    """The value as text of one line of which no sign is notation."""
    return _MEANT.sub(lambda found: f"&#{ord(found[0])};", " ".join(str(value).split()))


def code(value: object) -> str:
    """The value as code that may stand in a table."""
    text = " ".join(str(value).split())
    return f"<code>{_MEANT.sub(lambda found: f'&#{ord(found[0])};', text)}</code>" if text else ""


def described(text: str) -> str:
    """A description as its author wrote it: code in backquotes stays code, all else means itself."""
    parts = " ".join(text.split()).split("`")
    return "".join(code(part) if number % 2 else plain(part) for number, part in enumerate(parts))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already (:func:`plain`, :func:`code`); empty where there are no rows."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *lines]) + "\n" if lines else ""
