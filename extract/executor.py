"""What an executor promises: functions of modules run in other processes, each with small arguments and results.

Belongs here: the promise, what says that a process died, and how a function is run at the other end. Does not belong
here: the two that keep it (``pool`` on this machine, ``on_ray`` on a cluster), and who asks them (``workers``).
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Protocol

from extract.apart import GeneralError

Work = Callable[..., Any]
"""A function of a module: the other process finds it by its name."""
Arguments = tuple[Any, ...]
WORKERS_VARIABLE, ADDRESS_VARIABLE = "DUIXIAN_WORKERS", "DUIXIAN_RAY_ADDRESS"


class WorkerError(GeneralError):
    """Work cannot be given to other processes; ``str`` is one line for the user."""


class DeadWorkerError(WorkerError):
    """A worker process ended on its own, also when it had the work for itself."""


class Died:
    """In place of a result: the process ended, because of this work or of what it did beside it."""


class Executor(Protocol):
    """Runs work in processes of its own. What the work raises is raised; where a process ends, that is a result."""

    def each(self, work: Work, places: Sequence[Arguments]) -> Iterator[Any | Died]:
        """What ``work`` makes of each of ``places`` (its arguments), in their order, several at a time."""

    def alone(self, work: Work, arguments: Arguments) -> Any | Died:
        """What ``work`` makes of the arguments in a fresh process that has nothing else to do."""

    def end(self) -> None:
        """End all processes; whoever asks again gets new ones."""


@contextmanager
def without_collector() -> Iterator[None]:
    """No search for cycles meanwhile: a stage makes millions of small objects, none of which refers back to itself.

    Around a block, or as a decorator of a stage that does not go through ``workers.by_report``.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def name_of(work: Work) -> tuple[str, str]:
    """Module and name of a function, as :func:`run` takes them."""
    return work.__module__, work.__name__


def run(name: tuple[str, str], arguments: Arguments) -> Any:
    """Run a function at the other end."""
    with without_collector():
        return getattr(import_module(name[0]), name[1])(*arguments)
