"""Checks on the extraction's frames that the UI shows: schemas, spans, and that something was read at all.

Only checks in Dagster's sense belong here. dbt's tests join them by themselves; what a schema says is in
``extract.schemas``. A blocking check that fails stops what comes after, so nothing bad is published.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import dagster as dg
import pandera.errors
import pandera.polars as pa
import polars as pl

from extract.obeys import obeys
from extract.pieces import QUARANTINE
from extract.pipeline import STAGES, StageSpec
from extract.stage import Stage
from orchestration.arrivals.remembered import vanishing
from orchestration.graph.assets_extract import FILES, stage_key
from orchestration.graph.failure import none_readable
from orchestration.graph.frame_metadata import table
from orchestration.graph.resources import Workspace, stage_frames
from warehouse.lake import UNKNOWN_YEAR
from warehouse.ledger import KEPT

SHOWN = 20
SET_ASIDE_IN = dg.MetadataValue.asset(stage_key(QUARANTINE))
"""A link to the quarantine of the run."""
KEYS = ("source_path", "source_sha256", "report_id")
"""Columns that tell reports apart over all pieces; what is in a report is told apart by ids that its own is part of."""
SPANNED = ("statements", "facts", "worded_targets")


def schema_result(schema: type[pa.DataFrameModel], pieces: Iterable[Stage]) -> dg.AssetCheckResult:
    """Fails when rows of a piece break the schema; warns when rows that broke it were set aside in a quarantine."""
    cases, broken = [], []
    columns = schema.to_schema().columns
    keys: dict[str, set[str]] = {name: set() for name in KEYS if name in columns and columns[name].unique}
    for rows, quarantine in pieces:
        broken.append(quarantine.filter(pl.col("reason_code") == "schema_check"))
        try:
            if not obeys(schema, rows):
                schema.validate(rows, lazy=True)
        except pandera.errors.SchemaErrors as error:
            cases.append(pl.DataFrame(error.failure_cases))
            continue
        cases += [again for name, seen in keys.items() if not (again := _seen_before(rows, name, seen)).is_empty()]
    if cases:
        return _result(dg.AssetCheckSeverity.ERROR, pl.concat(cases, how="diagonal_relaxed"), "failure_cases")
    return _result(dg.AssetCheckSeverity.WARN, pl.concat(broken), "set_aside", SET_ASIDE_IN)


def _seen_before(rows: pl.DataFrame, key: str, seen: set[str]) -> pl.DataFrame:
    """Rows whose key is that of a row of an earlier piece; ``seen`` then knows all of them."""
    again = rows.filter(pl.col(key).is_in(list(seen)))
    seen.update(rows[key])
    return again.select(column=pl.lit(key), check=pl.lit("unique over all pieces"), failure_case=key)


def span_result(pieces: Iterable[tuple[pl.DataFrame, pl.DataFrame]]) -> dg.AssetCheckResult:
    """Fails when the evidence of a row is not the text of its report between its offsets, or its report is missing.

    A piece is rows and the reports that they are of."""
    wrong = []
    for rows, reports in pieces:
        said = rows.join(reports.select("report_id", "text"), on="report_id", how="left", maintain_order="left")
        span = pl.col("text").str.slice(pl.col("span_start"), pl.col("span_end") - pl.col("span_start"))
        wrong.append(said.filter(span.ne_missing(pl.col("evidence"))).drop("text"))
    return _result(dg.AssetCheckSeverity.ERROR, pl.concat(wrong), "wrong_spans")


def any_report_result(reports: int, quarantine: pl.DataFrame, kept: int = 0) -> dg.AssetCheckResult:
    """Fails when no file at all turned out to be a report, warns when none of this run did, with the files and reasons.

    ``reports`` counts those of the files that were read, ``quarantine`` is of these, ``kept`` counts the reports of
    earlier runs.
    """
    reasons = quarantine.group_by("reason_code").len("files").sort("files", "reason_code", descending=[True, False])
    metadata: dict[str, Any] = {"reports": reports, "kept": kept, "reasons": table(reasons.head(SHOWN))}
    if not quarantine.is_empty():
        metadata["set_aside_in"] = SET_ASIDE_IN
        metadata["files"] = table(quarantine.select("source_path", "reason_code", "reason").head(SHOWN))
    all_rejected = not reports and not quarantine.is_empty()
    severity = dg.AssetCheckSeverity.WARN if kept else dg.AssetCheckSeverity.ERROR
    said = none_readable(quarantine) if all_rejected else None
    passed = reports + kept > 0 and not all_rejected
    return dg.AssetCheckResult(passed=passed, severity=severity, metadata=metadata, description=said)


def _result(
    severity: dg.AssetCheckSeverity, bad: pl.DataFrame, shown_as: str, where: dg.MetadataValue[Any] | None = None
) -> dg.AssetCheckResult:
    metadata: dict[str, Any] = {"rows_at_fault": bad.height}
    if not bad.is_empty():
        metadata[shown_as] = table(bad.head(SHOWN))
        metadata |= {"set_aside_in": where} if where else {}
    return dg.AssetCheckResult(passed=bad.is_empty(), severity=severity, metadata=metadata)


def _pieces(workspace: Workspace, stage: str) -> Iterator[Stage]:
    pieces = stage_frames(workspace.home).pieces()
    return (Stage(pieces.read(stage, n), pieces.read(stage, n, QUARANTINE)) for n in pieces.numbers(stage))


def _files(workspace: Workspace) -> pl.DataFrame:
    return pl.read_parquet(stage_frames(workspace.home).path(FILES))


def schema_check(spec: StageSpec) -> dg.AssetChecksDefinition:
    """The check that a stage's rows obey the stage's schema."""

    @dg.asset_check(
        asset=stage_key(spec.name),
        name="schema",
        blocking=True,
        description="That every row has the columns, types and values that the stage promises. "
        "A warning: rows that had not were set aside in the quarantine.",
    )
    def _schema(workspace: Workspace) -> dg.AssetCheckResult:
        return schema_result(spec.schema, _pieces(workspace, spec.name))

    return _schema


def span_check(stage: str) -> dg.AssetChecksDefinition:
    """The check that the evidence of a stage's rows stands in the report where the row says."""

    @dg.asset_check(
        asset=stage_key(stage),
        name="spans",
        blocking=True,
        additional_deps=[stage_key("reports")],
        description="That the evidence of every row is the text of its report between the row's offsets.",
    )
    def _spans(workspace: Workspace) -> dg.AssetCheckResult:
        pieces = stage_frames(workspace.home).pieces()
        columns = ["report_id", "text"]
        return span_result(
            (pieces.read(stage, n), pieces.read("reports", n, columns=columns)) for n in pieces.numbers(stage)
        )

    return _spans


@dg.asset_check(asset=stage_key("reports"), blocking=True)
def any_report(workspace: Workspace) -> dg.AssetCheckResult:
    """That at least one file could be read as a report; otherwise the last published file stays.

    A warning: the warehouse has reports, but of the files that came with this run none is one.
    """
    pieces = stage_frames(workspace.home).pieces()
    rejected = [rows for stage in ("documents", "repaired", "reports") for rows in pieces.each(stage, QUARANTINE)]
    kept = _files(workspace).filter((pl.col("state") == KEPT) & (pl.col("part") != UNKNOWN_YEAR))
    return any_report_result(pieces.height("reports"), pl.concat(rejected), kept.height)


@dg.asset_check(asset=stage_key(FILES), blocking=True)
def nothing_vanishes(workspace: Workspace) -> dg.AssetCheckResult:
    """That no report of the home is missing because a folder is: it is gone, empty, or not among those of the run.

    A file that was deleted from a folder that is there goes without a word. `duixian build --forget` drops the others.
    """
    missed = vanishing(workspace.home, workspace.reports, _files(workspace))
    metadata: dict[str, Any] = {"missing": len(missed.paths), "held": missed.held}
    if missed.paths:
        metadata["reports"] = table(pl.DataFrame({"source_path": missed.paths[:SHOWN]}))
    return dg.AssetCheckResult(passed=not missed.paths, metadata=metadata)


CHECKS = [
    nothing_vanishes,
    *(schema_check(spec) for spec in STAGES),
    *(span_check(stage) for stage in SPANNED),
    any_report,
]
