"""A running ``duixian ui`` and a headless Chromium before it.

Only starting and ending the two, and the steps that several tests take in the UI, belong here. With
DUIXIAN_SCREENSHOTS set to a folder, the tests leave there what they saw (docs/ui in this repository is made so).
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from orchestration.arrivals.report_files import REPORTS_VARIABLE
from warehouse.home import REPOSITORY, Home
from warehouse.reviews import REVIEWS_VARIABLE

SAMPLE = REPOSITORY / "seeds" / "reports" / "国务院政府工作报告_2023年.txt"
"""A bundled report that holds a fact of low confidence."""
PATIENCE = 300
WIDTH = 1280
ENDED = ("SUCCESS", "FAILURE", "CANCELED")
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Ui:
    """One ``duixian ui``: where it answers, its home, its folder of reports, and its file of decisions."""

    url: str
    home: Home
    reports: Path
    decisions: Path


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    """The UI over a new home and an empty folder of reports; ended with its daemon when the module is done."""
    folder = tmp_path_factory.mktemp("ui")
    reports = folder / "reports"
    reports.mkdir()
    with serving(folder, reports, "--reports", str(reports)) as started:
        yield started


@contextmanager
def serving(folder: Path, reports: Path, *words: str) -> Iterator[Ui]:
    """``duixian ui`` over the home below ``folder``, with more ``words`` on its command line."""
    home, port, decisions = Home(folder / "home"), _free_port(), folder / "reviews.csv"
    log = (folder / "ui.log").open("wb")
    unset = {name: value for name, value in os.environ.items() if name != REPORTS_VARIABLE}
    # A session of its own: Dagster's children end with it.
    running = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", "ui", "--home", str(home.root), "--port", str(port), *words],
        cwd=REPOSITORY,
        env=unset | {REVIEWS_VARIABLE: str(decisions)},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        until(lambda: _answers(url) or running.poll() is not None, "the UI answers")
        assert running.poll() is None, (folder / "ui.log").read_text(encoding="utf-8", errors="replace")
        yield Ui(url, home, reports, decisions)
    finally:
        _end(running)
        log.close()


@pytest.fixture(scope="module")
def page(ui: Ui, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page of a Chromium that has no history, no network but this machine, and no window."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=chromium,
            args=_FLAGS,
            headless=True,
            viewport={"width": WIDTH, "height": 800},
        )
        browser.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        yield browser.pages[0]
        browser.close()


def materialize_all(page: Page, ui: Ui) -> str:
    """Press *Materialize all* on the asset graph; returns the id of the run that it started."""
    before = {run["runId"] for run in runs(ui)}
    page.goto(f"{ui.url}/asset-groups")
    page.get_by_role("button", name="Materialize all").click()

    def started() -> list[str]:
        new = [run for run in runs(ui) if run["runId"] not in before]
        return [run["runId"] for run in new if {"dagster/sensor_name", "dagster/schedule_name"}.isdisjoint(tags(run))]

    until(lambda: bool(started()), "a run is started")
    return started()[0]


def end_of(ui: Ui, run_id: str) -> str:
    """Wait until the run has ended; returns how."""

    def status() -> str:
        return next(str(run["status"]) for run in runs(ui) if run["runId"] == run_id)

    until(lambda: status() in ENDED, f"the run {run_id} has ended")
    return status()


def runs(ui: Ui) -> list[dict[str, Any]]:
    """All runs that Dagster knows of, the newest first."""
    found = asked(ui, "{runsOrError{... on Runs {results {runId status tags {key value}}}}}")
    return list(found["runsOrError"]["results"])


def tags(run: dict[str, Any]) -> dict[str, str]:
    """The tags of one of ``runs``."""
    return {tag["key"]: tag["value"] for tag in run["tags"]}


def process_of(ui: Ui, run_id: str) -> int:
    """Wait until the run has a process of its own; returns its id."""
    events = "{... on EventConnection {events {... on MessageEvent {message}}}}"

    def found() -> list[str]:
        messages = asked(ui, f'{{logsForRun(runId: "{run_id}") {events}}}')["logsForRun"]["events"]
        return re.findall(r"Started process for run \(pid: (\d+)\)", "\n".join(event["message"] for event in messages))

    until(lambda: bool(found()), "the run has a process")
    return int(found()[0])


def asked(ui: Ui, question: str) -> dict[str, Any]:
    """What the UI's own interface answers."""
    body = json.dumps({"query": question}).encode()
    request = urllib.request.Request(f"{ui.url}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        data: dict[str, Any] = json.load(answer)["data"]
    return data


def screenshot(page: Page, name: str, height: int = 800) -> None:
    """Keep the upper part of what the page shows, when someone asked for it."""
    folder = os.environ.get("DUIXIAN_SCREENSHOTS")
    if folder:
        page.wait_for_timeout(3000)  # until icons and charts are drawn
        part: Any = {"x": 0, "y": 0, "width": WIDTH, "height": height}
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled", clip=part)


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until ``holds()``; fails with ``what`` when patience ends."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"{what}: not within {PATIENCE} s"
        time.sleep(0.5)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/server_info", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end(running: subprocess.Popen[bytes]) -> None:
    """Ask as Ctrl-C does, then end whatever is left of the session."""
    try:
        os.killpg(running.pid, signal.SIGINT)
        running.wait(30)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
