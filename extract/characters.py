"""How ordinary the characters of a Chinese text are: the common ones, and a text's share of them.

Only the tables and the measure belong here; what follows from a low share is for the stages that ask.
"""

import csv
import re
from functools import cache

from extract.reference import REFERENCE

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebef〇"
INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e01ef"
)
"""For a class of characters: what no reader sees, controls, byte-order and direction marks, joiners."""


@cache
def frequent() -> frozenset[str]:
    """The most frequent simplified characters (seeds/reference/common_characters.csv)."""
    with (REFERENCE / "common_characters.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(row["character"] for row in csv.DictReader(lines))


@cache
def everyday() -> frozenset[str]:
    """The 3,755 characters of everyday use: level 1 of GB 2312, lead bytes B0 to D7."""
    cells = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    return frozenset(cell.decode("gb2312", "ignore") for cell in cells) - {""}


@cache
def traditional() -> dict[str, str]:
    """Traditional character -> its simplified form, one to one, for every ideograph that OpenCC simplifies."""
    from opencc import OpenCC

    block = [chr(code) for code in range(0x4E00, 0xA000)]
    simplified = OpenCC("t2s").convert("\n".join(block)).split("\n")
    return {old: new for old, new in zip(block, simplified, strict=True) if old != new and len(new) == 1}


@cache
def plain_pattern() -> re.Pattern[str]:
    """What a Chinese text ordinarily holds: frequent characters in either script, ASCII, Chinese punctuation."""
    both = frequent() | {old for old, new in traditional().items() if new in frequent()}
    signs = "\\x20-\\x7e\\t\\r\\n\\xa0\u3000。，、；：？！“”‘’（）《》【】—…·％"
    return re.compile("[" + "".join(sorted(both)) + signs + "]")
