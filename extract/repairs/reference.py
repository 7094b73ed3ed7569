"""The tables of seeds/reference that the repairs read. Only reading belongs here."""

import csv
import re
from functools import cache

from extract.reference import REFERENCE

Rows = list[dict[str, str]]


@cache
def lookalikes() -> dict[str, str]:
    """Character that stands in for another (lookalikes.csv) -> the one that is meant; one for one."""
    return {row["character"]: row["replacement"] for row in _rows("lookalikes.csv")}


@cache
def confusions() -> dict[str, tuple[str, ...]]:
    """Character that a scan sees (confusions.csv) -> those that may be meant."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows("confusions.csv"):
        found[row["seen"]] = (*found.get(row["seen"], ()), row["meant"])
    return found


@cache
def furniture(place: str) -> re.Pattern[str]:
    """Pattern of a whole line, spaces removed, of web-page furniture of this place (boilerplate.csv).

    Places: anywhere; head (before the report); tail (after it); end (nothing of the report follows).
    """
    return re.compile("|".join(f"(?:{row['pattern']})" for row in _rows("boilerplate.csv") if row["place"] == place))


def _rows(name: str) -> Rows:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def common_words() -> tuple[str, ...]:
    """Words that reports are made of (common_words.csv)."""
    return tuple(row["word"] for row in _rows("common_words.csv"))
