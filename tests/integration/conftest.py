"""The one build of the shared corpus that the integration tests ask.

Only what several modules of this folder need belongs here; the made-up warehouse is warehouse_fixtures.py.
"""

from pathlib import Path

import pytest

from orchestration.build import build
from warehouse.home import Home


@pytest.fixture(scope="session")
def shared_home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with every shared report built and published. For reading only: all modules share it."""
    built = Home(tmp_path_factory.mktemp("shared"))
    build(built, [shared / "reports"])
    return built
