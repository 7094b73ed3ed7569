"""How far the confidence of facts can be relied on, and its weights fitted again to labelled reports.

    confidence.py --shared ../shared [--labels REPORTS GOLD]... [--aside REPORTS GOLD]... [--keep]

Reads our own labelled reports (tests/reading), those of the shared folder, and further pairs of folders. The reports
are cut in three by a seed; each third is measured with weights that were fitted to the other two, so that no report has
a part in what it is measured with: how many facts of each range of confidence are right. Then the weights are fitted
to all of them and written to seeds/reference/confidence_weights.csv, but for --keep.

The rules of the reading were made while looking at most labelled reports, where fewer facts are wrong than elsewhere.
Of those named with --aside they were not: the fit knows which are which, and the weights are those of reports that
nobody looked at. Needs no package beyond the product's own. What the clues are belongs to extract/confidence.py.
"""

import argparse
import csv
import hashlib
import itertools
import sys
from pathlib import Path

import polars as pl
from quality import OWN, compared, scorer

from extract import confidence, reference, statements

THIRDS = 3
RIDGE = 2.0
"""How strongly weights are held near zero: most clues are rare, and so are wrong facts."""
BOUNDS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 1.01)
SEEN = "seen"
_ENOUGH = 1e-9


def labelled(shared: Path, reports: Path, gold: Path) -> pl.DataFrame:
    """The clues of each labelled headline fact of a folder, with ``doc`` and whether it is ``right`` (1 or 0). Facts
    that reasonable readers may or may not see are left out."""
    found, right, _, wrong = compared(scorer(shared / "eval"), reports, gold)
    read, _ = statements.readings(
        found.repaired, found.reports, found.sections, found.sentences, found.quantities, found.mentions
    )
    judged = [
        (row["statement_id"], row["doc"], is_right) for rows, is_right in ((right, 1.0), (wrong, 0.0)) for row in rows
    ]
    labels = pl.DataFrame(
        judged, schema={"statement_id": pl.String, "doc": pl.String, "right": pl.Float64}, orient="row"
    )
    told = confidence.clues(read).with_columns(pl.lit(1.0).alias(confidence.BIAS), read["statement_id"])
    return told.join(labels, on="statement_id", how="inner", maintain_order="left").drop("statement_id")


def fit(facts: pl.DataFrame, names: list[str]) -> dict[str, float]:
    """The weights under which the labels are likeliest, by Newton's method, with RIDGE for all but the bias."""
    weights = dict.fromkeys(names, 0.0)
    held = {name: 0.0 if name == confidence.BIAS else RIDGE for name in names}
    while True:
        told = facts.with_columns(chance(weights))
        rest, spread = pl.col("right") - pl.col("chance"), pl.col("chance") * (1 - pl.col("chance"))
        slopes = told.select((rest * pl.col(n)).sum().alias(n) for n in names).row(0, named=True)
        pairs = [[(spread * pl.col(n) * pl.col(m)).sum().alias(m) for m in names] for n in names]
        curves = [list(told.select(row).row(0)) for row in pairs]
        for place, name in enumerate(names):
            curves[place][place] += held[name]
        step = solved(curves, [slopes[n] - held[n] * weights[n] for n in names])
        weights = {name: weights[name] + by for name, by in zip(names, step, strict=True)}
        if max(map(abs, step)) < _ENOUGH:
            return weights


def chance(weights: dict[str, float]) -> pl.Expr:
    """The chance of being right that these weights give, as the column ``chance``."""
    told = pl.sum_horizontal(pl.col(name) * weight for name, weight in weights.items())
    return (1 / (1 + (-told).exp())).alias("chance")


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """x of ``matrix`` x = ``right``, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(len(rows)):
        best = max(range(i, len(rows)), key=lambda r: abs(rows[r][i]))
        rows[i], rows[best] = rows[best], rows[i]
        for r in range(len(rows)):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i], strict=True)]
    return [row[-1] / row[i] for i, row in enumerate(rows)]


def measured(facts: pl.DataFrame, names: list[str], seed: int) -> pl.DataFrame:
    """The facts with the ``confidence`` that weights give them which were fitted without their third of the reports."""
    third = {
        doc: int(hashlib.sha256(f"{seed} {doc}".encode()).hexdigest(), 16) % THIRDS for doc in facts["doc"].unique()
    }
    facts = facts.with_columns(third=pl.col("doc").replace_strict(third))
    parts = []
    for number in range(THIRDS):
        weights = fit(facts.filter(pl.col("third") != number), names)
        told = {name: weight for name, weight in weights.items() if name != SEEN}
        parts.append(facts.filter(pl.col("third") == number).with_columns(chance(told)))
    rounded = pl.col("chance").round(2).clip(confidence.LEAST, confidence.MOST)
    return pl.concat(parts).with_columns(confidence=rounded)


def reliability(facts: pl.DataFrame) -> list[str]:
    """Lines: for each range of confidence the facts, how many are right, and what was said; then what it comes to."""
    lines, error = [], 0.0
    for low, high in itertools.pairwise(BOUNDS):
        part = facts.filter((pl.col("confidence") >= low) & (pl.col("confidence") < high))
        if part.height:
            right, said = share(part, "right"), share(part, "confidence")
            error += abs(right - said) * part.height / facts.height
            counts = f"{int(part['right'].sum()):6} right of {part.height:6}"
            lines.append(f"  {low:.2f} to {min(high, 1):.2f}  {counts}  {right:.3f}  said {said:.3f}")
    sure, unsure = (facts.filter(pl.col("confidence") >= 0.95), facts.filter(pl.col("confidence") < 0.8))
    rest = facts.filter(pl.col("confidence") >= 0.8)
    lines.append(f"  0.95 and more: {share(sure, 'right'):.4f} right; calibration error {error:.4f}")
    lines.append(f"  below 0.8: {1 - share(unsure, 'right'):.3f} wrong, of the rest {1 - share(rest, 'right'):.4f}")
    lines.append(f"  below 0.9: {facts.filter(pl.col('confidence') < 0.9).height} of {facts.height}")
    return lines


def share(facts: pl.DataFrame, column: str) -> float:
    """The mean of a column, 0 of no facts."""
    return float(facts.select(pl.col(column).mean().fill_null(0.0)).item())


def write(weights: dict[str, float]) -> None:
    """The weights, of two digits, into the file of the reference data, whose notes stay."""
    path = reference.REFERENCE / "confidence_weights.csv"
    notes = {row["clue"]: row["note"] for row in reference.rows("confidence_weights")}
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("clue", "weight", "note"))
        writer.writerows(
            (name, f"{weight:.2f}", notes.get(name, "")) for name, weight in weights.items() if name != SEEN
        )


def main() -> int:
    """Measure and fit; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    for name, meaning in (("labels", "more labelled reports"), ("aside", "the same, that nobody made rules from")):
        parser.add_argument(f"--{name}", type=Path, nargs=2, action="append", default=[], help=meaning)
    parser.add_argument("--seed", type=int, default=1, help="cuts the reports in three")
    parser.add_argument("--keep", action="store_true", help="measure only: leave the weights as they are")
    given = parser.parse_args()
    shared: Path = given.shared
    pairs = [(OWN / "reports", OWN / "gold"), (shared / "reports", shared / "eval" / "gold"), *given.labels]
    if (shared / "more" / "gold").is_dir():
        pairs.append((shared / "more" / "reports", shared / "more" / "gold"))
    parts = [labelled(shared, *pair).with_columns(pl.lit(1.0).alias(SEEN)) for pair in pairs]
    parts += [labelled(shared, *pair).with_columns(pl.lit(0.0).alias(SEEN)) for pair in given.aside]
    facts = pl.concat(parts)
    names = [confidence.BIAS, *(n for n in facts.columns if n not in (confidence.BIAS, "doc", "right", SEEN)), SEEN]
    told = measured(facts, names, given.seed)
    for title, part in (("all labelled facts", told), ("of reports set aside", told.filter(pl.col(SEEN) == 0))):
        if part.height:
            print("\n".join([f"{title}, {part['doc'].n_unique()} reports", *reliability(part)]))
    if not given.keep:
        write(fit(facts, names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
