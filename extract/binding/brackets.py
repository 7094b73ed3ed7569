"""What a figure in brackets is of the subject in front of them.

Belongs here: telling a subject's value in brackets from a standard, a plan or a conversion. Does not belong here: where
a bracket begins and ends (clauses), and whose subject it takes up (sentence).
"""

import re

from extract.binding.assembly import Bound
from extract.binding.clauses import Run
from extract.binding.subjects import Subject
from extract.binding.tokens import one_has


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
