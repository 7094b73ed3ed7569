"""What a figure in brackets is of the subject in front of them.

Belongs here: telling a subject's value in brackets from a standard, a plan or a conversion. Does not belong here: where
a bracket begins and ends (clauses), and whose subject it takes up (sentence).
"""

import re
from dataclasses import replace

from extract.binding.assembly import Bound
from extract.binding.clauses import Run
from extract.binding.subjects import Subject
from extract.binding.tokens import one_has

_TARGET = re.compile(
    r"[（(](?:[^（()），；。]{0,6})(?:目标|计划|预期)(?:任务)?(?:值|数)?[^（()），；。完占的比高低超]{0,8}$"
)


def quoted(text: str, read: list[Bound], run: Run, bound: Bound) -> Bound | None:
    """The target of its own year that a bracket quotes behind an outcome: 增长7.4%（年度目标6%以上）; None where it
    quotes none. It is of the measure and the direction of the outcome."""
    if len(run.values) > 1 or not read or _TARGET.search(text[: run.values[0].token.start]) is None:
        return None
    told, low, high = read[-1], bound.low, bound.high
    if told.indicator is None or told.problem is not None or told.unit != bound.unit or told.quotes:
        return None
    comparator = bound.comparator
    falls = any(v is not None and v < 0 for v in (told.low, told.high))
    if falls and not any(v is not None and v < 0 for v in (low, high)):
        low, high = (None if high is None else -high), (None if low is None else -low)
        comparator = {"ge": "le", "le": "ge"}.get(comparator, comparator)
    return replace(
        bound,
        indicator=told.indicator,
        scope=told.scope,
        measure=told.measure,
        first=told.first,
        last=told.last,
        comparator=comparator,
        low=low,
        high=high,
        is_estimate=False,
        start=told.start,
        problem=None,
        quotes=True,
    )


def in_brackets(text: str, read: list[Bound], run: Run, item: Subject) -> str | None:
    """A second level of one subject in brackets is a standard, a plan or a conversion, and not another value."""
    if run.values[0].token.figure["unit"] == "percentage_point" or one_has(run.head, "up", "down", "growth"):
        return None
    return None if _holds_the_value(text, read, run, item) else "bracket"


def _holds_the_value(text: str, read: list[Bound], run: Run, item: Subject) -> bool:
    """Whether a bracket says the value of a subject that has none outside it: 零售总额（118.9亿元，增长9%）。"""
    if not text.startswith(("（", "("), item.start + len(item.text)):  # 达到国家标准（35微克/立方米）
        return False
    told = any(bound.measure in ("level", "total_level") and bound.end > item.start for bound in read)
    closing = re.search(r"[)）](.?)", text[run.values[-1].token.end :])
    return not told and closing is not None and closing[1] in ("", *"，。；、,;")
