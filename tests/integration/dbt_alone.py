"""dbt as a user of dbt alone would run it, over the live database of a home.

Only running it belongs here; what it builds from is warehouse_fixtures.py.
"""

import atexit
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from warehouse.home import REPOSITORY, Home

DBT_PROJECT = REPOSITORY / "dbt"
_PARSED = "partial_parse.msgpack"


def run_dbt(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run dbt with these arguments; returns the finished process."""
    parsed = home.dbt_target / _PARSED
    if not parsed.exists():
        parsed.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_parsed_project(), parsed)
    return _dbt(home.root, home.dbt_target, *arguments)


def _dbt(folder: Path, target: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run dbt in ``folder``. The database is named from there: another name would make dbt parse the project anew."""
    environment = os.environ | {
        "DUIXIAN_DATABASE": "live/duixian.duckdb",
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target / "logs"),
        "DO_NOT_TRACK": "1",
    }
    dbt = str(Path(sys.executable).with_name("dbt"))
    command = [dbt, *arguments, "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(REPOSITORY)]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


@functools.cache
def _parsed_project() -> Path:
    """The project as dbt parsed it: parsed once, however many homes are built."""
    folder = Path(tempfile.mkdtemp(prefix="parsed-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "live").mkdir()
    finished = _dbt(folder, folder / "target", "parse")
    assert finished.returncode == 0, finished.stdout[-6000:]
    return folder / "target" / _PARSED
