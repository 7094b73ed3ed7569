"""Values that cannot be, whatever is printed: a share of 655 %, a fall by 22,222 %, half a person.

Belongs here: holding the value of a fact against the range of its indicator, measure and unit. The ranges are rows of
possible_values.csv, drawn wide around what real reports say. Does not belong here: whether a value is likely.
"""

from functools import cache
from typing import Any, NamedTuple

from extract import reference

_PER_HEAD = "_per_"
_HAIR = 1e-6


class _Range(NamedTuple):
    """What can be; ``whole_below``: values smaller than it have no fraction, as people have none."""

    lowest: float
    highest: float
    whole_below: float


@cache
def _ranges() -> dict[tuple[str, str, str], _Range]:
    """By indicator (empty for all others), measure and unit."""
    return {
        (row["indicator_code"], row["measure"], row["unit"]): _Range(
            float(row["lowest"] or "-inf"), float(row["highest"] or "inf"), float(row["whole_below"] or 0)
        )
        for row in reference.rows("possible_values")
    }


def is_impossible(fact: dict[str, Any]) -> bool:
    """Whether a value of the fact lies outside what can be of its indicator, measure and unit."""
    code, measure, unit = fact["indicator_code"], fact["measure"], fact["unit"]
    found = _ranges().get((code, measure, unit)) or _ranges().get(("", measure, unit))
    if found is None:
        return False
    values = [value for value in (fact["value_low"], fact["value_high"]) if value is not None]
    if any(not found.lowest - _HAIR <= value <= found.highest + _HAIR for value in values):
        return True
    parted = any(abs(value) < found.whole_below and abs(value - round(value)) > _HAIR for value in values)
    return parted and _PER_HEAD not in code
