"""The extraction's stages as assets, one for each row of ``pipeline.STAGES``, and the quarantine of all of them.

Only wiring belongs here: a stage's inputs, its frames and what the UI shows of them. A run takes only those files
through the stages that the lake does not hold yet (``arrival``), in pieces (``extract.pieces``): a stage is handed the
names of the pieces of the stages before it and hands on those of its own, so that no process holds more than a piece
of text, however many reports there are. Pieces that a run which was stopped has left are taken as they are.
"""

import time
from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from extract.pieces import QUARANTINE, Pieces, run_stage
from extract.pipeline import FIRST, LATER, STAGES, StageSpec
from extract.stage import Stage, quarantine_frame
from extract.workers import check_workers
from orchestration.arrivals import arrival
from orchestration.graph import document_pieces
from orchestration.graph.frame_metadata import describe, described, table
from orchestration.graph.progress import Progress
from orchestration.graph.resources import FRAMES, Workspace, stage_frames
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
    frames = stage_frames(workspace.home)
    check_workers()  # before anything is done: a cluster or a store that is asked for has to be there
    frames.check()
    frames.begin(arrival.batch_name(found), context.run.run_id)
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
    pieces = _pieces(context, workspace, FIRST.name)
    with retried(context.retry_number):
        document_pieces.read(pieces, arrival.watched(workspace.home, workspace.reports), files, context.log.info)
    return _result(pieces, FIRST.name, started, workspace)


def stage_asset(spec: StageSpec) -> dg.AssetsDefinition:
    """The asset that runs one stage on the pieces of the stages before it."""

    @dg.asset(
        key=stage_key(spec.name),
        ins={name: dg.AssetIn(key=stage_key(name)) for name in spec.inputs},
        group_name=GROUP,
        kinds={"polars"},
        code_version=arrival.extractor_version(),
        io_manager_key=FRAMES,
        description=spec.description,
    )
    def _stage(context: dg.AssetExecutionContext, workspace: Workspace, **_: Pieces) -> dg.MaterializeResult:  # type: ignore[type-arg]
        started = time.perf_counter()
        pieces = _pieces(context, workspace, spec.name)
        progress = Progress(context.log.info, pieces.height(FIRST.name), pieces.documents(pieces.numbers(spec.name)))
        run_stage(pieces, spec, lambda counts: progress.add(counts.documents))
        return _result(pieces, spec.name, started, workspace)

    return _stage


@dg.asset(
    key=stage_key(QUARANTINE),
    group_name=GROUP,
    kinds={"polars"},
    io_manager_key=FRAMES,
    ins={spec.name: dg.AssetIn(key=stage_key(spec.name)) for spec in STAGES},
)
def quarantine(context: dg.AssetExecutionContext, workspace: Workspace, **_: Pieces) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """What no stage could use, with the reason; grain: one row a rejected file or row, in the order of the stages."""
    started = time.perf_counter()
    pieces = _pieces(context, workspace, QUARANTINE)
    done = set(pieces.numbers(QUARANTINE))
    for number in pieces.numbers():
        if number in done:
            continue
        of_stages = (pieces.read(spec.name, number, QUARANTINE) for spec in STAGES)
        rejected = pl.concat([rows.sort("source_path", "reason_code", "row_json") for rows in of_stages])
        pieces.write(QUARANTINE, number, Stage(rejected, quarantine_frame([])))
    return _result(pieces, QUARANTINE, started, workspace)


def _pieces(context: dg.AssetExecutionContext, workspace: Workspace, stage: str) -> Pieces:
    """The pieces of the batch, those of the stage as far as a run that was stopped has made them."""
    frames = stage_frames(workspace.home)
    if not frames.goes_on(context.run.run_id):
        frames.pieces().clear(stage)
    return frames.pieces()


def _held(workspace: Workspace, stage: str) -> int | None:
    """The rows of a stage that the lake holds before it takes those of this run; None where it keeps no such rows."""
    table_name = _IN_LAKE.get(stage, stage)
    return rows_held(workspace.home.lake, table_name) if table_name in TABLES else None


def _result(pieces: Pieces, stage: str, started: float, workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    seconds = time.perf_counter() - started
    return dg.MaterializeResult(value=pieces, metadata=described(pieces, stage, seconds, _held(workspace, stage)))


ASSETS = [files, documents, *(stage_asset(spec) for spec in LATER), quarantine]
