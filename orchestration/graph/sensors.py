"""The sensor that notices reports that arrive, change or go, and asks for one run for all of them.

Only the decision whether to ask for a run belongs here; what a run does with the files is in the assets.

A file counts when it lies as it lay a tick before and no program has it open for writing; no clock is asked. What a
run was asked for is in the cursor, as a digest of names and contents: the same content never asks twice, not even
after a restart. Content that was gone and comes back does ask again, as the requests are numbered.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import dagster as dg
import polars as pl

from orchestration.arrivals import arrival
from orchestration.arrivals.bundle_files import owner_of
from orchestration.arrivals.report_files import STILL_WRITTEN, Folder, ReportsError, find_files, hash_files
from orchestration.graph.jobs import BUILD_EVERYTHING
from orchestration.graph.report_years import register
from warehouse.home import Home
from warehouse.ledger import KEPT, Ledger, compare, read_ledger

NAME = "inbox"
SECONDS = 5
PATIENCE = 12
"""Ticks that files which lie still wait for files which do not: then they go alone, and the others follow."""


@dataclass
class Cursor:
    """What the sensor remembers: files that it does not trust yet (marks by name), and what it asked for last."""

    unsettled: dict[str, str] = field(default_factory=dict)
    waited: int = 0
    requested: str = ""
    requests: int = 0

    @classmethod
    def read(cls, text: str | None) -> "Cursor":
        """The cursor that ``text`` holds; an empty one for none, or for that of another version."""
        try:
            return cls(**json.loads(text or "{}"))
        except (ValueError, TypeError):
            return cls()

    def text(self) -> str:
        """The cursor as Dagster keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def sensor_of(home: Home, folders: Sequence[Folder]) -> dg.SensorDefinition:
    """The sensor over the inbox of ``home`` and ``folders``."""

    @dg.sensor(
        name=NAME,
        job_name=BUILD_EVERYTHING,
        minimum_interval_seconds=SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"Asks for a run when reports arrive, change or go in {home.inbox} and the folders of reports.",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        ledger = read_ledger(home.lake)
        register(context.instance, set(ledger.files["part"].drop_nulls()))
        try:
            return tick(home, folders, ledger, Cursor.read(context.cursor))
        except (ReportsError, OSError) as error:
            return dg.SensorResult(skip_reason=str(error))

    return inbox


def tick(home: Home, folders: Sequence[Folder], ledger: Ledger, cursor: Cursor) -> dg.SensorResult:
    """What the sensor says when it finds the files as they are now. Raises ReportsError for a store out of reach."""
    due, marks = _due(home, folders, ledger)
    if due.is_empty():
        return _skip("nothing new", Cursor(requests=cursor.requests))
    moving = {path: mark for path, mark in marks.items() if mark is None or cursor.unsettled.get(path) != mark}
    still = due.filter(~pl.col("source_path").is_in(list(moving)))
    seen = Cursor({path: mark or "" for path, mark in marks.items()}, 0, cursor.requested, cursor.requests)
    if still.is_empty() or (moving and cursor.waited < PATIENCE):
        seen.waited = cursor.waited + 1
        return _skip(f"waiting until {_some(list(moving))} lie still", seen)
    wanted = hashlib.sha256(json.dumps(still.select("source_path", "content", "state").rows()).encode()).hexdigest()
    if wanted == cursor.requested:
        return _skip(f"a run was asked for {_some(still['source_path'].to_list())} already", seen)
    seen.requested, seen.requests = wanted, cursor.requests + 1
    tags = {f"duixian/{state}": str(count) for state, count in arrival.counts(still).items()}
    request = dg.RunRequest(run_key=f"{seen.requests}-{wanted[:16]}", tags=tags)
    return dg.SensorResult(run_requests=[request], cursor=seen.text())


def _due(home: Home, folders: Sequence[Folder], ledger: Ledger) -> tuple[pl.DataFrame, dict[str, str | None]]:
    """(files that are not what the lake holds, their marks): no mark for a file that is being written.

    A new extractor makes no file due here: reading everything again is the schedule's business.
    """
    files = find_files(arrival.watched(home, folders))
    version = str(ledger.files["version"].first() or "")
    states = compare(hash_files(files, ledger.files), ledger, version, set())
    due = states.filter(pl.col("state") != KEPT)
    marks: dict[str, str | None] = dict.fromkeys(due["source_path"], "gone")
    by_path = {file.source_path: file for file in files}
    for path in marks:
        file = by_path.get(owner_of(path, by_path) or "")
        if file is not None:
            is_written = file.problem is not None and file.problem[0] == STILL_WRITTEN
            marks[path] = None if is_written else file.mark
    return due, marks


def _skip(reason: str, cursor: Cursor) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=cursor.text())


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
