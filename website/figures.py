"""Values as people write them: amounts in 亿元, targets with their bound, periods as years.

Only wording of single values belongs here; what stands on which page is decided in ``views``.
"""

import functools
from typing import Any

_SIGNS = {"ge": "≥ ", "le": "≤ ", "approx": "≈ "}
_UNITS = {
    "percent": ("%", "%"),
    "percentage_point": (" 个百分点", " pp"),
    "cny": (" 元", " yuan"),
    "usd": (" 美元", " USD"),
    "person": (" 人", " persons"),
    "person_time": (" 人次", " person-times"),
    "household": (" 户", " households"),
    "tonne": (" 吨", " t"),
    "mu": (" 亩", " mu"),
    "sqm": (" 平方米", " m²"),
    "km": (" 公里", " km"),
    "kwh": (" 千瓦时", " kWh"),
    "ug_per_m3": (" 微克/立方米", " µg/m³"),
    "year": (" 年", " years"),
    "count": (" 个", ""),
    "multiple": (" 倍", " times"),
}


def number(value: float) -> str:
    """Up to fifteen digits, no more than are there, with separators."""
    return f"{round(value, 6):,.15g}" if abs(value) >= 1000 else f"{round(value, 6):.15g}"


@functools.lru_cache(maxsize=100_000)
def amount(value: float | None, unit: str | None, language: str = "zh") -> str:
    """The value with its unit; large amounts in 万 and 亿, or in millions and billions."""
    if value is None:
        return "—"
    zh, en = _UNITS.get(unit or "", (f" {unit}" if unit else "", f" {unit}" if unit else ""))
    if language == "zh":
        for factor, word in ((1e8, "亿"), (1e4, "万")):
            if abs(value) >= factor:
                return f"{number(value / factor)} {word}{zh.strip()}"
        return number(value) + zh
    for factor, word in ((1e9, "bn"), (1e6, "m")):
        if abs(value) >= factor:
            return f"{number(value / factor)} {word}{en}"
    return number(value) + en


def short(value: float) -> str:
    """A number of a chart's scale: 4.5, 3万, 2亿."""
    for factor, word in ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")):
        if abs(value) >= factor:
            return f"{number(value / factor)}{word}"
    return number(value)


def bounded(comparator: str, low: float | None, high: float | None, unit: str | None, language: str = "zh") -> str:
    """The value that a target or an outcome states, with its bound; an empty text where it states none."""
    if low is None and high is None:
        return ""
    if comparator == "range" and low is not None and high is not None:
        return f"{amount(low, unit, language)} – {amount(high, unit, language)}"
    return _SIGNS.get(comparator, "") + amount(low if low is not None else high, unit, language)


def period(first: Any, last: Any) -> str:
    """2024, or 2021–2025."""
    return str(first) if first == last else f"{first}–{last}"
