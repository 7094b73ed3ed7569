"""Files in an archive: .zip, .tar, .tar.gz, .gz of one file, .7z.

Belongs here: taking the files out one by one in bounded memory, their names, and refusing what was made to do harm.
What the files are is for ``walk``. Nothing is written but to temporary files.
"""

import gzip
import os
import re
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, NamedTuple

from extract.bundles.member import LEAST_SUSPECT, MAX_RATIO, is_bomb
from extract.refusal import Refusal

IN_MEMORY = 16 * 1024 * 1024
MOST_ENTRIES = 500_000
EXTRA = "a .7z archive is read with the extra `forms`: pip install 'duixian[forms]'; or pack the files as .zip"
_DAMAGES = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError)
_JUNK = re.compile(r"(?:^|/)(?:\.|__MACOSX/|Thumbs\.db$|desktop\.ini$|readme\.md$)", re.I)


class Entry(NamedTuple):
    """A file of an archive under its path; ``source`` is valid until the next one is asked for."""

    path: str
    source: BinaryIO | None
    problem: tuple[str, str] | None = None


def entries(source: BinaryIO, kind: str, name: str) -> Iterator[Entry]:
    """The files of an archive. Raises :class:`Refusal` where the archive as a whole cannot be used."""
    source.seek(0)
    walks = {"zip": _zip, "tar": _tar, "gz": _gz, "7z": _seven}
    try:
        yield from _named_once(walks[kind](source, name))
    except _DAMAGES as error:
        raise Refusal("broken_archive", f"the archive is damaged ({type(error).__name__})") from error


def _named_once(found: Iterator[Entry]) -> Iterator[Entry]:
    """Hidden files and what systems add are passed over; a second file of one path gets a name of its own."""
    taken: dict[str, int] = {}
    for entry in found:
        if _JUNK.search(entry.path):
            continue
        taken[entry.path] = taken.get(entry.path, 0) + 1
        if len(taken) > MOST_ENTRIES:
            raise Refusal("unsafe_archive", f"the archive holds more than {MOST_ENTRIES:,} files")
        again = f"~{taken[entry.path]}" if taken[entry.path] > 1 else ""
        yield entry._replace(path=entry.path + again)


def _bomb(packed: int, unpacked: int) -> Refusal:
    return Refusal("unsafe_archive", f"the archive unpacks from {packed:,} to {unpacked:,} bytes or more")


def _zip(source: BinaryIO, _: str) -> Iterator[Entry]:
    with zipfile.ZipFile(source) as archive:
        files = sorted((e for e in archive.infolist() if not e.is_dir()), key=_zip_name)
        size = source.seek(0, os.SEEK_END)
        unpacked = sum(entry.file_size for entry in files)
        if is_bomb(size, unpacked):  # entries may lie over one another
            raise _bomb(size, unpacked)
        for entry in files:
            if entry.flag_bits & 1:
                yield Entry(_zip_name(entry), None, ("password", "the file is locked by a password: unpack it first"))
                continue
            try:
                with archive.open(entry) as stream, _spooled(stream, entry.compress_size) as file:
                    yield Entry(_zip_name(entry), file)
            except (*_DAMAGES, OSError) as error:
                problem = ("broken_archive", f"this file of the archive is damaged ({type(error).__name__})")
                yield Entry(_zip_name(entry), None, problem)


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """The path: where the archive does not say UTF-8 it may be that all the same, or GBK."""
    if entry.flag_bits & 0x800:
        return _plain(entry.filename)
    try:
        return _plain(_chinese(entry.filename.encode("cp437")))
    except UnicodeEncodeError:
        return _plain(entry.filename)


def _chinese(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")


def _plain(path: str) -> str:
    """A path that leads nowhere else."""
    parts = [part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in ("/", "..", ".")]
    return "/".join(parts)


def _tar(source: BinaryIO, _: str) -> Iterator[Entry]:
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    unpacked = 0
    with tarfile.open(fileobj=source, mode="r|*") as archive:
        for entry in archive:
            unpacked += entry.size
            if is_bomb(size, unpacked):
                raise _bomb(size, unpacked)
            stream = archive.extractfile(entry) if entry.isfile() else None
            if stream is not None:
                with _spooled(stream, size) as file:
                    yield Entry(_plain(_chinese(entry.name.encode("utf-8", "surrogateescape"))), file)


def _gz(source: BinaryIO, name: str) -> Iterator[Entry]:
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    inner = PurePosixPath(name).name
    inner = inner[:-3] if inner.lower().endswith(".gz") else inner
    with gzip.open(source) as stream, _spooled(stream, size) as file:
        yield Entry(inner, file)


def _seven(source: BinaryIO, _: str) -> Iterator[Entry]:
    try:
        import py7zr
    except ImportError as error:
        raise Refusal("needs_extra", EXTRA) from error
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    try:
        with py7zr.SevenZipFile(source) as archive, tempfile.TemporaryDirectory() as folder:
            if archive.needs_password():
                raise Refusal("password", "the archive is locked by a password: unpack it first")
            unpacked = sum(entry.uncompressed for entry in archive.list())
            if is_bomb(size, unpacked):
                raise _bomb(size, unpacked)
            archive.extractall(folder)
            yield from _below(Path(folder))
    except (py7zr.exceptions.ArchiveError, ValueError, OSError) as error:
        raise Refusal("broken_archive", f"the archive is damaged ({type(error).__name__})") from error


def _below(folder: Path) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                yield Entry(path.relative_to(folder).as_posix(), file)


@contextmanager
def _spooled(stream: IO[bytes] | gzip.GzipFile, packed: int) -> Iterator[BinaryIO]:
    """The stream as a file that can be read anywhere: in memory while it is small, else on disk."""
    most = max(LEAST_SUSPECT, MAX_RATIO * packed)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        while piece := stream.read(1024 * 1024):
            file.write(piece)
            if file.tell() > most:
                raise _bomb(packed, file.tell())
        file.seek(0)
        yield file  # type: ignore[misc]
