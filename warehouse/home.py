"""The home: the one folder that holds all state of an installation.

Only names of places belong here, and making sure that they can be used. Nothing here opens a database or reads a lake.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from warehouse import WarehouseError

_ROOT = Path(__file__).resolve().parents[1]
IS_INSTALLED = not (_ROOT / "profiles.yml").is_file()
"""Whether this is a wheel's copy: dbt/, seeds/ and the saved queries are then in the package, where nobody writes."""
REPOSITORY = _ROOT / "duixian" / "files" if IS_INSTALLED else _ROOT
_OF_USER = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "duixian"
DEFAULT_HOME = _OF_USER if IS_INSTALLED else REPOSITORY / "warehouse" / "data"
HOME_VARIABLE = "DUIXIAN_HOME"


class HomeError(WarehouseError):
    """The home cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Home:
    """Places below one root folder. Naming a place does not create it; see :meth:`ensure`."""

    root: Path

    @classmethod
    def resolve(cls, argument: str | None = None) -> "Home":
        """The home that ``argument`` names, else DUIXIAN_HOME, else DEFAULT_HOME; absolute."""
        chosen = argument or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME
        return cls(Path(chosen).expanduser().absolute())

    @property
    def inbox(self) -> Path:
        """Folder where new reports may be dropped."""
        return self.root / "inbox"

    @property
    def lake(self) -> Path:
        """Folder of the Parquet lake."""
        return self.root / "lake"

    @property
    def live_database(self) -> Path:
        """The DuckDB file that the pipeline writes; nobody else opens it."""
        return self.root / "live" / "duixian.duckdb"

    @property
    def published_database(self) -> Path:
        """The DuckDB file for readers; replaced as a whole, never written in place."""
        return self.root / "duixian.duckdb"

    @property
    def site(self) -> Path:
        """Folder of the site that builds make; its first page is index.html."""
        return self.root / "site"

    @property
    def dagster_home(self) -> Path:
        """Dagster's instance folder."""
        return self.root / "dagster"

    @property
    def dbt_target(self) -> Path:
        """dbt's target folder."""
        return self.root / "dbt_target"

    def ensure(self) -> "Home":
        """Create the folders and prove that they can be written. Raises :class:`HomeError` otherwise."""
        folders = (self.root, self.inbox, self.lake, self.live_database.parent, self.dagster_home, self.dbt_target)
        for folder in folders:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                os.listdir(folder)
                with tempfile.TemporaryFile(dir=folder):
                    pass
            except OSError as error:
                raise HomeError(
                    f"cannot use the home {self.root}: {folder}: {error.strerror or error}; "
                    f"choose another folder with --home or {HOME_VARIABLE}"
                ) from error
        return self
