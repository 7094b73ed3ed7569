"""Where the marks of a small chart stand: years across, values up; the templates draw them as plain SVG.

Only geometry belongs here. Every chart has its figures in a table beside it, so that nobody depends on seeing it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 10, 12, 24
_FINEST = 1e-6
"""What values may differ by: figures are told with six digits behind the point (``figures``)."""


@dataclass(frozen=True)
class Year:
    """A year's figures: the target's edges, the outcome, and the verdict's status."""

    year: int
    low: float | None = None
    high: float | None = None
    actual: float | None = None
    status: str | None = None


@dataclass(frozen=True)
class Mark:
    """One year's marks, in the chart's units; None where there is nothing to draw."""

    year: int
    x: float
    low: float | None
    high: float | None
    actual: float | None
    status: str
    bound: str


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn."""

    marks: list[Mark]
    ticks: list[tuple[float, float]]
    """Value and height of each line of the scale."""
    years: list[tuple[int, float]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    bottom: int = HEIGHT - _BOTTOM


def chart(figures: Sequence[Year]) -> Chart | None:
    """The chart of the years' figures; None when no year has a value."""
    values = [value for f in figures for value in (f.low, f.high, f.actual) if value is not None]
    if not values:
        return None
    bottom, top, step = _scale(min(values), max(values))
    first, last = min(f.year for f in figures), max(f.year for f in figures)

    def across(year: int) -> float:
        inner = WIDTH - _LEFT - _RIGHT - 16
        return round(_LEFT + 8 + (inner / 2 if first == last else inner * (year - first) / (last - first)), 1)

    def up(value: float | None) -> float | None:
        if value is None:
            return None
        return round(HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * (value - bottom) / (top - bottom), 1)

    marks = [
        Mark(f.year, across(f.year), up(f.low), up(f.high), up(f.actual), f.status or "none", _bound(f))
        for f in sorted(figures, key=lambda f: f.year)
    ]
    count = round((top - bottom) / step)
    ticks = [(bottom + i * step, up(bottom + i * step) or 0.0) for i in range(count + 1)]
    every = max(1, math.ceil((last - first + 1) / 6))
    shown = [(year, across(year)) for year in range(first, last + 1) if (last - year) % every == 0]
    return Chart(marks, ticks, shown)


def _bound(figures: Year) -> str:
    if figures.low is None and figures.high is None:
        return "none"
    if figures.high is None:
        return "ge"
    if figures.low is None:
        return "le"
    return "eq" if figures.low == figures.high else "range"


def _scale(low: float, high: float) -> tuple[float, float, float]:
    """Bottom, top and step of a scale of round numbers around the values."""
    spread = max(high - low or abs(high) or 1.0, _FINEST)
    rough = spread / 3
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    bottom = math.floor(low / step + 1e-9) * step
    top = math.ceil(high / step - 1e-9) * step
    return bottom, top if top > bottom else bottom + step, step
