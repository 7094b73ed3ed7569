"""The connection module: files are closed on every way out, and a file that cannot be opened is one clear line."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.connection import DEFAULT_MEMORY, MEMORY_VARIABLE, DatabaseError, connect, quoted_path
from warehouse.home import REPOSITORY


def test_the_file_is_free_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with pytest.raises(ZeroDivisionError), connect(path) as connection:
        connection.execute("create table t as select 1 as x")
        raise ZeroDivisionError
    # Another process can write it: nothing holds it any more.
    code = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('insert into t values (2)')"
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    with connect(path, read_only=True) as connection:
        assert connection.execute("select count(*) from t").fetchall() == [(2,)]


@pytest.mark.parametrize("mode", [False, True])
def test_memory_is_bounded_as_in_the_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: bool) -> None:
    profile = (REPOSITORY / "profiles.yml").read_text(encoding="utf-8")
    assert f"memory_limit: \"{{{{ env_var('{MEMORY_VARIABLE}', '{DEFAULT_MEMORY}') }}}}\"" in profile
    path = tmp_path / "a.duckdb"
    limits = []
    for memory in (DEFAULT_MEMORY, "64MiB"):
        monkeypatch.setenv(MEMORY_VARIABLE, memory)
        with connect(path) as connection:
            connection.execute("create table if not exists t as select 1 as x")
        with connect(path, read_only=mode) as connection:
            limits += connection.execute("select current_setting('memory_limit')").fetchone() or []
    assert limits == ["2.7 GiB", "64.0 MiB"]


def test_read_only_never_creates_nor_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with pytest.raises(DatabaseError, match="duixian build"), connect(path, read_only=True):
        pass
    assert not path.exists()
    with connect(path):
        pass
    with connect(path, read_only=True) as connection, pytest.raises(duckdb.Error):
        connection.execute("create table t as select 1")


def test_what_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    path.write_bytes(b"these are not the bytes of a database" * 500)
    with pytest.raises(DatabaseError) as caught, connect(path):
        pass
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_extensions_are_never_fetched(tmp_path: Path) -> None:
    with connect(tmp_path / "a.duckdb") as connection:
        names = "('autoinstall_known_extensions', 'autoload_known_extensions')"
        settings = connection.execute(f"select value from duckdb_settings() where name in {names}").fetchall()
    assert settings == [("false",), ("false",)]


def test_a_quote_in_a_path_stays_inside_the_literal() -> None:
    assert quoted_path(Path("/a/it's")) == "'/a/it''s'"
