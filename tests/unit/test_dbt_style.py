"""House rules of the dbt project, held against its manifest: what is described, keyed, enforced and named."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestration.dbt_rules import rules_of
from warehouse.home import REPOSITORY

PROJECT = REPOSITORY / "dbt"
SEEDS = REPOSITORY / "seeds" / "reference"
PREFIXES = {"staging": ("stg_",), "intermediate": ("int_",), "marts": ("dim_", "fct_", "mart_", "v_")}
NAMED_BY_CONTRACT = {"report_text", "quarantine", "review_queue"}
TYPES = {"varchar", "double", "integer", "boolean", "date", "timestamp", "varchar[]"}
LAYERS = ["raw", "reference", "staging", "intermediate", "history", "marts"]
QUERIES = REPOSITORY / "warehouse" / "queries"


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The manifest that dbt itself writes for the project."""
    target = tmp_path_factory.mktemp("target")
    environment = os.environ | {
        "DUIXIAN_DATABASE": str(target / "none.duckdb"),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target),
        "DO_NOT_TRACK": "1",
    }
    command = [
        str(Path(sys.executable).with_name("dbt")),
        "parse",
        "--project-dir",
        str(PROJECT),
        "--profiles-dir",
        str(REPOSITORY),
    ]
    finished = subprocess.run(command, env=environment, cwd=target, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout
    loaded: dict[str, Any] = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    return loaded


def test_dbt_alone_finds_project_and_profile_from_the_repository(tmp_path: Path) -> None:
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("DBT_", "DUIXIAN_"))}
    places = {"DBT_TARGET_PATH": str(tmp_path), "DBT_LOG_PATH": str(tmp_path), "DUIXIAN_HOME": str(tmp_path)}
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "ls", "--project-dir", "dbt"]
    finished = subprocess.run(
        [*command, "--select", "mart_ambition", "--resource-type", "model"],
        env=alone | places | {"DO_NOT_TRACK": "1"},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (finished.returncode, finished.stdout.split()) == (0, ["duixian.marts.mart_ambition"]), finished.stdout


def nodes(manifest: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return sorted(
        (node for node in manifest["nodes"].values() if node["resource_type"] == kind), key=lambda node: node["name"]
    )


def test_models_are_named_after_their_layer(manifest: dict[str, Any]) -> None:
    for model in nodes(manifest, "model"):
        assert model["schema"] in PREFIXES
        assert model["fqn"][1] == model["schema"], model["name"]
        assert model["name"].startswith(PREFIXES[model["schema"]]) or model["name"] in NAMED_BY_CONTRACT


def test_data_flows_one_way(manifest: dict[str, Any]) -> None:
    everything = manifest["nodes"] | manifest["sources"]
    for model in nodes(manifest, "model"):
        layer = LAYERS.index(model["schema"])
        above = [everything[parent] for parent in model["depends_on"]["nodes"]]
        assert above, f"{model['name']} reads nothing through ref or source"
        for parent in above:
            assert LAYERS.index(parent["schema"]) <= layer, (model["name"], parent["name"])
            if parent["schema"] == "raw":
                assert model["schema"] == "staging", f"{model['name']} reads raw past staging"


def test_every_description_begins_with_the_grain(manifest: dict[str, Any]) -> None:
    described = nodes(manifest, "model") + nodes(manifest, "seed") + nodes(manifest, "snapshot")
    described += list(manifest["sources"].values())
    for node in described:
        first_sentence = re.split(r"[.:]\s", node["description"])[0]
        assert re.match(r"One row (a|an|each|what) ", first_sentence), (node["name"], node["description"])


def test_every_column_is_described(manifest: dict[str, Any]) -> None:
    for node in nodes(manifest, "model") + nodes(manifest, "seed") + nodes(manifest, "snapshot"):
        assert node["columns"], node["name"]
        for name, column in node["columns"].items():
            assert len(column["description"]) > 10, f"{node['name']}.{name}"
            assert "{{" not in column["description"]


def test_every_model_has_a_key_test(manifest: dict[str, Any]) -> None:
    keyed = {rule.model for rule in rules_of(nodes(manifest, "test")) if rule.kind == "is_key"}
    tables = nodes(manifest, "model") + nodes(manifest, "snapshot")
    assert {table["unique_id"] for table in tables} == keyed


def test_all_rules_of_a_model_are_one_test_and_its_doubts_another(manifest: dict[str, Any]) -> None:
    """A node costs dbt what its SQL does not: see docs/dbt.md."""
    tests = nodes(manifest, "test")
    names = [f"{'doubts' if rule.is_doubt else 'rules'}_of_{rule.model.split('.')[-1]}" for rule in rules_of(tests)]
    assert {test["name"] for test in tests} == set(names)
    assert len(tests) == len(set(names)) < len(names)


def test_no_two_rules_of_a_model_share_a_name(manifest: dict[str, Any]) -> None:
    names = [(rule.model, rule.name) for rule in rules_of(nodes(manifest, "test"))]
    assert len(names) == len(set(names)) > 150


READABLE = {"v_targets", "v_outcomes", "v_verdicts"}
"""Views for readers: they read nothing but marts, and stay views in the published file."""
PASSED_ON = {"fct_statements", "fct_targets", "fct_outcomes", "report_text", "mart_report_sections", "mart_panel"}
LARGE = PASSED_ON | READABLE
"""The marts that pass rows on as they are: views, which no build has to write; published as tables but for READABLE."""


def test_marts_have_enforced_contracts(manifest: dict[str, Any]) -> None:
    marts = [model for model in nodes(manifest, "model") if model["schema"] == "marts"]
    assert len(marts) >= 9
    for model in marts:
        assert (model["config"]["materialized"] == "view") == (model["name"] in LARGE)
        assert model["config"]["contract"]["enforced"], model["name"]
        for name, column in model["columns"].items():
            assert column["data_type"] in TYPES, f"{model['name']}.{name}"
        key = next(iter(model["columns"].values()))
        assert model["name"] in LARGE or any(constraint["type"] == "not_null" for constraint in key["constraints"]), (
            model["name"]
        )


def test_views_among_the_marts_test_what_a_contract_cannot_enforce(manifest: dict[str, Any]) -> None:
    rules = rules_of(nodes(manifest, "test"))
    assert {rule.model.rsplit(".", 1)[1] for rule in rules if rule.kind == "without_nulls"} == LARGE


def test_views_for_readers_read_marts_of_whatever_file_they_are_in(manifest: dict[str, Any]) -> None:
    readable = [model for model in nodes(manifest, "model") if model["name"].startswith("v_")]
    assert {model["name"] for model in readable} == READABLE
    for model in readable:
        assert {manifest["nodes"][parent]["schema"] for parent in model["depends_on"]["nodes"]} == {"marts"}
        named = re.findall(r"ref\('\w+'\)(.{0,25})", model["raw_code"])
        assert named and set(named) == {".include(database=false) "}, model["name"]


def test_columns_are_in_snake_case_and_booleans_say_so(manifest: dict[str, Any]) -> None:
    for model in nodes(manifest, "model"):
        for name, column in model["columns"].items():
            assert re.fullmatch(r"[a-z][a-z0-9_]*", name), f"{model['name']}.{name}"
            if column["data_type"] == "boolean":
                assert name.startswith(("is_", "has_")), f"{model['name']}.{name}"


def test_every_rule_model_has_a_unit_test(manifest: dict[str, Any]) -> None:
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    rules = {model["name"] for model in nodes(manifest, "model") if model["schema"] == "intermediate"}
    # A mart of its own rule, not a fact that is only passed on.
    rules |= {model["name"] for model in nodes(manifest, "model") if model["name"].startswith("mart_")}
    assert rules | {"fct_target_vs_actual", "fct_derived_outcomes", "dim_region"} <= tested


def test_documented_seeds_are_the_files(manifest: dict[str, Any]) -> None:
    seeds = nodes(manifest, "seed")
    assert {
        *("divisions", "divisions_extra", "indicators", "tolerances", "units", "wordings", "plan_periods"),
        *("growth_bases", "derivation_methods", "derived_indicators", "incomparable_references"),
        *("aside_reasons", "plausible_values", "codes", "price_bases", "goals_to_reach"),
        *("words_of_most_reports", "wording_slots"),
    } == {seed["name"] for seed in seeds}
    for seed in seeds:
        with (SEEDS / f"{seed['name']}.csv").open(encoding="utf-8", newline="") as lines:
            header = next(csv.reader(lines))
        assert list(seed["columns"]) == header == list(seed["config"]["column_types"]), seed["name"]


def test_every_kind_of_rule_is_used(manifest: dict[str, Any]) -> None:
    macros = [path.read_text(encoding="utf-8") for path in (PROJECT / "macros" / "rules").glob("broken_row*.sql")]
    written = {kind for text in macros for kind in re.findall(r"if kind == '(\w+)'", text)}
    assert written and written == {rule.kind for rule in rules_of(nodes(manifest, "test"))}


def test_one_yaml_beside_each_model() -> None:
    for sql in [*(PROJECT / "models").rglob("*.sql"), *(PROJECT / "snapshots").glob("*.sql")]:
        assert sql.with_suffix(".yml").is_file(), sql.name


def test_every_saved_query_is_an_exposure_of_the_tables_it_reads(manifest: dict[str, Any]) -> None:
    exposed = {
        exposure["name"]: {node.rsplit(".", 1)[1] for node in exposure["depends_on"]["nodes"]}
        for exposure in manifest["exposures"].values()
    }
    read = {
        path.stem: set(re.findall(r"\bmarts\.(\w+)", path.read_text(encoding="utf-8")))
        for path in QUERIES.glob("*.sql")
    }
    assert exposed == read


def test_columns_with_a_distance_or_a_share_name_their_unit(manifest: dict[str, Any]) -> None:
    """A row's values are in its column ``unit``; a number that is in another unit says so in its name."""
    numbers = {"double"}
    own_unit = re.compile(r"_(percent|points|share|mb|seconds)$|^(confidence|attainment)$")
    for model in nodes(manifest, "model"):
        if model["schema"] == "marts":
            columns = model["columns"]
            without = [n for n, c in columns.items() if c["data_type"] in numbers and not own_unit.search(n)]
            assert not without or "unit" in columns, (model["name"], without)


def test_the_history_outlives_a_full_refresh(manifest: dict[str, Any]) -> None:
    [snapshot] = nodes(manifest, "snapshot")
    assert snapshot["schema"] == "history" and snapshot["config"]["hard_deletes"] == "invalidate"
    # A rule's number alone is no change of a verdict.
    assert "rule_version" not in snapshot["config"]["check_cols"]


def test_nothing_is_fetched(manifest: dict[str, Any]) -> None:
    assert not list(PROJECT.glob("packages.y*ml")) and not list(PROJECT.glob("dependencies.y*ml"))
    assert manifest["metadata"]["send_anonymous_usage_stats"] is False
