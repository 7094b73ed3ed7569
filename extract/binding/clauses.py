"""Clauses and runs: the stretches in which words govern figures.

A clause stands between commas, stops and brackets. A run is what leads up to figures (its head) and the figures
themselves, which may be a list (6.8%和8.3%). Belongs here: the cutting. Does not belong here: what anything means.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extract.binding.tokens import Token, one_has
from extract.reference import Word

_OPENING = frozenset("（(【〔")
_CLOSING = frozenset("）)】〕")
_STOPS = frozenset("；;：:")
_NAMES_IT = re.compile(r"\s{0,20}+(?:[—－-]{1,2}|[：:])\s*+")
_UP = Word(classes=frozenset(("up",)))
_END = Token("hard", 0, 0, "")
STEPS = re.compile(r"[一二两三四五六七八九十]{0,2}[个级大道]{1,2}(?:整数)?(?:台阶|大关|关口|门槛)?$")
"""What counts the steps of a list behind it (200亿、300亿元两个大关), and is no noun of the last."""


@dataclass(slots=True)
class Clause:
    """``nested`` counts the open brackets around it; ``after_stop`` says that a ； or ： stands before it,
    ``after_colon`` that it is a ：; ``column`` is read or unread for a value of a table's row, else None."""

    tokens: list[Token]
    nested: int
    after_stop: bool
    after_colon: bool
    column: str | None = None


@dataclass(slots=True)
class Value:
    """One figure of a run: its token, the words that stand between it and the figure before it, and what follows."""

    token: Token
    words: list[Token]
    following: Token | None


@dataclass(slots=True)
class Run:
    """``head`` are the tokens before the first figure, back to the run before it. ``closing_bound`` is the bound of the
    last value where no other of several values has one: it holds for all of them."""

    head: list[Token]
    values: list[Value]
    closing_bound: str | None


def clauses(tokens: list[Token]) -> list[Clause]:
    """The clauses of a sentence, in order."""
    found: list[Clause] = []
    begin, nested, stop = 0, 0, ""
    for place, token in enumerate([*tokens, _END]):
        if token.kind != "hard":
            continue
        if place > begin:
            found.append(Clause(tokens[begin:place], nested, bool(stop), stop in "：:" and bool(stop)))
            stop = ""
        begin, sign = place + 1, token.text
        if sign in _STOPS:
            stop = sign
        elif sign in _OPENING:
            nested += 1
        elif sign in _CLOSING and nested:
            nested -= 1
    return found


def with_parts(found: list[Clause]) -> list[Clause]:
    """其中，城镇…: the word that opens up the parts belongs to what follows its comma."""
    joined: list[Clause] = []
    for clause in found:
        opened = joined[-1] if joined else None
        if opened is not None and len(opened.tokens) == 1 and opened.tokens[0].has("part") and not clause.after_stop:
            joined[-1] = replace(opened, tokens=[*opened.tokens, *clause.tokens])
        else:
            joined.append(clause)
    return joined


def without_asides(found: list[Clause]) -> list[Clause]:
    """The clauses, one joined with its rest where only a bracket without a figure parts a name from its value
    (智能工厂（车间）7家)."""
    if not any(clause.nested for clause in found):
        return found
    joined: list[Clause] = []
    for clause in found:
        aside = joined[-1] if joined else None
        named = joined[-2] if len(joined) > 1 else None
        if (
            named is not None
            and aside is not None
            and aside.nested == named.nested + 1 == clause.nested + 1
            and clause.tokens[0].kind == "figure"
            and all(t.kind != "figure" for t in (*aside.tokens, named.tokens[-1]))
        ):
            joined[-2:] = [replace(named, tokens=[*named.tokens, *clause.tokens])]
        else:
            joined.append(clause)
    return joined


def turned(found: list[Clause], text: str) -> Iterator[Clause]:
    """The clauses, a value that stands alone in front of its name (6%左右——生产总值增长目标) put behind that."""
    waiting: Clause | None = None
    for clause, following in zip(found, [*found[1:], None], strict=True):
        if waiting is not None:
            yield replace(clause, tokens=[*clause.tokens, *waiting.tokens], after_stop=waiting.after_stop)
            waiting = None
        elif following is not None and (clause is found[0] or clause.after_stop) and _names(following, clause, text):
            waiting = clause
        else:
            yield clause


def _names(clause: Clause, valued: Clause, text: str) -> bool:
    """Whether a clause is the name of the value that is all of the one before it."""
    *words, last = valued.tokens
    if last.kind != "figure" or not all(_is_light(word) for word in words):
        return False
    apart = _NAMES_IT.fullmatch(text[last.end : clause.tokens[0].start]) is not None
    return apart and sum(t.is_subject for t in clause.tokens) == 1 and all(t.kind != "figure" for t in clause.tokens)


def opens_with_estimate(clause: Clause) -> bool:
    """预计 or 初步核算 at the head of a sentence, set apart or leading it, holds for all of it."""
    head = clause.tokens[:3]
    return one_has(head[:1], "estimate") or (
        one_has(head, "estimate") and not any(t.kind == "figure" for t in clause.tokens)
    )


def last_with_figure(found: list[Clause], related: bool) -> int:
    """How many clauses have to be walked: what follows the last figure tells nothing, but for relations."""
    if related:
        return len(found)
    return next((place for place in range(len(found), 0, -1) if has_figure(found[place - 1].tokens)), 0)


def has_figure(tokens: list[Token]) -> bool:
    """Whether one of the tokens is a figure."""
    for token in tokens:  # noqa: SIM110 (any() over a generator takes twice the time)
        if token.kind == "figure":
            return True
    return False


def items_of(tokens: list[Token]) -> list[list[Token]]:
    """The list items of a head: the stretches between 、 and conjunctions; empty ones are left out."""
    parting = [place for place, token in enumerate(tokens) if token.kind == "soft"]
    if not parting:
        return [tokens] if tokens else []
    bounds = zip([-1, *parting], [*parting, len(tokens)], strict=True)
    return [tokens[before + 1 : place] for before, place in bounds if place > before + 1]


def runs(tokens: list[Token]) -> list[Run]:
    """The runs of a clause, in order; what follows the last figure belongs to none."""
    found: list[Run] = []
    head_start = 0
    for position in [place for place, token in enumerate(tokens) if token.kind == "figure"]:
        if position < head_start:  # in the list of one before it
            continue
        parts = one_has(tokens[head_start:position], "distribute")
        places = _list(tokens, position, parts)
        values = []
        for index, place in enumerate(places):
            words = tokens[places[index - 1] + 1 : place] if index else []
            values.append(Value(tokens[place], words, tokens[place + 1] if place + 1 < len(tokens) else None))
        head = _arriving(_plain_verb(tokens[head_start:position]))
        found.append(Run(head, values, _closing_bound(values)))
        head_start = places[-1] + 1
    return found


def noun_of_change(head: list[Token]) -> Token | None:
    """The noun of what a run with 由 or 从 says where it began: a decline (降幅), a share (占全国份额)."""
    nouns = [t for t in head if (t.has("rate_noun") and t.has("up", "down")) or t.has("share", "quota")]
    return nouns[-1] if nouns and one_has(head, "from") else None


def moves(head: list[Token]) -> bool:
    """Whether a head has a subject of its own or a verb of moving up or down."""
    return any(t.is_subject or (t.has("up", "down") and not t.has("level")) for t in head)


def _closing_bound(values: list[Value]) -> str | None:
    *bounds, last = [value.token.figure["bound"] for value in values]
    return str(last) if bounds and last and not any(bounds) else None


def _plain_verb(head: list[Token]) -> list[Token]:
    """A verb such as 新增 with nothing between it and the figure says how much more there is, not of what."""
    if not head or "object_verb" not in head[-1].classes:
        return head
    last = head[-1]
    return [*head[:-1], Token("word", last.start, last.end, last.text, _UP)]


def _arriving(head: list[Token]) -> list[Token]:
    """The head with 持续下降|到 as one word for what a movement arrived at, as 下降到 is; 下降|在 bounds it."""
    joined: list[Token] = []
    for token in head:
        last = joined[-1] if joined else None
        if last is None or last.end != token.start or token.text not in "到至为在" or not _is_movement(last):
            joined.append(token)
            continue
        within = token.text == "在"
        classes = last.classes | {"within"} if within else (last.classes - {"up", "down"}) | {"level"}
        word = Word(classes=frozenset(classes))
        joined[-1] = Token("word", last.start, token.end, last.text + token.text, word)
    return joined


def _is_movement(token: Token) -> bool:
    """Whether a word is a verb of moving up or down (持续下降), and no noun (降幅, 增速达)."""
    return token.has("up", "down") and not token.has("level") and token.text[-1] not in "达为幅速率度"


def _list(tokens: list[Token], first: int, mixed: bool) -> list[int]:
    """Positions of the figures that make one list with the figure at ``first``; of several kinds only if ``mixed``."""
    places = [first]
    while True:
        following = _next_in_list(tokens, places[-1], mixed)
        if following is None:
            return places
        moves = any(
            t.has("up", "down") for t in tokens[places[-1] : following]
        )  # 达2亿元和3亿元、增长5%和6%: two lists
        if not _alike(tokens[first], tokens[following]) and (moves or not mixed):
            return places
        places.append(following)


def _next_in_list(tokens: list[Token], place: int, mixed: bool) -> int | None:
    """The next figure, when nothing but a 、 or 和 and light words stand between, and no text clings to it.

    Under 分别 (``mixed``) each value may have its own direction (分别下降1.5%和增长2.8%).
    """
    index = place + 1
    if index >= len(tokens) or tokens[index].kind != "soft":
        return None
    index += 1
    while index < len(tokens) and (_is_light(tokens[index]) or (mixed and tokens[index].has("up", "down"))):
        index += 1
    if index >= len(tokens) or tokens[index].kind != "figure":
        return None
    behind = tokens[index + 1] if index + 1 < len(tokens) else None
    if behind is not None and (behind.kind == "text" or behind.is_indicator) and not STEPS.match(behind.text):
        return None
    return index


def _alike(one: Token, other: Token) -> bool:
    """Rates go with rates and amounts with amounts."""
    rates = ("percent", "percentage_point", "multiple")
    return (one.figure["unit"] in rates) == (other.figure["unit"] in rates)


def _is_light(token: Token) -> bool:
    return token.has("approx", "ge", "le") and not token.has("up", "down", "level", "strive")
