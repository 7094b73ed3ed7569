"""Stages over many reports, shared among several processes.

Belongs here: cutting the frames of a stage by report, having the pieces worked through side by side, and who does so:
processes of this machine, or those of a Ray cluster that DUIXIAN_RAY_ADDRESS names. Does not belong here: what any
stage does, and how those processes are run (``pool``, ``on_ray``). A stage reads each report for itself, so that its
rows are the same whoever makes them.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import polars as pl

from extract.apart import StageFunction, each_report, joined, key_of
from extract.executor import (
    ADDRESS_VARIABLE,
    WORKERS_VARIABLE,
    DeadWorkerError,
    Died,
    Executor,
    WorkerError,
    without_collector,
)
from extract.pool import ProcessPool
from extract.stage import Stage

if TYPE_CHECKING:
    from extract.on_ray import RayCluster

MOST = 8
LEAST_REPORTS = 200  # starting a worker costs about two seconds, the time of some fifty reports
PIECE = 24

Result = TypeVar("Result")
_executors: dict[tuple[str, int], Executor] = {}


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


def check_workers() -> None:
    """Raise WorkerError, in one line, unless the workers that are asked for can be had: a cluster has to answer."""
    count()
    if address := _address():
        from extract import on_ray

        on_ray.check_address(address)
        if address != on_ray.LOCAL:
            _executor()


def over_pieces(work: Callable[..., Result], *frames: pl.DataFrame) -> list[Result]:
    """What ``work``, a function of a module, makes of the frames, or of each piece of them where workers share it.

    A piece whose process ends is tried once more by itself. Raises DeadWorkerError where it ends that one too.
    """
    if not _is_shared(frames[0][key_of(frames[0].columns)].n_unique()):
        with without_collector():
            return [work(*frames)]
    pieces = _pieces(frames)
    made = list(_executor().each(work, pieces))
    again = (piece for piece, one in zip(pieces, made, strict=True) if isinstance(one, Died))
    return [in_one_process(work, *next(again)) if isinstance(one, Died) else one for one in made]


def each_of(work: Callable[..., Result], places: Sequence[tuple[Any, ...]], reports: int) -> Iterator[Result | Died]:
    """What ``work``, a function of a module, makes of each of ``places`` (its arguments), in their order.

    Where they hold as many ``reports`` as pay for it, workers share them; ``Died`` stands for what ended its process.
    Arguments and results pass through pipes, so they are to be small: the names of files, and counts.
    """
    if not _is_shared(reports) or len(places) < 2:
        for place in places:
            with without_collector():
                result = work(*place)
            yield result
        return
    yield from _executor().each(work, places)


def in_one_process(work: Callable[..., Result], *arguments: Any) -> Result:
    """What ``work`` makes of the arguments in a process of its own. Raises DeadWorkerError when that process ends."""
    result = _executor().alone(work, arguments)
    if isinstance(result, Died):
        raise DeadWorkerError(
            f"a worker process ended in {work.__module__}, as it does where memory runs out, or in a script "
            f"without a __main__ guard; {WORKERS_VARIABLE}=1 does all work in one process"
        )
    return cast(Result, result)


def end_workers() -> None:
    """End all workers of this process; the next stage that needs some starts new ones."""
    while _executors:
        _executors.popitem()[1].end()


def _is_shared(reports: int) -> bool:
    return (count() > 1 or bool(_address())) and reports >= LEAST_REPORTS


def _address() -> str:
    return os.environ.get(ADDRESS_VARIABLE, "")


def _executor() -> Executor:
    wanted = _address(), count()
    if wanted not in _executors:
        _executors[wanted] = _cluster(*wanted) if wanted[0] else ProcessPool(wanted[1])
    return _executors[wanted]


def _cluster(address: str, processes: int) -> "RayCluster":
    from extract.on_ray import RayCluster  # takes half a second, and is there only with the extra

    return RayCluster(address, processes)


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
