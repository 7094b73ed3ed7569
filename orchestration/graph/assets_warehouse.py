"""From frames to files that users open: the Parquet lake, DuckDB's schema raw, and the published copy.

Only wiring belongs here; warehouse/ does the work. Assets that open the live database share the pool ``duckdb``,
which admits one writer at a time.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import dagster as dg
import polars as pl

from extract.pieces import QUARANTINE, Pieces
from orchestration import dbt_project
from orchestration.arrivals import arrival
from orchestration.arrivals.remembered import remember
from orchestration.graph import lake_tables, pictures
from orchestration.graph.assets_extract import stage_key
from orchestration.graph.report_years import note_years
from orchestration.graph.resources import Workspace, stage_frames
from orchestration.graph.transient import retried
from warehouse import receipt
from warehouse.connection import connect
from warehouse.history import keep_history
from warehouse.lake import TABLES, merge_pieces, rows_of
from warehouse.live import live_database
from warehouse.load import load_lake
from warehouse.publish import publish
from warehouse.reviews import REVIEWS_VARIABLE, load_reviews, reviews_digest, reviews_file

DUCKDB_POOL = "duckdb"
REVIEWS = "reviews"
PUBLISHED = dg.AssetKey(["warehouse", "published"])
LINKED = ("quarantine", "review_queue")
"""The marts that an operator goes to from the published file."""
_SOURCES = {"documents": ("files", "documents", "repaired")}
_STAGES = (
    "files",
    "documents",
    "repaired",
    "reports",
    "sections",
    "statements",
    "facts",
    "worded_targets",
    "quarantine",
)


def _stages_of(table: str) -> list[dg.AssetKey]:
    return [stage_key(name) for name in _SOURCES.get(table, (table,))]


@dg.multi_asset(
    name="lake",
    specs=[
        dg.AssetSpec(
            ["lake", table],
            group_name="lake",
            kinds={"parquet"},
            deps=_stages_of(table),
            description=f"The lake's table {table}: one Parquet file a report year.",
        )
        for table in TABLES
    ],
    ins={name: dg.AssetIn(key=stage_key(name)) for name in _STAGES},
)
def lake(
    context: dg.AssetExecutionContext, workspace: Workspace, files: pl.DataFrame, **frames: Pieces
) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Brings the lake's tables to the files that are there; grain: that of the stage of the same name.

    Only the report years that the batch touches are written; each of them is a partition of ``lake/report_years``.
    """
    pieces = frames["quarantine"]
    with retried(context.retry_number):
        unread = pieces.each("documents", QUARANTINE, ["stage", "source_path", "reason_code"])
        read = arrival.as_read(files, pl.concat(unread))
        tables = partial(lake_tables.of_pieces, pieces)
        written = merge_pieces(workspace.home.lake, tables, read, arrival.extractor_version())
    stage_frames(workspace.home).finish()
    remember(workspace.home, workspace.reports)
    note_years(context, workspace.home.lake, written)
    for table in TABLES:
        rows: dict[str, Any] = {"dagster/row_count": rows_of(workspace.home.lake, table)}
        years: dict[str, Any] = {"rewritten_years": ", ".join(written) or "none"}
        years["path"] = dg.MetadataValue.path(str(workspace.home.lake / table))
        yield dg.MaterializeResult(asset_key=["lake", table], metadata=rows | years)


@dg.multi_asset(
    name="raw",
    specs=[
        dg.AssetSpec(
            ["raw", table],
            group_name="raw",
            kinds={"duckdb"},
            deps=[["lake", table]],
            description=f"The lake's table {table} in DuckDB, unchanged.",
        )
        for table in TABLES
    ]
    + [
        dg.AssetSpec(
            ["raw", REVIEWS],
            group_name="raw",
            kinds={"duckdb", "csv"},
            description=f"The reviewers' decisions, one row a line of {REVIEWS_VARIABLE} or seeds/reviews.csv.",
        )
    ],
    pool=DUCKDB_POOL,
)
def raw(context: dg.AssetExecutionContext, workspace: Workspace) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Brings DuckDB's schema ``raw`` to the lake and the decisions; only lake files that changed are copied."""
    with retried(context.retry_number), live_database(workspace.home) as connection:
        receipt.forget(workspace.home)
        counts = load_lake(workspace.home.lake, connection, datetime.now(UTC))
        decisions = reviews_digest(reviews_file())
        counts[REVIEWS] = load_reviews(connection, reviews_file())
    receipt.loaded(workspace.home, decisions)
    for table, rows in counts.items():
        yield dg.MaterializeResult(asset_key=["raw", table], metadata={"dagster/row_count": rows})


def published_asset(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset of the published file; ``marts`` are the models that must have been built and tested before it."""

    asked_for = {key.path[-1]: key for key in marts if key.path[-1] in LINKED}

    @dg.asset(key=PUBLISHED, deps=list(marts), group_name="published", kinds={"duckdb"}, pool=DUCKDB_POOL)
    def published(context: dg.AssetExecutionContext, workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
        """The file that users open, read-only; swapped in as a whole when everything before it held."""
        started = time.perf_counter()
        target = workspace.home.published_database
        with retried(context.retry_number):
            with connect(workspace.home.live_database, read_only=True) as live:
                keep_history(workspace.home, live)
            tables = publish(workspace.home.live_database, target, dbt_project.descriptions(workspace.home))
        receipt.published(workspace.home)
        with connect(target, read_only=True) as connection:
            counts = {table: connection.table(f"marts.{table}").shape[0] for table in tables}
            drawn = pictures.of_published(connection)
        metadata: dict[str, Any] = {
            "path": dg.MetadataValue.path(str(target)),
            **{name: dg.MetadataValue.asset(key) for name, key in asked_for.items()},
            **drawn,
            "bytes": target.stat().st_size,
            "seconds": round(time.perf_counter() - started, 3),
            **{f"rows/{table}": rows for table, rows in counts.items()},
        }
        return dg.MaterializeResult(metadata=metadata)

    return published
