"""Stages over many reports, shared among several processes.

Belongs here: cutting the frames of a stage by report, and having the pieces worked through side by side. Does not
belong here: what any stage does. A stage reads each report for itself, so that its rows are the same however many
processes there are.
"""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache, wraps
from importlib import import_module
from multiprocessing import get_context
from typing import Any, TypeVar, cast

import polars as pl

from extract.apart import GeneralError, StageFunction, each_report, joined, key_of
from extract.stage import Stage

WORKERS_VARIABLE = "DUIXIAN_WORKERS"
MOST = 8
LEAST_REPORTS = 200  # starting a worker costs about two seconds, the time of some fifty reports
PIECE = 24

Result = TypeVar("Result")


class WorkerError(GeneralError):
    """A worker process ended on its own, or the number of workers makes no sense; ``str`` is one line for the user."""


class DeadWorkerError(WorkerError):
    """A worker process ended on its own."""


def count() -> int:
    """How many processes share the work: what DUIXIAN_WORKERS says, else one for each core, at most MOST."""
    given = os.environ.get(WORKERS_VARIABLE, "")
    if not given:
        return min(MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if not given.isdecimal() or int(given) < 1:
        raise WorkerError(f"{WORKERS_VARIABLE} has to be a whole number from 1 on, not {given!r}")
    return int(given)


def by_report(stage: StageFunction) -> StageFunction:
    """A stage that reads each report for itself and returns rows in the order of the reports of its first frame.

    Every frame names the report in ``report_id``, or all in ``source_path`` where there is no id yet. A report on which
    the stage fails is set aside (``apart``).
    """

    @wraps(stage)
    def alone(*frames: pl.DataFrame) -> Stage:
        return each_report(stage, *frames)

    @wraps(stage)
    def shared(*frames: pl.DataFrame) -> Stage:
        return joined(over_pieces(alone, *frames))

    return shared


@contextmanager
def without_collector() -> Iterator[None]:
    """No search for cycles meanwhile: a stage makes millions of small objects, none of which refers back to itself.

    Around a block, or as a decorator of a stage that does not go through :func:`by_report`.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def over_pieces(work: Callable[..., Result], *frames: pl.DataFrame) -> list[Result]:
    """What ``work``, a function of a module, makes of the frames, or of each piece of them where workers share it."""
    if count() == 1 or frames[0][key_of(frames[0].columns)].n_unique() < LEAST_REPORTS:
        with without_collector():
            return [work(*frames)]
    return list(_shared(work, _pieces(frames)))


def each_of(work: Callable[..., Result], places: Sequence[tuple[Any, ...]], reports: int) -> Iterator[Result]:
    """What ``work``, a function of a module, makes of each of ``places`` (its arguments), in their order.

    Where they hold as many ``reports`` as pay for it, workers share them. Arguments and results pass through pipes, so
    they are to be small: the names of files, and counts.
    """
    if count() == 1 or reports < LEAST_REPORTS or len(places) < 2:
        for place in places:
            with without_collector():
                result = work(*place)
            yield result
        return
    yield from _shared(work, places)


def _pieces(frames: tuple[pl.DataFrame, ...]) -> list[tuple[pl.DataFrame, ...]]:
    """The frames cut by report, in the order of the first frame: pieces of one size, at most PIECE reports each."""
    key = key_of(frames[0].columns)
    reports = frames[0].select(pl.col(key).unique(maintain_order=True))
    count = -(-reports.height // PIECE)
    numbered = reports.with_columns((pl.int_range(pl.len()) * count // reports.height).alias("_piece"))
    cut = []
    for frame in frames:
        found = frame.join(numbered, on=key, how="inner", maintain_order="left")
        parts = found.partition_by("_piece", as_dict=True, include_key=False)
        cut.append([parts.get((piece,), frame.clear()) for piece in range(count)])
    return list(zip(*cut, strict=True))


@cache
def _pool(processes: int) -> ProcessPoolExecutor:
    """Processes of their own: a fork would inherit locks that threads of polars hold."""
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_work_alone)


def _work_alone() -> None:
    os.environ[WORKERS_VARIABLE] = "1"  # a worker has no workers


def _shared(work: Callable[..., Result], pieces: Sequence[tuple[Any, ...]]) -> Iterator[Result]:
    """The results for the pieces, in their order. Raises DeadWorkerError when a process ends on its own."""
    places = [(work.__module__, work.__name__, piece) for piece in pieces]
    try:
        yield from _pool(count()).map(_run, places)
    except BrokenProcessPool as error:
        _pool.cache_clear()
        raise _dead(work) from error


def in_one_process(work: Callable[..., Result], *arguments: Any) -> Result:
    """What ``work`` makes of the arguments in a process of its own. Raises DeadWorkerError when that process ends."""
    place = (work.__module__, work.__name__, arguments)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_work_alone) as alone:
        try:
            return cast(Result, alone.submit(_run, place).result())
        except BrokenProcessPool as error:
            raise _dead(work) from error


def _dead(work: Callable[..., Any]) -> DeadWorkerError:
    return DeadWorkerError(
        f"a worker process ended in {work.__module__}, as it does where memory runs out, or in a script "
        f"without a __main__ guard; {WORKERS_VARIABLE}=1 does all work in one process"
    )


def _run(place: tuple[str, str, tuple[Any, ...]]) -> Any:
    module, name, arguments = place
    with without_collector():
        return getattr(import_module(module), name)(*arguments)


def end_workers() -> None:
    """End all workers of this process; the next stage that needs some starts new ones."""
    if _pool.cache_info().currsize:
        _pool(count()).shutdown()
        _pool.cache_clear()
