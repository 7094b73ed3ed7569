"""Pronunciations that a converter wrote behind characters: 區(qū)."""

import re

from extract.characters import HAN
from extract.offsets import Edit, MappedText

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ"
_SYLLABLE = re.compile(rf"(?<=[{HAN}\ufffdA-Z\]-~])[(（][ ]?([a-zɡüê{_TONED}]{{1,7}})[ ]?[)）]")
_TONE = re.compile(f"[{_TONED}]")
LEAST_FOR_TONELESS = 10


def undo(text: MappedText) -> list[str]:
    """Remove bracketed syllables with a tone mark; those without one only where there are many with one."""
    if not _TONE.search(text.text):
        return []
    found = list(_SYLLABLE.finditer(text.text))
    toned = [match for match in found if _TONE.search(match[1])]
    chosen = found if len(toned) >= LEAST_FOR_TONELESS else toned
    count = text.apply(Edit(*match.span()) for match in chosen)
    return [f"pinyin in brackets removed: {count}"] if count else []
