"""Rules of the verdicts and marts, broken in the parsed dbt project: the unit test beside each rule must fail."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from orchestration import dbt_run
from tests.integration.dbt_alone import DBT_PROJECT, run_dbt
from tests.integration.mutations import CHANGE_RULES, MART_RULES, VERDICT_RULES, Mutation
from tests.integration.warehouse_fixtures import built_home  # noqa: F401 - fixture
from warehouse.home import Home


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


def break_rule(project: Any, mutation: Mutation) -> None:
    """Break one rule where dbt keeps the SQL that it has read: what a changed file would be read to."""
    assert mutation.rule in (DBT_PROJECT / mutation.file).read_text(encoding="utf-8"), mutation
    broken = 0
    for node in project.nodes.values():
        if node.original_file_path == mutation.file and mutation.rule in node.raw_code:
            node.raw_code = node.raw_code.replace(mutation.rule, mutation.broken)
            broken += 1
    for macro in project.macros.values():
        if macro.package_name == "duixian" and macro.original_file_path == mutation.file:
            broken += mutation.rule in macro.macro_sql
            macro.macro_sql = macro.macro_sql.replace(mutation.rule, mutation.broken)
    assert broken, mutation


@pytest.fixture
def home(built_home: Home, tmp_path: Path) -> Home:  # noqa: F811
    """A copy of the made-up warehouse: a unit test makes tables for its rows."""
    copy = Home(tmp_path / "home").ensure()
    shutil.copyfile(built_home.live_database, copy.live_database)
    return copy


def failed_unit_tests(home: Home, project: Any, *select: str) -> set[str]:
    """The unit tests of the project that fail, of those that ``select`` names."""
    finished = run_dbt(home, "test", "--select", *select, "--exclude-resource-type", "test", project=project)
    failed = set(re.findall(r"Failure in unit_test (\w+)", finished.stdout))
    assert finished.returncode == (1 if failed else 0), finished.stdout[-6000:]
    assert "Runtime Error in unit_test" not in finished.stdout, finished.stdout[-6000:]
    assert "PASS" in finished.stdout or failed, finished.stdout[-6000:]
    return failed


def test_the_unbroken_project_passes(home: Home) -> None:
    assert failed_unit_tests(home, dbt_run.project_of(home), "test_type:unit") == set()


@pytest.mark.parametrize(
    "broken", rounds([*VERDICT_RULES, *CHANGE_RULES, *MART_RULES]), ids=lambda group: f"{len(group)}_rules"
)
def test_a_broken_rule_fails_its_unit_test(home: Home, broken: list[Mutation]) -> None:
    project = dbt_run.project_of(home)
    for mutation in broken:
        break_rule(project, mutation)
    failed = failed_unit_tests(home, project, *(f"{mutation.caught_by}*" for mutation in broken))
    missed = [m for m in broken if not any(name.startswith(m.caught_by) for name in failed)]
    assert not missed, f"broken and not noticed: {missed}; failed: {sorted(failed)}"
