"""The extraction's stages as assets, one for each row of ``pipeline.STAGES``, and the quarantine of all of them.

Only wiring belongs here: a stage's inputs, its frames and what the UI shows of them. A run takes only those files
through the stages that the lake does not hold yet (``arrival``).
"""

import time
from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from extract.pipeline import FIRST, LATER, STAGES, StageSpec
from extract.stage import Stage, quarantine_frame
from orchestration.arrivals import arrival
from orchestration.arrivals.report_files import read_files
from orchestration.graph.frame_metadata import describe, table
from orchestration.graph.resources import FRAMES, QUARANTINE, Workspace, stage_frames
from orchestration.graph.standing_checks import standing_results
from orchestration.graph.transient import retried
from warehouse.lake import TABLES, rows_held
from warehouse.ledger import KEPT

GROUP = "extract"
FILES = "files"
MOST_SHOWN = 50
_IN_LAKE = {"repaired": "documents"}
"""The lake's table of a stage, where its name is another."""


def stage_key(name: str) -> dg.AssetKey:
    """The asset of the stage ``name``."""
    return dg.AssetKey([GROUP, name])


@dg.asset(key=stage_key(FILES), group_name=GROUP, kinds={"file"}, io_manager_key=FRAMES, output_required=False)
def files(context: dg.AssetExecutionContext, workspace: Workspace) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """What has to be done with each file below the folders of reports; grain: one row a file that is there or was.

    When nothing at all has to be done, nothing is materialized, everything after it is skipped, and the results of all
    checks are those of the run before.
    """
    started = time.perf_counter()
    with retried(context.retry_number):
        found = arrival.survey(workspace.home, workspace.reports)
    if arrival.is_current(workspace.home, found):
        context.log.info("nothing new: every file, the models and the published file are as the last run left them")
        for result in standing_results(context):
            context.log_event(result)
        return
    stage_frames(workspace.home).begin(context.run.run_id)
    stage = Stage(found, quarantine_frame([]))
    states: dict[str, Any] = {f"files/{state}": count for state, count in arrival.counts(found).items()}
    due = found.filter(pl.col("state") != KEPT).select("state", "source_path", "content")
    metadata = describe(FILES, stage.rows, stage.quarantine, time.perf_counter() - started) | states
    yield dg.MaterializeResult(value=stage, metadata=metadata | {"sample": table(due.head(MOST_SHOWN))})


@dg.asset(
    key=stage_key(FIRST.name),
    ins={FILES: dg.AssetIn(key=stage_key(FILES))},
    group_name=GROUP,
    kinds={"polars", "file"},
    code_version=arrival.extractor_version(),
    io_manager_key=FRAMES,
    description=FIRST.description,
)
def documents(context: dg.AssetExecutionContext, workspace: Workspace, files: pl.DataFrame) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every file that has to be read, decoded; grain: one row a file."""
    started = time.perf_counter()
    with retried(context.retry_number):
        contents, unread = read_files(arrival.watched(workspace.home, workspace.reports), arrival.batch(files))
    found = FIRST.function(contents)
    stage = Stage(found.rows, pl.concat([unread, found.quarantine]))
    return _result(FIRST.name, stage, started, _held(workspace, FIRST.name))


def stage_asset(spec: StageSpec) -> dg.AssetsDefinition:
    """The asset that runs one stage on the frames of the stages before it."""

    @dg.asset(
        key=stage_key(spec.name),
        ins={name: dg.AssetIn(key=stage_key(name)) for name in spec.inputs},
        group_name=GROUP,
        kinds={"polars"},
        code_version=arrival.extractor_version(),
        io_manager_key=FRAMES,
        description=spec.description,
    )
    def _stage(workspace: Workspace, **frames: pl.DataFrame) -> dg.MaterializeResult:  # type: ignore[type-arg]
        started = time.perf_counter()
        found = spec.run(*(frames[name] for name in spec.inputs))
        return _result(spec.name, found, started, _held(workspace, spec.name))

    return _stage


@dg.asset(
    key=stage_key(QUARANTINE),
    group_name=GROUP,
    kinds={"polars"},
    io_manager_key=FRAMES,
    ins={spec.name: dg.AssetIn(key=stage_key(spec.name), metadata={"frame": QUARANTINE}) for spec in STAGES},
)
def quarantine(workspace: Workspace, **frames: pl.DataFrame) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """What no stage could use, with the reason; grain: one row a rejected file or row, in the order of the stages."""
    started = time.perf_counter()
    rejected = pl.concat([frames[spec.name].sort("source_path", "reason_code", "row_json") for spec in STAGES])
    return _result(QUARANTINE, Stage(rejected, quarantine_frame([])), started, _held(workspace, QUARANTINE))


def _held(workspace: Workspace, stage: str) -> int | None:
    """The rows of a stage that the lake holds before it takes those of this run; None where it keeps no such rows."""
    table_name = _IN_LAKE.get(stage, stage)
    return rows_held(workspace.home.lake, table_name) if table_name in TABLES else None


def _result(name: str, stage: Stage, started: float, held: int | None) -> dg.MaterializeResult:  # type: ignore[type-arg]
    metadata: dict[str, Any] = describe(name, stage.rows, stage.quarantine, time.perf_counter() - started, held)
    return dg.MaterializeResult(value=stage, metadata=metadata)


ASSETS = [files, documents, *(stage_asset(spec) for spec in LATER), quarantine]
