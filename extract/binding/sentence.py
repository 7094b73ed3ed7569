"""The walk through one sentence: subjects are taken up, carried on and dropped, figures are bound to them.

Belongs here: the order of things (lists, ellipsis, brackets, 其中) and the assembly of bound figures. Does not belong
here: the judgement of a single subject, value or period, each of which has its own module.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from extract import reference
from extract.binding.dates import Clock, period_of
from extract.binding.relations import find_relations
from extract.binding.segments import Segment, split
from extract.binding.subjects import Region, Subject, complete, find_subject
from extract.binding.tokens import Token, tokenize
from extract.binding.values import Reading, govern, measure
from extract.periods import time_marks

_QUOTED = re.compile(r"^(?:左右|以上|以内|以下)?的?(?:年度|年初|全年|预期|既定|规划|预定|计划|考核|市定|省定|工作)*(?:目标|任务|要求|计划)")
_ATTRIBUTE = re.compile(r"^的(?!速度|增速|增长|增幅|涨幅|水平|目标|预期|年均|较快|高速|中高速|幅度|规模)")
_CARRIED_COMMENT = ("comment", "each", "filler", "parent_nation", "parent_province", "parent_prefecture", "region", "level")


@dataclass(slots=True)
class Bound:
    """One figure (or relation) with all that was read of it; offsets count within the sentence."""

    subject: str
    indicator: str | None
    scope: str
    measure: str
    first: int
    last: int
    comparator: str
    low: float | None
    high: float | None
    unit: str | None
    reference: str | None
    is_estimate: bool
    tier: str | None
    commitment: str | None
    start: int
    end: int
    value_text: str
    carried: int
    problem: str | None


@dataclass(slots=True)
class _Walk:
    text: str
    region: Region
    clock: Clock
    subjects: list[Subject] = field(default_factory=list)
    pending: list[Subject] = field(default_factory=list)
    carried: int = 0
    blocked: bool = False
    estimate: bool = False
    saved: list[Subject] = field(default_factory=list)
    out: list[Bound] = field(default_factory=list)


def read_sentence(
    text: str, words: Iterable[tuple[int, str]], figures: Iterable[dict[str, Any]], region: Region,
    years: tuple[int, int], report_year: int,
) -> list[Bound]:
    """All figures and relations of one sentence. ``years`` are those that an undated figure of it speaks of."""
    tokens = tokenize(text, words, figures, time_marks(text, report_year))
    walk = _Walk(text, region, Clock(years[0], years[1], report_year))
    segments = split(tokens)
    walk.estimate = bool(segments) and _opens_with_estimate(segments)
    index = 0
    while index < len(segments):
        index = _step(walk, segments, index)
    _relations(walk, segments)
    walk.out.sort(key=lambda bound: (bound.start, bound.end))
    return walk.out


def _opens_with_estimate(segments: list[Segment]) -> bool:
    """预计 or 初步核算 at the head of a sentence, set apart or leading it, holds for all of it."""
    head = segments[0].tokens
    return any(t.has("estimate") for t in head[:2]) and (not segments[0].figures or head[0].has("estimate"))


def _step(walk: _Walk, segments: list[Segment], index: int) -> int:
    segment = segments[index]
    previous = segments[index - 1] if index else None
    if previous is not None and previous.ends == "hard":
        walk.clock.enter_clause()
    _brackets(walk, segment, previous)
    positions = segment.figures
    if not positions:
        _without_figure(walk, segment)
        return index + 1
    return _with_figures(walk, segments, index)


def _brackets(walk: _Walk, segment: Segment, previous: Segment | None) -> None:
    """What a bracket speaks of ends with it: the subject before it is taken up again."""
    depth = previous.nested if previous else 0
    if segment.nested > depth:
        walk.saved = list(walk.subjects)
    elif segment.nested < depth and walk.saved:
        walk.subjects, walk.saved, walk.blocked = walk.saved, [], False


def _see_times(walk: _Walk, tokens: list[Token], alone: bool) -> None:
    for token in tokens:
        if token.mark is not None:
            walk.clock.see(token.mark, alone)


def _without_figure(walk: _Walk, segment: Segment) -> None:
    """A segment without a figure opens a list, comments on the subject, or leads away from it."""
    tokens = segment.tokens
    _see_times(walk, tokens, len(tokens) <= 2)
    subject = find_subject([t for t in tokens if t.kind != "time"], walk.region)
    if segment.ends == "soft":
        if subject is not None:
            walk.pending.append(subject)
        return
    pending, walk.pending = walk.pending, []
    if subject is None:
        walk.subjects = complete(pending) or walk.subjects
        return
    if subject.word is not None and subject.doubt in (None, "gap"):
        walk.subjects = complete([*pending, replace(subject, doubt=None)])
        walk.carried, walk.blocked = 1, False
    elif any(t.has("comment") for t in tokens) and walk.subjects and subject.word is None:
        walk.carried += 1
    else:
        walk.subjects, walk.blocked = [subject], True


def _with_figures(walk: _Walk, segments: list[Segment], index: int) -> int:
    """Bind the figures of a segment, and of the value list that follows it; returns the next index."""
    segment = segments[index]
    first = segment.figures[0]
    head = segment.tokens[:first]
    _see_times(walk, head, False)
    subject = find_subject([t for t in head if t.kind != "time"], walk.region)
    items = _items(walk, subject, segment)
    values, following = _value_list(segments, index, sum(s.width for s in items))
    _bind(walk, items, segment, values)
    for position in segment.figures[1:]:
        _bind_later(walk, segment, position)
    return following


def _items(walk: _Walk, subject: Subject | None, segment: Segment) -> list[Subject]:
    pending, walk.pending = walk.pending, []
    if subject is None and not pending:
        if any(t.has("part") for t in segment.tokens):
            walk.subjects = [replace(s, doubt="part") for s in walk.subjects]
        walk.carried += 1
        return walk.subjects
    items = complete([*pending, *([subject] if subject else [])])
    walk.subjects, walk.carried, walk.blocked = items, 0, False
    return items


def _value_list(segments: list[Segment], index: int, wanted: int) -> tuple[list[tuple[Segment, int]], int]:
    """The first figure of the segment and the bare figures that follow it in a list, up to ``wanted``."""
    segment = segments[index]
    values = [(segment, segment.figures[0])]
    following = index + 1
    if len(segment.figures) > 1:
        return values, following
    while following < len(segments) and len(values) < wanted and segments[following - 1].ends != "end":
        candidate = segments[following]
        if not _is_bare_value(candidate):
            break
        values.append((candidate, candidate.figures[0]))
        following += 1
    return values, following


def _is_bare_value(segment: Segment) -> bool:
    figures = segment.figures
    if len(figures) != 1:
        return False
    for token in segment.tokens[:figures[0]]:
        if token.kind in ("text", "time") or token.is_indicator or token.has("up", "down") and not token.has("level"):
            return False
    return not any(t.kind == "text" or t.is_indicator for t in segment.tokens[figures[0] + 1:])


def _bind(walk: _Walk, items: list[Subject], segment: Segment, values: list[tuple[Segment, int]]) -> None:
    """Give each value of a list its subject; a list that does not come out even is read but no fact."""
    codes = [(item, code) for item in items for code in _codes(item, len(values), len(items))]
    head = segment.tokens[:values[0][1]]
    closing = _closing_bound(values)
    if len(values) == 1:
        shared = len(codes) > 1
        for item, code in codes or [(None, None)]:
            problem = "unpaired" if shared and not _shared_value(items, walk, segment) else None
            _emit(walk, item, code, head, segment, values[0][1], problem, None)
        return
    even = len(codes) == len(values)
    for position, (owner, place) in enumerate(values):
        item, code = codes[position] if even else (items[0] if items else None, None)
        governing = head if position == 0 else [*_list_words(head), *owner.tokens[:place]]
        _emit(walk, item, code, governing, owner, place, None if even else "unpaired", closing)


def _list_words(head: list[Token]) -> list[Token]:
    """The words that govern a whole list of values: those behind the last subject, without what clings to the first."""
    subjects = [i for i, t in enumerate(head) if t.is_indicator or t.kind == "text"]
    behind = head[subjects[-1] + 1:] if subjects else head
    return [t for t in behind if not (t.has("approx") and not t.has("up", "down", "level", "distribute"))]


def _codes(item: Subject, values: int, items: int) -> list[str | None]:
    if item.word is None:
        return [None]
    if item.word.split and (values > 1 or item.word.code is None):
        return list(item.word.split)
    return [item.word.code]


def _shared_value(items: list[Subject], walk: _Walk, segment: Segment) -> bool:
    """One value for several subjects holds for each when they stand in one list just before it."""
    return walk.carried == 0 and all(item.word is not None and len(item.word.split) < 2 or item.word is not None for item in items)


def _closing_bound(values: list[tuple[Segment, int]]) -> str | None:
    """A bound that closes a list holds for all of it when no other value has one of its own."""
    bounds = [segment.tokens[place].figure["bound"] for segment, place in values]
    if len(values) > 1 and bounds[-1] and not any(bounds[:-1]):
        return str(bounds[-1])
    return None


def _bind_later(walk: _Walk, segment: Segment, position: int) -> None:
    """A second figure in one segment (增长到5亿元增长3%): its own words lie behind the figure before it."""
    before = max(i for i in segment.figures if i < position)
    head = segment.tokens[before + 1:position]
    _see_times(walk, head, False)
    subject = find_subject([t for t in head if t.kind != "time"], walk.region)
    if subject is not None:
        walk.subjects, walk.carried = [subject], 0
    items = walk.subjects
    item = items[0] if len(items) == 1 else None
    codes = _codes(item, 1, 1) if item else [None]
    for code in codes:
        _emit(walk, item, code, head, segment, position, None if item else "unpaired", None)


def _emit(
    walk: _Walk, item: Subject | None, code: str | None, head: list[Token], segment: Segment, position: int,
    problem: str | None, closing: str | None,
) -> None:
    token = segment.tokens[position]
    figure = {**token.figure, "bound": token.figure["bound"] or closing}
    subjects = [i for i, t in enumerate(head) if t.is_indicator]
    governing = head[subjects[-1] + 1:] if subjects else head
    reading = govern(governing)
    ahead = head[:subjects[-1]] if subjects else []
    reading.average |= any(t.has("avg") for t in ahead) or walk.clock.averaged
    reading.total |= any(t.has("total") for t in ahead) or walk.clock.summed
    indicator = reference.indicators().get(code) if code else None
    if item is not None and item.word is not None and "growth" in (indicator.percent_measure if indicator else ""):
        pass
    first, last = walk.clock.bounds
    value = measure(figure, reading, indicator, last - first + 1)
    first, last, measured, dated = period_of(value.measure, walk.clock)
    problem = problem or _problem(walk, item, code, value.problem, measured, dated, segment, position, head)
    start = min(item.start if item else segment.start, segment.start)
    walk.out.append(Bound(
        item.text if item else "", code, item.scope if item else "entity", measured, first, last, value.comparator,
        value.low, value.high, value.unit, None, _is_estimate(walk, head), None, _commitment(segment.tokens[:position]),
        start, token.end, token.text, walk.carried, problem,
    ))


def _is_estimate(walk: _Walk, head: list[Token]) -> bool:
    return walk.estimate or any(t.has("estimate") for t in head)


def _commitment(tokens: list[Token]) -> str | None:
    for token in reversed(tokens):
        for name, commitment in (("ensure", "ensure"), ("strive", "strive"), ("expect", "expected")):
            if token.has(name):
                return commitment
    return None


def _problem(
    walk: _Walk, item: Subject | None, code: str | None, value_problem: str | None, measured: str, dated: str | None,
    segment: Segment, position: int, head: list[Token],
) -> str | None:
    """The first reason why a bound figure is no fact of the region, or None."""
    after = walk.text[segment.tokens[position].end:]
    word = item.word if item else None
    if item is None or code is None:
        return "no_indicator"
    if item.scope != "region":
        return "scope" if item.doubt != "parent" else "other_region"
    if item.doubt:
        return item.doubt
    if word is not None and word.only and measured not in word.only:
        return "no_measure"
    if walk.clock.partial:
        return "sub_annual"
    if walk.clock.unknown:
        return "period_unknown"
    if any(t.has("share", "quota") for t in head):
        return "share"
    if _is_base(segment, position):
        return "base_value"
    if _QUOTED.match(after):
        return "quoted_target"
    if _ATTRIBUTE.match(after):
        return "attribute"
    return value_problem or dated


def _is_base(segment: Segment, position: int) -> bool:
    """从X(增加到Y), 由X(降至Y): X is where it began."""
    before = segment.tokens[:position]
    opens = [t for t in before if t.has("from")]
    return bool(opens) and any(t.kind == "figure" or t.has("level") for t in segment.tokens[position + 1:])


def _relations(walk: _Walk, segments: list[Segment]) -> None:
    clause: list[Token] = []
    for segment in segments:
        clause += segment.tokens
        if segment.ends == "soft":
            clause.append(Token("soft", segment.end, segment.end + 1, segment.separator))
            continue
        _emit_relations(walk, clause)
        clause = []
    _emit_relations(walk, clause)


def _emit_relations(walk: _Walk, clause: list[Token]) -> None:
    for relation in find_relations(clause, walk.region):
        word = relation.subject.word
        if word is None or word.code is None:
            continue
        first, last = walk.clock.bounds
        name = "avg_growth" if last > first else "growth"
        walk.out.append(Bound(
            relation.subject.text, word.code, "region", name, first, last, relation.comparator, None, None, "percent",
            relation.reference, walk.estimate, None, _commitment(clause), relation.start, relation.end, relation.words, 0,
            None,
        ))
