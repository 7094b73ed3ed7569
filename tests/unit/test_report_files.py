"""Which files are taken for reports, under which names, and what becomes of those that cannot be read."""

import os
from pathlib import Path

import pytest

from orchestration.arrivals import report_files
from orchestration.arrivals.report_files import ReportsError, check_folders, find_files, read_files, report_folders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "county"
    (folder / "2022").mkdir(parents=True)
    (folder / "2022" / "b.txt").write_text("二", encoding="utf-8")
    (folder / "a.txt").write_text("一", encoding="utf-8")
    return folder


def paths(*folders: Path) -> list[str]:
    return read_files(folders)[0]["source_path"].to_list()


def test_files_are_named_from_their_folder_on_and_sorted(folder: Path) -> None:
    files, quarantine = read_files([folder])
    assert files.rows() == [("county/2022/b.txt", "二".encode(), None), ("county/a.txt", "一".encode(), None)]
    assert quarantine.is_empty()


def test_hidden_files_and_readme_are_passed_over(folder: Path) -> None:
    (folder / ".hidden.txt").write_text("x")
    (folder / ".git").mkdir()
    (folder / ".git" / "config.txt").write_text("x")
    (folder / "README.md").write_text("x")
    assert paths(folder) == ["county/2022/b.txt", "county/a.txt"]


def test_overlapping_folders_give_each_file_once(folder: Path) -> None:
    assert paths(folder, folder / "2022", folder) == ["county/2022/b.txt", "county/a.txt"]


def test_folders_of_one_name_stay_apart(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "county"
    other.mkdir(parents=True)
    (other / "a.txt").write_text("三", encoding="utf-8")
    assert paths(folder, other) == ["county-2/a.txt", "county/2022/b.txt", "county/a.txt"]


def test_a_link_that_leads_nowhere_is_quarantined(folder: Path) -> None:
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    files, quarantine = read_files([folder])
    assert files.height == 2
    assert quarantine.select("stage", "source_path", "reason_code").rows() == [
        ("documents", "county/gone.txt", "unreadable_file")
    ]


def test_a_pipe_is_quarantined_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    _, quarantine = read_files([folder])
    assert quarantine["reason_code"].to_list() == ["not_a_file"]


def test_a_file_beyond_the_limit_is_quarantined_unread(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_files, "MAX_BYTES", 10)
    (folder / "huge.txt").write_bytes(b"x" * 11)
    files, quarantine = read_files([folder])
    assert files.height == 2
    assert quarantine["reason_code"].to_list() == ["too_large"]


def test_a_name_that_is_not_utf8_gets_a_printable_one(folder: Path) -> None:
    with open(os.path.join(os.fsencode(folder), b"\xff.txt"), "wb") as file:
        file.write(b"x")
    assert "county/\ufffd.txt" in paths(folder)


def test_a_folder_that_went_away_is_an_error_and_not_an_empty_folder(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ReportsError, match=r"cannot read the folder .*unmounted"):
        find_files([folder, tmp_path / "unmounted"])


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportsError, match=r"no such folder: .*absent"):
        check_folders([tmp_path / "absent"])


def test_a_file_is_no_folder(folder: Path) -> None:
    with pytest.raises(ReportsError, match="not a folder"):
        check_folders([folder / "a.txt"])


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportsError, match="no files to read"):
        check_folders([tmp_path])
    check_folders([tmp_path], may_be_empty=True)


def test_folders_come_from_the_environment_else_the_samples(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DUIXIAN_REPORTS", f"{tmp_path}/a{os.pathsep}{tmp_path}/b")
    assert report_folders() == [tmp_path / "a", tmp_path / "b"]
    monkeypatch.delenv("DUIXIAN_REPORTS")
    assert report_folders() == [report_files.DEFAULT_REPORTS]
