"""Characters that a scan confuses inside known wordings: 财政总收人 for 财政总收入, 消贾品 for 消费品.

Belongs here: which stretches can only be a wording with such a character in it. The pairs are rows of confusions.csv;
every repair here replaces one character by one. Letters in numbers are in ``numerals``.
"""

import re
from functools import cache
from operator import ne

from extract import reference
from extract.offsets import MappedText
from extract.repairs.reference import confusions

_CONTEXT = 4
"""Characters around and with the confused one that have to be those of a wording: fewer are words of their own."""
_TEN_THOUSAND = re.compile("方(?<=[0-9]方)(?=[吨人元户亩个辆])")


def undo(text: MappedText) -> list[str]:
    """Write the characters that are meant."""
    before, pairs = text.text, _pairs()
    repaired: list[str] = []
    for place in [m.start() for m in _seen().finditer(before)]:
        if before[place : place + 2] not in pairs and before[place - 1 : place + 1] not in pairs:
            continue
        for meant in confusions()[before[place]]:
            if _is_wording(before, place, meant):
                repaired = repaired or list(before)
                repaired[place] = meant
    again = _TEN_THOUSAND.sub("万", "".join(repaired) or before)
    if again == before:
        return []
    text.rewrite(again)
    return [f"characters that a scan confused replaced: {sum(map(ne, before, again))}"]


def _is_wording(text: str, place: int, meant: str) -> bool:
    """Whether a place with the character that is meant is within a stretch of a wording, and as it stands is not."""
    for start in range(max(0, place - _CONTEXT + 1), place + 1):
        seen = text[start : start + _CONTEXT]
        at = place - start
        if len(seen) == _CONTEXT and seen[:at] + meant + seen[at + 1 :] in _stretches():
            return seen not in _stretches()
    return False


@cache
def _seen() -> re.Pattern[str]:
    return re.compile("[" + "".join(sorted(confusions())) + "]")


@cache
def _stretches() -> frozenset[str]:
    """All stretches of that length of known words, wordings of indicators among them."""
    return frozenset(word[i : i + _CONTEXT] for word in reference.lexicon() for i in range(len(word) - _CONTEXT + 1))


@cache
def _pairs() -> frozenset[str]:
    """Every confused character with one beside it, as a stretch of a wording may have them: few texts do."""
    meant_by = [(seen, meant) for seen, several in confusions().items() for meant in several]
    return frozenset(
        stretch[at : at + 2].replace(meant, seen, 1) if at == 0 else stretch[at - 1] + seen
        for stretch in _stretches()
        for seen, meant in meant_by
        for at in range(_CONTEXT)
        if stretch[at] == meant
    )
