"""What the user asked to be written: files beside which nothing else is touched, and texts that stay texts.

Only the writing of a file as a whole, and what keeps a spreadsheet from running a cell, belong here.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from orchestration import UserError

FORMULA = "^[=+@\\-\t\r]"
FIGURE = "^[+-]?[0-9][0-9.,]*[%％]?$"
"""Texts that a spreadsheet would run, and those among them that are only figures (-5%); the same for DuckDB."""
_FORMULA, _FIGURE = re.compile(FORMULA), re.compile(FIGURE)


class OutputError(UserError):
    """The file cannot be written there; the message is one clear line."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A new file beside ``target`` that takes its place when the body ends well. No link is followed, nor replaced.

    Raises OutputError for a link or a folder.
    """
    check_is_no_link(target)
    if target.is_dir():
        raise OutputError(f"{target} is a folder; name a file in it")
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:80]}.", suffix=".part", dir=target.parent)
    os.close(descriptor)
    draft = Path(name)
    try:
        draft.chmod(0o666 & ~_umask())
        yield draft
        draft.replace(target)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def check_is_no_link(target: Path) -> None:
    """Raise OutputError when ``target`` is a link: what it leads to is not what was named."""
    if target.is_symlink():
        raise OutputError(f"{target} is a link; name the place itself: what it leads to is not written over")


def harmless(text: str) -> str:
    """The text for a cell of CSV: one that a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{text}" if _FORMULA.match(text) and not _FIGURE.match(text) else text


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
