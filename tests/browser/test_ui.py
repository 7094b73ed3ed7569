"""What an operator does in Dagster's UI, done in a real browser: look, materialize, and find out what broke."""

import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ui, materialize_all, samples, screenshot, switch_sensor, until
from warehouse.connection import connect

pytestmark = pytest.mark.browser

LAYERS = ("extract", "lake", "raw", "reference", "staging", "intermediate", "history", "marts", "published")


def reports_published(ui: Ui) -> list[tuple[object, ...]]:
    with connect(ui.home.published_database, read_only=True) as connection:
        return connection.execute("select source_name from marts.dim_report order by all").fetchall()


def open_check(page: Page, ui: Ui, asset: str, check: str) -> None:
    page.goto(f"{ui.url}/assets/{asset}?view=checks&checkDetail={check}")
    expect(page.get_by_text("Latest execution")).to_be_visible()


@pytest.fixture(scope="module")
def materialized(ui: Ui, page: Page) -> Ui:
    """The UI after *Materialize all* was pressed for a new report, with the sensor off, and its run succeeded."""
    until(ui.home.published_database.is_file, "the sensor publishes what was there")
    switch_sensor(page, ui, on=False)
    shutil.copy(samples()[1], ui.reports)
    materialize_all(page, ui)
    expect(page.get_by_text("RUN_SUCCESS", exact=True)).to_be_visible()
    screenshot(page, "run")
    return ui


def test_the_asset_graph_shows_every_layer(ui: Ui, page: Page) -> None:
    page.goto(f"{ui.url}/asset-groups")
    for layer in LAYERS:
        expect(page.get_by_text(layer, exact=True).first).to_be_visible()
    screenshot(page, "asset_graph")


def test_materialize_all_publishes_the_reports_with_green_checks(materialized: Ui, page: Page) -> None:
    names = sorted(path.stem for path in materialized.reports.iterdir())
    assert reports_published(materialized) == [(name,) for name in names]
    open_check(page, materialized, "extract/facts", "spans")
    expect(page.get_by_text("Succeeded", exact=True).first).to_be_visible()
    assert page.get_by_text("Failed", exact=True).count() == 0
    screenshot(page, "green_checks")


def test_a_file_dropped_into_the_inbox_is_noticed_and_its_rows_are_there_by_sql(materialized: Ui, page: Page) -> None:
    dropped = samples()[2]
    switch_sensor(page, materialized, on=True)
    shutil.copy(dropped, materialized.home.inbox)
    until(lambda: (dropped.stem,) in reports_published(materialized), "the dropped report is published")
    page.goto(f"{materialized.url}/locations/orchestration.definitions/sensors/inbox")
    expect(page.get_by_text("1 run requested", exact=True).first).to_be_visible()
    screenshot(page, "sensor")


def test_a_failed_check_tells_why_and_the_last_good_file_stays(materialized: Ui, page: Page) -> None:
    switch_sensor(page, materialized, on=False)
    before = materialized.home.published_database.read_bytes()
    for report in [*materialized.reports.iterdir(), *materialized.home.inbox.iterdir()]:
        report.unlink()
    (materialized.reports / "空.txt").write_bytes(b"")
    (materialized.reports / "天气.txt").write_text("今天多云转晴。\n", encoding="utf-8")
    materialize_all(page, materialized)
    expect(page.get_by_text("RUN_FAILURE", exact=True)).to_be_visible()
    open_check(page, materialized, "extract/reports", "any_report")
    for shown in ("Failed", "empty_file", "no_report"):
        expect(page.get_by_text(shown, exact=True).first).to_be_visible()
    screenshot(page, "failed_check")
    assert materialized.home.published_database.read_bytes() == before
