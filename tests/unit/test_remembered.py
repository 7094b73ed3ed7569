"""Which reports a run may drop of a home: those that somebody deleted, never those of a folder that is not there."""

import json
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from orchestration.arrivals import arrival
from orchestration.arrivals.remembered import Vanishing, forget, remember, remembered_folders, vanishing
from orchestration.arrivals.report_files import DEFAULT_REPORTS, REPORTS_VARIABLE, Folder, find_files, hash_files
from orchestration.cli import parser
from orchestration.cli.options import folders
from orchestration.runs.build import VanishingError, keep_or_forget
from warehouse.home import Home
from warehouse.ledger import FILES, Ledger, read_ledger, write_ledger


def filled(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number}.txt").write_text(f"{folder.name} {number}")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").ensure()


def built(home: Home, folders: Sequence[Folder]) -> None:
    """As a run over these folders leaves the ledger, every file a report."""
    found = hash_files(find_files([*folders, home.inbox]))
    rows = [
        (path, content, "", arrival.extractor_version(), f"id-{number}", "2024")
        for number, (path, content) in enumerate(found.iter_rows())
    ]
    write_ledger(home.lake, Ledger(pl.DataFrame(rows, schema=FILES, orient="row"), {}))
    remember(home, folders)


def missed(home: Home, *folders: Folder) -> list[str]:
    return vanishing(home, folders, arrival.survey(home, folders)).paths


def test_the_folders_of_the_last_build_are_those_of_the_next(home: Home, tmp_path: Path) -> None:
    assert remembered_folders(home) == []
    folders = [filled(tmp_path / "a", 2), filled(tmp_path / "b" / "a", 2), "s3://bucket/reports"]
    remember(home, folders)
    assert remembered_folders(home) == folders


@pytest.mark.parametrize("command", ["build", "replay", "ui"])
def test_a_command_without_folders_takes_those_of_the_home(
    command: str, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(REPORTS_VARIABLE, raising=False)
    words = [command, "--home", str(home.root)]
    assert folders(parser().parse_args(words)) == [DEFAULT_REPORTS]
    own, other = filled(tmp_path / "own", 1), filled(tmp_path / "other", 1)
    remember(home, [own])
    assert folders(parser().parse_args(words)) == [own]
    assert folders(parser().parse_args([*words, "--reports", str(other)])) == [other]
    monkeypatch.setenv(REPORTS_VARIABLE, str(other))
    assert folders(parser().parse_args(words)) == [other]


def test_what_somebody_deleted_from_a_folder_that_is_there_may_go(home: Home, tmp_path: Path) -> None:
    own = filled(tmp_path / "own", 4)
    built(home, [own])
    for number in range(3):
        (own / f"{number}.txt").unlink()
    assert missed(home, own) == []


def test_reports_of_a_folder_that_is_not_named_any_more_are_missed(home: Home, tmp_path: Path) -> None:
    own, other = filled(tmp_path / "own", 3), filled(tmp_path / "other", 2)
    built(home, [own, other])
    assert missed(home, other) == ["own/0.txt", "own/1.txt", "own/2.txt"]
    assert missed(home, DEFAULT_REPORTS) == ["other/0.txt", "other/1.txt", "own/0.txt", "own/1.txt", "own/2.txt"]


def test_another_folder_of_the_same_name_is_another_folder(home: Home, tmp_path: Path) -> None:
    own, other = filled(tmp_path / "mine" / "reports", 3), tmp_path / "yours" / "reports"
    other.mkdir(parents=True)
    (other / "0.txt").write_text("of somebody else")
    (other / "7.txt").write_text("of somebody else too")
    built(home, [own])
    assert missed(home, other) == ["reports/1.txt", "reports/2.txt"]


def test_a_mount_that_is_missing_leaves_an_empty_folder_and_takes_nothing_along(home: Home, tmp_path: Path) -> None:
    own, other = filled(tmp_path / "own", 3), filled(tmp_path / "other", 2)
    built(home, [own, other])
    for path in own.iterdir():
        path.unlink()
    assert len(missed(home, own, other)) == 3


def test_more_than_half_of_many_reports_at_once_is_no_deletion(home: Home, tmp_path: Path) -> None:
    own = filled(tmp_path / "own", 30)
    built(home, [own])
    for number in range(15):
        (own / f"{number}.txt").unlink()
    assert missed(home, own) == []
    (own / "15.txt").unlink()
    assert len(missed(home, own)) == 16


def test_reports_that_moved_to_another_folder_are_there(home: Home, tmp_path: Path) -> None:
    own = filled(tmp_path / "own", 3)
    built(home, [own])
    moved = own.rename(tmp_path / "archive")
    assert missed(home, moved) == []


def test_the_samples_are_never_missed(home: Home, tmp_path: Path) -> None:
    built(home, [DEFAULT_REPORTS])
    assert missed(home, filled(tmp_path / "own", 1)) == []


def test_a_home_that_remembers_nothing_yet_is_not_replaced_by_the_samples(home: Home, tmp_path: Path) -> None:
    own = filled(tmp_path / "own", 3)
    built(home, [own])
    (home.root / "folders.json").unlink()
    assert len(missed(home, DEFAULT_REPORTS)) == 3
    (own / "0.txt").unlink()
    assert missed(home, own) == []


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"folders": 1}', json.dumps({"other": {}})])
def test_a_damaged_memory_remembers_nothing(home: Home, tmp_path: Path, content: str) -> None:
    (home.root / "folders.json").write_text(content)
    assert remembered_folders(home) == []
    built(home, [filled(tmp_path / "own", 1)])
    assert remembered_folders(home) == [tmp_path / "own"]


def test_nothing_is_dropped_unless_somebody_says_so(home: Home, tmp_path: Path) -> None:
    own, other = filled(tmp_path / "own", 3), filled(tmp_path / "other", 2)
    built(home, [own])
    files = arrival.survey(home, [other])
    with pytest.raises(VanishingError) as caught:
        keep_or_forget(home, [other], files, may_forget=False)
    assert "3 of the 3 reports" in str(caught.value) and "--forget" in str(caught.value)
    assert "\n" not in str(caught.value)
    keep_or_forget(home, [other], files, may_forget=True)
    assert missed(home, other) == [], "the checks of the run let them go too"
    remember(home, [own])
    assert len(missed(home, other)) == 3, "what was said holds for one run"


@pytest.mark.parametrize(("answer", "goes"), [("y", True), ("yes", True), ("", False), ("n", False)])
def test_at_a_terminal_a_person_is_asked(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, goes: bool
) -> None:
    built(home, [filled(tmp_path / "own", 3)])
    other = filled(tmp_path / "other", 1)
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answer)
    if goes:
        keep_or_forget(home, [other], arrival.survey(home, [other]), may_forget=False)
    else:
        with pytest.raises(VanishingError):
            keep_or_forget(home, [other], arrival.survey(home, [other]), may_forget=False)
    assert len(asked) == 1 and "3 of the 3 reports" in asked[0]


def test_forgetting_names_what_goes(home: Home, tmp_path: Path) -> None:
    built(home, [filled(tmp_path / "own", 2)])
    forget(home, Vanishing(["own/0.txt"], 2))
    assert missed(home, filled(tmp_path / "other", 1)) == ["own/1.txt"]
    assert read_ledger(home.lake).files.height == 2
