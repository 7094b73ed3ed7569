"""Which years a figure speaks of, from the expressions of time around it.

Belongs here: how far a time inside the sentence reaches, and what it does to each measure. Does not belong here:
reading the expressions themselves (periods).
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from extract import reference
from extract.binding.tokens import Token, one_has
from extract.periods import BARE_COUNT, TimeMark

_OVER_YEARS = {
    "sum": "total_level",
    "cumulated": "total_level",
    "growth": "total_growth",
    "held": "avg_growth",
    "total": "total_growth",
    "multiple": "total_growth",
    "doubling": "total_growth",
    "average": "avg_growth",
}
_IN_ONE_YEAR = {
    "sum": "level",
    "cumulated": "level",
    "growth": "growth",
    "held": "growth",
    "total": "growth",
    "multiple": "growth",
    "doubling": "total_growth",
    "average": "avg_growth",
}
_LOOKS_BACK = frozenset(("average", "multiple", "doubling", "total", "cumulated"))  # over more years than the last
_AVERAGE_PARTS = frozenset(("日均", "月均", "每月", "每天", "季均"))
_COUNTED = re.compile(r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})个?年(?:来|间)?")
_SEEN = ("看", "来看", "间看")  # 从五年来看
_WITHIN = re.compile(r"年之?内$")
_TERM = 2  # years between the first and the last of what a chapter on several years tells of
_LOCAL_TAILS = ("年间", "年均", "平均", "累计", "共", "合计", "总计")


@dataclass(slots=True)
class Clock:
    """The time that holds at a place of a sentence. ``first`` / ``last`` are the sentence's own years to begin with;
    the rest is what expressions inside the sentence changed."""

    first: int
    last: int
    wide: tuple[int, int]
    report_year: int
    span: TimeMark | None = None
    leading: TimeMark | None = None
    opens: bool = True
    local: TimeMark | None = None
    base: TimeMark | None = None
    partial: bool = False
    unknown: bool = False
    base_holds: bool = False
    partial_local: bool = False
    partial_leads: bool = False
    suspended: bool = False
    began: int | None = None
    began_unknown: bool = False
    since_last_year: bool = False
    totals: bool = False
    begun: bool = False
    summed_over: TimeMark | None = None
    changing: bool = False
    outside: tuple[TimeMark | None] | None = None
    others: tuple[TimeMark | None] | None = None
    looked_back: bool = False
    compared: bool = False

    def enter_clause(self, after_stop: bool) -> None:
        """A comma ends what holds for one clause only; a stop (；) also a stretch of unknown length, and a part of a
        year that did not stand at the head of its clause."""
        self.rejoin()
        self.summed_over = None if after_stop else self.local or self.summed_over
        self.local, self.changing = None, False
        self.opens, self.begun = after_stop or not self.begun, True
        if not self.base_holds:
            self.looked_back |= self.looks_further
            self.base = None
        if self.partial_local or (after_stop and not self.partial_leads):
            self.partial = self.partial_local = False
        if after_stop:
            self.compared, self.looked_back = self.looked_back and self.span is not None, False
            self.partial |= self.suspended
            self.suspended = False
            self.unknown, self.outside = False, None
            self.span = self.leading  # a year inside 年均增长10%，到2020年达到1万元； ends with its item

    def see(self, mark: TimeMark, apart: bool, named: bool, leads: bool) -> None:
        """Take in an expression of time; ``apart`` when a comma sets it off, so that it holds on, ``named`` when what
        it is about follows it in its clause, ``leads`` when it stands at the head of its clause."""
        if (
            self.span is not None
            and mark.start == self.span.end
            and mark.last - mark.first == self.span.last - self.span.first > 0
        ):
            return  # 2005-2014年|10年间
        if mark.role == "sub":
            self.partial, self.partial_leads, self.suspended = True, leads and self.opens, False
            self.partial_local = mark.text in _AVERAGE_PARTS
        elif mark.role == "tenure":
            self.unknown = True
        elif mark.role == "base":
            self.base = mark
            self.base_holds = apart and not mark.text.startswith("恢复")  # a comment on what it follows
        elif mark.role in ("held", "document"):
            return
        elif _WITHIN.search(mark.text) and self.last < self.report_year:
            self.unknown = True  # 三年内 in a review: which years those are is not told
        elif _is_local(mark) and (not apart or self.last >= self.report_year):  # 五年 in a plan is of years to come
            self.local = mark
            self._see_term(mark)
        else:
            ends_change = self.changing and mark.first == mark.last
            self.outside = (self.outside or (self.span,)) if ends_change else None
            self.span, self.partial, self.suspended, self.unknown = mark, False, False, False
            self.leading = mark if apart or (leads and (self.opens or named)) else self.leading
            self.since_last_year = self.totals = self.compared = False
            if leads and self.opens and mark.last > mark.first:  # ；三年来: no longer against the year before the ；
                self.base, self.base_holds = None, False
            if mark.first == mark.last and not self.changing:
                self.began = None

    def _see_term(self, mark: TimeMark) -> None:
        """近两年…，五年投入…: a stretch as long as the chapter's leads back to all its years."""
        term = self.wide[1] - self.wide[0] >= _TERM and self.last < self.report_year
        if term and (mark.first, mark.last) == self.wide:
            self.span, (self.first, self.last) = None, self.wide

    def set_apart(self) -> None:
        """除: the years that follow date only what is said of them."""
        self.others = (self.span,)

    def rejoin(self) -> None:
        """外: what follows is of the other years, and which those are is not told."""
        if self.others is not None:
            (self.span,), self.others, self.unknown = self.others, None, True

    def see_whole_year(self, leads: bool) -> None:
        """全年 ends what was said of a part of the year, and in a review of several years means the last of them.

        Inside an item that months opened (1—11月A增长8%，预计全年9%；) it does so only for the rest of that item: what
        follows the stop goes on about the months."""
        self.suspended = self.partial and self.partial_leads and not (leads and self.opens)
        self.partial = False
        first, last = self.bounds
        if first < last < self.report_year:
            self.span, self.local = TimeMark("in", 0, 0, last, last, "全年"), None
            self.leading = self.span if leads and self.opens else self.leading

    def resume(self) -> None:
        """Let the stretch of an earlier clause hold again (五年累计X，其中Y)."""
        self.local = self.local or self.summed_over

    def forget_beginning(self) -> None:
        """Another subject: where the change of the one before it began is no longer of interest."""
        self.began, self.began_unknown = None, False
        if self.outside is not None:  # 由2017年的X提高到2022年的Y，乙下降5%: what holds for the change ends with it
            (self.span,), self.outside = self.outside, None

    @property
    def bounds(self) -> tuple[int, int]:
        """First and last year that hold here."""
        mark = self.local or self.span
        if mark is None:
            return self.first, self.last
        counts = mark is self.local or _COUNTED.fullmatch(mark.text) is not None
        return self._counted_back(mark) if counts else (mark.first, mark.last)

    @property
    def is_own(self) -> bool:
        """Whether the years that hold here are told in the sentence itself."""
        return self.local is not None or self.span is not None

    def _counted_back(self, mark: TimeMark) -> tuple[int, int]:
        """五年 counts back from the year that holds, which in a plan is one to come (到2020年, 五年翻一番)."""
        span = self.span if mark is not self.span else None
        if span is not None and 0 < span.last - span.first == mark.last - mark.first:
            return span.first, span.last  # 2005-2014年10年间
        last = span.last if span else self.last
        return (last - (mark.last - mark.first), last) if last >= self.report_year else (mark.first, mark.last)

    @property
    def counts_openly(self) -> bool:
        """Whether a plan counts years and nothing tells when they begin (三年新建公园30个 in a plan of one year)."""
        mark = self.local or self.span
        if mark is None or self.last < self.report_year or not BARE_COUNT.fullmatch(mark.text):
            return False
        dated = self.span is not None and mark is not self.span
        return not dated and mark.last - mark.first not in (self.last - self.first, self.wide[1] - self.wide[0])

    @property
    def looks_further(self) -> bool:
        """Whether what is said is held against a time before last year (比“八五”期末增长, behind 比上年增长)."""
        return self.base is not None and self.base.last < self.bounds[1] - 1

    @property
    def due(self) -> bool:
        """Whether the figure is due by the end of the period (到2025年)."""
        mark = self.local or self.span
        return mark is not None and mark.role == "by"

    @property
    def only_planned(self) -> bool:
        """Whether only the chapter says that several years to come hold."""
        return self.local is None and self.span is None and self.first < self.last and self.last > self.report_year

    @property
    def counts_years(self) -> bool:
        """Whether a bare number of years (五年) stands in the clause, which says neither 以来 nor 累计."""
        text = self.local.text if self.local else ""
        return text.endswith("年") and _COUNTED.fullmatch(text) is not None

    @property
    def since(self) -> bool:
        """Whether all years since a time hold (2016年以来, 十八大以来的十年)."""
        return self.local is None and self.span is not None and "以来" in self.span.text

    @property
    def averaged(self) -> bool:
        """Whether the expression itself says average (两年平均) ."""
        return self.local is not None and self.local.text.endswith(("年均", "平均"))

    @property
    def summed(self) -> bool:
        """Whether the expression itself says total (五年累计), or did so for all that follows it (五年累计，...)."""
        mark = self.local or self.span
        return self.totals or (mark is not None and mark.text.endswith(("累计", "共", "合计", "总计")))

    def stretch(self) -> tuple[int, int] | None:
        """The years that something totals or averages over: those that hold, if several, else a longer stretch that
        ends with them (since 由2015年的X, of the sentence, the five-year plan that is due, or of the chapter)."""
        first, last = self.bounds
        ends = first == last > self.report_year  # 到2025年, 2025年: a total or an average is of the plan that ends then
        plans = list(reference.plan_periods().values()) if ends else []
        began = [(self.began + 1, last)] if self.began is not None and self.began < last else []
        for begin, end in ((first, last), *began, (self.first, self.last), *plans, self.wide):
            if begin < end == last:
                return begin, end
        return None


@cache
def _plan_ends() -> frozenset[int]:
    return frozenset(end for _, end in reference.plan_periods().values())


def _is_local(mark: TimeMark) -> bool:
    """五年年均, 3年(增长): a stretch that counts back and says what it is about at once."""
    return mark.last > mark.first and (mark.text.endswith(_LOCAL_TAILS) or len(mark.text) <= 2)


def is_mention(tokens: list[Token], index: int) -> bool:
    """A plan's bare name inside a clause (完成“十二五”目标) names the plan, not the time."""
    mark = tokens[index].mark
    bare = mark is not None and mark.role == "in" and mark.text.strip("“”\"'‘’") in reference.plan_periods()
    return bare and any(t.kind == "text" or t.is_indicator or t.has("level") for t in tokens[:index])


def in_passing(tokens: list[Token], index: int, clock: Clock) -> bool:
    """Whether a time is only part of what a clause without a figure tells (三年跨过两个千亿台阶, 入选2022年百强): it
    stands between other words, or has something to tell behind it and is a bare count of years, or in a plan a year
    that is over (2021年批准的项目全部开工). It dates nothing else."""
    mark = tokens[index].mark
    assert mark is not None
    behind = [t for t in tokens[index + 1 :] if not t.has("total") and t.text not in _SEEN]
    over = mark.last < clock.report_year <= clock.last and any(t.is_unknown or t.is_indicator for t in behind)
    if over or BARE_COUNT.fullmatch(mark.text):
        return bool(behind)
    return all(any(t.is_unknown or t.is_indicator for t in side) for side in (tokens[:index], behind))


def paired_years(head: list[Token], values: int, clock: Clock, alone: bool) -> list[TimeMark]:
    """The years of the values of a list, where as many are named as it has values (2022年、2023年分别增长5%、6%) or
    hold in a row for its only subject (2021年至2023年…分别增长5%、6%、7%)."""
    if values < 2 or not one_has(head, "distribute"):
        return []
    marks = [t.mark for t in head if t.mark is not None]
    if len(marks) == values:
        return marks if all(mark.role == "in" for mark in marks) else []
    span = clock.span if alone and clock.local is None else None
    if span is None or span.role != "in" or (marks and marks != [span]) or span.last - span.first + 1 != values:
        return []
    return [replace(span, first=year, last=year) for year in range(span.first, span.last + 1)]


def period_of(intent: str, clock: Clock, falls: bool = False) -> tuple[int, int, str, str | None]:
    """Years, measure and problem of a figure with an intent of values.measure, where ``clock`` stands; ``falls`` says
    that it is a decline."""
    first, last = clock.bounds
    if clock.base is not None and intent not in ("level", "sum", "cumulated"):
        return _against_base(intent, clock, last)
    if intent == "level":
        quoted = clock.base is not None and not clock.base_holds and clock.base.text.endswith("前")
        return last, last, "level", "base_value" if quoted else None
    if intent == "yearly":  # 比上年增长: of the last year, whatever stretch holds
        return last, last, "growth", None
    lost = "base_unknown" if clock.began_unknown and clock.local is None else None  # 由建县初期的3000万元
    if intent == "points":
        return first, last, "change_pp", lost
    several = first < last
    ahead = last > clock.report_year and (clock.due or (intent == "cumulated" and first == last))
    began = clock.began is not None and clock.began < last - 1 and not clock.changing  # 增速由…的9%回落到…的6%
    stretch = clock.stretch() if several or ahead or began or intent in _LOOKS_BACK else None
    if stretch is not None:
        if intent == "growth" and clock.only_planned and not falls:
            lost = lost or "years_of_growth_unknown"  # 生产总值增长10% in a plan of years: of each or of all
        return (*stretch, _OVER_YEARS[intent], lost)
    falls_back = intent == "growth" and clock.compared  # 2020年A…，比2015年增加…；B下降46%: against which year
    problem = "base_unknown" if (ahead and intent != "sum") or falls_back else None
    problem = "years_of_average_unknown" if intent == "average" else problem
    return last, last, _IN_ONE_YEAR[intent], problem or lost


def _against_base(intent: str, clock: Clock, last: int) -> tuple[int, int, str, str | None]:
    base = clock.base
    assert base is not None
    kept = {"average": "avg_growth", "points": "change_pp", "yearly": "growth"}.get(intent)
    if base.first != base.last:
        problem = None if kept else "base_of_years"  # 比“十一五”期间增长两倍: one plan against the one before it
        return (*(clock.stretch() or clock.bounds), kept or "total_growth", problem)
    if base.last >= last:
        return last, last, kept or "growth", None
    if kept:
        return base.last + 1, last, kept, None
    if clock.only_planned and base.last < clock.first - 1 and last not in _plan_ends():
        return base.last + 1, last, "total_growth", "period_unknown"  # 比2010年翻一番: by when?
    return base.last + 1, last, "growth" if base.last + 1 == last else "total_growth", None
