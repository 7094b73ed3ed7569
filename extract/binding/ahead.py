"""A number in front of what it counts (新建12个口袋公园), put behind it, as the rest of the binding knows it.

Belongs here: which clauses name behind a number what was done to so many. Does not belong here: values that stand alone
in front of a name (clauses), and what the number says (values).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extract import reference
from extract.binding import composed
from extract.binding.clauses import Clause
from extract.binding.tokens import Token

_CLOSING_QUOTES = '”"’》'
_VAGUE = "项目"  # of which kind tells what stands around the clause (城市更新…，开工建设5个项目)
_BEHIND_NUMBER = ("ge", "le", "approx")  # 新建超12个: words that may stand between the verb and its number


def counted_ahead(found: Iterable[Clause], text: str) -> Iterator[Clause]:
    """The clauses; where the verb in front of the only number and all behind it are a wording of something new, that
    wording stands in front of the number."""
    for clause in found:
        tokens = _named_first(clause.tokens, text)
        yield clause if tokens is None else replace(clause, tokens=tokens)


def _named_first(tokens: list[Token], text: str) -> list[Token] | None:
    places = [i for i, t in enumerate(tokens) if t.kind == "figure"]
    if len(places) != 1 or not 0 < places[0] < len(tokens) - 1 or tokens[places[0]].figure["unit"] != "count":
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
