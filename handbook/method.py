"""How verdicts and confidence are made, from the tables that make them (tolerances.csv, confidence_weights.csv)."""

from extract import reference
from handbook.tables import table

_STATUSES = (
    ("met", "达到", "The best outcome of the same thing and period reaches the target, tolerance included."),
    ("missed", "未达到", "It does not."),
    ("pending", "待定", "No report that covers the period is here yet, or the one that is here cannot be relied on."),
    ("not_reported", "未提及", "The covering report is here and, searched under all names of the thing, silent."),
    ("not_comparable", "不可比", "It is told in a form from which neither follows; the reason stands beside it."),
)  # fmt: skip


def pages() -> dict[str, str]:
    """Markdown by path: the one page of the method."""
    tolerances = table(
        ("Indicator", "Measure", "Basis", "Bound", "From", "Tolerance", "Reason"),
        [tuple(r[c] for c in _TOLERANCE) for r in reference.rows("tolerances")],
    )
    weights = reference.rows("confidence_weights")
    head = tuple(weights[0])
    return {
        "method.md": (
            "# Method\n\n## What the verdicts mean\n\n"
            + table(("Status", "中文", "Meaning"), _STATUSES)
            + "\n## Tolerances\n\nTargets with 左右 or 约 give way; a plain figure gives way by its rounding alone.\n\n"
            + tolerances
            + "\n## Confidence\n\nThe chance that a fact is read right: a logistic model over what the reading "
            "knows, with these weights, fitted by `make confidence` to labelled reports.\n\n"
            + table(head, [tuple(row.values()) for row in weights])
        )
    }


_TOLERANCE = ("indicator_code", "measure", "basis", "comparator", "at_least", "tolerance", "reason")
