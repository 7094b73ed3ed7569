"""What the assets need from outside the graph: the home, the folders of reports, the frames between stages, dbt.

Only resources and their construction belong here; no asset, and no choice of what is run.
"""

import os
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
from dagster_dbt import DbtCliResource
from packaging.version import Version

from extract.stage import Stage
from orchestration import dbt_project
from warehouse.home import Home

FRAMES = "frames"
QUARANTINE = "quarantine"


class Workspace(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Where this installation keeps its state, and where its reports lie. All paths are absolute."""

    home_folder: str
    report_folders: list[str]

    @property
    def home(self) -> Home:
        """The home, its folders not yet created."""
        return Home(Path(self.home_folder))

    @property
    def reports(self) -> list[Path]:
        """The folders below which every file is taken for a report."""
        return [Path(folder) for folder in self.report_folders]


class StageFrames(dg.ConfigurableIOManager):
    """Keeps each stage's rows and quarantine as Parquet files between the steps of a run.

    An input with the metadata ``{"frame": "quarantine"}`` is loaded with the quarantine, any other with the rows.
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
            rows.write_parquet(draft)
            os.replace(draft, final)

    def load_input(self, context: dg.InputContext) -> pl.DataFrame:
        """Read the frame that the input asks for."""
        frame = (context.definition_metadata or {}).get("frame", "rows")
        return pl.read_parquet(self.path(context.asset_key.path[-1], str(frame)))


class InstalledDbt(DbtCliResource):
    """dbt as it is installed here, asked for nothing that a build does not need.

    The base class learns dbt's version from ``dbt --version``, which asks the package index for news, and opens an
    adapter of its own in this process, which only row counts and column metadata would use. Closed networks would
    wait for the first, and every build would pay seconds for both.
    """

    @property
    def _cli_version(self) -> Version:
        return Version(metadata.version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        return None


def stage_frames(home: Home) -> StageFrames:
    """The stages' frames of this home; beside the lake's tables, as they are the same run's work."""
    return StageFrames(folder=str(home.lake / "_stages"))


def resources(home: Home, folders: Sequence[Path]) -> dict[str, Any]:
    """Every resource of the graph for this home and these folders of reports."""
    return {
        "workspace": Workspace(home_folder=str(home.root), report_folders=[str(folder) for folder in folders]),
        FRAMES: stage_frames(home),
        "dbt": InstalledDbt(
            project_dir=str(dbt_project.FOLDER),
            profiles_dir=str(dbt_project.PROFILES),
            dbt_executable=dbt_project.executable(),
        ),
    }
