"""The verdicts of the shared corpus against tables that were written by reading the reports.

The tables and what their columns mean: tests/verdicts/README.md. Every row must be in marts.fct_target_vs_actual with
its outcome and its verdict, and no headline target of the same reports beside them (of some tables: no other target of
the indicators that they are about). Differences that are known stand
in known_differences.csv, one row each with its reason; a difference that is not listed fails, and so does a listed one
that is gone: take it off the list.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from warehouse.connection import connect
from warehouse.home import Home

FOLDER = Path(__file__).parents[1] / "verdicts"
# Each table with the fixture whose warehouse it is held against.
HOMES = {
    "national": "shared_home",
    "province_2025": "shared_home",
    "shenzhen": "shared_home",
    "pingshan": "shared_home",
    "longhua": "shared_home",
    "provinces_gdp": "provinces_home",
}
TABLES = tuple(HOMES)
# These are complete for the indicators that stand in them, the others for every headline indicator.
OF_THEIR_INDICATORS = ("national", "provinces_gdp")

VERDICTS = """
    select reports.source_name, verdicts.indicator_code, verdicts.measure, verdicts.period_start, verdicts.period_end,
        verdicts.comparator, verdicts.target_low, verdicts.target_high, targets.reference_code, verdicts.tier,
        verdicts.unit, verdicts.region_code, verdicts.status, verdicts.actual, verdicts.actual_comparator,
        outcome_reports.source_name
    from marts.fct_target_vs_actual as verdicts
    inner join marts.fct_targets as targets on verdicts.target_id = targets.fact_id
    inner join marts.dim_report as reports on targets.report_id = reports.report_id
    left join marts.dim_report as outcome_reports on verdicts.outcome_report_id = outcome_reports.report_id
"""


class Target(NamedTuple):
    """What a report sets; figures have six significant digits and are empty where nothing bounds the value."""

    report: str
    indicator: str
    measure: str
    start: str
    end: str
    comparator: str
    low: str
    high: str
    reference: str
    tier: str

    @property
    def words(self) -> str:
        value = self.reference or " to ".join(dict.fromkeys(v for v in (self.low, self.high) if v))
        years = self.start if self.start == self.end else f"{self.start}-{self.end}"
        tier = "" if self.tier == "base" else f" ({self.tier})"
        return f"{self.report}: {self.indicator} {self.measure} {years} {self.comparator} {value}{tier}"


class Outcome(NamedTuple):
    """What became of a target; all but the status are empty where no outcome is at hand."""

    unit: str
    region: str
    status: str
    actual: str
    actual_comparator: str
    actual_report: str


def figure(value: object) -> str:
    if value is None or value == "":
        return ""
    number = float(str(value))
    assert math.isfinite(number)
    return f"{number:.6g}"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def target_of(row: dict[str, str]) -> Target:
    return Target(
        row["target_report"],
        row["indicator_code"],
        row["measure"],
        row["period_start"],
        row["period_end"],
        row["comparator"],
        figure(row["target_low"]),
        figure(row["target_high"]),
        row["reference"],
        row["tier"],
    )


def outcome_of(row: dict[str, str]) -> Outcome:
    return Outcome(
        row["unit"],
        row["region_code"],
        row["status"],
        figure(row["actual"]),
        row["actual_comparator"],
        row["actual_report"],
    )


@cache
def judged(home: Home) -> dict[Target, list[Outcome]]:
    """The verdicts of the warehouse by target."""
    found = defaultdict(list)
    with connect(home.published_database, read_only=True) as connection:
        verdicts = connection.execute(VERDICTS).fetchall()
    for row in verdicts:
        report, indicator, measure, start, end, comparator, low, high, reference, tier = row[:10]
        unit, region, status, actual, actual_comparator, actual_report = row[10:]
        target = Target(
            report, indicator, measure, str(start), str(end), comparator or "", figure(low), figure(high),
            reference or "", tier or "base",
        )  # fmt: skip
        with_value = actual is not None
        found[target].append(
            Outcome(
                unit,
                region,
                status,
                figure(actual),
                (actual_comparator or "") if with_value else "",
                (actual_report or "") if with_value else "",
            )
        )
    return found


def complete_for(table: str, home: Home) -> frozenset[str]:
    """The codes of the indicators that the table is complete for."""
    if table in OF_THEIR_INDICATORS:
        return frozenset(row["indicator_code"] for row in rows(table))
    with connect(home.published_database, read_only=True) as connection:
        codes = connection.execute("select indicator_code from marts.dim_indicator where is_headline").fetchall()
    return frozenset(code for (code,) in codes)


def difference(expected: Outcome, found: list[Outcome]) -> str:
    """In words, what the warehouse says otherwise; empty where it agrees."""
    if len(found) != 1:
        return "no such target" if not found else f"{len(found)} verdicts"
    pairs = zip(Outcome._fields, expected, found[0], strict=True)
    return ", ".join(f"{field} {was or 'none'} not {wanted or 'none'}" for field, wanted, was in pairs if wanted != was)


def differences(table: str, home: Home) -> dict[Target, str]:
    wanted = {target_of(row): outcome_of(row) for row in rows(table) if row["status"] != "not_set"}
    told = {target: difference(outcome, judged(home).get(target, [])) for target, outcome in wanted.items()}
    reports, indicators = {row["target_report"] for row in rows(table)}, complete_for(table, home)
    more = {t for t in judged(home) if t.report in reports and t.indicator in indicators} - wanted.keys()
    return {target: words for target, words in told.items() if words} | dict.fromkeys(more, "not in the table")


def listed(items: Iterable[str]) -> str:
    return "".join(f"\n  {item}" for item in sorted(items))


@pytest.mark.parametrize("table", TABLES)
def test_no_target_is_twice_in_a_table(table: str) -> None:
    targets = [target_of(row) for row in rows(table)]
    assert len(set(targets)) == len(targets)


@pytest.mark.needs_shared
@pytest.mark.parametrize("table", TABLES)
def test_every_verdict_is_the_one_that_reading_gives(table: str, request: pytest.FixtureRequest) -> None:
    known = {target_of(row): row["difference"] for row in rows("known_differences") if row["table"] == table}
    found = differences(table, request.getfixturevalue(HOMES[table]))
    new = [f"{target.words}: {words}" for target, words in found.items() if known.get(target) != words]
    gone = [f"{target.words}: {words}" for target, words in known.items() if found.get(target) != words]
    assert not new, f"the warehouse says otherwise than the table:{listed(new)}"
    assert not gone, f"no longer so, take off known_differences.csv:{listed(gone)}"


@pytest.mark.needs_shared
def test_a_target_that_was_not_set_is_neither_pending_nor_unreported(shared_home: Home) -> None:
    absent = [target_of(row) for table in TABLES for row in rows(table) if row["status"] == "not_set"]
    assert absent
    invented = [
        f"{found.words}: {outcome.status}"
        for wanted in absent
        for found, outcomes in judged(shared_home).items()
        for outcome in outcomes
        if found[:5] == wanted[:5] and (found.low or found.high or outcome.status in ("pending", "not_reported"))
    ]
    assert not invented, f"no such target was set:{listed(invented)}"


@pytest.mark.needs_shared
def test_a_target_that_was_not_set_is_deliberately_absent(shared_home: Home) -> None:
    wanted = {
        (row["region_code"], int(row["target_year"]), row["indicator_code"], "deliberately_absent", "not_set")
        for table in TABLES
        for row in rows(table)
        if row["status"] == "not_set"
    }
    with connect(shared_home.published_database, read_only=True) as connection:
        found = connection.execute(
            "select region_code, report_year, indicator_code, presence, said_as from marts.mart_headline_targets"
        ).fetchall()
    assert wanted and wanted <= set(found)
