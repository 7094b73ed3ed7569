"""What the assets need from outside the graph: the home, the folders of reports, the frames between stages.

Only resources and their construction belong here; no asset, and no choice of what is run.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from extract import frame_files
from extract.pieces import ROWS, Pieces
from extract.stage import Stage
from orchestration.arrivals.report_files import Folder, folder
from orchestration.state.home_lock import alone, is_held_elsewhere
from warehouse import WarehouseError
from warehouse.home import Home

FRAMES = "frames"
PIECES_VARIABLE = "DUIXIAN_PIECES"
_BATCH, _RUN, _FINISHED = "batch", "run", "finished"


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
    """Keeps the stages' frames between the steps of a run, and for the run that goes on where one was stopped.

    They are of the files that the run had to read, its batch, and not of the whole archive: that is the lake. Each
    batch has a folder of its own, named by what was to be read and by which version of the extraction, so that frames
    of two batches are never taken for one, not even those of a process that outlives its run. The frame ``files`` is
    one file; that of a stage is handed on as :class:`extract.pieces.Pieces`, by name.

    Where the workers are on other machines, ``shared`` names a folder or a store that they all see, and pieces are kept
    there. It belongs to this home alone; which batch is at hand stays beside the lake.
    """

    folder: str
    shared: str = ""

    def path(self, name: str, frame: str = ROWS) -> Path:
        """The file of a frame that is in one piece."""
        return self._place() / f"{name}.{frame}.parquet"

    def pieces(self) -> Pieces:
        """The pieces of the batch at hand. Raises StoreError where no store of that kind can be used."""
        return self._pieces_of(self._place().name)

    def check(self) -> None:
        """Raise StoreError, in one line, where shared pieces cannot be kept."""
        if self.shared:
            frame_files.check(frame_files.place(self.shared))

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        """Write the frame of a stage that has one; pieces are written already."""
        if isinstance(obj, Pieces):
            return
        if not isinstance(obj, Stage):
            raise TypeError(f"{context.asset_key.to_user_string()} must return a Stage, not {type(obj).__name__}")
        final = self.path(context.asset_key.path[-1])
        final.parent.mkdir(parents=True, exist_ok=True)
        draft = final.with_name(final.name + ".new")
        obj.rows.write_parquet(draft)
        os.replace(draft, final)

    def load_input(self, context: dg.InputContext) -> pl.DataFrame | Pieces:
        """The frame or the pieces that the input asks for. Raises FramesError where the batch at hand has none."""
        name = context.asset_key.path[-1]
        if self.path(name).is_file():
            return pl.read_parquet(self.path(name))
        if not self.pieces().is_complete(name):
            key = context.asset_key.to_user_string()
            raise FramesError(f"{key} was not made by the last batch of files; materialize everything from files on")
        return self.pieces()

    def begin(self, batch: str, run_id: str) -> None:
        """From here on frames are those of ``batch``; what a run that was stopped made of it is kept.

        What was once finished is made again: who asks for that wants the files read anew.
        """
        place = Path(self.folder) / batch
        if self.batch() != batch or (place / _FINISHED).exists():
            self.forget()
        for other in Path(self.folder).glob("*"):
            if other != place and other.name != _BATCH:
                self._remove(other) if other.is_dir() else other.unlink()
        place.mkdir(parents=True, exist_ok=True)
        (place / _RUN).write_text(run_id, encoding="utf-8")
        draft = Path(self.folder) / f"{_BATCH}.new"
        draft.write_text(batch, encoding="utf-8")
        os.replace(draft, Path(self.folder) / _BATCH)

    def goes_on(self, run_id: str) -> bool:
        """Whether the run began this batch, so that pieces that are there are its own or those of one that stopped.

        A run that materializes a single stage makes that one anew.
        """
        mark = self._place() / _RUN
        return mark.is_file() and mark.read_text(encoding="utf-8") == run_id

    def finish(self) -> None:
        """All of the batch is in the lake."""
        (self._place() / _FINISHED).touch()

    def forget(self) -> None:
        """No batch is at hand any more."""
        (Path(self.folder) / _BATCH).unlink(missing_ok=True)
        for place in Path(self.folder).glob("*/"):
            self._remove(place)

    def batch(self) -> str:
        """The batch that the frames belong to."""
        mark = Path(self.folder) / _BATCH
        return mark.read_text(encoding="utf-8") if mark.is_file() else ""

    def _remove(self, place: Path) -> None:
        if self.shared:
            self._pieces_of(place.name).remove()
        shutil.rmtree(place, ignore_errors=True)

    def _pieces_of(self, batch: str) -> Pieces:
        root = frame_files.place(self.shared) if self.shared else Path(self.folder)
        return Pieces(root / batch)

    def _place(self) -> Path:
        return Path(self.folder) / (self.batch() or "none")


def stage_frames(home: Home) -> StageFrames:
    """The stages' frames of this home; beside the lake's tables, as they are the same run's work."""
    return StageFrames(folder=str(home.lake / "_stages"), shared=os.environ.get(PIECES_VARIABLE, ""))


def resources(home: Home, folders: Sequence[Folder]) -> dict[str, Any]:
    """Every resource of the graph for this home and these folders of reports."""
    return {
        "workspace": Workspace(home_folder=str(home.root), report_folders=[str(place) for place in folders]),
        FRAMES: stage_frames(home),
    }
