"""Rules of the marts, broken one in each model in a copy of the dbt project: the unit test beside each must fail."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.integration.warehouse_fixtures import DBT_PROJECT, built_home  # noqa: F401 - fixture
from warehouse.home import REPOSITORY, Home


class Mutation(NamedTuple):
    """``rule`` in ``file`` is replaced by ``broken``; ``caught_by`` is the unit test that must fail."""

    file: str
    rule: str
    broken: str
    caught_by: str


RULES, MARTS = "models/intermediate", "models/marts"
MUTATIONS = [
    Mutation(f"{RULES}/int_growth_bases.sql", "in ('nominal', 'quantity')", "!= 'mixed'", "what_growth_compares"),
    Mutation("macros/rounding_error.sql", "abs({{ value }}) < 100", "true", "what_rounding_can_hide"),
    Mutation(f"{RULES}/int_stated_outcomes.sql", "order by is_contradicted,", "order by", "the_figure_that_a_report_"),
    Mutation(f"{RULES}/int_derivations.sql", "and bases.is_ratio_of_levels ", "", "figures_out_of_two_figures"),
    Mutation(
        f"{RULES}/int_check_growth.sql", "'quantity', 'rebased')", "'real', 'rebased')", "growth_against_two_levels"
    ),
    Mutation(f"{RULES}/int_check_sectors.sql", "having count(*) = 3", "", "three_sectors_against_gdp"),
    Mutation(f"{RULES}/int_check_average_growth.sql", "exp(sum(ln(1 +", "exp(sum((", "average_against_the_years"),
    Mutation(f"{RULES}/int_check_restated.sql", "earliest.is_estimate and not", "not", "later_reports_against"),
    Mutation(
        f"{RULES}/int_check_quoted_target.sql", "versions.report_year < ", "versions.report_year <= ", "quoted_target_"
    ),
    Mutation(f"{RULES}/int_quoted_targets.sql", "and not regexp_matches", "and regexp_matches", "words_that_quote_a_"),
    Mutation(f"{RULES}/int_rejected_files.sql", "having count(*) = 1", "", "what_the_name_of_a_file_tells"),
    Mutation(
        f"{MARTS}/mart_cross_checks.sql", "<= rounding_error", "<= 2 * rounding_error", "differences_beyond_rounding"
    ),
    Mutation(f"{MARTS}/mart_promises.sql", "then -gap", "then gap", "one_row_a_distinct_promise"),
    Mutation(f"{MARTS}/mart_ambition.sql", "and not is_stretch", "", "targets_against_the_last_outcome"),
    Mutation(f"{MARTS}/mart_coverage.sql", "years.report_year <= regions.valid_to", "true", "years_that_are_here"),
    Mutation(
        f"{MARTS}/mart_promises_dropped.sql", "mentions.last_outcome_year >=", "9999 >=", "promises_that_are_never"
    ),
    Mutation(f"{MARTS}/mart_verdict_history.sql", "when is_return then", "when false then", "what_changed_a_verdict"),
    Mutation(f"{MARTS}/fct_derived_outcomes.sql", "where withheld_because is null", "", "only_what_is_not_withheld"),
    Mutation("macros/scorecard_columns.sql", "and promises.status in ('met', 'missed')", "", "scores_of_a_region"),
]


def test_each_broken_rule_fails_its_unit_test(built_home: Home, tmp_path: Path) -> None:  # noqa: F811
    project = tmp_path / "dbt"
    shutil.copytree(DBT_PROJECT, project, ignore=shutil.ignore_patterns("target", "logs", ".user.yml"))
    for mutation in MUTATIONS:
        path = project / mutation.file
        text = path.read_text(encoding="utf-8")
        assert mutation.rule in text, mutation
        path.write_text(text.replace(mutation.rule, mutation.broken), encoding="utf-8")
    failed = _failed_unit_tests(project, built_home, tmp_path)
    survived = [m.caught_by for m in MUTATIONS if not any(name.startswith(m.caught_by) for name in failed)]
    assert not survived, survived


def _failed_unit_tests(project: Path, home: Home, scratch: Path) -> set[str]:
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
    assert "Runtime Error in unit_test" not in finished.stdout, finished.stdout[-6000:]
    return set(re.findall(r"Failure in unit_test (\w+)", finished.stdout))
