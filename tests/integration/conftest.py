"""Builds that several modules of this folder ask: of the samples, and of the shared corpus.

Only what several modules of this folder need belongs here; the made-up warehouse is warehouse_fixtures.py.
"""

from pathlib import Path

import pytest

from orchestration.runs.build import build
from tests.integration import building
from tests.integration.shared_builds import PRINTED, made_once
from warehouse.home import Home


@pytest.fixture(scope="session")
def samples_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the bundled samples built and published by ``duixian build``. Copy it to change it.

    What the command printed is in the file ``PRINTED`` of the folder above it.
    """

    def make(folder: Path) -> None:
        printed = building.build(folder / "home", building.ROOT / "seeds" / "reports")
        (folder / PRINTED).write_text(printed, encoding="utf-8")

    return Home(made_once(tmp_path_factory, "samples", make) / "home")


@pytest.fixture(scope="session")
def shared_home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with every shared report built and published. For reading only: all modules share it."""
    built = Home(tmp_path_factory.mktemp("shared"))
    build(built, [shared / "reports"])
    return built


PROVINCES = ("内蒙古自治区", "吉林省", "山东省", "海南省")
"""Of the unlabelled reports, the series that tests/verdicts/provinces_gdp.csv was read in: 26 years each."""


@pytest.fixture(scope="session")
def provinces_home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the reports of PROVINCES built and published. For reading only: all modules share it."""
    folders = [shared / "more" / "unlabelled" / "province" / province for province in PROVINCES]
    if missing := [folder for folder in folders if not folder.is_dir()]:
        pytest.skip(f"needs {missing[0]}, which is not part of every copy of the shared reports")
    built = Home(tmp_path_factory.mktemp("provinces"))
    build(built, folders)
    return built
