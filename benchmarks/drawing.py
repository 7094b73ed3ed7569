"""Draws the figures of ``performance`` as SVG: seconds by stage, and the largest memory, over the number of reports.

Belongs here: a plot with logarithmic axes, as text. Nothing of what is measured belongs here.
"""

import math
from html import escape
from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 760, 360, 60, 40, 20
MOST_LINES = 6
COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#8e5ea2", "#b8860b", "#5f6b6d", "#111111")


def plot(sizes: list[dict[str, Any]]) -> str:
    """Two panels side by side, each with a line a series."""
    last = sizes[-1]["phases"]
    longest = sorted(last, key=lambda name: -last[name]["cpu"])[:MOST_LINES]
    points = {name: [(of["reports"], max(of["phases"][name]["cpu"], 0.01)) for of in sizes] for name in longest}
    points["all stages"] = [(of["reports"], of["cpu"]) for of in sizes]
    memory = {"largest process": [(of["reports"], of["peak_mb"]) for of in sizes]}
    inside = _panel(0, "processor seconds", points) + _panel(WIDTH // 2, "largest memory, MB", memory)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="11">\n<rect width="100%" height="100%" fill="white"/>\n{inside}</svg>\n'
    )


def _panel(left: int, title: str, series: dict[str, list[tuple[float, float]]]) -> str:
    every = [point for points in series.values() for point in points]
    across = _axis([x for x, _ in every], left + LEFT, left + WIDTH // 2 - 110)
    up = _axis([0.1 * max(y for _, y in every), *(y for _, y in every)], HEIGHT - BOTTOM, TOP + 20)
    parts = [f'<text x="{left + LEFT}" y="{TOP}" font-weight="bold">{escape(title)}</text>']
    for x in sorted({x for x, _ in every}):
        parts.append(f'<text x="{across(x):.0f}" y="{HEIGHT - 20}" text-anchor="middle">{x:,}</text>')
    for y in _decades([y for _, y in every]):
        parts.append(f'<path d="M{left + LEFT} {up(y):.1f}H{left + WIDTH // 2 - 110}" stroke="#ddd"/>')
        parts.append(f'<text x="{left + LEFT - 6}" y="{up(y) + 4:.1f}" text-anchor="end">{y:,g}</text>')
    for (name, points), colour in zip(series.items(), COLOURS, strict=False):
        line = "L".join(f"{across(x):.1f} {up(y):.1f}" for x, y in points)
        x, y = points[-1]
        parts.append(f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{across(x) + 6:.0f}" y="{up(y) + 4:.1f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join(parts) + "\n"


def _axis(values: list[float], start: float, end: float) -> Any:
    low, high = math.log10(min(values)), math.log10(max(values))
    span = (high - low) or 1.0
    return lambda value: start + (math.log10(value) - low) / span * (end - start)


def _decades(values: list[float]) -> list[float]:
    low, high = math.log10(0.1 * max(values)), math.log10(max(values))
    low = min(low, math.log10(min(values)))
    return [10.0**power for power in range(math.ceil(low), math.floor(high) + 1)]
