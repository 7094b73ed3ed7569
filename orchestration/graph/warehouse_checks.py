"""Checks on the marts just before they are published: has quality drifted, what is covered, how fresh is it.

Belongs here: comparing the marts that were built with the file that is published, and with the calendar. Does not
belong here: whether a table is right in itself, which dbt's tests say, and whether a frame is (``asset_checks``).
Numbers in the metadata are drawn by the UI over the runs.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import polars as pl

from orchestration.graph.assets_warehouse import DUCKDB_POOL
from orchestration.graph.frame_metadata import table
from orchestration.graph.resources import Workspace
from warehouse.connection import DatabaseError, connect

CHECKED = ("fct_statements", "mart_coverage", "mart_report_quality")
"""The marts that the checks hang on."""
SHOWN = 20
WARN_BELOW, STOP_BELOW = 0.9, 0.5
"""Share of the published facts, or of their share of figures read, below which a build is doubtful or wrong."""
SEASON_ENDS = 4
"""From April on, reports of the year itself are expected."""

_FACTS = pl.Schema({"report_id": pl.String, "facts": pl.Int64, "statements": pl.Int64, "known": pl.Int64})
_PER_REPORT = """
with facts as (
    select report_id, count(*) as facts
    from (select report_id from marts.fct_targets union all select report_id from marts.fct_outcomes)
    group by report_id
),
statements as (
    select report_id, count(*) as statements, count(indicator_code) as known
    from marts.fct_statements
    group by report_id
)
select report_id, coalesce(facts, 0) as facts, coalesce(statements, 0) as statements, coalesce(known, 0) as known
from marts.dim_report left join facts using (report_id) left join statements using (report_id)
order by report_id
"""
_REPORTS = """
select report_id, source_path, region_code, report_year, ingested_at from marts.dim_report order by source_path
"""
_MISSING = """
select region_code, region_name, report_year from marts.mart_coverage
where coverage != 'have' and is_within_own_span order by region_code, report_year
"""
_ALARMS = """
select source_path, region_code, report_year, alarm_codes, alarms
from marts.mart_report_quality inner join marts.dim_report using (report_id, region_code, report_year)
where has_alarms order by source_path
"""


def drift_result(built: pl.DataFrame, published: pl.DataFrame | None) -> dg.AssetCheckResult:
    """Holds the facts and the share of figures read against the published file, over the reports that both hold.

    Frames of ``_FACTS``, one row a report; ``published`` is None when nothing was published yet. Warns below
    ``WARN_BELOW`` of what was published, fails below ``STOP_BELOW``, with the reports that lost most.
    """
    both = built.join(_FACTS.to_frame() if published is None else published, on="report_id", suffix="_published")
    ratios = [
        _ratio(_sum(both, "facts"), _sum(both, "facts_published")),
        _ratio(_share(both, ""), _share(both, "_published")),
    ]
    lost = both.with_columns(lost=pl.col("facts_published") - pl.col("facts")).filter(pl.col("lost") > 0)
    metadata: dict[str, Any] = {
        "facts_per_report": _ratio(_sum(built, "facts"), built.height, nothing=0.0),
        "share_of_figures_read": _share(built, ""),
        "reports_compared": both.height,
        "facts_against_published": ratios[0],
        "figures_read_against_published": ratios[1],
    }
    if not lost.is_empty():
        shown = lost.sort("lost", "report_id", descending=[True, False]).head(SHOWN)
        metadata["reports_that_lost_facts"] = table(shown.select("report_id", "facts_published", "facts", "lost"))
    return _judged(min(ratios), metadata)


def coverage_result(built: pl.DataFrame, published: pl.DataFrame | None, missing: pl.DataFrame) -> dg.AssetCheckResult:
    """Warns when reports of the published file are gone; tells what is covered and which years are missing.

    ``built`` and ``published``: one row a report (report_id, source_path, region_code, report_year); ``missing``: one
    row a region and year between its first and last report that has none.
    """
    gone = built.clear() if published is None else published.join(built, on="report_id", how="anti")
    metadata: dict[str, Any] = {
        "reports": built.height,
        "regions": built["region_code"].n_unique(),
        "missing_years": missing.height,
        "reports_gone": gone.height,
    }
    for name, rows in (("gone", gone.select("source_path", "region_code", "report_year")), ("missing", missing)):
        if not rows.is_empty():
            metadata[name] = table(rows.head(SHOWN))
    return dg.AssetCheckResult(passed=gone.is_empty(), severity=dg.AssetCheckSeverity.WARN, metadata=metadata)


def freshness_result(built: pl.DataFrame, now: datetime) -> dg.AssetCheckResult:
    """Warns when no report is of the year that should be in by ``now``: this year from April on, else the last."""
    expected = now.year if now.month >= SEASON_ENDS else now.year - 1
    newest = int(built["report_year"].max() or 0)  # type: ignore[arg-type]
    last = built["ingested_at"].max()
    metadata: dict[str, Any] = {
        "newest_report_year": newest,
        "expected_report_year": expected,
        "reports_of_newest_year": built.filter(pl.col("report_year") == newest).height,
    }
    if isinstance(last, datetime):
        metadata["last_report_loaded"] = dg.MetadataValue.timestamp(last.replace(tzinfo=UTC))
        metadata["days_since"] = max(0, (now - last.replace(tzinfo=UTC)).days)
    return dg.AssetCheckResult(passed=newest >= expected, severity=dg.AssetCheckSeverity.WARN, metadata=metadata)


def alarms_result(alarmed: pl.DataFrame) -> dg.AssetCheckResult:
    """Warns of reports that are in doubt as a whole, with their alarms in words.

    ``alarmed``: one row a report with alarms (source_path, region_code, report_year, alarm_codes, alarms).
    """
    counts = alarmed["alarm_codes"].explode().drop_nulls().value_counts(sort=True).iter_rows()
    metadata: dict[str, Any] = {"reports_in_doubt": alarmed.height} | {f"alarms/{code}": n for code, n in counts}
    if not alarmed.is_empty():
        words = pl.col("alarms").list.join("; ")
        metadata["in_doubt"] = table(alarmed.select("source_path", "report_year", words).head(SHOWN))
    return dg.AssetCheckResult(passed=alarmed.is_empty(), severity=dg.AssetCheckSeverity.WARN, metadata=metadata)


def warehouse_checks(
    fact_statements: dg.AssetKey, coverage: dg.AssetKey, quality: dg.AssetKey
) -> list[dg.AssetChecksDefinition]:
    """The checks, on ``fct_statements``, ``mart_coverage``, ``mart_report_quality``; drift blocks the publishing."""

    @dg.asset_check(asset=fact_statements, blocking=True, pool=DUCKDB_POOL, additional_deps=[coverage])
    def quality_drift(workspace: Workspace) -> dg.AssetCheckResult:
        """That facts a report and the share of figures read are near those of the published file.

        Below half of it the published file stays. Where that is meant (a stricter reading), move the published file
        away and run again: a first file is compared with nothing.
        """
        home = workspace.home
        return drift_result(_rows(home.live_database, _PER_REPORT), _published(home.published_database, _PER_REPORT))

    @dg.asset_check(asset=coverage, name="coverage", pool=DUCKDB_POOL)
    def coverage_check(workspace: Workspace) -> dg.AssetCheckResult:
        """That no report of the published file is gone, and which years are missing between a region's reports."""
        home = workspace.home
        missing = _rows(home.live_database, _MISSING)
        return coverage_result(
            _rows(home.live_database, _REPORTS), _published(home.published_database, _REPORTS), missing
        )

    @dg.asset_check(asset=coverage, pool=DUCKDB_POOL)
    def freshness(workspace: Workspace) -> dg.AssetCheckResult:
        """That reports of this year are in from April on, and when the last one was loaded."""
        return freshness_result(_rows(workspace.home.live_database, _REPORTS), datetime.now(UTC))

    @dg.asset_check(asset=quality, pool=DUCKDB_POOL)
    def report_alarms(workspace: Workspace) -> dg.AssetCheckResult:
        """That no report is in doubt as a whole: without outcomes or targets, in a wrong order, another's."""
        return alarms_result(_rows(workspace.home.live_database, _ALARMS))

    return [quality_drift, coverage_check, freshness, report_alarms]


def _judged(ratio: float, metadata: dict[str, Any]) -> dg.AssetCheckResult:
    severity = dg.AssetCheckSeverity.ERROR if ratio < STOP_BELOW else dg.AssetCheckSeverity.WARN
    return dg.AssetCheckResult(passed=ratio >= WARN_BELOW, severity=severity, metadata=metadata)


def _share(rows: pl.DataFrame, suffix: str) -> float:
    return _ratio(_sum(rows, f"known{suffix}"), _sum(rows, f"statements{suffix}"), nothing=0.0)


def _sum(rows: pl.DataFrame, column: str) -> int:
    return int(rows[column].sum())


def _ratio(part: float, whole: float, nothing: float = 1.0) -> float:
    """``part`` of ``whole``, rounded for the eye; ``nothing`` where there is no whole."""
    return round(part / whole, 4) if whole else nothing


def _rows(database: Path, sql: str) -> pl.DataFrame:
    with connect(database, read_only=True) as connection:
        rows: pl.DataFrame = connection.sql(sql).pl()
        return rows


def _published(database: Path, sql: str) -> pl.DataFrame | None:
    """The rows of the published file; None when there is none, or none that can be compared with."""
    try:
        return _rows(database, sql)
    except (DatabaseError, duckdb.Error):
        return None
