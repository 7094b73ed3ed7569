"""Subjects that belong to what was spoken of before them, though their own words do not say so.

Belongs here: the field of a bare investment, what a product or a firm exports, what something else draws, what a
figure or 总量 goes on about. Does not belong here: what list items share (subjects), and zones (owners, zones).
"""

import re
from dataclasses import replace

from extract import reference
from extract.binding.assembly import Bound
from extract.binding.clauses import Value
from extract.binding.subjects import INVESTED, Subject, filled, indicator_of
from extract.binding.tokens import Token
from extract.reference import Word

_OF_PRODUCTS = ("产量", "产值", "销售额", "销售收入", "营业收入")
_PER_UNIT = ("每", "亩均", "地均", "户均")
_ADDS = ("增加", "净增加", "恢复", "减少", "扩大")
_DRAWS = ("带动", "拉动", "撬动")
_AT_HEAD = re.compile(r"(?:^|[；：。])[^，；：。]{0,6}$")
_FIELD = re.compile(
    r"(?P<field>.{2,10}?)(?:建设)?(?:投入|投资)(?:力度|规模)?"
    r"(?:(?:持续|不断|进一步|明显|大幅)?(?:加大|扩大|增加|加强|增强|增长|提高))?"
)


def of_field(subject: Subject, before: list[Subject], text: str) -> Subject:
    """投资 behind a clause that told in which field more is invested (加大基础设施投入，完成投资…) is that field's.

    The clause has to open its item: behind other deeds it tells of their part in it."""
    if subject.word is not None or subject.phrase not in INVESTED or len(before) != 1:
        return subject
    if _AT_HEAD.search(text[: before[0].start]) is None:
        return subject
    name, verbs = before[0].phrase, reference.action_verbs()
    opened = name
    while verb := max((v for v in verbs if opened.startswith(v)), key=len, default=""):
        opened = opened.removeprefix(verb)
    told = _FIELD.fullmatch(opened)
    wording = f"{told['field']}投资" if told is not None else ""
    return filled(subject, wording) if wording in reference.wordings() else subject


def brought_about(subject: Subject, before: list[Subject], head: list[Token]) -> Subject:
    """An amount that something else draws (班列开行5000列，带动进出口41亿元) is a part of the region's, except what
    visitors spend; one that was added to the indicator (增加有效灌溉面积75万亩) is a change."""
    if subject.word is None or subject.doubt:
        return subject
    place = next((i for i, t in enumerate(head) if t.start == subject.start), len(head))
    indicator = indicator_of(subject)
    adds = place > 0 and head[place - 1].text in _ADDS and head[place - 1].end == subject.start
    changed = adds and indicator is not None and indicator.nature in ("stock", "flow")
    while place > 0 and head[place - 1].is_unknown:  # a name of the region
        place -= 1
    drawn = bool(before) and place > 0 and head[place - 1].text.endswith(_DRAWS)
    drawn &= subject.word.code != "tourism_revenue" and not subject.text.startswith("全社会")
    return replace(subject, doubt="modified" if changed else "nested") if changed or drawn else subject


def leaning_on(subject: Subject, before: list[Subject]) -> Subject:
    """A short name (出口额) behind a product's figures (枸杞产量…) or words about firms (省属企业…) is theirs."""
    if subject.word is None or subject.doubt or "leans" not in subject.word.classes:
        return subject
    unknown = bool(before) and all(s.word is None for s in before)
    theirs = unknown and (before[-1].phrase.endswith(_OF_PRODUCTS) or all(map(_firms, before)))
    return replace(subject, doubt="nested") if theirs else subject


def per_unit_together(subjects: list[Subject]) -> list[Subject]:
    """每平方公里产出GDP、财政收入分别达…, 园区亩均产值和税收: what the first item of a list is reckoned by holds for
    all of them."""
    first = subjects[0]
    known = first.word is not None and not first.doubt
    if len(subjects) < 2 or known or not any(unit in first.phrase for unit in _PER_UNIT):
        return subjects
    return [replace(s, doubt=s.doubt or "modified") for s in subjects]


def _firms(subject: Subject) -> bool:
    """Whether it speaks of one kind of firms (国有企业, not 企业)."""
    return subject.phrase.find("企业") > 0 and not subject.phrase.startswith(reference.action_verbs())


def counted(value: Value) -> list[Subject]:
    """What a figure counts (新增2家|企业，迈入…), which is what goes on; nothing where it is a rate or money."""
    behind, unit = value.following, value.token.figure["unit"]
    if behind is None or behind.start != value.token.end or not behind.is_unknown or unit not in ("count", None):
        return []
    return (
        [] if behind.text.startswith("的") else [Subject(behind.text, behind.start, scope="entity", phrase=behind.text)]
    )


def is_its_stock(bound: Bound, item: Subject) -> bool:
    """Whether a value of new things was the second level, that of all there are."""
    code = item.word.code if item.word is not None else None
    return (
        bound.problem is None
        and code not in (None, bound.indicator)
        and (reference.derived(code or "", "second_level") == bound.indicator is not None)
    )


def as_total(subject: Subject, adds_up: bool = False) -> Subject:
    """What 总量 makes of new things: their stock, which lends no verb to what follows (新设经营主体…，总量…，企业…), or
    nothing that an indicator describes (新建健身步道235公里，总数达到600公里), unless it ``adds_up`` (五年累计)."""
    derived = reference.derived(subject.word.code, "second_level") if subject.word and subject.word.code else None
    if derived is not None:
        return replace(subject, word=Word(derived), phrase="")
    indicator = indicator_of(subject)
    of_new = indicator is not None and indicator.nature in ("accrual", "tally") and indicator.unit != "cny"
    return replace(subject, doubt=subject.doubt or "no_measure") if of_new and not adds_up else subject
