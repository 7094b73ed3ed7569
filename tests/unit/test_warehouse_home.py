"""The home: which folder is chosen, what lies in it, and what is said when it cannot be used."""

from pathlib import Path

import pytest

from warehouse import WarehouseError
from warehouse.home import DEFAULT_HOME, HOME_VARIABLE, REPOSITORY, Home, HomeError


def test_the_argument_comes_before_the_variable_and_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "variable"))
    assert Home.resolve(str(tmp_path / "argument")).root == tmp_path / "argument"
    assert Home.resolve().root == tmp_path / "variable"
    monkeypatch.setenv(HOME_VARIABLE, "")
    assert Home.resolve().root == DEFAULT_HOME == REPOSITORY / "warehouse" / "data"


def test_a_relative_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Home.resolve("h").root == tmp_path / "h"


def test_ensure_creates_every_folder_and_may_be_repeated(tmp_path: Path) -> None:
    home = Home(tmp_path / "deep" / "home")
    assert home.ensure() is home.ensure()
    for folder in (home.inbox, home.lake, home.live_database.parent, home.dagster_home, home.dbt_target):
        assert folder.is_dir() and folder.is_relative_to(home.root)
    assert home.published_database == home.root / "duixian.duckdb"
    assert not home.live_database.exists()


def test_a_file_in_the_way_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    for root in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(HomeError) as caught:
            Home(root).ensure()
        message = str(caught.value)
        assert str(root) in message and "--home" in message and "\n" not in message
        assert isinstance(caught.value, WarehouseError)


def test_a_home_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(HomeError, match="No space left on device"):
        Home(tmp_path).ensure()
