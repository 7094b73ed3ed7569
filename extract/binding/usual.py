"""Whether a growth is that of a term or that of one year, where only the chapter says that it tells of a term.

Belongs here: weighing what a sentence's growths would be as those of one year against what they would be as those of
all years, by what each indicator usually has (plausible_ranges.csv). Does not belong here: years that the text tells.
"""

from functools import cache
from typing import NamedTuple

from extract import reference
from extract.binding.assembly import Bound

_CLEAR = 3.0  # in squared deviations: less decides nothing
_NEVER = 64.0
_WITHIN = 4.0  # a usual range spans as many deviations
_OPEN = (None, "years_of_growth_unknown")
_LEAST = 2  # one growth alone may be odd


class _Usual(NamedTuple):
    """The middle of the usual growth of a year, and its deviation."""

    middle: float
    deviation: float

    def distance(self, growth: float) -> float:
        """How far a growth lies off, squared."""
        return ((growth - self.middle) / self.deviation) ** 2


@cache
def _usual() -> dict[str, _Usual]:
    ranges = [r for r in reference.rows("plausible_ranges") if r["measure"] == "growth" and r["level"] == "all"]
    return {
        r["indicator_code"]: _Usual(
            (float(r["low"]) + float(r["high"])) / 2, (float(r["high"]) - float(r["low"])) / _WITHIN
        )
        for r in ranges
    }


def fits_one_year(bound: list[Bound], years: tuple[int, int]) -> bool:
    """Whether the growths of a sentence that stands in a chapter on a term (``years``) are those of one year: an income
    that grew by 14.5% in five years would be as odd as it is usual in one."""
    told = [b for b in bound if b.problem in _OPEN and not b.is_dated and (b.first, b.last) == years]
    return _like_one_year(told)


def doubt_totals(bound: list[Bound]) -> None:
    """Totals over years that would be odd as such and usual in one year are no facts (未来五年生产总值增长9%)."""
    told = [b for b in bound if b.problem is None and b.measure == "total_growth"]
    if _like_one_year(told):
        for item in told:
            item.problem = "years_of_growth_unknown"


def beyond_one_year(indicator: str | None, growth: float | None) -> bool:
    """Whether an indicator never grows by so much in one year (生产总值翻番)."""
    known = _usual().get(indicator or "")
    return known is not None and growth is not None and known.distance(growth) > _NEVER


def _like_one_year(told: list[Bound]) -> bool:
    weighed = [
        _lead_of_year(b, b.last - b.first + 1)
        for b in told
        if b.is_plain_growth and b.first < b.last and b.indicator in _usual()
    ]
    return len(weighed) >= _LEAST and sum(weighed) > _CLEAR


def _lead_of_year(item: Bound, count: int) -> float:
    """By how much the growth fits one year better than an average year of ``count``."""
    usual, growth = _usual()[item.indicator or ""], item.low if item.low is not None else item.high
    if growth is None or growth <= -100:
        return 0.0
    average = ((1 + growth / 100) ** (1 / count) - 1) * 100
    return usual.distance(average) - usual.distance(growth)
