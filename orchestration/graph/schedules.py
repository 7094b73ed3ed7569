"""The schedule that reruns what is stale: files, the extractor, the models, or a run that did not reach its end.

Only times and the decision whether to run belong here. Governments report from January to March: daily then, else
weekly. Early in the morning in China, when nobody asks the warehouse.
"""

from collections.abc import Sequence

import dagster as dg

from orchestration.arrivals import arrival
from orchestration.arrivals.report_files import Folder, ReportsError
from orchestration.graph.jobs import BUILD_EVERYTHING
from warehouse.home import Home

NAME = "rerun_what_is_stale"
IN_SEASON, OUT_OF_SEASON = "0 5 * 1-3 *", "0 5 * 4-12 1"
ZONE = "Asia/Shanghai"


def schedule_of(home: Home, folders: Sequence[Folder]) -> dg.ScheduleDefinition:
    """The schedule over ``home`` and ``folders``."""

    @dg.schedule(
        name=NAME,
        job_name=BUILD_EVERYTHING,
        cron_schedule=[IN_SEASON, OUT_OF_SEASON],
        execution_timezone=ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Runs when anything is not as the last run left it: daily from January to March, else on Mondays.",
    )
    def rerun_what_is_stale(_context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        return decide(home, folders)

    return rerun_what_is_stale


def decide(home: Home, folders: Sequence[Folder]) -> dg.RunRequest | dg.SkipReason:
    """A run when anything is stale, else why not."""
    try:
        files = arrival.survey(home, folders)
    except ReportsError as error:
        return dg.SkipReason(str(error))
    if arrival.is_current(home, files):
        return dg.SkipReason("nothing is stale: files, extractor, models and the published file are as they were")
    return dg.RunRequest(tags={f"duixian/{state}": str(count) for state, count in arrival.counts(files).items()})
