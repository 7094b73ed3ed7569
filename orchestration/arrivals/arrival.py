"""What lies in the folders of reports against what the lake holds: which files a run has to read, and whether to run.

Only the comparison belongs here. The files are found by ``report_files``, the lake's side is ``warehouse.ledger``; the
sensor, the schedule and ``duixian build`` ask here.
"""

import hashlib
from collections.abc import Sequence

import polars as pl

from extract.version import extractor_version as extractor_version
from orchestration import dbt_project
from orchestration.arrivals.bundle_files import UNREAD
from orchestration.arrivals.report_files import LOST, STILL_WRITTEN, Folder, find_files, hash_files
from warehouse import receipt
from warehouse.home import Home
from warehouse.ledger import BATCH, KEPT, compare, damaged_parts, read_ledger


def watched(home: Home, folders: Sequence[Folder]) -> list[Folder]:
    """The folders that a run reads: those that were named, and always the home's inbox."""
    return list(dict.fromkeys([*folders, home.inbox]))


def survey(home: Home, folders: Sequence[Folder]) -> pl.DataFrame:
    """What has to be done with each file (the frame of ``ledger.compare``), by a look at every file and lake file."""
    ledger = read_ledger(home.lake)
    found = hash_files(find_files(watched(home, folders)), ledger.files, extractor_version())
    # While a file is being written over, what was read of it before stays.
    before = ledger.files.select("source_path", held="content")
    writing = (pl.col("content") == UNREAD + STILL_WRITTEN) & pl.col("held").is_not_null()
    found = found.join(before, on="source_path", how="left", maintain_order="left").select(
        "source_path", pl.when(writing).then("held").otherwise("content").alias("content")
    )
    return compare(found, ledger, extractor_version(), damaged_parts(home.lake, ledger.parts))


def is_due(files: pl.DataFrame) -> bool:
    """Whether any file has to be read, or is gone."""
    return bool((files["state"] != KEPT).any())


def is_current(home: Home, files: pl.DataFrame) -> bool:
    """Whether nothing is to be done: no file, no lake file, no model and not the published file has changed."""
    return not is_due(files) and receipt.is_current(home, dbt_project.fingerprint())


def batch(files: pl.DataFrame) -> dict[str, str]:
    """``source_path`` and ``content`` of the files that have to be read."""
    due = files.filter(pl.col("state").is_in(BATCH))
    return dict(due.select("source_path", "content").iter_rows())


def batch_name(files: pl.DataFrame) -> str:
    """What names the work of reading ``batch(files)``: the same for the same content, read by the same version."""
    due = files.filter(pl.col("state").is_in(BATCH)).select("source_path", "content", "twins")
    digest = hashlib.sha256(f"{extractor_version()}\0".encode())
    for row in due.sort("source_path").iter_rows():
        digest.update("\0".join(value or "" for value in row).encode() + b"\0")
    return digest.hexdigest()[:16]


def counts(files: pl.DataFrame) -> dict[str, int]:
    """Files by state, in the order of the states' names."""
    return dict(files.group_by("state").len().sort("state").iter_rows())


def as_read(files: pl.DataFrame, quarantine: pl.DataFrame) -> pl.DataFrame:
    """``files`` with the content that the run really found: a file that changed or went under its hands is unread.

    The next look at such a file then finds another content than the lake's, and it is read again.
    """
    lost = quarantine.filter(pl.col("reason_code").is_in(LOST) & (pl.col("stage") == "documents"))
    unread = lost.select("source_path", seen=UNREAD + pl.col("reason_code")).unique("source_path")
    return (
        files.join(unread, on="source_path", how="left", maintain_order="left")
        .with_columns(content=pl.coalesce("seen", "content"))
        .drop("seen")
    )
