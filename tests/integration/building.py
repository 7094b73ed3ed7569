"""Builds from outside, and all that they publish, for the tests of what stops or damages a build.

Only what several of those modules need belongs here.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from warehouse.connection import connect
from warehouse.home import Home

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted(path for path in (ROOT / "seeds" / "reports").iterdir() if path.name != "README.md")
FACTS = (
    "dim_report",
    "fct_targets",
    "fct_outcomes",
    "fct_statements",
    "fct_target_vs_actual",
    "report_text",
    "quarantine",
)


def start(home: Path, reports: Path, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "orchestration.cli", "build", "--home", str(home), "--reports", str(reports)]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, **output, **options)  # type: ignore[call-overload]


def build(home: Path, reports: Path) -> str:
    running = start(home, reports)
    printed, complaint = running.communicate()
    assert running.returncode == 0, complaint
    return str(printed)


def content(home: Path) -> dict[str, list[str]]:
    """Every row of every table of facts, as text; when a report was first loaded is no fact of a report."""
    with connect(Home(home).published_database, read_only=True) as connection:
        rows = {}
        for table in FACTS:
            left_out = "exclude (ingested_at)" if table == "dim_report" else ""
            rows[table] = [str(row) for row in connection.execute(f"select * {left_out} from marts.{table}").fetchall()]
        return {table: sorted(found) for table, found in rows.items()}


def reports_of(folder: Path, chosen: list[Path]) -> Path:
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for path in chosen:
        shutil.copy(path, folder / path.name)
    return folder
