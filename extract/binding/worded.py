"""Targets stated in words: what an indicator shall do or keep to, without a figure (物价保持稳定, 能耗完成下达任务).

Belongs here: which indicators of a clause such words govern. Does not belong here: anything with a figure, and targets
set against another indicator (relations).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from extract.binding.clauses import Clause, clauses, items_of
from extract.binding.completion import complete
from extract.binding.dates import Clock
from extract.binding.subjects import Region, Subject, as_whole_share, find_subject
from extract.binding.tokens import Token, one_has, tokenize
from extract.periods import time_marks
from extract.schemas import WORDED_FORMS

_GOAL = "目标"
_SHARES = ("占比", "比重", "份额", "比例")


@dataclass(frozen=True, slots=True)
class Worded:
    """``indicator`` shall take ``form`` in ``first`` .. ``last``; offsets count within the sentence."""

    indicator: str
    form: str
    first: int
    last: int
    start: int
    end: int
    wording: str


def read_worded(
    text: str,
    words: Iterable[tuple[int, str]],
    figures: Iterable[dict[str, Any]],
    region: Region,
    years: tuple[int, int],
    report_year: int,
    this_year: int | None = None,
) -> list[Worded]:
    """The targets in words of those clauses of one sentence that hold no figure, in order.

    ``years`` are those that an undated clause of it speaks of; what lies behind ``report_year`` is no target.
    """
    clock = Clock(years[0], years[1], years, report_year)
    found: list[Worded] = []
    for clause in clauses(tokenize(text, words, figures, time_marks(text, report_year, this_year))):
        clock.enter_clause(clause.after_stop)
        for token in clause.tokens:
            if token.mark is not None:
                clock.see(token.mark, False, False, False)
        first, last = clock.bounds
        if last >= report_year:
            found += _of_clause(clause, region, max(first, report_year), last)
    return found


def _of_clause(clause: Clause, region: Region, first: int, last: int) -> list[Worded]:
    tokens = clause.tokens
    place = next((i for i, t in enumerate(tokens) if t.has(*WORDED_FORMS)), None)
    if place is None or any(t.kind == "figure" or t.has("sync", "compare_ge", "compare_le") for t in tokens):
        return []
    word = tokens[place]
    form = next(name for name in WORDED_FORMS if word.has(name))
    if form == "not_set":
        governed = _waived(tokens[place + 1 :], region)
    elif any(_is_apart(t) for t in tokens[place + 1 :]):
        return []  # 物价稳定增长极: the words go on to something else
    else:
        governed = _known(tokens[:place], region)
    start, end = tokens[0].start, (tokens[-1] if form in ("not_set", "assigned") else word).end
    return [
        Worded(subject.word.code, form, first, last, start, end, word.text)
        for subject in governed
        if subject.word is not None and subject.word.code is not None
    ]


def _is_apart(token: Token) -> bool:
    return token.is_unknown or token.is_indicator


def _waived(behind: list[Token], region: Region) -> list[Subject]:
    """The indicators for which a clause says that no target is set: it has to say target behind them."""
    if not any(_GOAL in t.text for t in behind):
        return []
    return _known([t for t in behind if _GOAL not in t.text], region)


def _known(tokens: list[Token], region: Region) -> list[Subject]:
    """The region's own indicators that the items of a list name, without a doubt."""
    items = items_of(tokens)
    named = [(item, subject) for item in items if (subject := find_subject(item, region)) is not None]
    found = complete([subject for _, subject in named], [])
    shared = [as_whole_share(s, item) if _has_share(item) else s for (item, _), s in zip(named, found, strict=True)]
    if len(shared) > 1 and shared[-1].phrase.endswith(_SHARES):
        shared = shared[-1:]  # A和B占比: the share is that of both
    return [s for s in shared if s.word is not None and s.doubt is None and s.scope == "region"]


def _has_share(item: list[Token]) -> bool:
    return one_has(item, "gdp_share")
