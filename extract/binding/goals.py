"""The targets of their own time that a clause names behind their outcomes (增长9.5%，超过年初预定增长9%的目标).

Belongs here: which clauses name such targets, and of which outcomes. Does not belong here: targets in brackets
(brackets), and those that others set (下达的任务), which are quoted and nothing else (troubles).
"""

import re
from dataclasses import replace

from extract.binding.assembly import Bound
from extract.binding.clauses import Run
from extract.binding.tokens import Token

_NAMES = re.compile(
    r"[，、](?:并|也|虽|但)?(?P<each>均|都|分别|双双)?(?:略|基本|大幅|大大|远远|超额|提前|圆满|全面|尚)*(?:未|没有|未能)?"
    r"(?:超过|超出|高于|低于|达到|完成|实现)了?(?:我[省市县区州])?"
    r"(?:年初|年度|全年|[“\"]?[一二三四五六七八九十]{1,2}五[”\"]?计划)的?(?:预定|预期|确定|计划|安排)?的?(?:实际)?(?:年均|平均)?"
    r"(?P<way>增长|下降|递增)?(?:约)?$"
)
_GOAL = re.compile(r"的?(?:预期|计划|奋斗|控制)?(?:目标|计划)(?:[，。；]|$)")
_PART = re.compile(r"其中[^；。]{0,60}$")
_GROWTHS = ("growth", "avg_growth", "total_growth")


def goals_behind(text: str, found: list[Run], read: list[Bound]) -> list[Bound]:
    """The targets that a clause with these runs names behind the outcomes that were ``read``; none where it is another
    kind of clause, or not one value stands against each outcome."""
    if len(found) != 1 or not read:
        return []
    values = [value.token for value in found[0].values]
    named = _NAMES.search(text[max(0, read[-1].end - 1) : values[0].start])
    if named is None or _GOAL.match(text[values[-1].end :]) is None:
        return []
    kind = _GROWTHS if named["way"] else ("level", "total_level")
    outcomes = [b for b in read if b.problem is None and b.measure in kind and not b.quotes]
    told = outcomes[-len(values) :] if len(values) > 1 else outcomes[-1:]
    if len(values) == 1 and told and _PART.search(text[: told[0].start]):
        return []  # 进出口下降17%，其中出口…，进口下降14%，没有实现增长10%的目标: of which is not told
    if len(values) == 1 and named["each"]:
        told = outcomes[-2:]
        values = values * 2
    if len(told) != len(values) or any(b.unit != t.figure["unit"] for b, t in zip(told, values, strict=True)):
        return []
    falls = named["way"] == "下降"
    return [_goal(bound, token, falls) for bound, token in zip(told, values, strict=True)]


def _goal(outcome: Bound, token: Token, falls: bool) -> Bound:
    low, high, bound = token.figure["value_low"], token.figure["value_high"], token.figure["bound"]
    if falls:
        low, high, bound = -high, -low, {"ge": "le", "le": "ge"}.get(bound, bound)
    return replace(
        outcome,
        comparator="range" if low != high else bound or "eq",
        low=None if bound == "le" else low,
        high=None if bound == "ge" else high,
        is_estimate=False,
        end=token.end,
        value_text=token.text,
        quotes=True,
    )
