"""``duixian ui`` on a home of reports, with nobody naming their folder: nothing of them is lost."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ui, end_of, materialize_all, runs, serving, tags, until
from tests.integration.building import SAMPLES, build, content, reports_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    """The UI without ``--reports`` over a home that was built from a folder."""
    folder = tmp_path_factory.mktemp("remembered")
    reports = reports_of(folder / "mine", SAMPLES[:3])
    build(folder / "home", reports)
    with serving(folder, reports) as started:
        yield started


def test_materialize_all_without_folders_loses_nothing(ui: Ui, page: Page) -> None:
    before = content(ui.home.root)
    assert end_of(ui, materialize_all(page, ui)) == "SUCCESS"
    assert content(ui.home.root) == before


def test_a_file_that_is_dropped_joins_the_reports_of_the_home(ui: Ui, page: Page) -> None:
    before = set(content(ui.home.root)["dim_report"])
    shutil.copy(SAMPLES[4], ui.home.inbox)
    until(lambda: len(content(ui.home.root)["dim_report"]) == 4, "the report is published")
    assert set(content(ui.home.root)["dim_report"]) > before


def test_a_folder_that_is_gone_stops_the_run_and_the_check_names_the_reports(ui: Ui, page: Page) -> None:
    until(lambda: all(run["status"] in ("SUCCESS", "FAILURE") for run in runs(ui)), "no run goes on")
    before = content(ui.home.root)
    elsewhere = Path(f"{ui.reports}-elsewhere")
    ui.reports.rename(elsewhere)
    ui.reports.mkdir()
    try:
        run = materialize_all(page, ui)
        assert end_of(ui, run) == "FAILURE"
        page.goto(f"{ui.url}/assets/extract/files?view=checks&checkDetail=nothing_vanishes")
        expect(page.get_by_text("Failed", exact=True).first).to_be_visible()
        assert content(ui.home.root) == before
    finally:
        ui.reports.rmdir()
        elsewhere.rename(ui.reports)
    assert "dagster/sensor_name" not in tags(next(each for each in runs(ui) if each["runId"] == run))
