"""``duixian build``: the whole graph in this process, over one home, with progress for a person.

Only running the graph belongs here: the instance, the lock, the terminal. Everything that touches Dagster is imported
late, so that the other commands start quickly.
"""

import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import polars as pl

from extract.stage import quarantine_frame
from orchestration import UserError
from orchestration.arrivals import arrival
from orchestration.arrivals.remembered import forget, remember, vanishing
from orchestration.arrivals.report_files import REPORTS_VARIABLE, Folder, check_folders
from orchestration.state.home_lock import alone
from orchestration.state.instance import storage_environment, write_config
from orchestration.state.run_storage import mend_storage, told
from warehouse.home import HOME_VARIABLE, Home

if TYPE_CHECKING:
    from dagster import DagsterInstance

    from orchestration.graph.progress import Listener


class VanishingError(UserError):
    """Reports of the home are in none of the folders; the message says how many and what to do."""


LAUNCHED_BY = {"duixian/launched_by": "build"}


def build(home: Home, folders: Sequence[Folder], may_forget: bool = False) -> dict[str, float]:
    """Materialize everything for the reports below ``folders`` and the inbox; returns seconds by stage.

    Prints a line a stage; when nothing has changed since the last build, says so and does nothing. Raises HomeError,
    ReportsError, VanishingError (unless ``may_forget``) or BuildError, each with one line for the user.
    """
    check_folders([*folders, home.inbox] if home.inbox.is_dir() else folders)
    prepare_home(home)
    log = home.dagster_home / "build.log"
    with alone(home):
        _mend(home)
        files = arrival.survey(home, folders)
        keep_or_forget(home, folders, files, may_forget)
        if arrival.is_current(home, files):
            remember(home, folders)
            print("nothing new: every file, the models and the published file are as the last build left them")
            return {}
        return _build(home, folders, log)


def _build(home: Home, folders: Sequence[Folder], log: Path) -> dict[str, float]:
    try:
        return _attempt(home, folders, log)
    except UserError:
        if not _mend(home, thoroughly=True):
            raise
    return _attempt(home, folders, log)


def _mend(home: Home, thoroughly: bool = False) -> bool:
    """Whether Dagster's storage was damaged: then it begins anew, and the user is told."""
    moved = mend_storage(home, thoroughly)
    if moved:
        print(told(moved), flush=True)
    return bool(moved)


def _attempt(home: Home, folders: Sequence[Folder], log: Path) -> dict[str, float]:
    with _output_to(log) as terminal:
        from orchestration.graph import failure

        try:
            listener, succeeded = _run(home, folders, lambda line: print(line, file=terminal, flush=True))
        except Exception as error:
            with suppress(OSError):
                traceback.print_exc()
            raise failure.of_exception(error, home.root, log) from error
        if not succeeded:
            raise failure.of_run(listener.failures, home.root, log, lambda: _rejected_files(home))
    return listener.seconds()


def keep_or_forget(home: Home, folders: Sequence[Folder], files: pl.DataFrame, may_forget: bool) -> None:
    """Raise VanishingError where a run would drop reports by accident; at a terminal, ask instead."""
    missed = vanishing(home, folders, files)
    if not missed.paths:
        return
    if not may_forget and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise VanishingError(
            f"{missed}; nothing was changed. Name their folder with --reports, or drop them with --forget"
        )
    if not may_forget and not input(f"{missed}. Drop them? [y/N] ").strip().lower().startswith("y"):
        raise VanishingError("nothing was changed; name the folder of these reports with --reports")
    print(f"{missed}; they are dropped", flush=True)
    forget(home, missed)


def prepare_home(home: Home) -> None:
    """Create the home's folders and Dagster's configuration. Raises HomeError when they cannot be used."""
    write_config(home.ensure())


def environment(home: Home, folders: Sequence[Folder]) -> dict[str, str]:
    """What Dagster's processes need to find this home and these reports."""
    return {
        HOME_VARIABLE: str(home.root),
        REPORTS_VARIABLE: os.pathsep.join(map(str, folders)),
        "DAGSTER_HOME": str(home.dagster_home),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    } | storage_environment()


def _run(home: Home, folders: Sequence[Folder], say: Callable[[str], None]) -> "tuple[Listener, bool]":
    os.environ.update(environment(home, folders))
    import dagster as dg

    from orchestration import definitions
    from orchestration.graph.progress import NAME, Listener

    job = dg.build_reconstructable_job(
        definitions.__name__,
        definitions.build_job.__name__,
        reconstructable_kwargs={"root": str(home.root), "folders": [str(place) for place in folders]},
    )
    listener = Listener(say)
    logging.getLogger(NAME).addHandler(listener)
    try:
        with dg.DagsterInstance.from_config(str(home.dagster_home)) as instance:
            _bury_dead_runs(instance)
            with dg.execute_job(job, instance, run_config={"loggers": {"progress": {}}}, tags=LAUNCHED_BY) as result:
                return listener, result.success
    finally:
        logging.getLogger(NAME).removeHandler(listener)


def _bury_dead_runs(instance: "DagsterInstance") -> None:
    """Builds hold the lock while they run, so one that Dagster thinks is running was killed: end it, free its place."""
    import dagster as dg

    alive = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.CANCELING]
    for run in instance.get_runs(filters=dg.RunsFilter(statuses=alive, tags=LAUNCHED_BY)):
        instance.report_run_failed(run, "the process of this build ended before the build did")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _rejected_files(home: Home) -> pl.DataFrame:
    """Quarantine of the stages that judge whole files, as far as the run came."""
    from extract.pieces import QUARANTINE
    from orchestration.graph.resources import stage_frames

    pieces, stages = stage_frames(home).pieces(), ("documents", "repaired", "reports")
    return pl.concat([quarantine_frame([]), *(rows for stage in stages for rows in pieces.each(stage, QUARANTINE))])


@contextmanager
def _output_to(log: Path) -> Iterator[TextIO]:
    """Send what libraries and child processes print to ``log``; yields the terminal, for our own lines alone."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    sink = log.open("w", encoding="utf-8", errors="backslashreplace", buffering=1)
    try:
        with os.fdopen(os.dup(1), "w", encoding="utf-8") as terminal, redirect_stdout(sink), redirect_stderr(sink):
            os.dup2(sink.fileno(), 1)
            os.dup2(sink.fileno(), 2)
            yield terminal
    finally:
        for number, copy in enumerate(kept, start=1):
            os.dup2(copy, number)
            os.close(copy)
        with suppress(OSError):  # a full disk does not take the last lines of the log either
            sink.close()
