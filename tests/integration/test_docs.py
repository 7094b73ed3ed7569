"""``duixian docs``: one page that holds what the models' descriptions say and reaches for nothing outside."""

import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.integration.warehouse_fixtures import built_home  # noqa: F401 - fixture
from warehouse.home import Home

DUIXIAN = Path(sys.executable).with_name("duixian")


@pytest.fixture(scope="module")
def page(built_home: Home, tmp_path_factory: pytest.TempPathFactory) -> str:  # noqa: F811
    """The page that the command writes."""
    path = tmp_path_factory.mktemp("docs") / "page.html"
    done = subprocess.run(
        [DUIXIAN, "docs", "--home", built_home.root, "--output", path], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", str(path))
    return path.read_text(encoding="utf-8")


def test_the_page_holds_models_columns_and_queries(page: str) -> None:
    for described in (
        "One row a cross-check between reported figures",
        "Points by which the outcome is better (positive) or worse than promised",
        "Saved in warehouse/queries/reports_that_disagree.sql",
    ):
        assert described in page
    assert '"marts"' in page and "DOUBLE" in page, "the catalogue of real types is in the page"


def test_the_page_may_load_and_send_nothing(page: str) -> None:
    head = page.index("<head>")
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', page)
    assert policy is not None and policy.start() == head + len("<head>"), "before anything that could load"
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'" and "connect-src" not in rules
    assert all("http" not in sources and "*" not in sources for sources in rules.values())
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=[\"']?(https?:)?//", page)


def test_docs_are_served(built_home: Home) -> None:  # noqa: F811
    command = [DUIXIAN, "docs", "--home", built_home.root, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            address = re.search(r"http://\S+(?=;)", server.stdout.readline())
            assert address is not None
            deadline = time.monotonic() + 30
            with urllib.request.urlopen(address[0], timeout=deadline - time.monotonic()) as answer:
                assert "Content-Security-Policy" in answer.read().decode("utf-8")
        finally:
            server.terminate()


def test_docs_before_any_build_say_what_to_do(tmp_path: Path) -> None:
    command = [DUIXIAN, "docs", "--home", tmp_path, "--output", tmp_path / "page.html"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert re.fullmatch(r"duixian: no database at .*; run `duixian build` first\n", done.stderr)
