"""Publishing: only ``marts``, in one step, and never at the cost of a reader or of the file published before."""

from pathlib import Path

import duckdb
import pytest

from warehouse.connection import connect
from warehouse.publish import Described, PublishError, publish


@pytest.fixture
def live(tmp_path: Path) -> Path:
    path = tmp_path / "live.duckdb"
    with connect(path) as connection:
        connection.execute("create schema marts; create schema raw")
        connection.execute("create table raw.facts as select 1 as x")
        connection.execute("create table marts.fct_targets as select 1 as x, ['a'] as notes")
        connection.execute("create view marts.report_text as from live.raw.facts")
    return path


def values(path: Path) -> list[tuple[object, ...]]:
    with connect(path, read_only=True) as connection:
        return connection.execute("from marts.fct_targets").fetchall()


def test_only_marts_are_copied_and_views_become_tables(live: Path, tmp_path: Path) -> None:
    published = tmp_path / "it's out.duckdb"
    assert publish(live, published) == ["fct_targets", "report_text"]
    assert values(published) == [(1, ["a"])]
    with connect(published, read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        assert connection.execute("from marts.report_text").fetchall() == [(1,)]
    assert tables == [("marts", "fct_targets"), ("marts", "report_text")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["it's out.duckdb", "live.duckdb"]


def test_a_view_for_readers_stays_a_view_and_holds_under_any_name_of_the_file(live: Path, tmp_path: Path) -> None:
    with connect(live) as connection:
        connection.execute("create view marts.v_targets as select t.x + 1 as y from marts.fct_targets as t")
    assert publish(live, tmp_path / "duixian.duckdb") == ["fct_targets", "report_text", "v_targets"]
    renamed = (tmp_path / "duixian.duckdb").rename(tmp_path / "my copy.duckdb")
    with connect(renamed, read_only=True) as connection:
        views = connection.execute("select view_name from duckdb_views() where not internal").fetchall()
        assert views == [("v_targets",)]
        assert connection.execute("from marts.v_targets").fetchall() == [(2,)]


def test_tables_views_and_columns_carry_what_they_mean(live: Path, tmp_path: Path) -> None:
    with connect(live) as connection:
        connection.execute("create view marts.v_targets as select t.x as y from marts.fct_targets as t")
    described = {
        "fct_targets": Described("One row a target.", {"x": "it's ours", "gone": "no longer there"}),
        "v_targets": Described("One row a target, by name.", {"y": "x"}),
        "unknown": Described("not there"),
    }
    publish(live, tmp_path / "duixian.duckdb", described)
    with connect(tmp_path / "duixian.duckdb", read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name, comment from duckdb_columns() where comment is not null order by all"
        ).fetchall()
        tables = connection.execute("select table_name, comment from duckdb_tables() order by all").fetchall()
        views = connection.execute("select comment from duckdb_views() where not internal").fetchall()
    assert columns == [("fct_targets", "x", "it's ours"), ("v_targets", "y", "x")]
    assert tables == [("fct_targets", "One row a target."), ("report_text", None)]
    assert views == [("One row a target, by name.",)]


def test_an_open_reader_keeps_its_snapshot(live: Path, tmp_path: Path) -> None:
    published = tmp_path / "duixian.duckdb"
    publish(live, published)
    reader = duckdb.connect(str(published), read_only=True)
    try:
        with connect(live) as connection:
            connection.execute("update marts.fct_targets set x = 2")
        publish(live, published)
        assert reader.execute("select x from marts.fct_targets").fetchall() == [(1,)]
    finally:
        reader.close()
    assert values(published) == [(2, ["a"])]


def test_remains_of_a_broken_run_do_no_harm(live: Path, tmp_path: Path) -> None:
    published = tmp_path / "duixian.duckdb"
    (tmp_path / "new.duixian.duckdb").write_bytes(b"half a file")
    (tmp_path / "new.duixian.duckdb.wal").write_bytes(b"half a log")
    publish(live, published)
    assert values(published) == [(1, ["a"])]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["duixian.duckdb", "live.duckdb"]


def test_nothing_to_publish_leaves_the_old_file(live: Path, tmp_path: Path) -> None:
    published = tmp_path / "duixian.duckdb"
    publish(live, published)
    empty = tmp_path / "empty.duckdb"
    with connect(empty):
        pass
    for source in (empty, tmp_path / "missing.duckdb"):
        with pytest.raises(PublishError, match="nothing to publish"):
            publish(source, published)
    assert values(published) == [(1, ["a"])]
    assert not (tmp_path / "missing.duckdb").exists()


def test_a_failing_disk_leaves_the_old_file(live: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published = tmp_path / "duixian.duckdb"
    publish(live, published)
    with connect(live) as connection:
        connection.execute("update marts.fct_targets set x = 2")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PublishError, match="No space left on device") as caught:
        publish(live, published)
    assert "\n" not in str(caught.value)
    assert values(published) == [(1, ["a"])]
    assert not (tmp_path / "new.duixian.duckdb").exists()
