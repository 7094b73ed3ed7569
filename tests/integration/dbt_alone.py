"""dbt over the live database of a home without Dagster: as a user calls it, and within the process of the tests.

Only running it belongs here; what it builds from is warehouse_fixtures.py. The command starts Python and reads the
project each time; within the process, over the project that is parsed once, a call costs its nodes alone.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from orchestration import dbt_run
from warehouse.home import REPOSITORY, Home

DBT_PROJECT = REPOSITORY / "dbt"


class Finished(NamedTuple):
    """How a call of dbt ended, and all that it said."""

    returncode: int
    stdout: str


def command_dbt(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command dbt with these arguments as a process of its own, from its own parsing of the project on."""
    environment = os.environ | {
        "DUIXIAN_DATABASE": str(home.live_database),
        "DBT_TARGET_PATH": str(home.dbt_target),
        "DBT_LOG_PATH": str(home.dbt_target / "logs"),
        "DO_NOT_TRACK": "1",
    }
    dbt = str(Path(sys.executable).with_name("dbt"))
    command = [dbt, *arguments, "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(REPOSITORY)]
    return subprocess.run(command, env=environment, cwd=home.root, capture_output=True, text=True, check=False)


def run_dbt(home: Home, *arguments: str, project: Any = None) -> Finished:
    """Run dbt within this process, over ``project`` (a parsed one that was changed), else the project as it is."""
    said: list[str] = []
    places = ["--target-path", str(home.dbt_target), "--log-path", str(home.dbt_target), "--log-level-file", "none"]
    with dbt_run.variables({"DUIXIAN_DATABASE": str(home.live_database), "DO_NOT_TRACK": "1"}):
        answer = dbt_run.invoke(project or dbt_run.project_of(home), [*arguments, *places], said.append)
    if answer.exception is not None:
        said.append(str(answer.exception))
    return Finished(0 if answer.success else 1, "\n".join(said))
