"""Characters in the wrong width or from the wrong block: full-width digits, radicals, small forms.

Every repair here replaces one character by one, so that no offset moves.
"""

import re
import unicodedata
from functools import cache

from extract.offsets import MappedText
from extract.repairs.reference import lookalikes

_FULL = "０１２３４５６７８９％＋－／＝＜＞＆＃＊＠＂＇［］｛｝｜＿＾｀＼＄" + "".join(
    chr(code) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
)
_POINT = re.compile(r"．(?<=[0-9]．)(?=[0-9])")
_GROUPS = re.compile(r"(?<![0-9第前])[0-9]{1,3}(?:[，,][0-9]{3}){1,6}+(?=\s?[万亿元人户吨亩个件辆次家])")
_GROUPED = re.compile("，(?<=[0-9]，)(?=[0-9]{3})")
_MINUS = re.compile(r"[–‐‑‒](?<=[0-9%].)(?=[0-9])|−(?=[0-9])")


@cache
def _table() -> dict[str, str]:
    """Character -> plain character."""
    table = {character: unicodedata.normalize("NFKC", character) for character in _FULL}
    blocks = (
        range(0x2F00, 0x2FD6),
        range(0xF900, 0xFB00),
        range(0x2F800, 0x2FA20),
        range(0xFE50, 0xFE70),
        range(0x1D7CE, 0x1D800),
        range(0xFF65, 0xFF66),
    )
    for block in blocks:
        for code in block:
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table[chr(code)] = plain
    table.update(lookalikes())
    return table


def undo(text: MappedText) -> list[str]:
    """Fold full-width digits, letters and signs, radicals, compatibility ideographs and small forms."""
    table = _table()
    folded, count = text.text, 0
    present = text.characters
    for character in sorted(present & table.keys()):
        count += folded.count(character)
        folded = folded.replace(character, table[character])
    if "．" in present:
        folded, points = _POINT.subn(".", folded)
        count += points
    if "，" in present and _GROUPED.search(folded):
        count += sum("，" in found.group() for found in _GROUPS.finditer(folded))
        folded = _GROUPS.sub(lambda found: found.group().replace("，", ","), folded)
    if present & frozenset("–‐‑‒−"):
        folded, minuses = _MINUS.subn("-", folded)
        count += minuses
    if count:
        text.rewrite(folded)
    return [f"characters of the wrong width or block folded: {count}"] if count else []
