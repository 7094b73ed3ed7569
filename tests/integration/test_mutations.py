"""Rules of the verdicts and marts, broken in copies of the dbt project: the unit test beside each rule must fail."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.dbt_alone import DBT_PROJECT
from tests.integration.mutations import CHANGE_RULES, MART_RULES, VERDICT_RULES, Mutation
from tests.integration.warehouse_fixtures import built_home  # noqa: F401 - fixture
from warehouse.home import REPOSITORY, Home


def rounds(mutations: list[Mutation]) -> list[list[Mutation]]:
    """The mutations in rounds, so that in none of them two share a unit test: each failure has one cause."""
    found: list[list[Mutation]] = []
    for mutation in mutations:
        for group in found:
            if mutation.caught_by not in {other.caught_by for other in group}:
                group.append(mutation)
                break
        else:
            found.append([mutation])
    return found


def failed_unit_tests(project: Path, home: Home, scratch: Path) -> set[str]:
    """The unit tests of a dbt project that fail over a copy of the home's database."""
    database = scratch / "copy.duckdb"
    shutil.copyfile(home.live_database, database)
    environment = os.environ | {
        "DUIXIAN_DATABASE": str(database),
        "DUIXIAN_SEEDS": str(REPOSITORY / "seeds" / "reference"),
        "DBT_TARGET_PATH": str(scratch / "target"),
        "DBT_LOG_PATH": str(scratch / "logs"),
        "DO_NOT_TRACK": "1",
    }
    command = [str(Path(sys.executable).with_name("dbt")), "--no-use-colors", "test", "--select", "test_type:unit"]
    command += ["--project-dir", str(project), "--profiles-dir", str(REPOSITORY)]
    finished = subprocess.run(command, env=environment, cwd=scratch, capture_output=True, text=True, check=False)
    failed = set(re.findall(r"Failure in unit_test (\w+)", finished.stdout))
    assert finished.returncode == (1 if failed else 0), finished.stdout[-6000:]
    assert "Runtime Error in unit_test" not in finished.stdout, finished.stdout[-6000:]
    return failed


@pytest.fixture
def project(tmp_path: Path) -> Path:
    copy = tmp_path / "dbt"
    shutil.copytree(DBT_PROJECT, copy, ignore=shutil.ignore_patterns("target", "logs", ".user.yml"))
    return copy


def test_the_unbroken_project_passes(project: Path, built_home: Home, tmp_path: Path) -> None:  # noqa: F811
    assert failed_unit_tests(project, built_home, tmp_path) == set()


@pytest.mark.parametrize(
    "broken", rounds([*VERDICT_RULES, *CHANGE_RULES, *MART_RULES]), ids=lambda group: f"{len(group)}_rules"
)
def test_a_broken_rule_fails_its_unit_test(
    project: Path,
    built_home: Home,  # noqa: F811
    tmp_path: Path,
    broken: list[Mutation],
) -> None:
    for mutation in broken:
        path = project / mutation.file
        text = path.read_text(encoding="utf-8")
        assert mutation.rule in text, mutation
        path.write_text(text.replace(mutation.rule, mutation.broken), encoding="utf-8")
    failed = failed_unit_tests(project, built_home, tmp_path)
    missed = [m for m in broken if not any(name.startswith(m.caught_by) for name in failed)]
    assert not missed, f"broken and not noticed: {missed}; failed: {sorted(failed)}"
