"""How well reports are read, from the figures that the site shows too (website/measured.csv)."""

import csv
from importlib import resources

from handbook.tables import table


def pages() -> dict[str, str]:
    """Markdown by path: the one page on quality."""
    with (resources.files("website") / "measured.csv").open(encoding="utf-8") as handle:
        rows = [
            (r["name_en"], r["name_zh"], r["reports"], r["facts"], r["precision"], r["recall"], r["f1"])
            for r in csv.DictReader(handle)
        ]
    head = ("Reports", "报告", "Number", "Facts", "Precision", "Recall", "F1")
    words = (
        "# Quality\n\nA fact is right when kind, indicator, measure, period, bound, values and reference all agree "
        "with a reader's label. What to expect of reports that nobody has read is the first row: read once, "
        "before anything was learned from them.\n\n"
    )
    return {"quality.md": words + table(head, rows)}
