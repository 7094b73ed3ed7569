"""``duixian docs``: the handbook says what tables and verdicts are, is whole, and reaches for nothing outside."""

import csv
import html
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from extract import reference
from handbook.make import HandbookError, make
from warehouse.home import REPOSITORY

DUIXIAN = Path(sys.executable).with_name("duixian")
HEAVIEST = 500_000


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the command writes; it makes no page where a link leads nowhere."""
    folder = tmp_path_factory.mktemp("docs") / "handbook"
    done = subprocess.run([DUIXIAN, "docs", "--output", folder], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, str(folder / "index.html")), done.stderr
    return folder


def test_tables_indicators_and_method_are_in_it(handbook: Path) -> None:
    for page, words in (
        ("dictionary/mart_cross_checks.html", "One row a cross-check between reported figures"),
        ("dictionary/fct_target_vs_actual.html", "Administrative division, GB/T 2260, six digits"),
        ("catalogue/national_accounts.html", "地区生产总值"),
        ("method.html", "左右 covers less than the next step"),
        ("quality.html", "Whole reports that the rules had never seen"),
        ("zh.html", "中文快速开始"),
    ):
        assert words in (handbook / page).read_text(encoding="utf-8"), page


def test_the_walk_shows_what_the_stages_made(handbook: Path) -> None:
    page = (handbook / "walk.html").read_text(encoding="utf-8")
    facts = page[page.index('id="facts"') :]
    assert "32150000000.0" in facts and facts.count("<tr>") == 5, "a head and four facts"


def test_no_page_is_heavy_or_loads_anything_from_outside(handbook: Path) -> None:
    for page in handbook.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert len(text.encode()) < HEAVIEST, page
        assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=[\"']?(https?:)?//", text), page


def test_a_link_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "docs").mkdir(parents=True)
    (root / "dbt").symlink_to(REPOSITORY / "dbt")
    for page in (REPOSITORY / "docs").glob("*.md"):
        (root / "docs" / page.name).write_bytes(page.read_bytes())
    (root / "docs" / "citing.md").write_text("# Citing\n\n[gone](nowhere.md)\n", encoding="utf-8")
    with pytest.raises(HandbookError, match="not whole"):
        make(root, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_what_is_said_on_adding_an_indicator_works(tmp_path: Path) -> None:
    """The rows of the page, added to the reference data, give the facts that the page promises."""
    page = (REPOSITORY / "docs" / "adding_an_indicator.md").read_text(encoding="utf-8")
    blocks = [block.strip().split("\n") for block in re.findall(r"```csv\n(.*?)```", page, re.DOTALL)]
    sentence = re.findall(r"```text\n(.*?)```", page, re.DOTALL)[0]
    tables = tmp_path / "reference"
    tables.mkdir()
    for table in reference.REFERENCE.glob("*.csv"):
        (tables / table.name).write_bytes(table.read_bytes())
    for name, *rows in blocks:
        with (tables / f"{name}.csv").open("a", encoding="utf-8") as handle:
            handle.writelines(row + "\n" for row in rows)
    report = tmp_path / "中牟县政府工作报告_2024年.txt"
    prose = "过去的一年，全县上下克服困难、稳中求进，社会保持平稳。\n" * 5
    report.write_text(f"中牟县政府工作报告\n一、2023年工作回顾\n{prose}{sentence}", encoding="utf-8")
    program = (
        "import pathlib, sys; from extract import reference; reference.REFERENCE = pathlib.Path(sys.argv[1]); "
        "import polars as pl; from extract.pipeline import extract; p = pathlib.Path(sys.argv[2]); "
        "f = extract(pl.DataFrame({'source_path': [p.name], 'content': [p.read_bytes()]})).facts; "
        "print(f.select('indicator_code', 'value_low').write_csv())"
    )
    done = subprocess.run([sys.executable, "-c", program, tables, report], capture_output=True, text=True, check=True)
    facts = {(r["indicator_code"], float(r["value_low"])) for r in csv.DictReader(done.stdout.strip().split("\n"))}
    assert facts == {("bamboo_workshops", 46.0), ("bamboo_workshops_new", 8.0)}


def test_the_handbook_is_served_and_may_load_nothing_from_outside(tmp_path: Path) -> None:
    old = tmp_path / "home" / "docs" / "index.html"  # where earlier versions left their page
    old.parent.mkdir(parents=True)
    old.write_text("old")
    command = [DUIXIAN, "docs", "--home", tmp_path / "home", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            address = re.search(r"http://\S+(?=;)", server.stdout.readline())
            assert address is not None
            deadline = time.monotonic() + 30
            with urllib.request.urlopen(address[0], timeout=deadline - time.monotonic()) as answer:
                assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
                assert "兑现" in answer.read().decode("utf-8")
        finally:
            server.terminate()


def test_the_method_is_told_as_on_the_site_in_both_languages(handbook: Path) -> None:
    english, chinese = (_words(handbook / name) for name in ("method.html", "zh_method.html"))
    with (REPOSITORY / "website" / "method.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["section"] for row in rows} == {"status", "tolerance", "confidence", "weakness"}
    assert [row for row in rows if row["en"] not in english or row["zh"] not in chinese] == []
    assert [row for row in reference.rows("tolerances") if row["reason"] not in english] == []


def test_a_folder_of_something_else_is_left_alone_and_no_stale_page_stays(tmp_path: Path) -> None:
    mine = tmp_path / "folder" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    others = ((mine.parent, "not empty; name another folder"), (mine, "is a file; name a folder with --output"))
    for named, said in others:
        done = subprocess.run([DUIXIAN, "docs", "--output", named], capture_output=True, text=True, check=False)
        assert done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1
    assert [path.name for path in mine.parent.iterdir()] == ["mine.txt"] and mine.read_text() == "mine"
    stale = make(REPOSITORY, tmp_path / "made").with_name("stale.html")
    stale.touch()
    assert make(REPOSITORY, tmp_path / "made").is_file() and not stale.exists()


def _words(page: Path) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))).split())
