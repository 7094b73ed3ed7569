"""The site in the graph: made from the published file, told of in the record, left out where it would take too long."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.graph import assets_site
from orchestration.graph.resources import resources
from tests.unit.site_warehouse import tables, write
from warehouse.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home").ensure()
    write(home.published_database, tables())
    return home


def materialized(home: Home, **options: Any) -> dg.ExecuteInProcessResult:
    return dg.materialize([assets_site.site], resources=resources(home, []), **options)


def metadata(done: dg.ExecuteInProcessResult) -> dict[str, Any]:
    [event] = done.get_asset_materialization_events()
    return {name: value.value for name, value in event.materialization.metadata.items()}


def test_pages_are_counted_and_written_once(home: Home) -> None:
    first = metadata(materialized(home))
    assert (first["pages"], first["pages_written"]) == (7, 7)
    assert (home.site / "index.html").as_uri() == first["site"]
    assert metadata(materialized(home))["pages_written"] == 0


def test_a_large_archive_is_left_to_the_command(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets_site, "MOST_REPORTS", 1)
    assert metadata(materialized(home))["site"] == "not made for 2 reports, more than 1: run `duixian site`"
    assert not home.site.exists()


def test_a_folder_that_holds_something_else_is_left_as_it_is(home: Home) -> None:
    home.site.mkdir()
    (home.site / "mine.txt").write_text("keep me", encoding="utf-8")
    done = materialized(home, raise_on_error=False)
    [failure] = [event for event in done.all_events if event.is_step_failure]
    assert "is no site of this program" in str(failure.step_failure_data.error.cause.message)
    assert [path.name for path in home.site.iterdir()] == ["mine.txt"]
