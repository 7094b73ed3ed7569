"""Which files below the given folders are taken for reports, and their bytes.

Only finding, hashing and reading files belongs here. What the bytes mean, and whether a file is a report at all, is
decided in extract/. A folder is a local path, or the URL of any store that fsspec knows (s3://bucket/reports, where
s3fs is installed).
"""

import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

import polars as pl

from extract import bundles
from extract.formats import EXTENSIONS
from extract.refusal import Refusal
from extract.stage import quarantine_frame, rejected
from orchestration import UserError
from orchestration.arrivals import bundle_files, object_store
from orchestration.arrivals.bundle_files import UNREAD
from orchestration.arrivals.open_files import is_being_written
from warehouse.home import REPOSITORY

REPORTS_VARIABLE = "DUIXIAN_REPORTS"
DEFAULT_REPORTS = REPOSITORY / "seeds" / "reports"

Folder = Path | str
"""A local folder, or the URL of a folder in a store."""

FILES = {"source_path": pl.String, "content": pl.Binary, "told": pl.String}
MAX_BYTES = 64 * 1024 * 1024
"""No report is as large; a file above it is quarantined unread, unless it is a bundle of many."""

STILL_WRITTEN = "still_written"
LOST = ("vanished", "changed_while_read", "unreadable_file", STILL_WRITTEN)
"""Reasons for which a file is not what it was when the run looked for files."""
_NONE = ("", "")
_VANISHED = ("vanished", "the file was deleted during the run; nothing of it is used")
_CHANGED = ("changed_while_read", "the file was changed during the run; the next run reads it")
_SETTLED_NS = 2_000_000_000
_BETWEEN_FOLDERS = re.compile(re.escape(os.pathsep) + r"(?!//)")
_hashes: dict[tuple[str, str], str] = {}


class ReportsError(UserError):
    """A folder of reports cannot be used; the message is one clear line."""


class ReportFile(NamedTuple):
    """A file below a folder of reports. ``problem`` is (reason code, reason) when it must not be read.

    ``source_path`` is posix and relative, led by the name of the folder. ``mark`` changes with the file;
    ``is_certain`` is false where it may not: a file that was changed within the last seconds, or in the future.
    """

    source_path: str
    place: Path | object_store.StoredFile
    mark: str
    is_certain: bool
    problem: tuple[str, str] | None = None


class Read(NamedTuple):
    """A report with its bytes and what its bundle tells of it (JSON); or why there is none (reason code, reason)."""

    source_path: str
    content: bytes | None
    told: str | None
    problem: tuple[str, str] = _NONE


def report_folders(value: str | None = None) -> list[Folder]:
    """The folders that ``value``, else DUIXIAN_REPORTS, names (separated as in PATH); the bundled samples else."""
    chosen = value or os.environ.get(REPORTS_VARIABLE) or ""
    named = [folder(part) for part in _BETWEEN_FOLDERS.split(chosen) if part]
    return named or [DEFAULT_REPORTS]


def folder(name: str) -> Folder:
    """The folder of this name: a URL as it is, a path made absolute."""
    return name if object_store.is_url(name) else Path(name).expanduser().absolute()


def check_folders(folders: Sequence[Folder], may_be_empty: bool = False) -> None:
    """Raise :class:`ReportsError` unless every folder can be listed and, in general, they hold at least one file."""
    for place in folders:
        if isinstance(place, str):
            continue
        if not place.exists():
            raise ReportsError(f"no such folder: {place}; --reports takes a folder of report files")
        if not place.is_dir():
            raise ReportsError(f"not a folder: {place}; --reports takes the folder that holds the report files")
        if not os.access(place, os.R_OK | os.X_OK):
            raise ReportsError(f"no permission to read the folder {place}")
    if next(_named_files(folders), None) is None and not may_be_empty:
        raise ReportsError(f"no files to read below {', '.join(map(str, folders))}")


def find_files(folders: Sequence[Folder]) -> list[ReportFile]:
    """Every file below ``folders`` once, in the order of their names. Hidden files and README.md are passed over.

    Raises :class:`ReportsError` when a folder is missing or cannot be listed.
    """
    found = sorted(_named_files(folders), key=lambda file: (file.source_path, _is_foreign(file), str(file.place)))
    taken: set[str] = set()
    for number, file in enumerate(found):
        if file.source_path in taken:  # one name in two encodings, or names that no encoding tells apart
            found[number] = file._replace(source_path=_marked(file))
        taken.add(found[number].source_path)
    return found


def _is_foreign(file: ReportFile) -> bool:
    """Whether the file's name is not UTF-8."""
    return "\udc80" <= max(str(file.place)) <= "\udcff"


def _marked(file: ReportFile) -> str:
    """The file's path with a mark of its name's bytes before the extension, which says how the file is read."""
    path = PurePosixPath(file.source_path)
    mark = hashlib.sha256(os.fsencode(str(file.place))).hexdigest()[:8]
    return str(path.with_name(f"{path.stem}~{mark}{path.suffix}"))


def labelled(folders: Sequence[Folder]) -> dict[str, Folder]:
    """The folders, each once, by what leads the paths of their files: the name, numbered where two share it."""
    labels: dict[str, Folder] = {}
    names: dict[str, int] = {}
    for place in dict.fromkeys(place.resolve() if isinstance(place, Path) else place for place in folders):
        name = PurePosixPath(place).name
        names[name] = names.get(name, 0) + 1
        labels[name if names[name] == 1 else f"{name}-{names[name]}"] = place
    return labels


def hash_files(
    files: Sequence[ReportFile], ledger: pl.DataFrame | None = None, version: str | None = None
) -> pl.DataFrame:
    """``source_path`` and ``content`` of each file: the SHA-256 of its bytes, or ``unread:`` and why it is not read.

    Behind a file that holds many reports stands each of these, its path led by that of the file and #. A file that
    ``ledger`` (the files of a ``ledger.Ledger``) holds with this content is not walked through again, with ``version``
    only where this version of the extraction did so.
    """
    rows: list[tuple[str, str]] = []
    known = bundle_files.held(ledger, {file.source_path for file in files}, version) if ledger is not None else {}
    for file in files:
        content = _content(file)
        rows.append((file.source_path, content))
        before = known.get(file.source_path)
        if before is not None and content in (before.content, UNREAD + STILL_WRITTEN):
            rows += before.members
        elif not content.startswith(UNREAD):
            with suppress(OSError), _open(file) as source:
                rows += bundle_files.listed(file.source_path, content, source)
    return pl.DataFrame(rows, schema={"source_path": pl.String, "content": pl.String}, orient="row")


def read_files(folders: Sequence[Folder], wanted: dict[str, str] | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(files, quarantine) of every report below ``folders``, in the order of their names.

    ``files`` has one row a report: ``source_path`` (see :class:`ReportFile`), ``content``, and ``told``, what a bundle
    says of it. What cannot be read goes to the quarantine frame. With ``wanted`` (content as of :func:`hash_files` by
    source_path) only those are read, and one that is gone or holds something else by now is quarantined.
    """
    return _frames(each_report(folders, wanted))


def read_groups(
    folders: Sequence[Folder], wanted: dict[str, str], most_bytes: int
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """What :func:`read_files` gives, in groups of about ``most_bytes``, one in memory at a time."""
    group: list[Read] = []
    held = 0
    for read in each_report(folders, wanted):
        if group and held + len(read.content or b"") > most_bytes:
            yield _frames(group)
            group, held = [], 0
        group.append(read)
        held += len(read.content or b"") + len(read.source_path)
    if group:
        yield _frames(group)


def _frames(reports: Iterable[Read]) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows: list[tuple[str, bytes, str | None]] = []
    unread = []
    for read in reports:
        if read.content is None:
            unread.append(rejected("documents", read.source_path, *read.problem, {"source_path": read.source_path}))
        else:
            rows.append((read.source_path, read.content, read.told))
    return pl.DataFrame(rows, schema=FILES, orient="row"), quarantine_frame(unread)


def each_report(folders: Sequence[Folder], wanted: dict[str, str] | None = None) -> Iterator[Read]:
    """Every report below ``folders`` (see :func:`read_files`), one in memory at a time, file by file."""
    there = {file.source_path: file for file in find_files(folders)}
    by_file: dict[str, dict[str, str]] = {path: {} for path in there} if wanted is None else {}
    for path, content in sorted((wanted or {}).items()):
        by_file.setdefault(bundle_files.owner_of(path, there) or path, {})[path] = content
    for path, reports in sorted(by_file.items()):
        file = there.get(path)
        if file is None or file.problem:
            problem = (file.problem if file else None) or _VANISHED
            yield from (Read(report, None, None, problem) for report in (sorted(reports) or [path]))
            continue
        try:
            with _open(file) as source:
                yield from _read(file, source, reports if wanted is not None else None)
        except FileNotFoundError:
            yield Read(path, None, None, _VANISHED)
        except OSError as error:
            yield Read(path, None, None, _unreadable(error))


def _read(file: ReportFile, source: BinaryIO, wanted: dict[str, str] | None) -> Iterator[Read]:
    """The report of a file, or those of a bundle that are wanted, all for None."""
    path = file.source_path
    if bundles.kind(source, path) is None:
        source.seek(0)
        content = source.read()
        known = (wanted or {}).get(path, UNREAD)
        if known.startswith(UNREAD) or hashlib.sha256(content).hexdigest() == known:
            yield Read(path, content, None)
        else:
            yield Read(path, None, None, _CHANGED)
        return
    members = None if wanted is None else {name: content for name, content in wanted.items() if name != path}
    try:
        for name, member in bundle_files.walk(path, source, members):
            told = member.told.to_json() if member.problem is None else None
            yield Read(name, member.content, told, member.problem or _NONE)
    except Refusal as refusal:
        if wanted is None or path in wanted:  # else the file's own row says so already
            yield Read(path, None, None, (refusal.code, refusal.reason))


def _open(file: ReportFile) -> BinaryIO:
    return file.place.open("rb") if isinstance(file.place, Path) else file.place.open()


def _content(file: ReportFile) -> str:
    if file.problem:
        return UNREAD + file.problem[0]
    known = _hashes.get((str(file.place), file.mark)) if file.is_certain else None
    if known:
        return known
    try:
        with _open(file) as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    except OSError as error:
        return UNREAD + _unreadable(error)[0]
    if file.is_certain:
        _hashes[str(file.place), file.mark] = digest
    return digest


def _unreadable(error: OSError) -> tuple[str, str]:
    return "unreadable_file", f"the file could not be read: {error.strerror or error}"


def _named_files(folders: Sequence[Folder]) -> Iterator[ReportFile]:
    """Each file once, also where the given folders overlap or share a name."""
    seen: set[str] = set()
    for label, place in labelled(folders).items():
        files = _stored_files(place) if isinstance(place, str) else _local_files(place)
        for below, file in files:
            if str(file.place) not in seen:
                seen.add(str(file.place))
                yield file._replace(source_path=_printable(f"{label}/{below}"))


def _stored_files(url: str) -> Iterator[tuple[str, ReportFile]]:
    try:
        listed = list(object_store.files_below(url))
    except object_store.StoreError as error:
        raise ReportsError(str(error)) from error
    for below, stored in listed:
        if not any(_is_passed_over(part) for part in PurePosixPath(below).parts):
            file = ReportFile(below, stored, stored.mark, stored.is_certain)
            yield below, file._replace(problem=_why_too_large(file, stored.size))


def _local_files(root: Path) -> Iterator[tuple[str, ReportFile]]:
    for entry in _entries_below(root):
        file = ReportFile(entry.name, Path(entry.path), *_mark(entry))
        yield os.path.relpath(entry.path, root), file._replace(problem=_why_not(entry, root, file))


def _entries_below(folder: str | Path, is_root: bool = True) -> Iterator[os.DirEntry[str]]:
    """Files, and those folders that could be taken for one: links to folders, and those named like a report.

    A folder that cannot be listed must not look like one whose reports are gone.
    """
    try:
        with os.scandir(os.fspath(folder)) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not is_root:
            return  # deleted while we looked
        raise ReportsError(f"cannot read the folder {folder}: {error.strerror or error}") from error
    for entry in entries:
        if _is_passed_over(entry.name):
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield entry
            continue
        if PurePosixPath(entry.name).suffix.lower() in EXTENSIONS:
            yield entry
        yield from _entries_below(entry.path, is_root=False)


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name.lower() == "readme.md"


def _why_not(entry: os.DirEntry[str], root: Path, file: ReportFile) -> tuple[str, str] | None:
    """(reason code, reason) when the file must not be opened, else None."""
    try:
        stat = entry.stat()
    except OSError:
        return "unreadable_file", "the file is a link that leads nowhere, or vanished during the run"
    if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root):
        return "outside_folder", "a link that leads out of the folder of reports; put the file itself there"
    if entry.is_dir():
        return "not_a_file", "a folder and not a file; the files in it are read by themselves, a linked folder is not"
    if not entry.is_file():
        return "not_a_file", "not a regular file (a device, a pipe or a socket)"
    if is_being_written(entry.path):
        return STILL_WRITTEN, "another program is still writing the file; the next run reads it"
    return _why_too_large(file, stat.st_size)


def _why_too_large(file: ReportFile, size: int) -> tuple[str, str] | None:
    """A bundle may be of any size, as it is walked through."""
    if size <= MAX_BYTES:
        return None
    with suppress(OSError), _open(file) as source:
        if bundles.kind(source, file.source_path) is not None:
            return None
    return "too_large", f"the file is larger than {MAX_BYTES // 1024**2} MB; no government work report is"


def _mark(entry: os.DirEntry[str]) -> tuple[str, bool]:
    """Of the times only that of the last change of anything (ctime) cannot be set by whoever writes the file."""
    try:
        stat = entry.stat()
    except OSError:
        return "", False
    is_certain = time.time_ns() - stat.st_ctime_ns > _SETTLED_NS
    return f"{stat.st_ino} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}", is_certain


def _printable(name: str) -> str:
    """A name that is not UTF-8 is read as GBK, as archives of Windows have it; what cannot be, becomes U+FFFD."""
    coded = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return coded.decode(encoding)
    return coded.decode("utf-8", "replace")
