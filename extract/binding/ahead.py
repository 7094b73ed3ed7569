"""A number in front of what it counts (新建12个口袋公园), put behind it, as the rest of the binding knows it.

Belongs here: which clauses name behind a number what was done to so many. Does not belong here: values that stand alone
in front of a name (clauses), and what the number says (values).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extract import reference
from extract.binding import composed
from extract.binding.clauses import Clause, items_of
from extract.binding.tokens import Token
from extract.reference import Word

_CLOSING_QUOTES = '”"’》'
_OF_THEM = re.compile(
    r"^(?:的|农村绝对贫困人口|绝对贫困人口|(?:农村)?贫困人口(?=的?(?:温饱|饮水|安全饮水))|农村人口|农村居民|农村群众|农牧民群众|农牧民|农民"
    r"|群众|人口|居民|村民|学生|农村|家庭)*+"
)
_PEOPLE = ("person", "household")
_ASIDE = re.compile(r"^(?:成功|再|新|共|累计|全面|又|全部)*(?=解决|巩固|提升|改善|保障)|了|(?:农村|全[县市省区])$")
_VAGUE = "项目"  # of which kind tells what stands around the clause (城市更新…，开工建设5个项目)
_SAW_TO = re.compile(r"(?:帮助|确保|实现|力争|推动|完成|助力|再|使|让|共|累计|全年|全省|全市|全县|全区|已|又|有)+")
_HOW = re.compile(
    r"全部|全面|如期|稳定|顺利|成功|高质量|均|已|按期|基本|陆续|相继|圆满|得到|得以|整体|整村推进|的|了"
    r"|实现(?=了?(?:脱贫|摘帽|退出))"
)
_DONE = re.compile(r"(?:办理|办结|兑现|落实|办成|落地|见效|完成){1,3}+$")
_COUNTS = {"household": "count"}
_BEHIND_NUMBER = ("ge", "le", "approx")  # 新建超12个: words that may stand between the verb and its number
_OVER = "了"  # 新建了12个
_MEASURED = ("mu", "km", "sqm", "sqkm")  # 建成9万亩高标准农田: so much of it is counted as so many are
_SOLVED = "解决"  # 3万人饮水困难得到解决


def counted_ahead(found: Iterable[Clause], text: str) -> Iterator[Clause]:
    """The clauses; where the verb in front of a number and all behind it are a wording of something new, or what stands
    behind it is one alone (12个贫困村出列), that wording stands in front of the number."""
    for clause in found:
        tokens = _named_first(clause.tokens, text)
        yield clause if tokens is None else replace(clause, tokens=tokens)


def _named_first(tokens: list[Token], text: str) -> list[Token] | None:
    if tokens[-1].kind == "figure":  # nothing behind it
        return None
    places = [i for i, t in enumerate(tokens) if t.kind == "figure"]
    if len(places) > 1:
        return _each_named_first(tokens, text)
    if not places or places[0] == len(tokens) - 1:
        return None
    place = places[0]
    return _done_to(tokens, place, text) or _became(tokens, place, text)


def _each_named_first(tokens: list[Token], text: str) -> list[Token] | None:
    """新建3所小学、5个公园: the verb holds for every number of the list; of 2个村出列、3个县摘帽 each tells its own.

    What is no indicator of its own stands in front of its number too, so that no number is read of the thing before it.
    """
    items = items_of(tokens)
    if sum(t.kind == "soft" for t in tokens) != len(items) - 1 or not all(_has_one_figure(item) for item in items):
        return None
    led = next(i for i, t in enumerate(items[0]) if t.kind == "figure")
    if any(item[0].kind != "figure" or len(item) < 2 for item in items[1:]):
        return None
    verb = items[0][led - 1 : led]
    named = [_done_to(items[0], led, text) or _became(items[0], led, text)]
    named += [_done_to([*verb, *item], len(verb), text) or _became(item, 0, text) for item in items[1:]]
    if not any(named) or len(items[0]) < led + 2:
        return None
    found: list[Token] = []
    for item, tokens_of, soft in zip(items, named, [*(t for t in tokens if t.kind == "soft"), None], strict=True):
        found += tokens_of or _behind_name(item, text)
        found += [soft] if soft is not None else []
    return found


def _has_one_figure(item: list[Token]) -> bool:
    return sum(t.kind == "figure" for t in item) == 1


def _behind_name(item: list[Token], text: str) -> list[Token]:
    place = next(i for i, t in enumerate(item) if t.kind == "figure")
    name = text[item[place].end : item[-1].end]
    return [*item[:place], Token("text", item[place + 1].start, item[-1].end, name), item[place]]


def _done_to(tokens: list[Token], place: int, text: str) -> list[Token] | None:
    """新建12个口袋公园 as 新建口袋公园12个: what the verb in front of the number makes of all behind it."""
    if place == 0:
        return None
    unit = tokens[place].figure["unit"]
    if unit in _PEOPLE:
        return _done_to_people(tokens, place, text)
    if unit != "count" and unit not in _MEASURED:
        return None
    verb = _verb_of(tokens, place)
    if verb == 0:
        return None
    end = _end(tokens, text)
    counted = text[tokens[place].end : end]
    wording = tokens[verb - 1].text + counted
    known = reference.wordings().get(wording) if counted != _VAGUE else None
    core = reference.wordings().get(counted)
    known = known or (composed.behind(core, tokens[verb - 1].text, "") if core is not None else None)
    if known is None or not _accrues(known) or (unit in _MEASURED and _unit_of(known) != unit):
        return None
    named = Token("word", tokens[verb - 1].start, end, wording, word=known)
    return [*tokens[: verb - 1], named, *(t for t in tokens[verb : place + 1] if t.text != _OVER)]


def _verb_of(tokens: list[Token], place: int) -> int:
    """The place behind the verb that governs the number, words of bounds and 了 left out; 0 where none does."""
    verb = place
    while verb > 0 and (
        tokens[verb - 1].text == _OVER
        or (tokens[verb - 1].has(*_BEHIND_NUMBER) and not tokens[verb - 1].has("up", "down", "level"))
    ):
        verb -= 1
    return verb


def _unit_of(known: Word) -> str | None:
    return reference.indicators()[known.code].unit if known.code is not None else None


def _became(tokens: list[Token], place: int, text: str) -> list[Token] | None:
    """12个贫困村全部出列 as 贫困村出列12个: where nothing governs the number but who saw to it, what is told of so many
    behind it."""
    if any(t.is_indicator or (t.is_unknown and _SAW_TO.fullmatch(t.text) is None) for t in tokens[:place]):
        return None
    end = _end(tokens, text)
    wording = _HOW.sub("", text[tokens[place].end : end])
    verb = composed.verb_at_end(wording)
    core = reference.wordings().get(wording[: -len(verb)]) if verb else None
    known = reference.wordings().get(wording) or reference.wordings().get(_DONE.sub("", wording))
    known = composed.before(core, verb) if core is not None and known is None else known
    if known is None and wording.endswith(_SOLVED):
        of_them = _OF_THEM.match(wording).end()  # type: ignore[union-attr]
        known = reference.wordings().get(_SOLVED + wording[of_them : -len(_SOLVED)])
    unit = tokens[place].figure["unit"]
    if known is None or known.code is None or not _accrues(known):
        return None
    if _COUNTS.get(unit, unit) != _COUNTS.get(wanted := reference.indicators()[known.code].unit, wanted):
        return None
    light = [t for t in tokens[:place] if not t.is_unknown]
    return [*light, Token("word", tokens[place].end, end, wording, word=known), tokens[place]]


def _end(tokens: list[Token], text: str) -> int:
    end = tokens[-1].end
    while text[end : end + 1] and text[end] in _CLOSING_QUOTES:
        end += 1
    return end


def _accrues(known: Word) -> bool:
    indicator = reference.indicator_of(known)
    return indicator is not None and indicator.nature in ("accrual", "tally")


def _done_to_people(tokens: list[Token], place: int, text: str) -> list[Token] | None:
    """解决3万人的饮水困难: what was done for so many people, as 解决饮水困难3万人."""
    over = place > 1 and tokens[place - 1].text == _OVER
    at = place - 2 if over else place - 1
    verb, counted = tokens[at], text[tokens[place].end : tokens[-1].end]
    behind = counted[_OF_THEM.match(counted).end() :]  # type: ignore[union-attr]
    wording = _ASIDE.sub("", verb.text) + behind
    known = reference.wordings().get(wording)
    if not verb.is_unknown or known is None or known.code is None:
        return None
    if reference.indicators()[known.code].unit != tokens[place].figure["unit"]:
        return None
    named = Token("word", verb.start, tokens[-1].end, wording, word=known)
    return [*tokens[:at], named, tokens[place]]
