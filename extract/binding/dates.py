"""Which years a figure speaks of, from the expressions of time around it.

Belongs here: how far a time inside the sentence reaches, and what it does to each measure. Does not belong here:
reading the expressions themselves (periods).
"""

from dataclasses import dataclass

from extract.periods import TimeMark

_AVERAGE_PARTS = frozenset(("日均", "月均", "每月", "每天", "季均"))
_LOCAL_TAILS = ("年均", "平均", "累计", "共", "合计", "总计")


@dataclass(slots=True)
class Clock:
    """The time that holds at a place of a sentence. ``first`` / ``last`` are the sentence's own years to begin with;
    the rest is what expressions inside the sentence changed."""

    first: int
    last: int
    wide: tuple[int, int]
    report_year: int
    span: TimeMark | None = None
    local: TimeMark | None = None
    base: TimeMark | None = None
    partial: bool = False
    unknown: bool = False
    base_holds: bool = False
    partial_local: bool = False

    def enter_clause(self, after_stop: bool) -> None:
        """A comma ends what holds for one clause only; a stop (；) also a stretch of unknown length."""
        self.local = None
        if not self.base_holds:
            self.base = None
        if self.partial_local:
            self.partial = self.partial_local = False
        if after_stop:
            self.unknown = False

    def see(self, mark: TimeMark, apart: bool) -> None:
        """Take in an expression of time; ``apart`` when a comma sets it off, so that it holds on."""
        if mark.role == "sub":
            self.partial = True
            self.partial_local = mark.text in _AVERAGE_PARTS
        elif mark.role == "tenure":
            self.unknown = True
        elif mark.role == "base":
            self.base, self.base_holds = mark, apart
        elif mark.role in ("held", "document"):
            return
        elif _is_local(mark) and not apart:
            self.local = mark
        else:
            self.span, self.partial, self.unknown = mark, False, False

    @property
    def bounds(self) -> tuple[int, int]:
        """First and last year that hold here."""
        if self.local is not None:
            return self._counted_back(self.local)
        return (self.span.first, self.span.last) if self.span else (self.first, self.last)

    def _counted_back(self, mark: TimeMark) -> tuple[int, int]:
        """五年 counts back from the year that holds, which in a plan is one to come (到2020年, 五年翻一番)."""
        last = self.span.last if self.span else self.last
        return (last - (mark.last - mark.first), last) if last >= self.report_year else (mark.first, mark.last)

    @property
    def due(self) -> bool:
        """Whether the figure is due by the end of the period (到2025年)."""
        mark = self.local or self.span
        return mark is not None and mark.role == "by"

    @property
    def averaged(self) -> bool:
        """Whether the expression itself says average (两年平均) ."""
        return self.local is not None and self.local.text.endswith(("年均", "平均"))

    @property
    def summed(self) -> bool:
        """Whether the expression itself says total (五年累计)."""
        return self.local is not None and self.local.text.endswith(("累计", "共", "合计", "总计"))


def _is_local(mark: TimeMark) -> bool:
    """五年年均, 3年(增长): a stretch that counts back and says what it is about at once."""
    return mark.last > mark.first and (mark.text.endswith(_LOCAL_TAILS) or len(mark.text) <= 2)


def period_of(measure: str, clock: Clock) -> tuple[int, int, str, str | None]:
    """Years, measure and problem of a figure measured as ``measure`` where ``clock`` stands."""
    first, last = clock.bounds
    if clock.base is not None and measure in ("growth", "total_growth", "avg_growth", "change_pp"):
        return _against_base(measure, clock, last)
    if measure == "level":
        quoted = clock.base is not None and not clock.base_holds and clock.base.text.endswith("前")
        return last, last, measure, "base_value" if quoted else None
    if measure == "total_level":
        return first, last, measure, None
    if measure == "avg_growth":
        return _average(first, last, clock)
    if measure == "total_growth" and first == last:
        for begin, end in ((clock.first, clock.last), clock.wide):
            if begin < end == last:
                return begin, end, measure, None
    if clock.due and first == last:
        return first, last, measure, "base_unknown" if measure == "total_growth" else None
    return first, last, measure, None


def _against_base(measure: str, clock: Clock, last: int) -> tuple[int, int, str, str | None]:
    base = clock.base
    assert base is not None
    kept = measure in ("avg_growth", "change_pp")
    if base.first != base.last:
        return (*clock.bounds, measure if kept else "total_growth", None)
    if base.last >= last:
        return last, last, measure if kept else "growth", None
    if kept:
        return base.last + 1, last, measure, None
    return base.last + 1, last, "growth" if base.last + 1 == last else "total_growth", None


def _average(first: int, last: int, clock: Clock) -> tuple[int, int, str, str | None]:
    """An average over one year is none: a plan that ends in that year lends its years, else they are unknown."""
    if first < last:
        return first, last, "avg_growth", None
    for begin, end in ((clock.first, clock.last), clock.wide):
        if begin < end == last:
            return begin, end, "avg_growth", None
    if clock.due and last % 5 == 0:
        return last - 4, last, "avg_growth", None
    return first, last, "avg_growth", "years_of_average_unknown"
