"""The handbook in a headless Chromium, opened from its folder: it asks nothing of anybody, its search knows Chinese.

With DUIXIAN_SCREENSHOTS set to a folder, it leaves there what the handbook looks like.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from handbook.make import make
from tests.browser.conftest import _FLAGS
from tests.conftest import _browser
from warehouse.home import REPOSITORY

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make(REPOSITORY, tmp_path_factory.mktemp("handbook") / "made").as_uri()


@pytest.fixture
def scheme() -> str:
    """The colours that the reader's machine asks for; tests name others."""
    return "light"


@pytest.fixture
def page(handbook: str, scheme: str) -> Iterator[Page]:
    """The first page; at the end nothing was complained of, and no request left the folder."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=_FLAGS)
        found = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
        complaints: list[str] = []
        requests: list[str] = []
        found.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        found.on("pageerror", lambda error: complaints.append(str(error)))
        found.on("request", lambda request: requests.append(request.url))
        found.goto(handbook)
        yield found
        assert complaints == [] and len(requests) > 3
        assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
        browser.close()


@pytest.mark.parametrize(("word", "place"), [("地区生产总值", "national_accounts"), ("tolerance", "method")])
def test_the_search_finds_words_of_both_languages_from_a_folder(page: Page, word: str, place: str) -> None:
    page.click(".md-search__input")
    page.keyboard.insert_text(word)
    page.keyboard.press("End")  # the search listens to keys
    expect(page.locator(f".md-search-result a[href*='{place}']").first).to_be_visible(timeout=20_000)
    page.locator(f".md-search-result a[href*='{place}']").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert place in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_a_phone(page: Page, handbook: str, scheme: str) -> None:
    shown = "slate" if scheme == "dark" else "default"
    page.set_viewport_size(PHONE)
    for name in ("walk", "dictionary/mart_panel", "catalogue/tourism", "method", "quality", "zh_method", "operating"):
        page.goto(handbook.replace("index.html", f"{name}.html"))
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", shown)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name


def test_it_is_shown(page: Page, handbook: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(handbook.replace("index.html", "walk.html"))
    page.evaluate("document.querySelector('h2#facts').scrollIntoView()")
    expect(page.locator("h2#facts")).to_be_in_viewport()
    page.wait_for_timeout(600)  # the head changes its title softly
    if folder := os.environ.get("DUIXIAN_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / "handbook.png")
