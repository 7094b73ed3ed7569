"""Characters that no reader sees: controls, byte-order and direction marks, joiners; and odd line ends."""

import re

from extract.characters import INVISIBLE
from extract.offsets import Edit, MappedText

_INVISIBLE = re.compile(f"[{INVISIBLE}]+|\r(?=\n)")
_LINE_END = re.compile("[\r\x0b\x0c\u2028\u2029]")
_SUSPECT = re.compile(f"{_INVISIBLE.pattern}|{_LINE_END.pattern}")


def undo(text: MappedText) -> list[str]:
    """Remove what is invisible; make every line end a line feed."""
    if not _SUSPECT.search("".join(text.characters)):
        return []
    count = text.apply(Edit(*found.span()) for found in _INVISIBLE.finditer(text.text))
    if _LINE_END.search(text.text):
        text.rewrite(_LINE_END.sub("\n", text.text))
    return [f"invisible characters removed: {count}"] if count else []
