"""Verbs that make what they govern something new.

Belongs here: which verbs those are, and which one opened a list. Does not belong here: what becomes of the subject
(subjects).
"""

from functools import cache, lru_cache
from itertools import pairwise

from extract import reference
from extract.binding.composed import COMPOSED, verb_at_end
from extract.binding.subjects import Subject, under_verb
from extract.binding.tokens import Token, one_has, words_of

BOTH = "新建改造"
"""The verb of class both that stands for any two of making new and better."""


@cache
def verbs_of_new() -> frozenset[str]:
    """Verbs by which an amount counts new things (新登记, 新设)."""
    return frozenset(word for word in words_of("object_verb") if word.startswith("新"))


def verb_of_list(head: list[Token], years: tuple[int, int]) -> str:
    """The verb that holds for the list that this head opens, or nothing. What was built up to now (累计建成) is no more
    than a stock where one year holds."""
    verb = _first_verb(head)
    if not verb:
        return ""
    so_far = years[0] == years[1] and one_has(head, "total") and not any("全年" in t.text for t in head)
    return "累计" + verb if so_far else verb


def _first_verb(head: list[Token]) -> str:
    verbs = [t.text for t in head if "object_verb" in t.classes]
    verbs = verbs or opening_verbs(head) or _composing(head) or _starting(head)
    return verbs[0] if verbs else ""


def _composing(head: list[Token]) -> list[str]:
    """The verbs that stand right before an indicator (建成|社区食堂)."""
    pairs = [(t, following) for t, following in pairwise(head) if t.kind == "text" and following.is_indicator]
    verbs = [verb_at_end(t.text) for t, following in pairs if t.end == following.start]
    return [verb for verb in verbs if verb]


def _starting(head: list[Token]) -> list[str]:
    """The verb of beginning with which an unknown thing opens a list (新开工煤制油450万吨、电力装机60万千瓦)."""
    first = next((t for t in head if t.kind == "text" or t.is_indicator), None)
    verb = _started(first.text) if first is not None and first.kind == "text" else ""
    return [verb] if verb else []


@lru_cache(maxsize=8192)
def _started(text: str) -> str:
    verbs = (text[:cut] for cut in range(len(text), 1, -1))
    return next((v for v in verbs if reference.composing_verbs().get(v) == "started"), "")


def under_verbs(subjects: list[Subject], head: list[Token], before: str) -> list[Subject]:
    """The subjects of a head under the verb that opened their list: one of the same head in front of them (新建碧道、
    绿道30公里), else one that stands ``before`` (新增企业2家、停车位8万个)."""
    opening = next((t for t in head if "object_verb" in t.classes or _is_new(t)), None)
    own = _first_verb([opening]) if opening is not None else ""
    found = []
    for subject in subjects:
        parted = opening is not None and any(t.kind == "soft" and opening.start < t.start < subject.start for t in head)
        verb = own if parted else before
        found.append(under_verb(subject, verb, _is_bare(head, subject.start)) if verb else subject)
    return found


def _is_new(token: Token) -> bool:
    """Whether the token is a wording of something new, and no core that needs a verb in front of it."""
    code = token.word.code if token.word is not None and token.word.only != COMPOSED else None
    return code is not None and reference.indicators()[code].nature == "accrual"


def _is_bare(head: list[Token], start: int) -> bool:
    """Whether a thing stands right behind a 、 and has no verb of its own (新增创业3万人、带动就业5万人)."""
    return any(t.kind == "soft" and following.start == start for t, following in pairwise(head))


def opening_verbs(head: list[Token]) -> list[str]:
    """The verbs that open wordings of something new: 新增 of 新增上市公司2家、科技企业5家 holds for the list. Names
    in quotation marks (“小升规”) open with none."""
    return [_opening_verb(t.text) for t in head if t.word is not None and _is_new(t)]


@cache
def _opening_verb(wording: str) -> str:
    verb = max((verb for verb in words_of("object_verb") if wording.startswith(verb)), key=len, default=wording[:2])
    return "" if verb[0] in '“"' else verb


def verbs_together(items: list[list[Token]]) -> list[list[Token]]:
    """The items of a list, a bare verb of making new joined with the verb of making better that the next item begins
    with (新建、改扩建公办幼儿园): the thing was one or the other."""
    joined: list[list[Token]] = []
    for item in items:
        waiting = joined[-1] if joined else None
        if waiting is not None and len(waiting) == 1 and _class(waiting[0].text) == "new":
            verb = next((v for v in (item[0].text[:cut] for cut in range(len(item[0].text), 1, -1)) if _class(v)), "")
            if _class(verb) == "renewed":
                joined[-1] = _both(waiting[0], item, verb)
                continue
        joined.append(item)
    return joined


def _both(first: Token, item: list[Token], verb: str) -> list[Token]:
    end = item[0].start + len(verb)
    both = Token("text", first.start, end, BOTH)
    if end == item[0].end:
        return [both, *item[1:]]
    rest = item[0].text[len(verb) :]
    if item[0].is_indicator:
        return [both, Token("word", end, item[0].end, rest, word=reference.lexicon().get(rest))]
    return [Token("text", first.start, item[0].end, BOTH + rest), *item[1:]]


def _class(text: str) -> str | None:
    return reference.composing_verbs().get(text)
