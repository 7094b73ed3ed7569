"""The static site in a headless Chromium, opened from its folder: it asks nothing of anybody, all can be reached.

With DUIXIAN_SCREENSHOTS set to a folder, the last test leaves there what the pages of the samples look like (docs/site
in this repository is made so).
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from orchestration.arrivals.report_files import DEFAULT_REPORTS
from orchestration.runs.build import build
from tests.browser.conftest import _FLAGS
from tests.conftest import _browser
from tests.unit.site_warehouse import PROMISE, tables, write
from warehouse.home import Home
from website.make import make_site

pytestmark = pytest.mark.browser

SERIOUS = ("serious", "critical")
FIRST_PAINT, ANSWER = 1000, 100
"""What may pass until a page from a folder is seen and a search is answered, in milliseconds."""
NOISE = 10  # a page that is slower than this on a busy machine fetches or draws too much


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    make_site(write(folder / "duixian.duckdb", tables()), folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def of_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that a build of the sample reports leaves."""
    home = Home(tmp_path_factory.mktemp("samples"))
    build(home, [DEFAULT_REPORTS])
    return home.site


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, site: Path) -> Iterator[Page]:
    """A page at the site's front; at the end nothing was complained of, and no request left the folder."""
    yield from watched(chromium, site)


@pytest.fixture
def sample(chromium: Browser, of_samples: Path) -> Iterator[Page]:
    """The same, at the front of the samples' site."""
    yield from watched(chromium, of_samples)


def watched(chromium: Browser, site: Path) -> Iterator[Page]:
    found = chromium.new_page(reduced_motion="reduce")  # jumps are over at once
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


def kinds_of(site: Path) -> dict[str, Path]:
    """A page of every kind; of the reports the one that has most to show."""
    return {
        "front": site / "index.html",
        "method": site / "method.html",
        "region": site / "regions" / "000000.html",
        "indicator": site / "indicators" / "gdp.html",
        "report": max((site / "reports").glob("*.html"), key=lambda path: path.stat().st_size),
    }


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


def test_chapters_lead_into_the_text(sample: Page, of_samples: Path) -> None:
    sample.goto(kinds_of(of_samples)["report"].as_uri())
    chapter = sample.locator(".chapters li", has=sample.locator(".role.plan_year")).first
    chapter.get_by_role("link").click()
    place = sample.evaluate("document.querySelector(':target').getBoundingClientRect().top")
    assert 0 <= place < 300
    expect(sample.locator(":target .role.plan_year .zh")).to_have_text("安排今年")


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


def test_search_finds_what_stands_in_the_text_of_a_report_alone(page: Page) -> None:
    field = page.get_by_role("searchbox")
    field.fill("增长6")
    expect(page.locator("#found .said")).to_contain_text("正文提到")
    field.fill("上")
    expect(page.locator("#found")).to_contain_text("没有找到")
    field.fill(PROMISE[-2:])  # of the report of 2024, and of no name
    hits = page.locator("#found a")
    expect(hits).to_have_count(1)
    expect(hits).to_contain_text("深圳市 2024")
    field.fill("生总")  # both characters are there, and not as neighbours
    expect(page.locator("#found")).to_contain_text("没有找到")
    field.fill(PROMISE[-2:])
    expect(hits).to_have_count(1)
    hits.click()
    expect(page.locator("#f-t1")).to_be_attached()


def test_the_language_is_kept_from_page_to_page_and_the_place_on_it(sample: Page, of_samples: Path) -> None:
    expect(sample.get_by_role("heading", level=1)).to_contain_text("完成了吗")
    sample.goto(kinds_of(of_samples)["report"].as_uri())
    sample.evaluate("scrollTo({top: document.body.scrollHeight / 2, behavior: 'instant'})")
    sample.evaluate("window.held = document.elementFromPoint(innerWidth / 2, 90).closest('.para, section, li, tr')")
    before = sample.evaluate("held.getBoundingClientRect().top")
    sample.locator("#lang").dispatch_event("click")  # as a click that scrolls nothing itself
    assert abs(sample.evaluate("held.getBoundingClientRect().top") - before) < 3
    sample.get_by_role("link", name="Method").first.click()
    expect(sample.get_by_role("heading", level=1).locator(".en")).to_be_visible()
    sample.get_by_role("button", name="中文").click()
    expect(sample.get_by_role("heading", level=1).locator(".zh")).to_be_visible()


def test_the_slider_changes_the_tiles(sample: Page) -> None:
    nation = sample.locator(".tile[data-code='000000']")
    expect(nation).to_contain_text("100%")
    slider = sample.locator("#year")
    slider.focus()
    for _ in range(2):
        sample.keyboard.press("ArrowLeft")
    expect(sample.locator("#year-now")).to_have_text("2022")
    expect(nation).to_contain_text("85%")
    expect(nation).to_have_attribute("data-band", "3")


def test_no_page_is_wider_than_a_phone(page: Page, site: Path, of_samples: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path.name
    page.goto((site / "index.html").as_uri())


def test_the_keyboard_alone_goes_from_the_front_to_a_target_and_its_outcome(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    follow(page, "main a[href='regions/440300.html']")
    follow(page, "main a[href='../reports/r1.html']")
    follow(page, "mark.target a")
    follow(page, "a.counterpart")
    page.wait_for_url("**/r2.html#f-o1")


def follow(page: Page, selector: str) -> None:
    """Press Tab until the first element of ``selector`` has the focus, then Enter."""
    wanted = page.locator(selector).first
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached by Tab")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["front", "method", "region", "indicator", "report"])
def test_axe_finds_nothing_serious(kind: str, scheme: Any, sample: Page, of_samples: Path) -> None:
    sample.emulate_media(color_scheme=scheme)
    sample.goto(kinds_of(of_samples)[kind].as_uri())
    for details in sample.locator("details").all():
        details.evaluate("element => element.open = true")
    # Without loading the style sheet a second time, which a page opened from a folder may not.
    found = Axe().run(sample, options={"preload": False}).response["violations"]
    serious = [one for one in found if one["impact"] in SERIOUS]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in serious] == []


def test_pages_are_seen_and_searches_answered_at_once(sample: Page) -> None:
    sample.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    painted = sample.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert painted < NOISE * FIRST_PAINT
    field = sample.get_by_role("searchbox")
    field.fill("就业")
    expect(sample.locator("#found a").first).to_be_visible()  # its scripts are loaded now
    spent = sample.evaluate(
        """async () => {
            const field = document.getElementById("q"), found = document.getElementById("found");
            const began = performance.now();
            const answered = new Promise((done) => new MutationObserver(done).observe(found, {childList: true}));
            field.value = "粮食";
            field.dispatchEvent(new Event("input"));
            await answered;
            return performance.now() - began;
        }"""
    )
    assert spent < NOISE * ANSWER


def test_what_the_pages_look_like(chromium: Browser, of_samples: Path) -> None:
    shots = [(kind, "desktop", 1180, 900, "light", "screen") for kind in kinds_of(of_samples)]
    shots += [("report", "phone", 390, 800, "light", "screen"), ("region", "dark", 1180, 900, "dark", "screen")]
    shots += [("report", "print", 800, 1000, "light", "print")]
    folder = os.environ.get("DUIXIAN_SCREENSHOTS")
    for kind, name, width, height, scheme, media in shots:
        found = chromium.new_page(viewport={"width": width, "height": height})
        found.emulate_media(color_scheme=scheme, media=media)  # type: ignore[arg-type]
        found.goto(kinds_of(of_samples)[kind].as_uri())
        assert found.locator("h1").is_visible() and found.locator(".bar").is_visible() == (media == "screen")
        if folder:
            found.screenshot(path=Path(folder) / f"site-{kind}-{name}.png", animations="disabled")
        found.close()
