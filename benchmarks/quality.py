"""How well the reports are read: precision, recall and F1 against labelled facts, and how much of the text is used.

    quality.py --shared ../shared [--min-f1 0.97] [--min-precision 0.98] [--min-more-f1 0.96] [--show 20]

Prints the figures over all labelled reports, over those of our own (tests/reading) and over those of --shared/more
with labels of its own or of ours (benchmarks/labels), then for the former by level,
kind, measure, damage and confidence, then by indicator; last the share of printed figures that became a statement and
of statements that found an indicator. Exits with 1 when a figure falls below the bound that is given for it. Needs a
folder with reports/ and eval/ (labels and scorer); nothing of it is kept. Timing does not belong here (build_reports).
"""

import argparse
import collections
import importlib.util
import operator
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl

from extract import reference
from extract.pipeline import Extraction, extract
from orchestration.arrivals.report_files import read_files

Row = dict[str, Any]
OWN = Path(__file__).resolve().parent.parent / "tests" / "reading"
LABELS = Path(__file__).resolve().parent / "labels" / "facts"
"""Facts of reports of --shared/more/unlabelled, told by readers who did not know the rules; without their sentences."""
_SHOWN = ("doc", "kind", "indicator", "measure", "period_start", "period_end", "comparator", "value_low", "value_high")
_DAMAGE = (
    ("slipped bytes", "slipped"),
    ("pinyin or traditional", "traditional"),
    ("scan or Markdown", "Markdown"),
    ("web page", "web-page furniture"),
)


def scorer(folder: Path) -> ModuleType:
    """The module score.py of the labels' folder."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no score.py in {folder}: name the folder that holds reports/ and eval/ with --shared")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predictions(found: Extraction, headline: Iterable[str]) -> list[Row]:
    """Headline facts as the scorer compares them, each once, with the level and the damage of its report."""
    about = {r["report_id"]: _about(r) for r in found.reports.iter_rows(named=True)}
    rows: dict[tuple[Any, ...], Row] = {}
    for fact in found.facts.filter(pl.col("indicator_code").is_in(list(headline))).iter_rows(named=True):
        row = {
            "doc": about[fact["report_id"]]["doc"],
            "kind": fact["kind"],
            "indicator": fact["indicator_code"],
            "measure": fact["measure"],
            "period_start": fact["period_start"],
            "period_end": fact["period_end"],
            "comparator": fact["comparator"],
            "value_low": fact["value_low"],
            "value_high": fact["value_high"],
            "reference": fact["reference_code"] or "",
        }
        rows.setdefault(
            tuple(row.values()),
            row
            | about[fact["report_id"]]
            | {
                "evidence": fact["evidence"],
                "statement_id": fact["statement_id"],
                "confidence": f"{fact['confidence']:.1f}",
            },
        )
    return list(rows.values())


def _about(report: Row) -> Row:
    division = reference.division(report["region_code"], report["report_year"]) or {}
    notes = " ".join(report["repair_notes"])
    damage = next((name for name, cue in _DAMAGE if cue in notes), "little or none")
    return {"doc": report["source_name"], "level": division.get("level", "unknown"), "damage": damage}


def table(title: str, key: Callable[[Row], str], right: list[Row], missed: list[Row], wrong: list[Row]) -> list[str]:
    """Lines of precision, recall and F1 for each value of ``key``."""
    counts = [collections.Counter(map(key, rows)) for rows in (right, missed, wrong)]
    lines = [f"by {title}"]
    for name in sorted(set().union(*counts), key=lambda n: (-(counts[0][n] + counts[1][n] + counts[2][n]), n)):
        hit, lost, false = (c[name] for c in counts)
        lines.append("  " + measured(name, hit, hit + false, hit + lost))
    return lines


def measured(name: str, hit: int, predicted: int, labelled: int) -> str:
    """One line of figures."""
    precision, recall = hit / predicted if predicted else 0.0, hit / labelled if labelled else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    counts = f"({hit} right of {predicted}, {labelled} labelled)"
    return f"{name:28} precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  {counts}"


def compared(score: ModuleType, reports: Path, gold: Path) -> tuple[Extraction, list[Row], list[Row], list[Row]]:
    """What is read of a folder of reports, and its headline facts: right, missed (labels) and wrong."""
    labels, docs = score.load_gold(gold)
    files, _ = read_files([reports])
    stem = pl.col("source_path").str.extract(r"([^/]+?)(?:\.[A-Za-z]+)?$")
    found = extract(files.filter(stem.is_in(list(docs))))
    predicted = [p for p in predictions(found, score.HEADLINE) if p["doc"] in docs]
    predicted.sort(key=lambda p: p["indicator"] in score.ALSO)  # what may stand for another comes last
    hits, missed, wrong = score.match([g for g in labels if g["optional"] != "1"], predicted, True)
    wrong = score.match([g for g in labels if g["optional"] == "1"], wrong, True)[2]
    about = {p["doc"]: p for p in map(_about, found.reports.iter_rows(named=True))}
    missed = [g | about.get(g["doc"], {"level": "unknown", "damage": "unknown"}) for g in missed]
    return found, [p for _, p in hits], missed, wrong


def main() -> int:
    """Print the report; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--min-f1", type=float, default=0.0)
    parser.add_argument("--min-precision", type=float, default=0.0)
    parser.add_argument("--min-more-f1", type=float, default=0.0, help="the same for the reports of --shared/more")
    parser.add_argument("--show", type=int, default=0, help="print this many missed and this many wrong facts")
    arguments = parser.parse_args()
    score = scorer(arguments.shared / "eval")
    found, right, missed, wrong = compared(score, arguments.shared / "reports", arguments.shared / "eval" / "gold")
    labelled = len(right) + len(missed)
    print(measured("all labelled reports", len(right), len(right) + len(wrong), labelled))
    more = arguments.shared / "more"
    others = {
        "reports of our own": (OWN / "reports", OWN / "gold"),
        "more labelled reports": (more / "reports", more / "gold"),
        "labelled by our readers": (more / "unlabelled", LABELS),
    }
    reached = {title: _overall(title, *compared(score, *folders)[1:]) for title, folders in others.items()}
    for title in ("level", "kind", "measure", "damage"):
        print("\n".join(table(title, operator.itemgetter(title), right, missed, wrong)))
    print("by confidence (share of facts that are right)")
    for name in sorted({p["confidence"] for p in (*right, *wrong)}):
        good, bad = (sum(p["confidence"] == name for p in rows) for rows in (right, wrong))
        print(f"  {name}  {good / (good + bad):.4f}  ({good} of {good + bad})")
    print("\n".join(table("indicator", operator.itemgetter("indicator"), right, missed, wrong)))
    _coverage(found)
    for title, rows in (("missed", missed), ("wrong", wrong)):
        for row in rows[: arguments.show]:
            print(title, *(row[k] for k in _SHOWN), (row.get("evidence") or "")[:80])
    precision = len(right) / (len(right) + len(wrong))
    recall = len(right) / labelled
    f1 = 2 * precision * recall / (precision + recall)
    too_low = f1 < arguments.min_f1 or precision < arguments.min_precision
    return int(too_low or reached["more labelled reports"] < arguments.min_more_f1)


def _overall(title: str, right: list[Row], missed: list[Row], wrong: list[Row]) -> float:
    """Print the line of a set of reports; its F1."""
    print(measured(title, len(right), len(right) + len(wrong), len(right) + len(missed)))
    return 2 * len(right) / max(1, 2 * len(right) + len(wrong) + len(missed))


def _coverage(found: Extraction) -> None:
    keys = ["report_id", "sentence_index", "start"]
    figures = found.quantities.select(keys).unique().height
    valued = found.statements.filter(pl.col("reference_code").is_null())
    places = valued.select("report_id", "span_start", "span_end", "value_text").unique().height
    known = valued.filter(pl.col("indicator_code").is_not_null()).height
    print(f"printed figures that became a statement  {min(1.0, places / figures):.4f}  ({places} of {figures})")
    print(f"statements that found an indicator       {known / valued.height:.4f}  ({known} of {valued.height})")


if __name__ == "__main__":
    sys.exit(main())
