"""The extraction's stages as assets, one for each row of ``stages.STAGES``, and the quarantine of all of them.

Only wiring belongs here: a stage's inputs, its frames and what the UI shows of them.
"""

import time
from typing import Any

import dagster as dg
import polars as pl

from extract import EXTRACTOR_VERSION
from extract.stage import Stage, quarantine_frame
from orchestration.frame_metadata import describe
from orchestration.report_files import read_files
from orchestration.resources import FRAMES, QUARANTINE, Workspace
from orchestration.stages import FIRST, LATER, STAGES, StageSpec

GROUP = "extract"


def stage_key(name: str) -> dg.AssetKey:
    """The asset of the stage ``name``."""
    return dg.AssetKey([GROUP, name])


@dg.asset(
    key=stage_key(FIRST.name),
    group_name=GROUP,
    kinds={"polars", "file"},
    code_version=EXTRACTOR_VERSION,
    io_manager_key=FRAMES,
    description=FIRST.description,
)
def documents(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every file below the folders of reports, decoded; grain: one row a file."""
    started = time.perf_counter()
    files, unread = read_files(workspace.reports)
    found = FIRST.function(files)
    return _result(Stage(found.rows, pl.concat([unread, found.quarantine])), started)


def stage_asset(spec: StageSpec) -> dg.AssetsDefinition:
    """The asset that runs one stage on the frames of the stages before it."""

    @dg.asset(
        key=stage_key(spec.name),
        ins={name: dg.AssetIn(key=stage_key(name)) for name in spec.inputs},
        group_name=GROUP,
        kinds={"polars"},
        code_version=EXTRACTOR_VERSION,
        io_manager_key=FRAMES,
        description=spec.description,
    )
    def _stage(**frames: pl.DataFrame) -> dg.MaterializeResult:  # type: ignore[type-arg]
        started = time.perf_counter()
        return _result(spec.function(*(frames[name] for name in spec.inputs)), started)

    return _stage


@dg.asset(
    key=stage_key(QUARANTINE),
    group_name=GROUP,
    kinds={"polars"},
    io_manager_key=FRAMES,
    ins={spec.name: dg.AssetIn(key=stage_key(spec.name), metadata={"frame": QUARANTINE}) for spec in STAGES},
)
def quarantine(**frames: pl.DataFrame) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """What no stage could use, with the reason; grain: one row a rejected file or row, in the order of the stages."""
    started = time.perf_counter()
    rejected = pl.concat([frames[spec.name].sort("source_path", "reason_code", "row_json") for spec in STAGES])
    return _result(Stage(rejected, quarantine_frame([])), started)


def _result(stage: Stage, started: float) -> dg.MaterializeResult:  # type: ignore[type-arg]
    metadata: dict[str, Any] = describe(stage.rows, stage.quarantine, time.perf_counter() - started)
    return dg.MaterializeResult(value=stage, metadata=metadata)


ASSETS = [documents, *(stage_asset(spec) for spec in LATER), quarantine]
