"""Look-alikes in and around numbers: letters O and l for digits, 十 for a plus sign, 〇 written as a letter.

Every repair here replaces one character by one.
"""

import re
from operator import ne

from extract.offsets import MappedText

_UNIT = "%‰年月日时号万亿千百个元人户家吨亩项条公里平方位倍岁件次台套座所"
_MIXED = re.compile(rf"(?<![A-Za-z0-9.])(?=[OolI]{{0,2}}\.?[0-9OolI]*[0-9])[0-9OolI]+(?:\.[0-9OolI]+)?(?=\s?[{_UNIT}])")
_FRACTION = re.compile(rf"(?<![A-Za-z0-9.])[0-9]+\.[0-9]*[OolI][0-9OolI]*(?=\s?[{_UNIT}])")
_PLUS = re.compile(r"十(?<=[0-9]十)(?=[0-9])")
_DOT = re.compile(r"·(?<=[0-9]·)(?=[0-9]{1,2}\s?(?:%|个百分点|万|亿))")
_NEAR = re.compile(r"[OolI](?:(?<=[0-9].)|(?=\.?[0-9]))")
_YEAR = re.compile("[一二](?<![一二三四五六七八九〇○Oo0◯].)[一二三四五六七八九〇○Oo0◯]{3}(?=年)")
_ZEROS = str.maketrans("○Oo0◯", "〇〇〇〇〇")
_HAN_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_LETTERS = str.maketrans("OolI", "0011")


def undo(text: MappedText) -> list[str]:
    """Write digits where letters and signs stand in for them."""
    before = text.text
    repaired = _YEAR.sub(_year, _DOT.sub(".", _PLUS.sub("+", before)))
    if _NEAR.search(repaired):
        repaired = _FRACTION.sub(_digits, _MIXED.sub(_digits, repaired))
    if repaired == before:
        return []
    text.rewrite(repaired)
    return [f"look-alikes in numbers replaced: {sum(map(ne, before, repaired))}"]


def _digits(found: re.Match[str]) -> str:
    return found.group().translate(_LETTERS)


def _year(found: re.Match[str]) -> str:
    """A year in Chinese numerals (一九八四年, with whatever stands for its zeros) in figures."""
    return found.group().translate(_ZEROS).translate(_HAN_DIGITS)
