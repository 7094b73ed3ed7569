"""A number in front of what it counts (新建12个口袋公园), put behind it, as the rest of the binding knows it.

Belongs here: which clauses name behind a number what was done to so many. Does not belong here: values that stand alone
in front of a name (clauses), and what the number says (values).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extract import reference
from extract.binding import composed
from extract.binding.clauses import Clause
from extract.binding.tokens import Token

_CLOSING_QUOTES = '”"’》'
_OF_THEM = re.compile(r"^(?:的|农村人口|农村居民|农村群众|农牧民群众|农牧民|农民|群众|人口|居民|村民|学生|农村|家庭)*+")
_PEOPLE = ("person", "household")
_ASIDE = re.compile(r"^(?:成功|再|共|累计|全面|又|全部)*(?=解决|巩固|提升|改善|保障)|了|(?:农村|全[县市省区])$")
_VAGUE = "项目"  # of which kind tells what stands around the clause (城市更新…，开工建设5个项目)
_BEHIND_NUMBER = ("ge", "le", "approx")  # 新建超12个: words that may stand between the verb and its number


def counted_ahead(found: Iterable[Clause], text: str) -> Iterator[Clause]:
    """The clauses; where the verb in front of the only number and all behind it are a wording of something new, that
    wording stands in front of the number."""
    for clause in found:
        tokens = _named_first(clause.tokens, text)
        yield clause if tokens is None else replace(clause, tokens=tokens)


def _named_first(tokens: list[Token], text: str) -> list[Token] | None:
    if tokens[-1].kind == "figure":  # nothing behind it
        return None
    places = [i for i, t in enumerate(tokens) if t.kind == "figure"]
    if len(places) != 1 or not 0 < places[0] < len(tokens) - 1:
        return None
    if tokens[places[0]].figure["unit"] in _PEOPLE:
        return _done_to_people(tokens, places[0], text)
    if tokens[places[0]].figure["unit"] != "count":
        return None
    place = verb = places[0]
    while verb > 0 and tokens[verb - 1].has(*_BEHIND_NUMBER) and not tokens[verb - 1].has("up", "down", "level"):
        verb -= 1
    if verb == 0:
        return None
    end = tokens[-1].end
    while text[end : end + 1] and text[end] in _CLOSING_QUOTES:
        end += 1
    counted = text[tokens[place].end : end]
    wording = tokens[verb - 1].text + counted
    known = reference.wordings().get(wording) if counted != _VAGUE else None
    core = reference.wordings().get(counted)
    known = known or (composed.behind(core, tokens[verb - 1].text, "") if core is not None else None)
    code = known.code if known is not None else None
    if known is None or code is None or reference.indicators()[code].nature != "accrual":
        return None
    named = Token("word", tokens[verb - 1].start, end, wording, word=known)
    return [*tokens[: verb - 1], named, *tokens[verb : place + 1]]


def _done_to_people(tokens: list[Token], place: int, text: str) -> list[Token] | None:
    """解决3万人的饮水困难: what was done for so many people, as 解决饮水困难3万人."""
    verb, counted = tokens[place - 1], text[tokens[place].end : tokens[-1].end]
    behind = counted[_OF_THEM.match(counted).end() :]  # type: ignore[union-attr]
    wording = _ASIDE.sub("", verb.text) + behind
    known = reference.wordings().get(wording)
    if not verb.is_unknown or known is None or known.code is None:
        return None
    if reference.indicators()[known.code].unit != tokens[place].figure["unit"]:
        return None
    named = Token("word", verb.start, tokens[-1].end, wording, word=known)
    return [*tokens[: place - 1], named, tokens[place]]
