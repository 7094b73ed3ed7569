"""Builds that several modules of this folder ask: of the samples, and of the shared corpus.

Only what several modules of this folder need belongs here; the made-up warehouse is warehouse_fixtures.py.
"""

from pathlib import Path

import pytest

from orchestration.build import build
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
