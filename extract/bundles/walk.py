"""What kind of bundle a file is, by its content, and the walk through it.

Belongs here: recognising bundles, and bundles in bundles: an archive in an archive, once, and tables in either. The
kinds themselves are read in the modules beside this one.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from extract.bundles import archives, columnar, delimited, workbook
from extract.bundles.columns import EXCEL_CELL, LEAST_TEXT, Row
from extract.bundles.columns import members as rows_of
from extract.bundles.member import MAX_MEMBER, Member
from extract.refusal import Refusal
from extract.told import Told

HEAD = 4096
MOST_NESTED = 1
ARCHIVES = ("zip", "tar", "gz", "7z")
_TEXT_TABLES = {".csv": "csv", ".tsv": "csv", ".tab": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json"}
_NO_TEXT = (b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"<!", b"<html")
_NO_TABLE = f"no column holds a report a row: in none have most cells {LEAST_TEXT} or more Chinese characters"
_READERS: dict[str, Callable[[BinaryIO], Iterator[Row]]] = {
    "csv": delimited.fields,
    "jsonl": delimited.objects,
    "json": delimited.listed,
    "parquet": columnar.parquet,
    "dta": columnar.stata,
}


def kind(source: BinaryIO, name: str) -> str | None:
    """zip, tar, gz, 7z, xlsx, csv, jsonl, json, parquet or dta; None when the file is no bundle but may be a report."""
    source.seek(0)
    head = source.read(HEAD)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _packed(source, head, name)
    for sign, found in ((b"PAR1", "parquet"), (columnar.STATA, "dta"), (b"7z\xbc\xaf\x27\x1c", "7z")):
        if head.startswith(sign):
            return found
    if head[257:262] == b"ustar":
        return "tar"
    if head.startswith(b"\x1f\x8b"):
        return "tar" if _holds_tar(source) else "gz"
    by_name = _TEXT_TABLES.get(PurePosixPath(name).suffix.lower())
    if by_name == "json" and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        by_name = "jsonl"
    return None if not head or head.startswith(_NO_TEXT) else "jsonl" if _is_object(head) else by_name


def members(source: BinaryIO, name: str) -> Iterator[Member]:
    """Every report of the bundle ``name``, in its order.

    Raises :class:`Refusal`, at the first or at any later one, when nothing more can be read of the bundle.
    """
    found = kind(source, name)
    if found in ARCHIVES:
        yield from _unpacked(source, name, found or "", 0)
    elif found is not None:
        yield from _tabled(source, found)


def _packed(source: BinaryIO, head: bytes, name: str) -> str | None:
    """An archive may be a document or a workbook; a damaged one is what its first entry says."""
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        if b"xl/" in head or name.lower().endswith(".xlsx"):
            return "xlsx"
        return None if b"word/" in head or b"[Content_Types].xml" in head or b"opendocument" in head else "zip"
    if "xl/workbook.xml" in names:
        return "xlsx"
    is_document = any(part.startswith(("word/", "ppt/", "xl/")) or part == "content.xml" for part in names)
    return None if is_document else "zip"


def _holds_tar(source: BinaryIO) -> bool:
    import gzip

    source.seek(0)
    try:
        with gzip.open(source) as stream:
            return stream.read(262)[257:] == b"ustar"
    except (OSError, EOFError):
        return False


def _is_object(head: bytes) -> bool:
    """Whether the first line is a JSON object, or the start of one."""
    line = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n")[0]
    if not line.startswith(b'{"'):
        return False
    try:
        json.loads(line)
    except UnicodeDecodeError:
        return True
    except ValueError:
        return len(line) > HEAD // 2
    return True


def _unpacked(source: BinaryIO, name: str, found: str, nested: int) -> Iterator[Member]:
    for entry in archives.entries(source, found, name):
        if entry.source is None:
            yield Member(entry.path, None, problem=entry.problem)
            continue
        inner = kind(entry.source, entry.path)
        try:
            yield from _entry(entry.source, entry.path, inner, nested)
        except Refusal as refusal:
            yield Member(entry.path, None, problem=(refusal.code, refusal.reason))


def _entry(source: BinaryIO, path: str, inner: str | None, nested: int) -> Iterator[Member]:
    if inner in ARCHIVES and nested >= MOST_NESTED:
        raise Refusal("nested_archive", "an archive in an archive in an archive: unpack it first")
    if inner is None:
        yield _file(source, path)
        return
    below = _unpacked(source, path, inner, nested + 1) if inner in ARCHIVES else _tabled(source, inner)
    for member in below:
        yield member._replace(label=f"{path}#{member.label}")


def _file(source: BinaryIO, path: str) -> Member:
    source.seek(0)
    content = source.read(MAX_MEMBER + 1)
    if len(content) > MAX_MEMBER:
        reason = f"the file is larger than {MAX_MEMBER // 1024**2} MB; no government work report is"
        return Member(path, None, problem=("too_large", reason))
    return Member(path, content, Told(name=_stem(path)))


def _stem(path: str) -> str:
    return PurePosixPath(path).stem


def _tabled(source: BinaryIO, found: str) -> Iterator[Member]:
    if found == "xlsx":
        yield from _sheets(source)
        return
    source.seek(0)
    rows = rows_of(_READERS[found](source))
    if rows is None:
        raise Refusal("no_text_column", _NO_TABLE)
    yield from rows


def _sheets(source: BinaryIO) -> Iterator[Member]:
    """The rows of every sheet; a row of a second table of reports is told with the name of its sheet."""
    without = []
    tables = 0
    for sheet in workbook.sheets(source):
        prefix = f"{sheet.name}!".replace("/", "／") if tables else ""
        rows = rows_of(sheet.rows, prefix, EXCEL_CELL)
        if rows is None:
            without.append(sheet.name)
            continue
        tables += 1
        yield from rows
    if not tables:
        raise Refusal("no_text_column", _NO_TABLE)
    for name in without:
        yield Member(f"{name}!", None, problem=("no_text_column", f"the sheet {name}: {_NO_TABLE}"))
