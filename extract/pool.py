"""Processes of this machine that work side by side.

Only the pool as an ``executor.Executor`` belongs here. Where one of its processes ends, Python gives the whole pool up:
everything that was at hand counts as died, and what comes behind it goes to a new pool.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from extract.executor import WORKERS_VARIABLE, Arguments, Died, Work, name_of, run

_AHEAD = 2
"""So many pieces a process are at hand: enough that none waits, and few that die with another."""


class ProcessPool:
    """An executor of so many processes, started when the first work comes."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self.pool: ProcessPoolExecutor | None = None

    def each(self, work: Work, places: Sequence[Arguments]) -> Iterator[Any | Died]:
        """See :class:`extract.executor.Executor`."""
        at_hand: deque[Future[Any]] = deque()
        for place in places:
            at_hand.append(self._submit(work, place))
            if len(at_hand) >= _AHEAD * self.processes:
                yield _result(at_hand.popleft())
        while at_hand:
            yield _result(at_hand.popleft())

    def alone(self, work: Work, arguments: Arguments) -> Any | Died:
        """See :class:`extract.executor.Executor`."""
        with _processes(1) as single:
            return _result(single.submit(run, name_of(work), arguments))

    def end(self) -> None:
        """See :class:`extract.executor.Executor`."""
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None

    def _submit(self, work: Work, place: Arguments) -> Future[Any]:
        try:
            self.pool = self.pool or _processes(self.processes)
            return self.pool.submit(run, name_of(work), place)
        except BrokenProcessPool:
            self.pool = _processes(self.processes)
            return self.pool.submit(run, name_of(work), place)


def _processes(count: int) -> ProcessPoolExecutor:
    """Processes of their own: a fork would inherit locks that threads of polars hold."""
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_work_alone)


def _work_alone() -> None:
    os.environ[WORKERS_VARIABLE] = "1"  # a worker has no workers


def _result(future: Future[Any]) -> Any | Died:
    try:
        return future.result()
    except BrokenProcessPool:
        return Died()
