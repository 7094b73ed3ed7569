"""A build that ends without a word at a place that is named: ``python -m tests.integration.kill_points NAME ...``.

Only the places and the dying belong here; what must hold afterwards is in test_kills.
"""

import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from orchestration.cli import main


class Point(NamedTuple):
    """The ``number``-th call of ``function`` of ``module``: the process dies before it, or behind it."""

    module: str
    function: str
    is_behind: bool = False
    number: int = 1


POINTS = {
    "pieces: a draft beside its file": Point("extract.frame_files", "os.replace"),
    "pieces: rejected documents and not the others": Point("extract.frame_files", "os.replace", is_behind=True),
    "pieces: a stage not begun": Point("extract.pieces", "run_piece", number=4),
    "pieces: a stage done in part": Point("extract.frame_files", "os.replace", number=12),
    "lake: nothing written": Point("warehouse.lake", "_merge"),
    "lake: a draft beside its file": Point("warehouse.lake_parts", "os.replace"),
    "lake: one file of one table": Point("warehouse.lake", "_write_file", is_behind=True),
    "lake: some tables and not the others": Point("warehouse.lake", "_with_one_file", is_behind=True, number=3),
    "lake: all files and no ledger": Point("warehouse.lake", "write_ledger"),
    "lake: a draft of the ledger": Point("warehouse.ledger", "os.replace"),
    "lake: written, and the folders not remembered": Point("orchestration.graph.assets_warehouse", "remember"),
    "raw: loaded, and no receipt": Point("warehouse.receipt", "loaded"),
    "history: the snapshot taken, and marts not made": Point("orchestration.graph.assets_dbt", "snapshot"),
    "history: marts made, and no receipt": Point("warehouse.receipt", "built"),
    "history: not copied": Point("orchestration.graph.assets_warehouse", "keep_history"),
    "history: a draft beside the copy": Point("warehouse.history", "os.replace"),
    "history: copied, and nothing published": Point(
        "orchestration.graph.assets_warehouse", "keep_history", is_behind=True
    ),
    "publishing: half of the tables copied": Point("warehouse.publish", "_comment", number=9),
    "publishing: a draft not flushed": Point("warehouse.publish", "_flush"),
    "publishing: a draft beside the file": Point("warehouse.publish", "os.replace"),
    "publishing: swapped in, and the folder not flushed": Point("warehouse.publish", "os.replace", is_behind=True),
    "publishing: published, and no receipt": Point("warehouse.receipt", "published"),
}


def _die() -> None:
    """As the system kills, dbt along with its parent."""
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _dying(point: Point, function: Callable[..., Any]) -> Callable[..., Any]:
    calls = 0

    def replacement(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls < point.number:
            return function(*arguments, **named)
        if point.is_behind:
            function(*arguments, **named)
        return _die()

    return replacement


class _Os:
    """The module ``os`` for one module, with one function that dies."""

    def __init__(self, name: str, point: Point) -> None:
        setattr(self, name, _dying(point, getattr(os, name)))

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


def _die_behind_the_snapshot() -> None:
    from dbt.cli.main import dbtRunner

    invoke = dbtRunner.invoke

    def at_the_end_of_the_snapshot(event: Any) -> None:
        if event.info.name == "NodeFinished" and event.data.node_info.node_name == "snap_verdicts":
            _die()

    def told(self: Any, *words: Any, **named: Any) -> Any:
        self.callbacks.append(at_the_end_of_the_snapshot)
        return invoke(self, *words, **named)

    dbtRunner.invoke = told  # type: ignore[method-assign]


def arm(point: Point) -> None:
    """Make the place deadly in this process."""
    if point.function == "snapshot":
        _die_behind_the_snapshot()
        return
    module = importlib.import_module(point.module)
    if point.function.startswith("os."):
        module.os = _Os(point.function.removeprefix("os."), point)  # type: ignore[attr-defined]
    else:
        setattr(module, point.function, _dying(point, getattr(module, point.function)))


if __name__ == "__main__":
    arm(POINTS[sys.argv[1]])
    sys.exit(main(["build", *sys.argv[2:]]))
