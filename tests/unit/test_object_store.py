"""Folders of reports that lie in a store: found, hashed and read like local ones, by any URL that fsspec knows."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from orchestration.arrivals import report_files
from orchestration.arrivals.report_files import (
    ReportsError,
    check_folders,
    find_files,
    hash_files,
    read_files,
    report_folders,
)

URL = "memory://bucket/county"


@pytest.fixture(autouse=True)
def store() -> Iterator[None]:
    memory = fsspec.filesystem("memory")
    memory.pipe("/bucket/county/2022/b.txt", "二".encode())
    memory.pipe("/bucket/county/a.txt", "一".encode())
    memory.pipe("/bucket/county/.hidden.txt", b"x")
    memory.pipe("/bucket/county/README.md", b"x")
    yield
    memory.rm("/bucket", recursive=True)


def test_files_of_a_store_are_named_and_read_like_local_ones() -> None:
    files, quarantine = read_files([URL])
    assert files.rows() == [("county/2022/b.txt", "二".encode(), None), ("county/a.txt", "一".encode(), None)]
    assert quarantine.is_empty()


def test_changed_content_is_noticed() -> None:
    before = hash_files(find_files([URL]))
    fsspec.filesystem("memory").pipe("/bucket/county/a.txt", "三".encode())
    after = hash_files(find_files([URL]))
    assert before["source_path"].equals(after["source_path"])
    assert (before["content"] != after["content"]).to_list() == [False, True]


def test_a_file_beyond_the_limit_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_files, "MAX_BYTES", 1)
    files, quarantine = read_files([URL])
    assert files.is_empty()
    assert set(quarantine["reason_code"]) == {"too_large"}


def test_local_folders_and_stores_are_named_side_by_side(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DUIXIAN_REPORTS", f"{tmp_path}:{URL}:s3://bucket/x")
    assert report_folders() == [tmp_path, URL, "s3://bucket/x"]


@pytest.mark.parametrize("url", ["nosuchprotocol://bucket/x", "memory://bucket/empty"])
def test_a_store_that_cannot_be_used_or_is_empty_is_one_clear_line(url: str) -> None:
    with pytest.raises(ReportsError, match=url.split(":")[0]) as caught:
        check_folders([url])
    assert "\n" not in str(caught.value)
