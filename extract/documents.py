"""Bytes of files to raw text, a row a file.

Belongs here: the stage, and that each content is used once. How a form is recognised and read is for ``formats``. The
text itself is taken as it is: undoing damage is for ``repair``, and whether it is a report at all for ``identity``.
"""

import hashlib
import re
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from extract import formats
from extract.refusal import Refusal
from extract.schemas import Documents
from extract.stage import Stage, quarantine_frame, rejected, unread_file, validate
from extract.told import Told

STAGE = "documents"
_ROW = re.compile(r"#(?:[^#/]*!)?\d+$")
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "source_path": pl.String,
    "source_name": pl.String,
    "source_format": pl.String,
    "source_sha256": pl.String,
    "byte_count": pl.Int64,
    "encoding": pl.String,
    "told": pl.String,
    "notes": pl.List(pl.String),
    "raw_text": pl.String,
}


def documents(files: pl.DataFrame) -> Stage:
    """Raw text of each file.

    ``files`` has the columns source_path (posix, relative) and content (binary), and ``told`` (``told.Told`` as JSON)
    where files come out of bundles. Rows obey ``schemas.Documents``, one a distinct content, sorted by source_path;
    whatever cannot be read is in quarantine with its reason.
    """
    rows: list[dict[str, Any]] = []
    bad: list[dict[str, Any]] = []
    first_path: dict[str, str] = {}
    given = files if "told" in files.columns else files.with_columns(told=pl.lit(None, pl.String))
    for path, content, told in given.select("source_path", "content", "told").sort("source_path").iter_rows():
        facts = {"source_path": path, "byte_count": len(content or b"")}
        try:
            rows.append(_document(path, content, told, first_path))
        except Refusal as refusal:
            bad.append(rejected(STAGE, path, refusal.code, refusal.reason, facts))
        except Exception as fault:  # whatever it is, the other files are read
            bad.append(unread_file(STAGE, path, fault, facts))
    checked = validate(STAGE, Documents, pl.DataFrame(rows, schema=SCHEMA))
    return Stage(checked.rows, pl.concat([quarantine_frame(bad), checked.quarantine]))


def _document(path: str, content: bytes | None, told: str | None, first_path: dict[str, str]) -> dict[str, Any]:
    if content is None:
        raise Refusal("unreadable", "the file could not be read")
    digest = hashlib.sha256(content).hexdigest()
    said = Told.from_json(told)
    decoded = formats.decode(path, content, is_row=told is not None and _ROW.search(path) is not None)
    if digest in first_path:
        raise Refusal("duplicate_content", f"the same content as {first_path[digest]}, which is used instead")
    first_path[digest] = path
    said = said._replace(url=said.url or decoded.url)
    return {
        "source_path": path,
        "source_name": said.name or PurePosixPath(path).stem,
        "source_format": decoded.source_format,
        "source_sha256": digest,
        "byte_count": len(content),
        "encoding": decoded.encoding,
        "told": said.to_json() if any(said) else None,
        "notes": [*said.notes, *decoded.notes],
        "raw_text": decoded.text,
    }
