"""What an indicator usually has decides what the words leave open: a growth of a term or of one year, a zone's amount.

Belongs here: weighing a reading against the usual values of its indicator (plausible_ranges.csv). Does not belong here:
years and owners that the text tells, and whether a value can be at all (plausible).
"""

import math
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


@cache
def _amounts() -> dict[tuple[str, str, str], float]:
    """The middle of the usual amounts, by orders of magnitude, by indicator, unit and level of government."""
    ranges = [r for r in reference.rows("plausible_ranges") if r["measure"] == "level" and float(r["low"]) > 0]
    return {
        (r["indicator_code"], r["unit"], r["level"]): math.sqrt(float(r["low"]) * float(r["high"])) for r in ranges
    }


def is_of_whole_province(code: str, unit: str, amount: float, level: str) -> bool:
    """Whether an amount is as large as that of a usual province (or of all divisions, where too few provinces told
    it): no zone of one has as much."""
    usual = _amounts().get((code, unit, "province"), _amounts().get((code, unit, "all")))
    return level in ("province", "national") and usual is not None and amount >= usual


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
