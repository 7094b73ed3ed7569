"""What is said of the method: rows of method.csv by section, in both languages.

Only reading them belongs here. The handbook's page is made from the same rows.
"""

import csv
from functools import cache
from pathlib import Path

_ROWS = Path(__file__).with_name("method.csv")


@cache
def said(section: str) -> tuple[dict[str, str], ...]:
    """The rows of a section (status, tolerance, confidence or weakness) with code, zh and en; KeyError for others."""
    with _ROWS.open(encoding="utf-8", newline="") as lines:
        found = tuple(row for row in csv.DictReader(lines) if row["section"] == section)
    if not found:
        raise KeyError(section)
    return found
