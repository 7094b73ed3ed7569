"""Verbs that make what they govern something new.

Belongs here: which verbs those are, and which one opened a list. Does not belong here: what becomes of the subject
(subjects).
"""

from functools import cache

from extract import reference
from extract.binding.tokens import Token


@cache
def verbs_of_new() -> frozenset[str]:
    """Verbs by which an amount counts new things (新登记, 新设)."""
    return frozenset(word for word in _object_verbs() if word.startswith("新"))


def opening_verbs(head: list[Token]) -> list[str]:
    """The verbs that open wordings of something new: 新增 of 新增上市公司2家、科技企业5家 holds for the list."""
    found = reference.indicators()
    codes = [(t.text, t.word.code) for t in head if t.word is not None and t.word.code is not None]
    return [_opening_verb(text) for text, code in codes if found[code].nature == "accrual"]


@cache
def _opening_verb(wording: str) -> str:
    return max((verb for verb in _object_verbs() if wording.startswith(verb)), key=len, default=wording[:2])


@cache
def _object_verbs() -> tuple[str, ...]:
    return tuple(word for word, entry in reference.lexicon().items() if "object_verb" in entry.classes)
