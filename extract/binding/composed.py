"""Wordings that are composed: a core, the verb that says what was done with it, and words that change nothing.

Belongs here: what a core means behind or before other words (wording_affixes.csv, composing_verbs.csv). Does not belong
here: wordings that are listed as a whole (reference), and lists that share a verb (verbs).
"""

from functools import cache, lru_cache

from extract import reference
from extract.reference import Word

_LONGEST = 16
COMPOSED = frozenset(("composed",))
"""``only_measures`` of a core that is an indicator only together with its verb (社区食堂)."""


@lru_cache(maxsize=8192)
def is_affix(text: str, code: str, place: str, level: str) -> bool:
    """Whether a text before or behind (``place``) a wording of the indicator is made of words that change nothing."""
    known = reference.affixes(place, level)
    return not text or (
        len(text) <= _LONGEST
        and any(
            code in known.get(text[:cut], ()) and is_affix(text[cut:], code, place, level)
            for cut in range(len(text), 0, -1)
        )
    )


@cache
def under(word: Word, verb_class: str) -> Word | None:
    """What a core means under a verb of this class: the indicator of the two, or None."""
    code = reference.derived(word.code, verb_class) if word.code is not None else None
    return Word(code) if code is not None else None


@lru_cache(maxsize=8192)
def behind(word: Word, text: str, level: str) -> Word | None:
    """What a core means right behind a text that ends with a verb (全年新建|社区食堂), or None."""
    if word.code is None or len(text) > _LONGEST:
        return None
    for start in range(len(text)):
        verb_class = reference.composing_verbs().get(text[start:])
        meant = under(word, verb_class) if verb_class is not None else None
        if meant is not None and is_affix(text[:start], meant.code or "", "before", level):
            return meant
    return None


@lru_cache(maxsize=8192)
def respelt(wording: str, text: str, level: str) -> Word | None:
    """What a wording that begins with a verb means behind a text that makes another verb of it (提质|改造农村公路), or
    None: what the longer verb makes of the thing, or the wording itself where both verbs say the same."""
    verbs, wordings = reference.composing_verbs(), reference.wordings()
    if not text or len(text) > _LONGEST:
        return None
    for cut in range(len(wording) - 1, 0, -1):
        verb, core = wording[:cut], wordings.get(wording[cut:])
        if verb not in verbs:
            continue
        start = next((i for i in range(len(text)) if text[i:] + verb in verbs), None)
        if start is None:
            continue
        longer = verbs[text[start:] + verb]
        meant = under(core, longer) if core is not None else None
        if meant is None and longer == verbs[verb]:
            meant = wordings[wording]
        if meant is not None and is_affix(text[:start], meant.code or "", "before", level):
            return meant
    return None


@lru_cache(maxsize=8192)
def before(word: Word, text: str) -> Word | None:
    """What a core means right before a verb (农贸市场|改造), or None."""
    verb_class = reference.composing_verbs().get(text)
    return under(word, verb_class) if verb_class is not None else None


@lru_cache(maxsize=8192)
def verb_at_end(text: str) -> str:
    """The composing verb with which a text ends, or nothing."""
    return next((text[start:] for start in range(len(text)) if text[start:] in reference.composing_verbs()), "")
