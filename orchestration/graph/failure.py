"""What stopped a build, in one line for the user, and the exit status that goes with it.

Only the wording of failures belongs here.
"""

import errno
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from orchestration import UserError
from orchestration.graph.progress import Failures

USER_ERROR, FAULT = 2, 1
_DISK_FULL = ("no space left", "disk is full", "disk full", "disk quota exceeded", "os error 28")
_USER_ERRORS = (
    "HomeError",
    "LakeError",
    "PublishError",
    "SiteError",
    "DatabaseError",
    "WarehouseError",
    "ReportsError",
    "WorkerError",
    "DeadWorkerError",
    "ClusterError",
    "StoreError",
    "PiecesError",
    "ReviewError",
)
_LEAST_SPACE = 1024 * 1024
UNTOUCHED = "the last published file is untouched"


class BuildError(UserError):
    """A build that did not reach its end; ``str`` is one clear line, ``status`` the exit status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(" ".join(message.split()))
        self.status = status


def of_run(failures: Failures, root: Path, log: Path, rejected: Callable[[], pl.DataFrame]) -> BuildError:
    """The error of a run that failed; ``rejected`` gives the quarantine rows of the stages that read files."""
    messages = [message for error in failures.errors.values() for message in _messages(error)]
    if any(_is_disk_full(text) for _, text in messages) or _no_space_below(root):
        return disk_full(root)
    if any(check == "any_report" and severity == "ERROR" for _, check, severity in failures.checks):
        return nothing_readable(rejected())
    for name, text in messages:
        if name in _USER_ERRORS:
            return BuildError(text.split(f"{name}: ", 1)[-1], USER_ERROR)
    failed = [f"{check} on {asset}" for asset, check, severity in failures.checks if severity == "ERROR"]
    what = f"these checks failed: {', '.join(failed[:3])}" if failed else _first(failures)
    return BuildError(f"{what}; {UNTOUCHED}; details in {log} and in `duixian ui`", FAULT)


def of_exception(error: BaseException, root: Path, log: Path) -> BuildError:
    """The error of something that Dagster itself could not do."""
    if getattr(error, "errno", None) == errno.ENOSPC or _is_disk_full(str(error)) or _no_space_below(root):
        return disk_full(root)
    first = (str(error).splitlines() or [""])[0]
    return BuildError(f"the build stopped: {type(error).__name__}: {first}; {UNTOUCHED}; details in {log}", FAULT)


def disk_full(root: Path) -> BuildError:
    """No space under the home."""
    return BuildError(f"the disk that holds {root} is full; free some space and build again; {UNTOUCHED}", USER_ERROR)


def nothing_readable(rejected: pl.DataFrame) -> BuildError:
    """Every file was rejected: how many, why, and the first one with its reason."""
    return BuildError(f"{none_readable(rejected)}; {UNTOUCHED}", USER_ERROR)


def none_readable(rejected: pl.DataFrame) -> str:
    """One line on files of which none is a report; ``rejected`` are the quarantine rows of what judges whole files."""
    counts = Counter(rejected["reason_code"].to_list())
    reasons = ", ".join(f"{count} × {code}" for code, count in sorted(counts.items()))
    first = rejected.sort("source_path").row(0, named=True) if rejected.height else {"source_path": "", "reason": ""}
    return (
        f"none of the {rejected['source_path'].n_unique()} files could be read as a report ({reasons}); "
        f"first: {first['source_path']}: {first['reason']}"
    )


def _messages(error: Any) -> Iterator[tuple[str, str]]:
    """(class name, message) of an error of a step and of all that caused it, the innermost first."""
    if error is None:
        return
    yield from _messages(error.cause)
    yield str(error.cls_name or ""), str(error.message).strip()


def _first(failures: Failures) -> str:
    for step, error in failures.errors.items():
        name, text = next(_messages(error), ("", ""))
        return f"the stage {step.split('__')[-1]} failed: {text.splitlines()[0] if text else name}"
    return "the run did not finish"


def _no_space_below(root: Path) -> bool:
    """SQLite calls a full disk an I/O error, and dbt shows only that its child failed: look at the disk itself."""
    try:
        return shutil.disk_usage(root).free < _LEAST_SPACE
    except OSError:
        return False


def _is_disk_full(text: str) -> bool:
    return any(sign in text.lower() for sign in _DISK_FULL)
