"""A home remembers where its reports lie: a forgotten option, a missing mount or another folder take nothing away."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.graph.asset_checks import nothing_vanishes
from orchestration.graph.resources import Workspace, stage_frames
from tests.integration.building import ROOT, SAMPLES, content, reports_of
from warehouse.connection import connect
from warehouse.home import Home


def duixian(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "orchestration.cli", *words]
    unset = {name: value for name, value in os.environ.items() if name != "DUIXIAN_REPORTS"}
    return subprocess.run(
        command, cwd=ROOT, env=unset, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(home, reports) of three reports."""
    folder = tmp_path_factory.mktemp("folders")
    reports = reports_of(folder / "mine", SAMPLES[:3])
    done = duixian("build", "--home", str(folder / "home"), "--reports", str(reports))
    assert done.returncode == 0, done.stderr
    return folder / "home", reports


def history(home: Path) -> list[str]:
    with connect(Home(home).published_database, read_only=True) as connection:
        return sorted(map(str, connection.execute("from marts.mart_verdict_history").fetchall()))


def test_a_command_without_folders_loses_nothing(built: tuple[Path, Path]) -> None:
    home, _ = built
    before = content(home), history(home)
    done = duixian("build", "--home", str(home))
    assert done.returncode == 0, done.stderr
    assert "nothing new" in done.stdout
    replayed = duixian("replay", "--home", str(home))
    assert replayed.returncode == 0, replayed.stderr
    assert (content(home), history(home)) == before


@pytest.mark.parametrize("command", ["build", "ui"])
def test_other_folders_are_refused_in_one_line_and_nothing_changes(
    command: str, built: tuple[Path, Path], tmp_path: Path
) -> None:
    home, _ = built
    before = content(home), history(home)
    other = reports_of(tmp_path / "other", SAMPLES[3:5])
    done = duixian(command, "--home", str(home), "--reports", str(other))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "3 of the 3 reports" in done.stderr and "--forget" in done.stderr
    assert (content(home), history(home)) == before


def test_the_check_of_a_run_from_the_ui_stops_it(built: tuple[Path, Path], tmp_path: Path) -> None:
    from orchestration.arrivals import arrival

    home = Home(built[0])
    other = reports_of(tmp_path / "other", SAMPLES[3:5])
    workspace = Workspace(home_folder=str(home.root), report_folders=[str(other)])
    frame = stage_frames(home).path("files")
    kept = frame.read_bytes()
    try:
        arrival.survey(home, [other]).write_parquet(frame)
        result = nothing_vanishes.node_def.compute_fn.decorated_fn(workspace)  # type: ignore[attr-defined]
    finally:
        frame.write_bytes(kept)
    assert not result.passed
    assert result.metadata["missing"].value == 3
    assert {spec.blocking for spec in nothing_vanishes.check_specs} == {True}


def test_with_forget_they_are_dropped_and_the_run_says_how_many(built: tuple[Path, Path], tmp_path: Path) -> None:
    home, _ = built
    other = reports_of(tmp_path / "other", SAMPLES[3:4])
    done = duixian("build", "--home", str(home), "--reports", str(other), "--forget")
    assert done.returncode == 0, done.stderr
    assert "3 of the 3 reports" in done.stdout
    assert len(content(home)["dim_report"]) == 1
