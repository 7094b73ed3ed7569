"""What the assets need from outside the graph: the home, the folders of reports, the frames between stages.

Only resources and their construction belong here; no asset, and no choice of what is run.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from extract.stage import Stage
from orchestration.arrivals.report_files import Folder, folder
from orchestration.state.home_lock import alone, is_held_elsewhere
from warehouse import WarehouseError
from warehouse.home import Home

FRAMES = "frames"
QUARANTINE = "quarantine"
_BATCH = "batch"


class FramesError(WarehouseError):
    """The frames between the stages do not belong together; the message says what to do."""


class Workspace(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Where this installation keeps its state, and where its reports lie. All paths are absolute.

    While a run has this resource, no other run changes the home: it waits for whoever does, and holds the lock.
    """

    home_folder: str
    report_folders: list[str]

    @property
    def home(self) -> Home:
        """The home, its folders not yet created."""
        return Home(Path(self.home_folder))

    @property
    def reports(self) -> list[Folder]:
        """The folders below which every file is taken for a report, besides the inbox."""
        return [folder(name) for name in self.report_folders]

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Workspace"]:
        """Hold the home for as long as the run lasts."""
        home = self.home.ensure()
        if is_held_elsewhere(home) and context.log:
            context.log.info(f"waiting until the other run in {home.root} has ended")
        with alone(home, wait=True):
            yield self


class StageFrames(dg.ConfigurableIOManager):
    """Keeps each stage's rows and quarantine as Parquet files between the steps of a run.

    The frames hold the files that the last run had to read, not the whole archive: that is the lake. They bear the
    mark of the run's batch, so that frames of two runs, one of them killed, are never taken for one. An input with the
    metadata ``{"frame": "quarantine"}`` is loaded with the quarantine, any other with the rows.
    """

    folder: str

    def path(self, name: str, frame: str = "rows") -> Path:
        """The file of one frame of the stage ``name``."""
        return Path(self.folder) / f"{name}.{frame}.parquet"

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        """Write both frames of a stage, each beside its final name first."""
        if not isinstance(obj, Stage):
            raise TypeError(f"{context.asset_key.to_user_string()} must return a Stage, not {type(obj).__name__}")
        for frame, rows in (("rows", obj.rows), (QUARANTINE, obj.quarantine)):
            final = self.path(context.asset_key.path[-1], frame)
            final.parent.mkdir(parents=True, exist_ok=True)
            draft = final.with_name(final.name + ".new")
            rows.write_parquet(draft, metadata={_BATCH: self.batch()})
            os.replace(draft, final)

    def load_input(self, context: dg.InputContext) -> pl.DataFrame:
        """Read the frame that the input asks for. Raises FramesError when it is of another batch than the last."""
        frame = (context.definition_metadata or {}).get("frame", "rows")
        path = self.path(context.asset_key.path[-1], str(frame))
        if not path.is_file() or pl.read_parquet_metadata(path).get(_BATCH) != self.batch():
            name = context.asset_key.to_user_string()
            raise FramesError(f"{name} was not made by the last batch of files; materialize everything from files on")
        return pl.read_parquet(path)

    def begin(self, batch: str) -> None:
        """From here on every frame belongs to ``batch``."""
        mark = Path(self.folder) / _BATCH
        mark.parent.mkdir(parents=True, exist_ok=True)
        draft = mark.with_name(f"{_BATCH}.new")
        draft.write_text(batch, encoding="utf-8")
        os.replace(draft, mark)

    def batch(self) -> str:
        """The batch that the frames belong to."""
        mark = Path(self.folder) / _BATCH
        return mark.read_text(encoding="utf-8") if mark.is_file() else ""


def stage_frames(home: Home) -> StageFrames:
    """The stages' frames of this home; beside the lake's tables, as they are the same run's work."""
    return StageFrames(folder=str(home.lake / "_stages"))


def resources(home: Home, folders: Sequence[Folder]) -> dict[str, Any]:
    """Every resource of the graph for this home and these folders of reports."""
    return {
        "workspace": Workspace(home_folder=str(home.root), report_folders=[str(place) for place in folders]),
        FRAMES: stage_frames(home),
    }
