"""Which files below the given folders are taken for reports, and their bytes.

Only finding and reading files belongs here. What the bytes mean, and whether a file is a report at all, is decided
in extract/.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from extract.stage import quarantine_frame, rejected
from orchestration import UserError
from warehouse.home import REPOSITORY

REPORTS_VARIABLE = "DUIXIAN_REPORTS"
DEFAULT_REPORTS = REPOSITORY / "seeds" / "reports"

FILES = {"source_path": pl.String, "content": pl.Binary}
MAX_BYTES = 64 * 1024 * 1024
"""No report is as large; a file above it is quarantined unread, so that it cannot exhaust the memory."""


class ReportsError(UserError):
    """A folder of reports cannot be used; the message is one clear line."""


def report_folders(value: str | None = None) -> list[Path]:
    """The folders that ``value``, else DUIXIAN_REPORTS, names (separated as in PATH); the bundled samples else."""
    chosen = value or os.environ.get(REPORTS_VARIABLE) or ""
    named = [Path(part).expanduser().absolute() for part in chosen.split(os.pathsep) if part]
    return named or [DEFAULT_REPORTS]


def check_folders(folders: Sequence[Path]) -> None:
    """Raise :class:`ReportsError` unless every folder can be listed and they hold at least one file."""
    for folder in folders:
        if not folder.exists():
            raise ReportsError(f"no such folder: {folder}; --reports takes a folder of report files")
        if not folder.is_dir():
            raise ReportsError(f"not a folder: {folder}; --reports takes the folder that holds the report files")
        if not os.access(folder, os.R_OK | os.X_OK):
            raise ReportsError(f"no permission to read the folder {folder}")
    if not any(True for _ in _named_files(folders)):
        raise ReportsError(f"no files to read below {', '.join(map(str, folders))}")


def read_files(folders: Sequence[Path]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(files, quarantine) of every file below ``folders``, in the order of their names.

    ``files`` has one row a file: ``source_path`` (posix, relative, led by the name of the folder it was found in)
    and ``content``. Hidden files and README.md are passed over; what cannot be read goes to the quarantine frame.
    """
    rows: list[tuple[str, bytes]] = []
    unread = []
    for source_path, path in sorted(_named_files(folders)):
        problem = _why_not(path)
        if problem is None:
            try:
                rows.append((source_path, path.read_bytes()))
                continue
            except OSError as error:
                problem = ("unreadable_file", f"the file could not be read: {error.strerror or error}")
        unread.append(rejected("documents", source_path, *problem, {"source_path": source_path}))
    return pl.DataFrame(rows, schema=FILES, orient="row"), quarantine_frame(unread)


def _named_files(folders: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """(source_path, path) of each file once, also where the given folders overlap or share a name."""
    seen: set[Path] = set()
    names: dict[str, int] = {}
    for folder in dict.fromkeys(folder.resolve() for folder in folders):
        names[folder.name] = names.get(folder.name, 0) + 1
        label = folder.name if names[folder.name] == 1 else f"{folder.name}-{names[folder.name]}"
        for path in _files_below(folder):
            if path not in seen:
                seen.add(path)
                yield _printable(f"{label}/{path.relative_to(folder).as_posix()}"), path


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and name.lower() != "readme.md":
                yield Path(parent) / name


def _why_not(path: Path) -> tuple[str, str] | None:
    """(reason code, reason) when the file must not be opened, else None."""
    if not path.exists():
        return "unreadable_file", "the file is a link that leads nowhere, or vanished during the run"
    if not path.is_file():
        return "not_a_file", "not a regular file (a device, a pipe or a socket)"
    if path.stat().st_size > MAX_BYTES:
        return "too_large", f"the file is larger than {MAX_BYTES // 1024**2} MB; no government work report is"
    return None


def _printable(name: str) -> str:
    """A file name that is not UTF-8 still needs a name in the tables: what cannot be decoded becomes U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")
