"""What stands on the pages of regions and indicators, on the front page and on that of the method: values and links.

Choosing, ordering and linking belong here; a report's page is in ``reading``, wording of values in ``figures``, drawing
in ``charts``, markup in the templates. A view depends on the rows of its page alone, so that a page is made anew only
when they change.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median, quantiles

from website.charts import Year, chart
from website.figures import amount, bounded, number, period
from website.source import LANGUAGES, Row, Source, report_link

_TILES = Path(__file__).parent / "tiles.csv"
_MEASURED = Path(__file__).parent / "measured.csv"
_LEVELS = ("national", "province", "prefecture", "county")
_RATES = ("percent", "percentage_point")
_STATUSES = ("met", "missed", "pending", "not_reported", "not_comparable")
MOST_ROWS, TOP = 400, 10
Box = tuple[float, float, float, float, float]


def measured(row: Row) -> str:
    """Which side of a panel's row is shown: growth where any is known, else the level."""
    return "growth" if row["growth_percent"] is not None or row["growth_target_id"] is not None else "level"


def year_of(row: Row, measure: str) -> Year:
    """A panel's row as a chart takes it."""
    suffix = "_percent" if measure == "growth" else ""
    actual = row["growth_percent"] if measure == "growth" else row["level_value"]
    low, high = row[f"{measure}_target_low{suffix}"], row[f"{measure}_target_high{suffix}"]
    return Year(row["year"], low, high, actual, row[f"{measure}_status"])


def _unit(row: Row, measure: str) -> str:
    return "percent" if measure == "growth" else row["unit"] or ""


def _cell(row: Row, measure: str) -> Row:
    """The figures of a panel's row in words, with the facts they come from."""
    found = year_of(row, measure)
    unit, comparator = _unit(row, measure), row[f"{measure}_target_comparator"] or "eq"
    return {
        "year": row["year"],
        "target": [bounded(comparator, found.low, found.high, unit, lang) or "—" for lang in LANGUAGES],
        "actual": [amount(found.actual, unit, lang) for lang in LANGUAGES],
        "status": found.status,
        "target_id": row[f"{measure}_target_id"],
        "target_report_id": row[f"{measure}_target_report_id"],
        "outcome_id": row[f"{measure}_outcome_id"],
        "outcome_report_id": row[f"{measure}_report_id"],
    }


def _multiples(source: Source, rows: Iterable[Row]) -> list[Row]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["is_headline"]:
            grouped[row["indicator_code"]].append(row)
    found = []
    for code in (code for code in source.indicator if code in grouped):
        measure = Counter(measured(row) for row in grouped[code]).most_common(1)[0][0]
        kept = [row for row in grouped[code] if _has(row, measure)]
        units = Counter(_unit(row, measure) for row in kept)
        unit = units.most_common(1)[0][0] if units else ""
        kept = [row for row in kept if _unit(row, measure) == unit]
        if kept:
            drawn = chart([year_of(row, measure) for row in kept])
            cells = [_cell(row, measure) for row in kept]
            found.append({"code": code, "measure": measure, "unit": unit, "chart": drawn, "cells": cells})
    # What is followed longest comes first; a figure or two make no picture.
    return sorted(found, key=lambda one: (-len(one["cells"]), one["code"]))


def _has(row: Row, measure: str) -> bool:
    value = row["growth_percent"] if measure == "growth" else row["level_value"]
    return value is not None or row[f"{measure}_target_id"] is not None


def _verdict(row: Row) -> Row:
    words = ("target_id", "outcome_id", "target_report_id", "outcome_report_id", "region_code", "indicator_code")
    kept = {name: row[name] for name in (*words, "measure", "status", "status_reason", "reference_code", "tier")}
    return kept | {
        "period": period(row["period_start"], row["period_end"]),
        "target": [
            bounded(row["comparator"], row["target_low"], row["target_high"], row["unit"], lang) for lang in LANGUAGES
        ],
        "actual": [amount(row["actual"], row["unit"], lang) for lang in LANGUAGES],
        "gap": row["gap"],
    }


def region(source: Source, code: str) -> Row:
    """Small multiples, scorecard, promises dropped, and what the reports of the region lack."""
    verdicts = source.verdicts_of_region.get(code, [])
    coverage = source.coverage_of_region.get(code, [])
    return {
        "region": source.region[code],
        "reports": [report_link(row) for row in source.reports_of_region[code]],
        "multiples": _multiples(source, source.panel_of_region.get(code, [])),
        "scorecards": source.scorecards_of_region.get(code, [])[::-1],
        "verdict_count": len(verdicts),
        "verdict_pages": -(-len(verdicts) // MOST_ROWS),
        "dropped": source.dropped_of_region.get(code, [])[:50],
        "missing_years": [row["report_year"] for row in coverage if row["coverage"] != "present"],
        "silent": _silent(source.silent_of_region.get(code, [])),
    }


def targets(source: Source, code: str) -> list[Row]:
    """All targets of a region with their verdicts, a page each ``MOST_ROWS``."""
    verdicts = source.verdicts_of_region.get(code, [])
    cut = [verdicts[at : at + MOST_ROWS] for at in range(0, len(verdicts), MOST_ROWS)]
    return [
        {"region": source.region[code], "number": n, "pages": len(cut), "verdicts": [_verdict(row) for row in rows]}
        for n, rows in enumerate(cut, start=1)
    ]


def _silent(rows: Sequence[Row]) -> list[tuple[int, list[str]]]:
    by_year: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        by_year[row["report_year"]].append(row["indicator_code"])
    return sorted(by_year.items(), reverse=True)[:5]


def indicator(source: Source, code: str) -> Row:
    """Distribution by year and level, the highest targets, the widest misses, and the share reported."""
    rows = source.panel_of_indicator.get(code, [])
    measure = Counter(map(measured, rows)).most_common(1)[0][0] if rows else "growth"
    kept = [row for row in rows if _has(row, measure)]
    units = Counter(_unit(row, measure) for row in kept)
    unit = units.most_common(1)[0][0] if units else ""
    kept = [row for row in kept if _unit(row, measure) == unit]
    latest = max((row["year"] for row in kept if row[f"{measure}_target_id"]), default=None)
    return {
        "indicator": source.indicator[code],
        "measure": measure,
        "unit": unit,
        "years": (years := _by_year(kept, measure, unit)),
        "bars": _bars(years),
        "latest": latest,
        "highest": _highest([row for row in kept if row["year"] == latest], measure),
        "misses": _misses(source.verdicts_of_indicator.get(code, [])),
        "statuses": dict(Counter(row["status"] for row in source.verdicts_of_indicator.get(code, []))),
    }


def _by_year(rows: Sequence[Row], measure: str, unit: str) -> list[Row]:
    """A row a year over all levels, and one a level below it where there are several."""
    grouped: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        grouped[row["year"]][row["region_level"]].append(row)
    found = []
    for year, levels in sorted(grouped.items(), reverse=True):
        parts = [(level, levels[level]) for level in _LEVELS if level in levels]
        whole = [row for _, members in parts for row in members]
        found.append(_year_row(year, whole, measure, unit) | {"is_whole": True, "level": None})
        if len(parts) == 1:
            found[-1]["level"] = parts[0][0]
            continue
        for level, members in parts:
            found.append(_year_row(year, members, measure, unit) | {"is_whole": False, "level": level})
    return found


def _year_row(year: int, members: Sequence[Row], measure: str, unit: str) -> Row:
    figures = [year_of(row, measure) for row in members]
    targets = [f.low if f.low is not None else f.high for f in figures]
    due = [f for f in figures if f.status in ("met", "missed", "not_reported")]
    return {
        "year": year,
        "regions": len(members),
        "targets": _spread([value for value in targets if value is not None], unit),
        "outcomes": _spread([f.actual for f in figures if f.actual is not None], unit),
        "reported": f"{100 * sum(f.status != 'not_reported' for f in due) / len(due):.0f}%" if due else "—",
    }


def _bars(years: Sequence[Row]) -> dict[int, tuple[Box | None, Box | None]]:
    """Where the boxes of each year's targets and outcomes stand, on one scale; none where there is but one value."""
    whole = [row for row in years if row["is_whole"]]
    values = [v for row in whole for side in ("targets", "outcomes") if row[side] for v in row[side]["values"]]
    if not values or min(values) == max(values) or all(row["regions"] < 2 for row in whole):
        return {}
    low, spread = min(values), max(values) - min(values)

    def box(side: Row | None) -> Box | None:
        if side is None or side["count"] < 2:
            return None
        a, b, c, d, e = (round(2 + 176 * (value - low) / spread, 1) for value in side["values"])
        return a, b, c, d, e

    return {row["year"]: (box(row["targets"]), box(row["outcomes"])) for row in whole}


def _spread(values: list[float], unit: str) -> Row | None:
    if not values:
        return None
    low, _, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else (values[0],) * 3
    five = (min(values), low, median(values), high, max(values))
    words = [[amount(value, unit, lang) for value in five] for lang in LANGUAGES]
    return {"count": len(values), "values": five, "words": words}


def _highest(rows: Sequence[Row], measure: str) -> list[Row]:
    def edge(row: Row) -> float:
        found = year_of(row, measure)
        return found.low if found.low is not None else found.high if found.high is not None else float("-inf")

    with_edge = [row for row in rows if edge(row) > float("-inf")]
    ranked = sorted(with_edge, key=lambda row: (-edge(row), row["region_code"]))
    named = ("region_code", "region_name")
    return [_cell(row, measure) | {name: row[name] for name in named} for row in ranked[:TOP]]


def _misses(rows: Sequence[Row]) -> list[Row]:
    """The misses farthest from the target: in points, or as a share of the amount."""

    def size(row: Row) -> float:
        edge = row["target_low"] if row["target_low"] is not None else row["target_high"]
        in_points = row["unit"] in ("percent", "percentage_point") or not edge
        return float(abs(row["gap"]) if in_points else 100 * abs(row["gap"] / edge))

    missed = [row for row in rows if row["status"] == "missed" and row["gap"] is not None]
    return [_verdict(row) for row in sorted(missed, key=lambda row: (-size(row), row["target_id"]))[:TOP]]


def front(source: Source) -> Row:
    """What is in, the tiles of the provinces by year, and the headline targets of the latest year."""
    years = sorted({row["target_year"] for row in source.scorecards if row["targets_met"] + row["targets_missed"]})
    latest = max((row["year"] for row in source.panel if _planned_by_its_year(source, row)), default=None)
    return {
        "counts": _counts(source),
        "measured": measured_quality(),
        "years": years,
        "tiles": _tiles(source),
        "latest": latest,
        "headline": _headline(source, latest),
        "regions": [source.region[code] for code in sorted(source.reports_of_region)],
        "indicators": [source.indicator[code] for code in source.indicator if source.panel_of_indicator.get(code)],
    }


def _planned_by_its_year(source: Source, row: Row) -> bool:
    """Whether the year's own report sets the target, not one that looks years ahead."""
    setters = (row["growth_target_report_id"], row["level_target_report_id"])
    return any(source.report[setter]["report_year"] == row["year"] for setter in setters if setter)


def method(source: Source) -> Row:
    """The tolerances that verdicts of this file gave way by, with their reasons and how often."""
    found = Counter(
        (row["unit"], row["tolerance"] if row["unit"] in _RATES else None, row["tolerance_reason"])
        for row in source.verdicts
        if row["tolerance_reason"]
    )
    return {
        "counts": _counts(source),
        "measured": measured_quality(),
        "tolerances": [
            {"unit": unit, "words": "—" if size is None else number(size), "tolerance_reason": reason, "targets": count}
            for (unit, size, reason), count in found.most_common(20)
        ],
    }


def measured_quality() -> list[Row]:
    """How well reports were read when it was measured, first readings first; grain: one row a set of reports."""
    with _MEASURED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _counts(source: Source) -> Row:
    kinds = Counter(fact["kind"] for fact in source.fact.values())
    return {
        "reports": len(source.reports),
        "regions": len(source.reports_of_region),
        "first": min((row["report_year"] for row in source.reports), default=None),
        "last": max((row["report_year"] for row in source.reports), default=None),
        "targets": kinds["target"],
        "outcomes": kinds["outcome"],
        "quarantined": len(source.quarantine),
        "unsure": sum(fact["confidence"] < 0.9 for fact in source.fact.values()),
        "statuses": {status: sum(row["status"] == status for row in source.verdicts) for status in _STATUSES},
    }


def _tiles(source: Source) -> list[Row]:
    with _TILES.open(encoding="utf-8", newline="") as lines:
        places = [row for row in csv.DictReader(lines) if row["region_code"] in source.region]
    tiles = []
    for place in places:
        code = place["region_code"]
        years = {
            str(row["target_year"]): [row["targets_met"], row["targets_met"] + row["targets_missed"]]
            for row in source.scorecards_of_region.get(code, [])
            if row["targets_met"] + row["targets_missed"]
        }
        tiles.append(
            {
                "code": code,
                "name": source.region[code]["region_name"],
                "column": int(place["column"]) + 1,
                "row": int(place["row"]) + 1,
                "years": years,
                "has_page": code in source.reports_of_region,
            }
        )
    return tiles


def _headline(source: Source, latest: int | None) -> Row:
    rows = [row for row in source.panel if row["year"] == latest and row["is_headline"]]
    set_now = [row for row in rows if row["growth_target_id"] or row["level_target_id"]]
    counted = Counter(row["indicator_code"] for row in set_now)
    columns = [code for code, _ in counted.most_common(6)]
    table: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in set_now:
        if row["indicator_code"] in columns:
            side = "growth" if row["growth_target_id"] else "level"
            table[row["region_code"]][row["indicator_code"]] = _cell(row, side)
    return {"columns": columns, "rows": [(code, table[code]) for code in sorted(table)][:60]}
