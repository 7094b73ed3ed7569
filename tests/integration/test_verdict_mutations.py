"""Rules of the verdicts, broken one by one in a copy of the dbt project: the unit test beside each rule must fail."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.integration.warehouse_fixtures import DBT_PROJECT, built_home  # noqa: F401 - fixture
from warehouse.home import REPOSITORY, Home


class Mutation(NamedTuple):
    """``rule`` in ``file`` is replaced by ``broken``; ``caught_by`` begins the name of the unit test that must fail."""

    file: str
    rule: str
    broken: str
    caught_by: str


_MODELS = "models/intermediate"
MUTATIONS = [
    Mutation(
        "macros/best_outcome_first.sql",
        "is_estimate, report_year",
        "report_year, is_estimate",
        "best_outcome_of_a_target",
    ),
    Mutation(
        f"{_MODELS}/int_targets.sql", "value_low - coalesce(tolerance, 0)", "value_low", "values_that_meet_a_target"
    ),
    Mutation(
        f"{_MODELS}/int_tolerances.sql", "own.tolerance, general", "general.tolerance, own", "own_tolerance_before"
    ),
    Mutation(
        f"{_MODELS}/int_relative_verdicts.sql",
        "when 'national' then '000000'",
        "when 'national' then province_series_code",
        "targets_set_against_another_number",
    ),
    Mutation(
        f"{_MODELS}/int_plan_paces.sql", "where place = outcome_year - first_year + 1", "", "yearly_outcomes_of_a_plan"
    ),
    Mutation("macros/plan_pace.sql", "1.0 / {{ years }}", "1.0", "progress_of_a_plan"),
    Mutation(f"{_MODELS}/int_verdicts.sql", "when is_covered then 'silent'", "", "status_of_a_target"),
    Mutation(f"{_MODELS}/int_verdict_reasons.sql", "' (tolerance '", "null", "status_in_words"),
    Mutation(
        f"{_MODELS}/int_region_series.sql",
        "earlier.full_name != later.full_name or",
        "true or",
        "divisions_through_names_and_codes",
    ),
    Mutation(
        f"{_MODELS}/int_report_versions.sql", "reports.report_type = 'draft',", "", "one_version_of_a_report_stands"
    ),
    Mutation(
        f"{_MODELS}/int_report_years.sql", "> outcomes_of_review_year", "> 99", "a_wrong_year_shows_in_the_outcomes"
    ),
    Mutation(
        f"{_MODELS}/int_outcomes.sql", "or report_year > period_end", "or true", "outcomes_that_can_know_their_period"
    ),
    Mutation(f"{_MODELS}/int_covered_years.sql", "not is_superseded and", "", "years_that_a_standing_report_reviews"),
    Mutation(
        "models/marts/mart_headline_targets.sql",
        "'deliberately_absent'",
        "'silent'",
        "set_deliberately_absent_or_silent",
    ),
    Mutation(
        "models/marts/fct_target_vs_actual.sql",
        "actual - verdicts.nearest_edge",
        "nearest_edge - verdicts.actual",
        "gap_and",
    ),
    Mutation(
        f"{_MODELS}/int_target_candidates.sql",
        "when lowest >= floor_value and highest <= ceiling_value then 'met'",
        "when highest >= floor_value then 'met'",
        "verdict_of_one_outcome",
    ),
    Mutation(
        f"{_MODELS}/int_targets.sql",
        "comparator != 'le' and direction != 'lower_is_better'",
        "comparator != 'le'",
        "values_that_meet_a_target",
    ),
    Mutation(
        f"{_MODELS}/int_plan_progress.sql", "'on_track', 'behind')", "'behind', 'on_track')", "progress_of_a_plan"
    ),
    Mutation(f"{_MODELS}/int_verdicts.sql", "when series_ended_in <= period_end", "when false", "status_of_a_target"),
    Mutation(
        f"{_MODELS}/int_standing_outcomes.sql", "> 2 * rounding", "> 99 * rounding", "outcome_that_stands_for_a_year"
    ),
]


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
    command += ["--project-dir", str(project), "--profiles-dir", str(project)]
    finished = subprocess.run(command, env=environment, cwd=scratch, capture_output=True, text=True, check=False)
    failed = set(re.findall(r"Failure in unit_test (\w+)", finished.stdout))
    assert bool(failed) == (finished.returncode == 1), finished.stdout[-6000:]
    assert "Runtime Error in unit_test" not in finished.stdout, finished.stdout[-6000:]
    return failed


@pytest.fixture
def project(tmp_path: Path) -> Path:
    copy = tmp_path / "dbt"
    shutil.copytree(DBT_PROJECT, copy, ignore=shutil.ignore_patterns("target", "logs", ".user.yml"))
    return copy


def test_the_unbroken_project_passes(project: Path, built_home: Home, tmp_path: Path) -> None:  # noqa: F811
    assert failed_unit_tests(project, built_home, tmp_path) == set()


@pytest.mark.parametrize("broken", rounds(MUTATIONS), ids=lambda group: f"{len(group)}_rules")
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
