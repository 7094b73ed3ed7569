"""Stages over many reports, shared among several processes.

Belongs here: cutting the frames of a stage by report, and having the pieces worked through side by side. Does not
belong here: what any stage does. A stage reads each report for itself, so that its rows are the same however many
processes there are. This process takes part; the others are started when first needed and end with it.
"""

import atexit
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

from extract.stage import SCHEMA_CHECK, Stage

WORKERS_VARIABLE = "DUIXIAN_WORKERS"
MOST = 8
LEAST_REPORTS = 200  # starting a worker costs about two seconds, the time of some fifty reports
PIECE = 24

StageFunction = Callable[..., Stage]
_LENGTH = struct.Struct("<Q")
_workers: list["Worker"] = []
_alone = threading.Lock()  # a worker answers one question at a time


class WorkerError(RuntimeError):
    """A worker process ended on its own, or the number of workers makes no sense; ``str`` is one line for the user."""


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

    Every frame names the report in ``report_id``, or all in ``source_path`` where there is no id yet.
    """

    @wraps(stage)
    def shared(*frames: pl.DataFrame) -> Stage:
        if count() == 1 or frames[0][_key(frames[0])].n_unique() < LEAST_REPORTS:
            return stage(*frames)
        results = _shared(stage, _pieces(frames))
        quarantine = pl.concat([result.quarantine for result in results])
        late = pl.col("reason_code") == SCHEMA_CHECK  # a stage lets its schema judge what it has not refused itself
        return Stage(pl.concat([r.rows for r in results]), quarantine.sort(late, maintain_order=True))

    return shared


def _key(frame: pl.DataFrame) -> str:
    return "report_id" if "report_id" in frame.columns else "source_path"


def _pieces(frames: tuple[pl.DataFrame, ...]) -> list[tuple[pl.DataFrame, ...]]:
    """The frames cut by report, in the order of the first frame: pieces of one size, at most PIECE reports each."""
    key = _key(frames[0])
    reports = frames[0].select(pl.col(key).unique(maintain_order=True))
    count = -(-reports.height // PIECE)
    numbered = reports.with_columns((pl.int_range(pl.len()) * count // reports.height).alias("_piece"))
    cut = []
    for frame in frames:
        found = frame.join(numbered, on=key, how="inner", maintain_order="left")
        parts = found.partition_by("_piece", as_dict=True, include_key=False)
        cut.append([parts.get((piece,), frame.clear()) for piece in range(count)])
    return list(zip(*cut, strict=True))


def _shared(stage: StageFunction, pieces: list[tuple[pl.DataFrame, ...]]) -> list[Stage]:
    """The stage's results for the pieces, in their order; whoever is free takes the next piece."""
    pending = deque(range(len(pieces)))
    results: dict[int, Stage] = {}

    def work(run: Callable[[StageFunction, tuple[pl.DataFrame, ...]], Stage]) -> None:
        try:
            while (number := _next(pending)) is not None:
                results[number] = run(stage, pieces[number])
        except BaseException:
            pending.clear()  # nobody begins another piece
            raise

    with _alone:
        others = _started(min(count(), len(pieces)) - 1)
        with ThreadPoolExecutor(len(others) or 1) as threads:
            shares = [threads.submit(work, worker.run) for worker in others]
            work(lambda stage, frames: stage(*frames))
        for share in shares:
            share.result()
    return [results[number] for number in range(len(pieces))]


def _next(pending: deque[int]) -> int | None:
    try:
        return pending.popleft()
    except IndexError:
        return None


class Worker:
    """A process that runs stages: it answers requests that come over a socket, until that is closed.

    It is no ``multiprocessing`` process: those import the main module of their parent again, which a script without a
    guard does not survive, or inherit locks that threads of polars hold.
    """

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parent.parent)
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        alone = {WORKERS_VARIABLE: "1", "POLARS_MAX_THREADS": "1", "PYTHONPATH": path}
        self._channel, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", f"from extract.workers import serve; serve({theirs.fileno()})"],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=os.environ | alone,
            )

    def run(self, stage: StageFunction, frames: tuple[pl.DataFrame, ...]) -> Stage:
        """The stage's result for these frames. Raises WorkerError when the process ends instead of answering."""
        try:
            _send(self._channel, (stage.__module__, stage.__name__, frames))
            answer = _receive(self._channel)
        except (EOFError, OSError) as error:
            self.end()
            raise WorkerError(
                f"a worker process ended with status {self.process.returncode} in {stage.__module__}, "
                f"which happens where memory runs out; {WORKERS_VARIABLE}=1 does all work in one process"
            ) from error
        return answer if isinstance(answer, Stage) else stage(*frames)  # what fails there fails here, where it is seen

    def end(self) -> None:
        """Let the process end, and wait for it."""
        if self in _workers:
            _workers.remove(self)
        self._channel.close()
        self.process.wait()


def _send(channel: socket.socket, value: object) -> None:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    channel.sendall(_LENGTH.pack(len(data)))
    channel.sendall(data)


def _receive(channel: socket.socket) -> Any:
    """The next value. Each part is waited for in one call: every return to Python would wait for a busy thread."""
    (length,) = _LENGTH.unpack(_whole(channel, _LENGTH.size))
    return pickle.loads(_whole(channel, length))


def _whole(channel: socket.socket, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        part = channel.recv(length - len(data), socket.MSG_WAITALL)
        if not part:
            raise EOFError
        data += part
    return bytes(data)


def _started(wanted: int) -> list[Worker]:
    """That many workers; those that run already first."""
    while len(_workers) < wanted:
        _workers.append(Worker())
    return _workers[:wanted]


@atexit.register
def end_workers() -> None:
    """End all workers of this process; the next stage that needs some starts new ones."""
    while _workers:
        _workers[-1].end()


def serve(channel_number: int) -> None:
    """What a worker does: run stages until the other end of its socket is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    with socket.socket(fileno=channel_number) as channel, suppress(EOFError, ConnectionError):
        while True:
            module, name, frames = _receive(channel)
            try:
                answer = getattr(import_module(module), name)(*frames)
            except Exception as error:
                answer = repr(error)
            _send(channel, answer)
