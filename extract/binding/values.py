"""What a figure says of its subject: the measure, the sign and the bound.

Belongs here: choosing measure and comparator from the figure, the words that govern it and the indicator's nature.
Does not belong here: which subject it is, which years it speaks of.
"""

from dataclasses import dataclass
from typing import Any

from extract import reference
from extract.binding.tokens import Token
from extract.reference import Indicator

_FAMILY = {
    "cny": "money",
    "usd": "money",
    "person": "people",
    "person_time": "people",
    "household": "count",
    "count": "count",
}
_COUNTED = frozenset(("person", "person_time", "household"))
RATES = ("percent", "percentage_point", "multiple")
"""Units of what is no amount."""
_PARTS = (40, 1000)
"""Percentages without a word of growth that are a part of something."""
_LEAST_INDEX, _LARGEST_INDEX = 85, 135  # prices of one year in terms of the year before
_FLIP = {"ge": "le", "le": "ge"}


@dataclass(slots=True)
class Reading:
    """The words that govern a figure, gathered from the tokens in front of it (nearest wins).

    ``direction`` is up, down or None; ``bound`` ge, le, approx or None; the flags say whether a word of that class
    stands there."""

    direction: str | None = None
    better: bool = False
    bound: str | None = None
    average: bool = False
    total: bool = False
    yearly: bool = False
    since_last_year: bool = False
    of_year: bool = False
    held: bool = False
    level: bool = False
    moves: bool = False
    within: bool = False
    compared: str | None = None
    of_rate: bool = False


@dataclass(slots=True)
class Value:
    """A measured value. ``measure`` is an intent (see :func:`measure`); ``problem`` says in a word why it is no fact of
    the indicator, or is None."""

    measure: str
    comparator: str
    low: float | None
    high: float | None
    unit: str | None
    problem: str | None = None


def govern(tokens: list[Token]) -> Reading:
    """The governing words among the tokens between subject and figure, in order of reading."""
    reading = Reading()
    named = False  # 增速, 降幅: the direction is in the noun, 降至 and 升到 only say where it arrived
    for token in tokens:
        said = token.classes
        if not said:
            continue
        named = named or "rate_noun" in said
        moves = "up" in said or "down" in said
        if moves:
            reading.direction = "up" if "up" in said else "down"
            reading.bound = None
            reading.moves = "level" not in said
        for bound in ("ge", "le", "approx"):
            if bound in said:
                reading.bound = bound
        if "level" in said:
            reading.level, reading.moves = True, False
            arrives = not moves and token.text[-1] in "到至为" and len(token.text) > 2
            if arrives and not named:
                reading.direction = None
        if ("compare_ge" in said or "compare_le" in said) and "ge" not in said and "le" not in said:
            reading.compared = "up" if "compare_ge" in said else "down"
        reading.within |= "within" in said
        reading.of_rate = named
        reading.better |= "better" in said
        reading.average |= "avg" in said
        reading.total |= "total" in said
        reading.held |= "held" in said
        reading.of_year |= "全年" in token.text
        reading.yearly |= "growth" in said
        reading.since_last_year |= "yoy" in said
    return reading


def measure(figure: dict[str, Any], reading: Reading, indicator: Indicator | None) -> Value:
    """What ``figure`` says of ``indicator`` (None: unknown).

    ``measure`` of the result is an intent that dates.period_of settles against the years that hold: level, sum (of
    several years, where several hold), growth, held (of each year), total, multiple (增长2倍), doubling, average or
    points.
    """
    unit = figure["unit"]
    if reading.better and reading.direction is None and indicator is not None:
        reading.direction = "down" if indicator.direction == "lower_is_better" else "up"
    if figure["form"] == "doubling":
        intent = "yearly" if reading.since_last_year else "doubling"  # 同比翻了一番
        value = _valued(figure, intent, reading, "percent", figure["value_low"], figure["value_high"])
        return _of_rate(value, reading)
    if unit == "multiple":
        return _of_rate(_multiple(figure, reading), reading)
    if unit == "percentage_point":
        return _points(figure, reading, indicator)
    if unit == "percent":
        return _percent(figure, reading, indicator)
    return _amount(figure, reading, indicator)


def as_change(figure: dict[str, Any]) -> dict[str, Any]:
    """A price index of which the year before is 100 (消费价格指数101.3), as the change in percent that it says."""
    low, high = figure["value_low"], figure["value_high"]
    plain = figure["form"] == "number" and (figure["unit"] == "percent" or figure["unit_word"] == "")
    if not plain or low < _LEAST_INDEX or high > _LARGEST_INDEX:
        return figure
    low, high = round(low - 100, 6), round(high - 100, 6)
    return {**figure, "unit": "percent", "value_low": low, "value_high": high}


def as_people(figure: dict[str, Any]) -> dict[str, Any]:
    """Posts as the people who fill them."""
    return {**figure, "unit": "person"} if figure["unit"] == "count" else figure


def _intent(reading: Reading, otherwise: str) -> str:
    if reading.average or reading.total:
        return "average" if reading.average else "total"
    if otherwise != "growth":
        return otherwise
    return "yearly" if reading.since_last_year else "held" if reading.held else otherwise


def _of_rate(value: Value, reading: Reading) -> Value:
    """增速翻一番, 增幅提高3倍: growth of the growth, and none of the indicator."""
    value.problem = "change_of_growth" if reading.of_rate else None
    return value


def _percent(figure: dict[str, Any], reading: Reading, indicator: Indicator | None) -> Value:
    low, high = figure["value_low"], figure["value_high"]
    moves = reading.direction is not None
    is_rate = indicator is not None and indicator.percent_measure == "level"
    if is_rate and figure["form"] == "number":
        if reading.within:  # a rate that falls 在2%以内 is at most that; of an amount it bounds the decline
            reading.direction, moves = None, False
        if not moves:
            return _valued(figure, "level", reading, "percent", low, high)
        value = _valued(figure, "points", reading, "percentage_point", low, high)
        value.problem = "ambiguous_change"
        return value
    plain = not moves and not reading.yearly and not reading.average and figure["form"] == "number"
    if indicator is None and plain:
        return _valued(figure, "level", reading, "percent", low, high)
    counts = indicator is not None and indicator.nature != "flow" and indicator.unit in ("person", "count")
    if plain and reading.level and counts and not reading.of_rate:  # 户籍人口、…率分别达48%: of another thing
        value = _valued(figure, "growth", reading, "percent", low, high)
        value.problem = "unit_mismatch"
        return value
    value = _valued(figure, _intent(reading, "growth"), reading, "percent", low, high)
    if plain and not reading.of_rate and _PARTS[0] <= low <= _PARTS[1]:
        value.problem = "share"  # 民生支出保持在80%以上; 预算收入97亿元，完成101.1%: of a whole, or of the plan
    return value


def _points(figure: dict[str, Any], reading: Reading, indicator: Indicator | None) -> Value:
    if reading.compared and reading.yearly:  # 比上年高出0.2个百分点
        reading.direction, reading.compared = reading.direction or reading.compared, None
    value = _valued(figure, "points", reading, "percentage_point", figure["value_low"], figure["value_high"])
    if reading.compared or reading.direction is None:
        value.problem = "comparison"
    elif indicator is not None and indicator.percent_measure != "level":
        value.problem = "change_of_growth"
    elif reading.average:
        value.problem = "annual_average"
    return value


def _multiple(figure: dict[str, Any], reading: Reading) -> Value:
    """增长1.5倍 adds 150%; 是2015年的2倍 adds 100%."""
    low, high = (float(f"{figure[key] * 100:.12g}") for key in ("value_low", "value_high"))
    if reading.direction == "up":
        intent = "growth" if reading.yearly else _intent(reading, "multiple")
        return _valued(figure, intent, reading, "percent", low, high)
    return _valued(figure, "doubling", reading, "percent", low - 100, high - 100)


def _amount(figure: dict[str, Any], reading: Reading, indicator: Indicator | None) -> Value:
    unit, low, high = figure["unit"], figure["value_low"], figure["value_high"]
    if indicator is not None and unit == "household" and indicator.unit == "count":
        unit = "count"
    if indicator is not None and unit is None and figure["unit_word"] == "" and indicator.unit == "cny" and low >= 1e8:
        unit = "cny"
    if indicator is not None and _is_bare(figure) and indicator.unit in _COUNTED:
        unit = indicator.unit  # 游客突破千万大关
    factor = reference.conversion(unit, indicator.unit) if indicator is not None else None
    if indicator is not None and unit != indicator.unit and factor:  # 治理水土流失面积3万亩
        unit, low, high = indicator.unit, *(float(f"{v * factor:.12g}") for v in (low, high))
    intent = "sum" if _is_sum(reading, indicator) else "level"
    intent = "cumulated" if intent == "sum" and reading.total and not reading.of_year else intent
    value = _valued(figure, intent, Reading(bound=reading.bound), unit, low, high)
    if indicator is not None and not _compatible(unit, indicator.unit):
        value.problem = "unit_mismatch"
    elif reading.average:
        value.problem = "annual_average"
    elif reading.compared:
        value.problem = "comparison"
    elif reading.direction is not None and (not reading.level or reading.moves):  # 控制目标下降1微克
        value.problem = "change_of_level"
    return value


def _is_bare(figure: dict[str, Any]) -> bool:
    """Whether a large number stands without a unit (游客突破3亿)."""
    return figure["unit"] is None and figure["unit_word"] == "" and figure["value_low"] >= 1e4


def _is_sum(reading: Reading, indicator: Indicator | None) -> bool:
    """Whether an amount adds up over the years, if several hold: flows that say so, accruals always."""
    nature = indicator.nature if indicator else "flow"
    stated = reading.level or reading.bound in ("ge", "le")
    return nature == "accrual" or (reading.total and nature in ("flow", "tally")) or (nature == "tally" and not stated)


def _compatible(unit: str | None, wanted: str) -> bool:
    return unit is not None and _FAMILY.get(unit, unit) == _FAMILY.get(wanted, wanted)


def _valued(figure: dict[str, Any], name: str, reading: Reading, unit: str | None, low: float, high: float) -> Value:
    """Sign and bound: a decline is negative, and on the negative side a bound turns round."""
    bound = figure["bound"] or reading.bound
    if reading.direction == "down" and figure["form"] != "sign":
        low, high = -high, -low
        bound = _FLIP.get(bound, bound) if bound else None
    low, high = low + 0.0, high + 0.0
    if high != low:
        return Value(name, "range", low, high, unit)
    if bound == "ge":
        return Value(name, "ge", low, None, unit)
    if bound == "le":
        return Value(name, "le", None, high, unit)
    return Value(name, bound or "eq", low, high, unit)
