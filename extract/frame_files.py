"""Frames in Parquet files, on a disk or in a store that several machines see (s3://bucket/folder, any URL of fsspec).

Belongs here: naming such a file, reading, writing and counting it, and proving that a folder can be used at all. Does
not belong here: which frames there are (``pieces``). The store's package (s3fs for s3://) is the user's to install.
"""

import io
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from extract.apart import GeneralError

if TYPE_CHECKING:
    from upath import UPath

Place: TypeAlias = "Path | UPath"
_AT_ONCE = 32
"""Requests to a store that wait for one another's answers take as long as all of them together."""


class StoreError(GeneralError):
    """A folder of frames cannot be used; ``str`` is one line that says what to do."""


def place(name: str) -> Place:
    """The file or folder of this name. Raises StoreError for a URL whose protocol nothing here speaks."""
    if "://" not in name:
        return Path(name)
    from upath import UPath  # and with it fsspec: a quarter of a second that only those pay who have a store

    try:
        return UPath(name, use_listings_cache=False)  # other machines write there
    except (ImportError, ValueError) as error:
        raise StoreError(f"cannot use {name}: {error}") from error


def read(file: Place, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """The frame in a file, or some columns of it."""
    source: Any = file if isinstance(file, Path) else file.read_bytes()
    return pl.read_parquet(source, columns=None if columns is None else list(columns))


def write(file: Place, rows: pl.DataFrame) -> None:
    """Write a file that is there whole or not at all: a store shows no half of one, a disk gets it renamed."""
    if not isinstance(file, Path):
        whole = io.BytesIO()  # what is written in parts is kept by a store even where the writing fails between them
        rows.write_parquet(whole)
        file.write_bytes(whole.getvalue())
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    rows.write_parquet(draft)
    os.replace(draft, file)


def height(files: Iterable[Place]) -> int:
    """The rows of all these files together, of which no more is read than says so."""
    there = list(files)
    if all(isinstance(file, Path) for file in there):
        return sum(map(_height, there))
    with ThreadPoolExecutor(_AT_ONCE) as asked:
        return sum(asked.map(_height, there))


def _height(file: Place) -> int:
    if isinstance(file, Path):
        return int(pl.scan_parquet(file).select(pl.len()).collect().item())
    import pyarrow.parquet as pq

    with file.open("rb") as source:
        return int(pq.read_metadata(source).num_rows)


def clear(folder: Place) -> None:
    """Remove the files that lie in a folder."""
    for file in folder.glob("*"):
        file.unlink()


def check(folder: Place) -> None:
    """Write, read and remove a file in a folder. Raises StoreError where that cannot be done."""
    probe = folder / f"probe.{os.getpid()}"
    try:
        if isinstance(folder, Path):  # a store has no folders; its bucket is the user's to make
            folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"duixian")
        held = probe.read_bytes()
    except Exception as error:  # every store has its own
        said = " ".join(str(error).split()) or type(error).__name__
        raise StoreError(f"cannot write and read the pieces at {folder}: {said}") from error
    if held != b"duixian":
        raise StoreError(f"cannot keep the pieces at {folder}: what was written there is not what is read")
    with suppress(Exception):
        probe.unlink()
