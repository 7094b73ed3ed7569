"""What no reading explains once character sets are right: icon characters, stray control bytes, lost characters."""

import re

from extract.offsets import Edit, MappedText

_PRIVATE = re.compile("[\x80-\x84\x86-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff]+")


def undo(text: MappedText) -> list[str]:
    """Remove private-use and control characters; count the characters that are lost (U+FFFD), which stay to be seen."""
    notes = []
    private = _PRIVATE.search("".join(text.characters)) is not None
    if private and (count := text.apply(Edit(*found.span()) for found in _PRIVATE.finditer(text.text))):
        notes.append(f"icon characters removed: {count}")
    if "\x85" in text.text:
        text.rewrite(text.text.replace("\x85", "\n"))
    if count := text.text.count("\ufffd"):
        notes.append(f"characters lost for good: {count}")
    return notes
