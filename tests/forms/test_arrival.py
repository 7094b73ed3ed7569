"""Bundles in the ledger: what is known of them is not read again, and what changes in them costs what changed."""

from pathlib import Path

import polars as pl
import pytest

from extract import bundles
from orchestration.arrivals import arrival, bundle_files
from orchestration.arrivals.report_files import read_files
from orchestration.graph.sensors import Cursor, tick
from orchestration.runs.replay import _forget
from tests.forms import tables
from warehouse.home import Home
from warehouse.ledger import KEPT, Ledger, read_ledger, write_ledger

TEXT = (Path(__file__).parent / "files" / "linchuan.txt").read_text("utf-8") + "我们要把各项工作落到实处。" * 9
VERSION = "v1"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(arrival, "extractor_version", lambda: VERSION)
    monkeypatch.setattr(bundle_files, "_listed", {})
    found = Home(tmp_path / "home").ensure()
    write(found, {n: TEXT + f"第{n}号。" for n in range(1, 4)})
    return found


def write(home: Home, texts: dict[int, str]) -> None:
    rows = [["标题", "全文"], *([f"第{n}号", text] for n, text in texts.items())]
    (home.inbox / "a.csv").write_bytes(tables.fields(rows))


def states(home: Home) -> dict[str, str]:
    return dict(arrival.survey(home, []).select("source_path", "state").iter_rows())


def keep(home: Home) -> None:
    """As a run does that reads everything: the ledger holds what there is."""
    home.lake.mkdir(parents=True, exist_ok=True)
    found = arrival.survey(home, []).filter(pl.col("state") != "removed")
    files = found.select(
        "source_path",
        "content",
        "twins",
        version=pl.lit(VERSION),
        report_id=pl.lit(None, pl.String),
        part=pl.lit("unknown"),
    )
    write_ledger(home.lake, Ledger(files, {}))


def test_a_bundle_that_is_known_is_not_walked_through_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(home) == {path: "new" for path in ("inbox/a.csv", "inbox/a.csv#2", "inbox/a.csv#3", "inbox/a.csv#4")}
    keep(home)
    monkeypatch.setattr(bundle_files, "_listed", {})
    monkeypatch.setattr(bundles, "members", lambda *_: pytest.fail("the bundle was opened"))
    assert set(states(home).values()) == {KEPT}


def test_a_changed_row_and_a_row_that_is_gone_are_told(home: Home) -> None:
    keep(home)
    write(home, {1: TEXT + "第1号。", 2: TEXT + "改了。"})
    assert states(home) == {
        "inbox/a.csv": "changed",
        "inbox/a.csv#2": "kept",
        "inbox/a.csv#3": "changed",
        "inbox/a.csv#4": "removed",
    }


def test_only_wanted_rows_are_read(home: Home) -> None:
    keep(home)
    write(home, {1: TEXT + "第1号。", 2: TEXT + "改了。", 3: TEXT + "第3号。"})
    files, unread = read_files([home.inbox], arrival.batch(arrival.survey(home, [])))
    assert files["source_path"].to_list() == ["inbox/a.csv#3"]
    assert unread.is_empty()


def test_what_a_table_tells_of_a_report_is_a_change_of_it(home: Home) -> None:
    keep(home)
    rows = [["标题", "全文"], ["第1号", TEXT + "第1号。"], ["改名", TEXT + "第2号。"], ["第3号", TEXT + "第3号。"]]
    (home.inbox / "a.csv").write_bytes(tables.fields(rows))
    assert {path for path, state in states(home).items() if state != KEPT} == {"inbox/a.csv", "inbox/a.csv#3"}


def test_the_same_text_in_a_row_and_in_a_file_are_twins(home: Home) -> None:
    (home.inbox / "b.txt").write_text(TEXT + "第2号。", "utf-8")
    twins = dict(arrival.survey(home, []).select("source_path", "twins").iter_rows())
    assert twins["inbox/b.txt"] == twins["inbox/a.csv#3"] != ""
    assert twins["inbox/a.csv#2"] == ""


def test_a_row_that_is_to_be_read_again_is_not_taken_for_gone(home: Home) -> None:
    keep(home)
    _forget(home, {"inbox/a.csv#3"})
    assert {path: state for path, state in states(home).items() if state != KEPT} == {"inbox/a.csv#3": "reread"}


def test_another_version_takes_a_bundle_apart_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(home)
    monkeypatch.setattr(arrival, "extractor_version", lambda: "v2")
    monkeypatch.setattr(bundle_files, "_listed", {})
    opened: list[str] = []
    walk = bundles.members
    monkeypatch.setattr(bundles, "members", lambda source, name: (opened.append(name), walk(source, name))[1])
    assert set(states(home).values()) == {"reread"}
    assert opened == ["inbox/a.csv"]


def test_a_bundle_that_is_being_written_keeps_its_rows(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(home)
    (home.inbox / "a.csv").write_bytes(b"half")
    monkeypatch.setattr("orchestration.arrivals.report_files.is_being_written", lambda _: True)
    assert set(states(home).values()) == {KEPT}


def test_a_bundle_that_changes_under_the_run_is_read_by_the_next(home: Home) -> None:
    due = arrival.batch(arrival.survey(home, []))
    write(home, {1: TEXT + "改了。", 2: TEXT + "第2号。"})
    files, unread = read_files([home.inbox], due)
    assert files["source_path"].to_list() == ["inbox/a.csv#3"]
    assert dict(unread.select("source_path", "reason_code").iter_rows()) == {
        "inbox/a.csv#2": "changed_while_read",
        "inbox/a.csv#4": "vanished",
    }


def test_a_broken_bundle_has_its_reason_once(home: Home) -> None:
    (home.inbox / "b.xlsx").write_bytes(b"PK\x03\x04 xl/")
    keep(home)
    assert read_files([home.inbox], {"inbox/b.xlsx": "x"})[1]["reason_code"].to_list() == ["broken_table"]
    assert read_files([home.inbox], {"inbox/a.csv#2": read_ledger(home.lake).files["content"][1]})[1].is_empty()


def test_the_sensor_waits_until_a_bundle_lies_still_and_asks_once_for_all_of_it(home: Home) -> None:
    first = tick(home, [], read_ledger(home.lake), Cursor())
    assert not first.run_requests and "waiting until" in str(first.skip_reason)
    with (home.inbox / "a.csv").open("ab") as growing:
        growing.write(f'第4号,"{TEXT}第4号。"\r\n'.encode())
    second = tick(home, [], read_ledger(home.lake), Cursor.read(first.cursor))
    assert not second.run_requests
    third = tick(home, [], read_ledger(home.lake), Cursor.read(second.cursor))
    assert [request.tags for request in third.run_requests or []] == [{"duixian/new": "5"}]
    assert not tick(home, [], read_ledger(home.lake), Cursor.read(third.cursor)).run_requests
