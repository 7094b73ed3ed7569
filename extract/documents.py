"""Bytes of any supported file format to raw text.

Belongs here: which formats are read, how the character encoding is found, what is refused. The text itself is taken as
it is: undoing damage is for ``repair``, and whether it is a report at all for ``identity``.
"""

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import polars as pl

from extract import encodings, markup, word
from extract.refusal import Refusal
from extract.schemas import Documents
from extract.stage import Stage, quarantine_frame, rejected, validate

STAGE = "documents"
MAX_BYTES = 32 * 1024 * 1024
EXTENSIONS = {".txt": "txt", ".md": "md", ".markdown": "md", ".docx": "docx", ".html": "html", ".htm": "html"}
SIGNATURES = (
    (b"%PDF", "a PDF file: save its text as .txt or .docx"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Office file: save it as .docx"),
    (b"{\\rtf", "an RTF file: save it as .docx or .txt"),
    (b"\x89PNG", "a picture: the text has to be recognised first"),
    (b"\xff\xd8\xff", "a picture: the text has to be recognised first"),
    (b"GIF8", "a picture: the text has to be recognised first"),
    (b"PK\x03\x04", "an archive and no text file"),
    (b"\x1f\x8b", "an archive and no text file"),
    (b"Rar!", "an archive and no text file"),
)
SCHEMA = {
    "source_path": pl.String,
    "source_name": pl.String,
    "source_format": pl.String,
    "source_sha256": pl.String,
    "byte_count": pl.Int64,
    "encoding": pl.String,
    "raw_text": pl.String,
}


class Decoded(NamedTuple):
    """The text of one file; ``encoding`` is None where the format fixes it."""

    source_format: str
    encoding: str | None
    text: str


def documents(files: pl.DataFrame) -> Stage:
    """Raw text of each file.

    ``files`` has the columns source_path (posix, relative) and content (binary). Rows obey ``schemas.Documents``, one a
    distinct content, sorted by source_path; whatever cannot be read is in quarantine with its reason.
    """
    rows: list[dict[str, Any]] = []
    bad: list[dict[str, Any]] = []
    first_path: dict[str, str] = {}
    for path, content in files.select("source_path", "content").sort("source_path").iter_rows():
        facts = {"source_path": path, "byte_count": len(content or b"")}
        try:
            rows.append(_document(path, content, first_path))
        except Refusal as refusal:
            bad.append(rejected(STAGE, path, refusal.code, refusal.reason, facts))
    checked = validate(STAGE, Documents, pl.DataFrame(rows, schema=SCHEMA))
    return Stage(checked.rows, pl.concat([quarantine_frame(bad), checked.quarantine]))


def _document(path: str, content: bytes | None, first_path: dict[str, str]) -> dict[str, Any]:
    if content is None:
        raise Refusal("unreadable", "the file could not be read")
    digest = hashlib.sha256(content).hexdigest()
    decoded = _decode(path, content)
    if digest in first_path:
        raise Refusal("duplicate_content", f"the same content as {first_path[digest]}, which is used instead")
    first_path[digest] = path
    return {
        "source_path": path,
        "source_name": PurePosixPath(path).stem,
        "source_format": decoded.source_format,
        "source_sha256": digest,
        "byte_count": len(content),
        "encoding": decoded.encoding,
        "raw_text": decoded.text,
    }


def _decode(path: str, content: bytes) -> Decoded:
    extension = PurePosixPath(path).suffix.lower()
    if extension not in EXTENSIONS:
        known = ", ".join(sorted(EXTENSIONS))
        raise Refusal("unsupported_format", f"the extension {extension or '(none)'} is none of {known}")
    if not content:
        raise Refusal("empty_file", "the file is empty")
    if len(content) > MAX_BYTES:
        raise Refusal("too_large", f"the file has {len(content):,} bytes, more than the limit of {MAX_BYTES:,}")
    decoded = _READERS[_format(EXTENSIONS[extension], content)](content)
    if not decoded.text.strip("\ufeff\x00\u200b \t\r\n\u3000\xa0"):
        raise Refusal("no_text", "the file holds no text")
    return decoded


def _format(by_extension: str, content: bytes) -> str:
    """The format that the content shows; a web page or a Word file under another extension is read as what it is."""
    if word.is_word(content):
        return "docx"
    for signature, what in SIGNATURES:
        if content.startswith(signature):
            raise Refusal("binary", f"the file is {what}")
    if by_extension != "html" and markup.is_page(content):
        return "html"
    if by_extension == "docx":
        raise Refusal("broken_docx", "the file ends in .docx but is no Word document")
    return by_extension


def _text(source_format: str) -> Callable[[bytes], Decoded]:
    def read(content: bytes) -> Decoded:
        text, encoding = encodings.decode(content)
        return Decoded(source_format, encoding, text)

    return read


def _page(content: bytes) -> Decoded:
    declared = markup.declared_encoding(content)
    text, encoding = encodings.decode(content, declared)
    return Decoded("html", encoding, markup.main_text(text))


def _word(content: bytes) -> Decoded:
    return Decoded("docx", None, word.text(content))


_READERS: dict[str, Callable[[bytes], Decoded]] = {
    "txt": _text("txt"),
    "md": _text("md"),
    "html": _page,
    "docx": _word,
}
