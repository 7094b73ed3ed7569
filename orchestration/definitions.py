"""All that Dagster loads: assets, checks, jobs and resources of one home, named by DUIXIAN_HOME and DUIXIAN_REPORTS.

Only the putting together belongs here.
"""

import functools
from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from orchestration import dbt_project
from orchestration.arrivals.report_files import Folder, folder, report_folders
from orchestration.graph import asset_checks, assets_extract, assets_site, assets_warehouse
from orchestration.graph.assets_dbt import dbt_assets_of, key_of, marts_of
from orchestration.graph.jobs import BUILD_EVERYTHING, build_everything
from orchestration.graph.progress import progress
from orchestration.graph.report_years import report_years
from orchestration.graph.resources import resources
from orchestration.graph.schedules import schedule_of
from orchestration.graph.sensors import sensor_of
from orchestration.graph.warehouse_checks import CHECKED, warehouse_checks
from warehouse.home import Home


def definitions(home: Home, folders: Sequence[Folder]) -> dg.Definitions:
    """The graph over ``home``, reading the reports below ``folders``."""
    models = dbt_assets_of(dbt_project.manifest(home))
    published = assets_warehouse.published_asset(marts_of(models))
    return dg.Definitions(
        assets=[
            *assets_extract.ASSETS,
            assets_warehouse.lake,
            report_years,
            assets_warehouse.raw,
            models,
            published,
            assets_site.site,
        ],
        asset_checks=[*asset_checks.CHECKS, *warehouse_checks(*(key_of(models, name) for name in CHECKED))],
        jobs=[build_everything],
        sensors=[sensor_of(home, folders)],
        schedules=[schedule_of(home, folders)],
        resources=resources(home, folders),
        # One process for all steps: a process a step would cost more time than most steps take.
        executor=dg.in_process_executor,
        loggers={"progress": progress, "console": dg.colored_console_logger},
    )


@functools.cache
def _definitions(home: Home, folders: tuple[Folder, ...]) -> dg.Definitions:
    """Dagster asks for the same job several times in one process."""
    return definitions(home, folders)


@dg.definitions
def defs() -> dg.Definitions:
    """What ``dagster dev`` and the UI load."""
    return _definitions(Home.resolve().ensure(), tuple(report_folders()))


def build_job(root: str, folders: list[str]) -> dg.JobDefinition:
    """The job of the whole graph over the home at ``root``, for ``dagster.build_reconstructable_job``.

    The home is an argument, and not read from the environment, as Dagster keeps the job of each set of arguments for
    as long as the process lives.
    """
    return _definitions(Home(Path(root)), tuple(map(folder, folders))).resolve_job_def(BUILD_EVERYTHING)
