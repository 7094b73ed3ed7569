"""What tests may need from outside the repository, and the rule that CI skips none of the tests it can run.

A test that needs more than a clone carries a marker. Where the need is not met the test is skipped and says why.
CI names what it provides in DUIXIAN_CI_PROVIDES (comma-separated); a test skipped there for want of one of these
fails the session, so that a broken CI cannot pass by running less. No fixtures of single areas belong here.
"""

import atexit
import importlib.util
import os
import shutil
import sys
from pathlib import Path

import pytest


def _shared() -> Path | None:
    value = os.environ.get("DUIXIAN_SHARED")
    return Path(value) if value and (Path(value) / "reports").is_dir() else None


def _browser() -> str | None:
    """Chromium, where DUIXIAN_BROWSER asks for the tests that drive it: they take minutes."""
    if not os.environ.get("DUIXIAN_BROWSER"):
        return None
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _postgres() -> Path | None:
    """The folder of the newest PostgreSQL server's programs, as Debian lays them out or as PATH has them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _ray() -> bool | None:
    """Whether Ray is installed, and with it a store on loopback."""
    return all(importlib.util.find_spec(name) for name in ("ray", "moto", "flask", "s3fs")) or None


# name in DUIXIAN_CI_PROVIDES: (marker, is it here, what to do)
NEEDS = {
    "shared": ("needs_shared", _shared, "set DUIXIAN_SHARED to the folder that holds reports/ and eval/"),
    "postgres": ("needs_postgres", _postgres, "install PostgreSQL's server (Debian: postgresql)"),
    "ray": ("needs_ray", _ray, "make ray"),
    "browser": ("browser", _browser, "install Chromium and set DUIXIAN_BROWSER=1"),
}


def _provided() -> set[str]:
    names = {name.strip() for name in os.environ.get("DUIXIAN_CI_PROVIDES", "").split(",")} - {""}
    if unknown := names - NEEDS.keys():
        raise pytest.UsageError(f"DUIXIAN_CI_PROVIDES names {sorted(unknown)}; known: {sorted(NEEDS)}")
    return names


class _NothingSkipped:
    """Fails the session when a test was skipped for want of what CI says it provides.

    Looks at reports and not at tests: where several processes run the tests, only the reports reach the one that ends
    the session.
    """

    def __init__(self, provided: set[str]) -> None:
        self.markers = {NEEDS[name][0] for name in provided}
        self.wrongly_skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail") and self.markers & report.keywords.keys():
            self.wrongly_skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.wrongly_skipped:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for nodeid in self.wrongly_skipped:
            terminalreporter.write_line(f"skipped although CI provides what it needs: {nodeid}", red=True)


def _end_quietly() -> None:
    """Close stderr behind the last line of Python: DuckDB's bindings otherwise list, below the result of the tests,
    what modules and frames still held when the interpreter went."""
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def pytest_configure(config: pytest.Config) -> None:
    atexit.register(_end_quietly)  # early, so that it is called late
    config.pluginmanager.register(_NothingSkipped(_provided()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for name, (marker, present, hint) in NEEDS.items():
        if present():
            continue
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"needs {name}: {hint}"))


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """The folder of PostgreSQL's server programs. Only for tests marked ``needs_postgres``."""
    folder = _postgres()
    assert folder is not None, "a test that uses `postgres_programs` must be marked needs_postgres"
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared corpus: ``reports/`` and ``eval/`` below it. Only for tests marked ``needs_shared``."""
    folder = _shared()
    assert folder is not None, "a test that uses `shared` must be marked needs_shared"
    return folder
