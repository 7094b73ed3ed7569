"""Characters that no reader sees: controls, byte-order and direction marks, joiners, icon fonts, odd line ends."""

import re

from extract.offsets import Edit, MappedText

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e01ef]+|\r(?=\n)"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_LINE_END = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")


def undo(text: MappedText) -> list[str]:
    """Remove what is invisible; make every line end a line feed; count what was lost before (U+FFFD)."""
    notes = []
    if count := text.apply(Edit(*found.span()) for found in _INVISIBLE.finditer(text.text)):
        notes.append(f"invisible characters removed: {count}")
    if count := text.apply(Edit(*found.span()) for found in _PRIVATE.finditer(text.text)):
        notes.append(f"icon characters removed: {count}")
    if _LINE_END.search(text.text):
        text.rewrite(_LINE_END.sub("\n", text.text))
    if count := text.text.count("\ufffd"):
        notes.append(f"characters lost for good: {count}")
    return notes
