"""What an operator does in Dagster's UI, in a real browser: look, drop a file, materialize, find out what broke.

The tests go on from each other, over one ``duixian ui`` that is started with nothing to read.
"""

import os
import shutil
import signal

import pytest
from playwright.sync_api import Page, expect

from orchestration.answers.review import decide, queue
from orchestration.graph.standing_checks import FOUND_IN
from orchestration.state.home_lock import alone
from tests.browser.conftest import SAMPLE, Ui, end_of, materialize_all, process_of, runs, screenshot, tags, until
from warehouse.connection import connect
from warehouse.reviews import REVIEWS_VARIABLE

pytestmark = pytest.mark.browser

LAYERS = ("extract", "lake", "raw", "reference", "staging", "intermediate", "history", "marts", "published")


def by_sql(ui: Ui, sql: str) -> list[tuple[object, ...]]:
    """The answer of the published file; none while nothing is published."""
    if not ui.home.published_database.is_file():
        return []
    with connect(ui.home.published_database, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def open_check(page: Page, ui: Ui, asset: str, check: str) -> None:
    page.goto(f"{ui.url}/assets/{asset}?view=checks&checkDetail={check}")
    expect(page.get_by_text("Latest execution")).to_be_visible()


def expect_green(page: Page, ui: Ui) -> None:
    """The checks on the facts are shown as made and held."""
    open_check(page, ui, "extract/facts", "spans")
    expect(page.get_by_text("Succeeded", exact=True)).to_have_count(2)
    for bad in ("Failed", "Skipped", "Execution failed"):
        assert page.get_by_text(bad, exact=True).count() == 0


@pytest.fixture(scope="module")
def arrived(ui: Ui) -> Ui:
    """The UI after a report was dropped into the inbox and, with nothing else done, stands in the published file."""
    shutil.copy(SAMPLE, ui.home.inbox)
    until(lambda: by_sql(ui, "select source_name from marts.dim_report") == [(SAMPLE.stem,)], "the report is published")
    return ui


def test_the_asset_graph_shows_every_layer(ui: Ui, page: Page) -> None:
    page.goto(f"{ui.url}/asset-groups")
    for layer in LAYERS:
        expect(page.get_by_text(layer, exact=True).first).to_be_visible()


def test_a_file_dropped_into_the_inbox_is_noticed_and_its_rows_are_there_by_sql(arrived: Ui, page: Page) -> None:
    assert by_sql(arrived, "select count(*) from marts.fct_targets") == [(8,)]
    page.goto(f"{arrived.url}/locations/orchestration.definitions/sensors/inbox")
    expect(page.get_by_text("1 run requested", exact=True).first).to_be_visible()
    screenshot(page, "sensor", height=600)


def test_materialize_all_applies_a_decision_with_green_checks(
    arrived: Ui, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REVIEWS_VARIABLE, str(arrived.decisions))
    unsure = next(item for item in queue(arrived.home) if item["reason_code"] == "low_confidence")
    decide(arrived.home, unsure["item_id"], "reject", "of another indicator")
    run = materialize_all(page, arrived)
    assert end_of(arrived, run) == "SUCCESS"
    page.goto(f"{arrived.url}/runs/{run}")
    expect(page.get_by_text("Success", exact=True).first).to_be_visible()
    state = f"select state from marts.review_queue where item_id = '{unsure['item_id']}'"
    assert by_sql(arrived, state) == [("rejected",)]
    open_check(page, arrived, "marts/fct_statements", "quality_drift")
    expect(page.get_by_text("share_of_figures_read", exact=True).first).to_be_visible()
    expect_green(page, arrived)
    page.goto(f"{arrived.url}/assets/warehouse/published?view=events")
    for picture in ("facts_by_year_and_level", "verdicts_by_status", "quarantine_by_reason"):
        expect(page.get_by_text(picture, exact=True).first).to_be_visible()
    expect(page.get_by_role("cell", name="█" * 12).first).to_be_visible()
    screenshot(page, "published")
    page.goto(f"{arrived.url}/locations/orchestration.definitions/asset-groups/extract/lineage")
    expect(page.get_by_text("worded_targets", exact=True).first).to_be_visible()
    screenshot(page, "asset_graph")


def test_a_killed_run_is_started_again_and_on_nothing_new_the_checks_stay_green(arrived: Ui, page: Page) -> None:
    before = arrived.home.published_database.stat()
    with alone(arrived.home, wait=True):  # the run waits for us, and cannot end before it is killed
        killed = materialize_all(page, arrived)
        os.kill(process_of(arrived, killed), signal.SIGKILL)
        assert end_of(arrived, killed) == "FAILURE"

    def second() -> list[str]:
        return [run["runId"] for run in runs(arrived) if tags(run).get("dagster/parent_run_id") == killed]

    until(lambda: bool(second()), "the run is started again")
    assert end_of(arrived, second()[0]) == "SUCCESS"
    expect_green(page, arrived)
    expect(page.get_by_text(FOUND_IN, exact=True).first).to_be_visible()
    assert arrived.home.published_database.stat() == before


def test_a_failed_check_tells_why_and_the_last_good_file_stays(arrived: Ui, page: Page) -> None:
    before = arrived.home.published_database.read_bytes()
    (arrived.home.inbox / SAMPLE.name).unlink()
    (arrived.reports / "空.txt").write_bytes(b"")
    (arrived.reports / "天气.txt").write_text("今天多云转晴。\n", encoding="utf-8")
    until(lambda: tags(runs(arrived)[0]).get("duixian/new") == "2", "the sensor asks for a run")
    assert end_of(arrived, runs(arrived)[0]["runId"]) == "FAILURE"
    assert tags(runs(arrived)[0])["dagster/will_retry"] == "false"
    page.goto(f"{arrived.url}/runs")
    expect(page.get_by_text("Failure", exact=True).first).to_be_visible()
    screenshot(page, "runs", height=600)
    open_check(page, arrived, "extract/reports", "any_report")
    for shown in ("Failed", "empty_file", "no_report"):
        expect(page.get_by_text(shown, exact=True).first).to_be_visible()
    screenshot(page, "failed_check", height=720)
    assert arrived.home.published_database.read_bytes() == before
