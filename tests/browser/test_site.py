"""The static site in a headless Chromium, opened from its folder: it asks nothing of anybody, all can be reached."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import _FLAGS
from tests.conftest import _browser
from tests.unit.site_warehouse import tables, write
from website.make import make_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    make_site(write(folder / "duixian.duckdb", tables()), folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, site: Path) -> Iterator[Page]:
    """A page at the site's front; at the end nothing was complained of, and no request left the folder."""
    found = chromium.new_page()
    complaints: list[str] = []
    requests: list[str] = []
    found.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("dialog", lambda dialog: complaints.append(dialog.message))
    found.on("request", lambda request: requests.append(request.url))
    found.goto((site / "index.html").as_uri())
    yield found
    found.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith((site.as_uri(), "data:"))] == []


def test_from_the_front_page_to_a_target_its_outcome_and_back(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="深圳市").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("深圳市")
    page.get_by_role("link", name="2024 年报告").click()
    page.locator(".para mark.target a").click()
    note = page.locator(".notes li:target")
    expect(note).to_contain_text("≥ 6%")
    note.locator("a.counterpart").click()
    expect(page.locator("#f-o1")).to_be_attached()
    assert page.url.endswith("r2.html#f-o1")
    page.locator("#n-o1 a.counterpart").click()
    assert page.url.endswith("r1.html#f-t1")


def test_search_knows_chinese_and_english_and_the_keyboard(page: Page) -> None:
    field = page.get_by_role("searchbox")
    field.fill("深圳")
    expect(page.locator("#found a").first).to_contain_text("深圳市")
    field.fill("regional product")
    expect(page.locator("#found a")).to_have_count(1)
    field.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("地区生产总值")
    field.fill("没有这个")
    expect(page.locator("#found")).to_contain_text("没有找到")


def test_the_language_is_kept_from_page_to_page(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("完成了吗")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1).locator(".en")).to_be_visible()
    page.get_by_role("link", name="Method").first.click()
    expect(page.get_by_role("heading", level=1).locator(".en")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1).locator(".zh")).to_be_visible()


def test_no_page_is_wider_than_a_phone(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path.name


def test_the_keyboard_alone_reaches_the_text(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
