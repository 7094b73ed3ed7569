"""``duixian docs``: the handbook, whose links lead somewhere, that asks nobody, and that says what the program does."""

import csv
import html
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from extract import reference
from handbook.make import HandbookError, make_handbook
from handbook.models import models
from warehouse.home import REPOSITORY

DUIXIAN = Path(sys.executable).with_name("duixian")
LARGEST = 500_000


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the command writes; it ends with an error where a link or an anchor leads nowhere."""
    folder = tmp_path_factory.mktemp("docs") / "handbook"
    command = [DUIXIAN, "docs", "--output", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", str(folder / "index.html"))
    return folder


def words(page: Path) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))).split())


def test_pages_are_small_and_load_nothing_from_outside(handbook: Path) -> None:
    pages = list(handbook.rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert len(text.encode()) < LARGEST, page
        assert not re.search(r"<(script|img|iframe)\b[^>]+src=[\"']?(https?:)?//", text), page
        assert not re.search(r"<link\b[^>]+href=[\"']?(https?:)?//", text), page


def test_every_model_and_column_is_in_the_dictionary_with_what_it_means(handbook: Path) -> None:
    for model in models().values():
        text = html.unescape((handbook / "dictionary" / f"{model.layer}.html").read_text(encoding="utf-8"))
        assert f'id="{model.name}"' in text
        assert all(f"<code>{column.name}</code>" in text for column in model.columns), model.name
    marts = words(handbook / "dictionary" / "marts.html")
    assert "One row a cross-check between reported figures" in marts
    assert "Administrative division, GB/T 2260, six digits; 000000 is the nation." in marts, "blocks are resolved"
    assert "doc(" not in marts
    assert "warehouse/queries/reports_that_disagree.sql" in words(handbook / "dictionary" / "index.html")


def test_every_indicator_is_in_the_catalogue_once(handbook: Path) -> None:
    pages = [page.read_text(encoding="utf-8") for page in (handbook / "indicators").glob("*.html")]
    named = re.findall(r"<td><code>([^<]+)</code></td>", "".join(pages))
    assert sorted(map(html.unescape, named)) == sorted(row["indicator_code"] for row in reference.rows("indicators"))


def test_the_fact_that_is_followed_is_what_the_stages_make_of_the_sentence(handbook: Path) -> None:
    said = words(handbook / "fact.html")
    assert "地区生产总值增长６.５％左右，城镇新增就业４２００人以上" in said
    facts = said[said.index("Distinct facts about the report's own region") :]
    for cells in ("kind target target", "period_start 2024 2024", "comparator approx ge", "value_low 6.5 4200.0"):
        assert cells in facts, cells
    assert "fct_target_vs_actual" in said and "stg_facts" in said


def test_method_and_quality_say_what_the_site_and_the_readme_say(handbook: Path) -> None:
    for row in csv.DictReader((REPOSITORY / "website" / "method.csv").open(encoding="utf-8", newline="")):
        assert row["en"] in words(handbook / "method.html") and row["zh"] in words(handbook / "zh" / "method.html")
    for row in reference.rows("tolerances"):
        assert row["reason"] in words(handbook / "method.html")
    for row in csv.DictReader((REPOSITORY / "website" / "measured.csv").open(encoding="utf-8", newline="")):
        for page in ("quality.html", "zh/quality.html"):
            assert f"{float(row['f1']):.4f}" in words(handbook / page)
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    figures = set(re.findall(r"0\.\d{4}", readme[readme.index("## How well it reads") :]))
    assert len(figures) > 20 and all(figure in words(handbook / "quality.html") for figure in figures)


def test_a_link_that_leads_nowhere_stops_the_making_with_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written = shutil.copytree(REPOSITORY / "docs", tmp_path / "docs")
    monkeypatch.setattr("handbook.make.WRITTEN", written)
    monkeypatch.setattr("handbook.make._KINDS", ())  # then the pages that are made are missing, as any page may be
    with pytest.raises(HandbookError, match=r"the handbook cannot be made: .*\.md"):
        make_handbook(tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    command = [DUIXIAN, "docs", "--output"]
    done = subprocess.run([*command, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert re.fullmatch(r"duixian: .* is no handbook of this program and not empty; name another folder\n", done.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    done = subprocess.run([*command, tmp_path / "mine.txt"], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "is a file; name a folder with --output" in done.stderr


def test_docs_are_made_again_and_served_without_any_build(tmp_path: Path) -> None:
    command = [DUIXIAN, "docs", "--home", tmp_path, "--port", "0"]
    stale = make_handbook(tmp_path / "handbook").parent / "stale.html"
    stale.touch()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"BROWSER": "true"}) as server:
        assert server.stdout is not None
        try:
            address = re.search(r"http://\S+(?=;)", server.stdout.readline())
            assert address is not None and not stale.exists()
            deadline = time.monotonic() + 30
            with urllib.request.urlopen(f"{address[0]}/zh/index.html", timeout=deadline - time.monotonic()) as answer:
                assert "快速开始" in answer.read().decode("utf-8")
        finally:
            server.terminate()


def test_the_worked_example_of_a_new_indicator_works_as_it_is_written(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "adding_an_indicator.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r'^```\w+ title="([^"]+)"\n(.*?)^```$', page, re.MULTILINE | re.DOTALL))
    shutil.copytree(REPOSITORY / "extract", tmp_path / "extract", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPOSITORY / "seeds" / "reference", tmp_path / "seeds" / "reference")
    for name, text in blocks.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write(text)
    (report,) = (tmp_path / "reports").iterdir()
    code = (
        "import sys, polars as pl\nfrom pathlib import Path\nfrom extract.pipeline import extract\n"
        "path = Path(sys.argv[1])\n"
        "row = {'source_path': path.name, 'content': path.read_bytes(), 'told': None}\n"
        "schema = {'source_path': pl.String, 'content': pl.Binary, 'told': pl.String}\n"
        "facts = extract(pl.DataFrame([row], schema=schema)).facts.filter(pl.col('indicator_code') == 'campsites')\n"
        "for fact in facts.sort('period_start').iter_rows(named=True):\n"
        "    print(fact['kind'], fact['period_start'], fact['comparator'], fact['value_low'])\n"
    )
    command = [sys.executable, "-c", code, str(report)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == "" and done.stdout.splitlines() == ["outcome 2023 eq 36.0", "target 2024 ge 52.0"]
