"""Doubts that one reading of a sentence casts on another.

Belongs here: what follows for a figure or a subject from the other figures of its sentence. Does not belong here: the
reasons that lie in a figure's own words (troubles, values).
"""

from dataclasses import replace

from extract import reference
from extract.binding.assembly import Bound
from extract.binding.dates import Clock
from extract.binding.subjects import Region, Subject
from extract.binding.tokens import Token, one_has
from extract.binding.values import RATES
from extract.periods import years_in

_BORDERS = (("县外", "区外", "旗外"), ("市外", "州外", "盟外"), ("省外",), ("境外", "国外"))
"""Money from beyond a border; that from beyond one of the later is a part of that from beyond one of the earlier."""
_TRADED = ("trade", "exports", "imports")
_MONEY = ("cny", "usd")


def set_aside(read: list[Bound]) -> None:
    """Mark figures of a table of which nothing tells what they mean."""
    for bound in read:
        bound.problem = bound.problem or "table"


def quote_together(read: list[Bound], start: int) -> None:
    """A增长5%、B增长3%的目标没有完成: what quotes the last value of a clause (from ``start`` on) quotes all of them."""
    said = [bound for bound in read if bound.end > start and bound.reference is None]
    if said and said[-1].problem == "quoted_target":
        for bound in said[:-1]:
            bound.problem = bound.problem or "quoted_target"


def promise_together(read: list[Bound], start: int) -> None:
    """确保完成新增就业8万人、转移就业3万人的任务: the verb in front of a list of tasks promises all of them."""
    for bound in read:
        if bound.end > start and bound.problem == "quoted_target":
            bound.problem = None


def of_a_part(read: list[Bound], head: list[Token], region: Region) -> None:
    """园区…增加值29亿元，占全县增加值的59%: what is a share of the region's own amount is a part's amount."""
    if not read or not one_has(head, "share") or not region.one_holds(head):
        return
    whole = [t.word.code for t in head if t.word is not None and t.word.code is not None]
    last = read[-1]
    if whole == [last.indicator] and last.measure in ("level", "total_level") and last.problem is None:
        last.scope, last.problem = "part", "scope"


def is_from_farther(subject: Subject, read: list[Bound]) -> bool:
    """引进市外资金40亿元，其中省外资金21亿元: what comes from beyond a wider border is the part, and not the whole."""
    last = next((bound.subject for bound in reversed(read)), "")
    ours, theirs = (
        next((i for i, words in enumerate(_BORDERS) if any(w in text for w in words)), None)
        for text in (subject.text, last)
    )
    return ours is not None and theirs is not None and ours > theirs


def is_of_narrower(subject: Subject, parted: list[Subject]) -> bool:
    """机电产品进出口52亿美元，其中出口39亿美元: the part of what is narrower than the indicator is not all of it."""
    code = subject.word.code if subject.word is not None else None
    narrow = parted[-1].word.code if parted and parted[-1].word is not None else None
    return code in _TRADED and narrow is not None and narrow.startswith(_TRADED) and narrow not in _TRADED


def is_said_again(subject: Subject, parted: list[Subject]) -> bool:
    """劳动力转移就业23万人，其中转移就业六个月以上17万人: people again, with what makes a part of them; money that is
    only called otherwise may be the narrower thing that is meant (see :func:`widen`)."""
    code = subject.word.code if subject.word is not None else None
    again = [s for s in parted if s.word is not None and s.word.code == code is not None]
    indicator = reference.indicators().get(code or "")
    money = indicator is not None and indicator.unit in _MONEY
    return any(s.text != subject.text and (not money or s.text.endswith(subject.text)) for s in again)


def widen(read: list[Bound], codes: list[str | None]) -> None:
    """财政收入X，其中一般预算收入Y: money that has itself as a part is a wider thing than the indicator."""
    for bound in read:
        indicator = reference.indicators().get(bound.indicator or "")
        if indicator is None or indicator.unit not in _MONEY:
            continue  # 接待游客增长9%，其中入省游客增长12%: people of whom some come from afar
        if bound.indicator in codes and bound.measure in ("level", "growth") and bound.problem is None:
            bound.indicator, bound.problem = None, "wider"


def piles_up(read: list[Bound], bound: Bound) -> bool:
    """Whether a total is of more than the year of which the sentence gave a smaller amount (利用外资19亿美元，累计突破
    100亿美元); since when is not told."""
    same = [b for b in read if b.problem is None and b.measure == bound.measure == "level"]
    key, value = (bound.indicator, bound.first, bound.last), bound.low
    return value is not None and any((b.indicator, b.first, b.last) == key and (b.low or value) < value for b in same)


def of_a_sum(read: list[Bound], bound: Bound) -> bool:
    """Whether a bare growth goes on about what several years add up to (五年累计出口41亿美元，增长45%): it is against
    the years before them, and no growth over them."""
    last = next((b for b in reversed(read) if b.unit != "percent"), None)
    same = last is not None and last.measure == "total_level" and last.problem is None
    return same and bound.measure == "total_growth" and last is not None and last.indicator == bound.indicator


def of_last_year(read: list[Bound], bound: Bound, clock: Clock) -> None:
    """由8亿元增加到69亿元, 379亿元，是2007年的2.2倍: what is held against one year is no sum of several."""
    last = next((b for b in reversed(read) if b.unit not in RATES), None)
    if last is None or last.subject != bound.subject:
        return
    arrives = bound.measure == "total_level" and last.problem == "base_value" and bound.unit not in RATES
    multiple = bound.measure == "total_growth" and bound.unit == "percent" and last.measure == "total_level"
    of_one = clock.base is not None and clock.base.first == clock.base.last and not clock.summed
    if arrives:
        bound.measure, bound.first = "level", bound.last
    elif multiple and of_one and last.is_implied_sum:
        last.measure, last.first = "level", last.last


def held_on(read: list[Bound], bound: Bound, head: list[Token]) -> None:
    """产量137亿斤，连续4年稳定在130亿斤以上: behind the amount of the last year, the bound is of all of them."""
    counts = [years_in(t.mark.text) for t in head if t.mark is not None and t.mark.role == "held" and "年" in t.text]
    told = ((b.indicator, b.measure, b.comparator, b.last) for b in read if b.problem is None)
    exact = (bound.indicator, "level", "eq", bound.last)
    if counts and bound.measure == "level" and bound.comparator in ("ge", "le") and exact in told:
        bound.first = bound.last - max(counts) + 1


def repeats(read: list[Bound], bound: Bound) -> bool:
    """Whether 增长1.3%，实现正增长 says without a number what was told before of the same thing and years."""
    last = read[-1] if read else None
    if last is None or last.problem is not None:
        return False
    told, said = ((b.indicator, b.measure, b.first, b.last) for b in (last, bound))
    return told == said


def counts_goods(bound: Bound) -> bool:
    """Whether an indicator in money has a number of things beside it (出口93万辆，增长9%): it is of those."""
    if bound.problem != "unit_mismatch" or bound.unit in (None, *_MONEY):
        return False
    indicator = reference.indicator_of(reference.wordings().get(bound.subject))
    return indicator is not None and indicator.unit in _MONEY


def doubted(subjects: list[Subject], mistaken: Subject) -> list[Subject]:
    """The subjects with a doubt of the one that was mistaken for the region's indicator."""
    return [replace(s, doubt="modified") if s == mistaken else s for s in subjects]
