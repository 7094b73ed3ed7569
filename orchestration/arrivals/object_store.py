"""Folders of reports that lie in a store: s3://bucket/reports, or any other URL that fsspec knows.

Only listing and reading belong here. The protocol's package (s3fs for s3://) is the user's to install; credentials
and endpoints are found where that package looks for them (for s3fs in AWS_* and FSSPEC_S3_* variables).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import fsspec

_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://")
_MARKS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "created")


class StoreError(Exception):
    """A store cannot be used; the message is one clear line."""


@dataclass(frozen=True)
class StoredFile:
    """A file in a store, read whole when asked for.

    ``mark`` is all that the store tells of the content; ``is_certain`` when it tells more than the size.
    """

    url: str
    size: int
    mark: str
    is_certain: bool

    def __str__(self) -> str:
        return self.url

    def open(self) -> BinaryIO:
        """The file, open for reading. Raises OSError as a local file does."""
        opened: BinaryIO = fsspec.open(self.url, "rb").open()
        return opened


def is_url(name: str) -> bool:
    """Whether ``name`` is the URL of a store and not a path."""
    return _URL.match(name) is not None


def files_below(url: str) -> Iterator[tuple[str, StoredFile]]:
    """(path below ``url``, file) of every file. Raises :class:`StoreError` when the store cannot be listed."""
    try:
        store, root = fsspec.core.url_to_fs(url)
        listed: dict[str, dict[str, Any]] = store.find(root, detail=True)
    except Exception as error:  # every store has its own: of its package, of the network, of permissions
        said = " ".join(str(error).split()) or type(error).__name__
        raise StoreError(f"cannot use {url}: {said}") from error
    for path, facts in sorted(listed.items()):
        marks = [f"{name}={facts[name]}" for name in _MARKS if facts.get(name) is not None]
        mark = " ".join([str(facts.get("size")), *marks])
        below = path.removeprefix(root).lstrip("/")
        yield below, StoredFile(store.unstrip_protocol(path), int(facts.get("size") or 0), mark, bool(marks))
