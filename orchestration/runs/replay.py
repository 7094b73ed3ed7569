"""``duixian replay``: read the files of the quarantine again, and tell what became of each rejection.

Only choosing those files and comparing the quarantine before and after belong here; the run is ``build``'s.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import duckdb
import polars as pl

from orchestration import UserError
from orchestration.arrivals.report_files import Folder
from orchestration.runs.build import build
from orchestration.state.home_lock import alone
from warehouse.connection import connect
from warehouse.home import Home
from warehouse.ledger import Ledger, read_ledger, write_ledger

_REJECTIONS = (
    "select quarantine_id, stage || '/' || reason_code, source_path from marts.quarantine where stage != 'review'"
)


class ReplayError(UserError):
    """There is nothing to replay from; the message is one clear line."""


class Rejection(NamedTuple):
    """One row of the quarantine: its id, its stage and reason code, and the file that it is of."""

    quarantine_id: str
    reason: str
    source_path: str


def replay(home: Home, folders: Sequence[Folder], may_forget: bool = False) -> str:
    """Read every file again that has a row in the quarantine, build, and return what came of it as text.

    Raises DatabaseError when nothing was published yet, ReplayError for a file of another version, and whatever
    ``build`` raises; the files then stay marked, and the next run reads them.
    """
    before = _rejections(home)
    if not before:
        return "the quarantine is empty: nothing to replay"
    with alone(home):
        _forget(home, {rejection.source_path for rejection in before})
    build(home, folders, may_forget)
    return compared(before, _rejections(home))


def compared(before: Sequence[Rejection], after: Sequence[Rejection]) -> str:
    """A line each for the rejections that are gone, that stay and that are new, with their reasons."""
    old, new = ({rejection.quarantine_id for rejection in rows} for rows in (before, after))
    parts = {
        "resolved": [rejection for rejection in before if rejection.quarantine_id not in new],
        "still": [rejection for rejection in after if rejection.quarantine_id in old],
        "new": [rejection for rejection in after if rejection.quarantine_id not in old],
    }
    return "\n".join(f"{name:<10}{len(rows):,} rows{_reasons(rows)}" for name, rows in parts.items())


def _reasons(rows: Sequence[Rejection]) -> str:
    counts = Counter(rejection.reason for rejection in rows)
    return f" ({', '.join(f'{count:,} {reason}' for reason, count in sorted(counts.items()))})" if counts else ""


def _rejections(home: Home) -> list[Rejection]:
    with connect(home.published_database, read_only=True) as connection:
        try:
            return [Rejection(*row) for row in connection.execute(_REJECTIONS).fetchall()]
        except duckdb.Error as error:
            raise ReplayError(f"{home.published_database} is not a warehouse of this version; build again") from error


def _forget(home: Home, sources: set[str]) -> None:
    """Let the ledger say of these files that no version read them, so that the next run does, and all anew."""
    from orchestration.graph.resources import stage_frames

    stage_frames(home).forget()
    ledger = read_ledger(home.lake)
    is_source = pl.col("source_path").is_in(sorted(sources))
    version = pl.when(is_source).then(pl.lit("")).otherwise("version").alias("version")
    write_ledger(home.lake, Ledger(ledger.files.with_columns(version), ledger.parts))
