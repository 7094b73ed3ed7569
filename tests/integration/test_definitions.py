"""The graph as Dagster loads it: what is in it, what guards it, and that it does what the plain chain does."""

import json
import shutil
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from extract import EXTRACTOR_VERSION
from extract.pieces import QUARANTINE
from extract.pipeline import STAGES, extract
from orchestration import dbt_project
from orchestration.arrivals.arrival import extractor_version
from orchestration.arrivals.report_files import DEFAULT_REPORTS, read_files
from orchestration.dbt_rules import rules_of
from orchestration.definitions import definitions
from orchestration.graph import report_years
from orchestration.graph.assets_extract import stage_key
from orchestration.graph.assets_site import SITE
from orchestration.graph.assets_warehouse import DUCKDB_POOL, PUBLISHED
from orchestration.graph.jobs import BUILD_EVERYTHING
from orchestration.graph.resources import StageFrames, stage_frames
from orchestration.graph.standing_checks import FOUND_IN
from orchestration.runs.build import build, prepare_home
from warehouse.connection import connect
from warehouse.home import Home
from warehouse.lake import TABLES
from warehouse.ledger import read_ledger
from website.make import make_site


@pytest.fixture(scope="module")
def home(samples_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The samples, built from the command line; a copy, as runs are started in it."""
    return Home(Path(shutil.copytree(samples_home.root, tmp_path_factory.mktemp("home"), dirs_exist_ok=True)))


@pytest.fixture(scope="module")
def graph(home: Home) -> dg.Definitions:
    return definitions(home, [DEFAULT_REPORTS])


@pytest.fixture(scope="module")
def job(graph: dg.Definitions) -> dg.JobDefinition:
    return graph.resolve_job_def(BUILD_EVERYTHING)


def test_one_job_holds_the_whole_graph(graph: dg.Definitions, job: dg.JobDefinition) -> None:
    assert job.asset_layer.executable_asset_keys == graph.resolve_asset_graph().executable_asset_keys


def test_every_stage_and_every_table_of_the_lake_is_an_asset(graph: dg.Definitions) -> None:
    keys = graph.resolve_asset_graph().executable_asset_keys
    assert {stage_key(spec.name) for spec in STAGES} <= keys
    assert {dg.AssetKey([layer, table]) for layer in ("lake", "raw") for table in TABLES} <= keys


def test_every_stage_holds_its_schema_before_the_next_one_starts(graph: dg.Definitions) -> None:
    checks = graph.resolve_asset_graph()
    for spec in STAGES:
        check = checks.get_check_spec(dg.AssetCheckKey(stage_key(spec.name), "schema"))
        assert check.blocking


def test_assets_are_grouped_by_layer(graph: dg.Definitions) -> None:
    groups = {node.group_name for node in graph.resolve_asset_graph().asset_nodes if node.is_executable}
    assert groups == {"extract", "lake", "raw", "reference", "staging", "intermediate", "history", "marts", "published"}


def test_the_published_file_waits_for_every_mart(graph: dg.Definitions) -> None:
    nodes = graph.resolve_asset_graph()
    marts = {node.key for node in nodes.asset_nodes if node.group_name == "marts"}
    assert len(marts) >= 9
    assert nodes.get(PUBLISHED).parent_keys == marts


def test_all_writers_of_the_database_share_one_pool(job: dg.JobDefinition) -> None:
    pools = {node.name: node.definition.pool for node in job.nodes if isinstance(node.definition, dg.OpDefinition)}
    of_coverage = {"marts__mart_coverage_coverage", "marts__mart_coverage_freshness"}
    checks = {"marts__fct_statements_quality_drift", "marts__mart_report_quality_report_alarms", *of_coverage}
    assert {name for name, pool in pools.items() if pool} == {"raw", "dbt", "warehouse__published", *checks}
    assert {pool for pool in pools.values() if pool} == {DUCKDB_POOL}


def test_the_instance_that_we_ship_limits_pools_and_sends_nothing_home(home: Home) -> None:
    with dg.DagsterInstance.from_config(str(home.dagster_home)) as instance:
        assert not instance.telemetry_enabled
        assert instance.get_concurrency_config().pool_config.default_pool_limit == 1


def test_a_configuration_that_the_user_changed_is_kept(tmp_path: Path) -> None:
    home = Home(tmp_path)
    prepare_home(home)
    config = home.dagster_home / "dagster.yaml"
    config.write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    prepare_home(home)
    assert config.read_text(encoding="utf-8") == "telemetry:\n  enabled: false\n"


def test_dbt_parses_the_project_once_for_all_homes(home: Home, tmp_path: Path) -> None:
    path = dbt_project.manifest(home)
    written = path.stat().st_mtime_ns
    other = dbt_project.manifest(Home(tmp_path).ensure())
    assert (other, other.stat().st_mtime_ns) == (path, written)


def test_a_project_that_changed_is_parsed_again(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = dbt_project.manifest(home)
    project = tmp_path / "repository" / "dbt"
    ignored = shutil.ignore_patterns("target", "logs", ".user.yml")
    shutil.copytree(dbt_project.FOLDER, project, ignore=ignored)
    monkeypatch.setattr(dbt_project, "FOLDER", project)
    monkeypatch.setattr(dbt_project, "REPOSITORY", project.parent)
    monkeypatch.setattr(dbt_project, "SEEDS", project)
    monkeypatch.setattr(dbt_project, "_parse", lambda shelf, wanted: shelf / wanted)
    unparsed = dbt_project.manifest(home)
    assert unparsed.is_relative_to(project / "target") and unparsed.parent.name != before.parent.name
    (project / "macros" / "figure.sql").write_text("{# nothing #}", encoding="utf-8")
    assert dbt_project.manifest(home).parent.name != unparsed.parent.name


def test_frames_must_be_stages(tmp_path: Path) -> None:
    manager = StageFrames(folder=str(tmp_path))
    with pytest.raises(TypeError, match="extract/facts must return a Stage"):
        manager.handle_output(dg.build_output_context(asset_key=stage_key("facts")), pl.DataFrame())


def test_the_graph_gives_what_the_plain_chain_gives(home: Home) -> None:
    plain = extract(read_files([DEFAULT_REPORTS])[0])._asdict()
    pieces = stage_frames(home).pieces()
    for spec in STAGES:
        assert pl.concat(pieces.each(spec.name)).equals(plain[spec.name]), spec.name
    columns = ["stage", "source_path", "reason_code", "row_json"]
    assert pl.concat(pieces.each(QUARANTINE)).sort(columns).equals(plain[QUARANTINE].sort(columns))


def test_a_build_parses_nothing_that_was_parsed_for_the_graph(home: Home) -> None:
    target = home.dbt_target / "build"
    assert (target / "run_results.json").is_file()
    # dbt writes it whenever it parses.
    assert not (target / "partial_parse.msgpack").exists()


def test_each_rule_of_the_models_is_a_check_of_its_own(home: Home, graph: dg.Definitions) -> None:
    rules = [rule for rule in rules_of(dbt_project.nodes(home)) if rule.model.endswith(".fct_targets")]
    assert {"is_key_fact_id", "evidence_is_its_span", "relationships_report_id"} < {rule.name for rule in rules}
    asset = dg.AssetKey(["marts", "fct_targets"])
    with dg.DagsterInstance.from_config(str(home.dagster_home)) as instance:
        found = results_of(instance, instance.get_runs()[-1].run_id)
    told = {rule.name: found[dg.AssetCheckKey(asset, rule.name)] for rule in rules}
    assert all(result.passed and result.metadata["rows_at_fault"].value == 0 for result in told.values())
    doubt = found[dg.AssetCheckKey(dg.AssetKey(["marts", "dim_report"]), "report_is_delivered_in_its_year")]
    assert doubt.severity == dg.AssetCheckSeverity.WARN


def test_report_years_are_partitions_with_their_own_events(home: Home) -> None:
    years = read_ledger(home.lake).files["part"].value_counts()
    with dg.DagsterInstance.from_config(str(home.dagster_home)) as instance:
        assert set(instance.get_dynamic_partitions("report_year")) == set(years["part"])
        assert instance.get_materialized_partitions(report_years.KEY) == set(years["part"])


def test_results_of_the_extraction_bear_the_version_that_made_them(home: Home, graph: dg.Definitions) -> None:
    assert extractor_version().startswith(f"{EXTRACTOR_VERSION}-")
    nodes = graph.resolve_asset_graph()
    assert {nodes.get(stage_key(spec.name)).code_version for spec in STAGES} == {extractor_version()}
    assert set(read_ledger(home.lake).files["version"]) == {extractor_version()}


def results_of(instance: dg.DagsterInstance, run_id: str) -> dict[dg.AssetCheckKey, dg.AssetCheckEvaluation]:
    records = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION).records
    events = [record.event_log_entry.get_dagster_event() for record in records]
    results = [event.asset_check_evaluation_data for event in events]
    return {result.asset_check_key: result for result in results}


def test_a_run_on_nothing_new_skips_everything_and_its_checks_stay_as_they_were_found(
    home: Home, job: dg.JobDefinition
) -> None:
    before = home.published_database.stat()
    with dg.DagsterInstance.from_config(str(home.dagster_home)) as instance:
        first = instance.get_runs()[-1].run_id
        for _ in range(2):  # the second finds what the first one repeated
            run = job.execute_in_process(instance=instance)
            assert run.success and not run.get_asset_materialization_events()
            repeated = results_of(instance, run.run_id)
            assert {key: result.passed for key, result in repeated.items()} == {
                key: result.passed for key, result in results_of(instance, first).items()
            }
            assert {result.metadata[FOUND_IN].value for result in repeated.values()} == {first}
            latest = instance.event_log_storage.get_latest_asset_check_execution_by_key(list(repeated))
            assert "PLANNED" not in {record.status.value for record in latest.values()}
    assert home.published_database.stat().st_mtime_ns == before.st_mtime_ns


def test_the_run_stays_in_the_ui_with_its_checks_and_metadata(home: Home, graph: dg.Definitions) -> None:
    with dg.DagsterInstance.from_config(str(home.dagster_home)) as instance:
        run = instance.get_runs()[-1]
        assert run.status == dg.DagsterRunStatus.SUCCESS
        for spec in STAGES:
            event = instance.get_latest_materialization_event(stage_key(spec.name))
            assert event is not None and event.asset_materialization is not None
            metadata = event.asset_materialization.metadata
            assert {"dagster/row_count", "seconds", "sample", "quarantined"} <= metadata.keys()
        assert graph.resolve_asset_graph().asset_check_keys <= results_of(instance, run.run_id).keys()


def test_the_published_file_links_to_what_a_person_should_look_at(
    samples_home: Home, home: Home, graph: dg.Definitions
) -> None:
    with dg.DagsterInstance.from_config(str(home.dagster_home)) as instance:
        event = instance.get_latest_materialization_event(PUBLISHED)
    assert event is not None and event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    assert metadata["path"].value == str(samples_home.published_database)
    links = {metadata["quarantine"].value, metadata["review_queue"].value}
    assert links == {dg.AssetKey(["marts", "quarantine"]), dg.AssetKey(["marts", "review_queue"])}
    assert links <= graph.resolve_asset_graph().executable_asset_keys


def test_the_site_is_made_behind_the_published_file(home: Home, graph: dg.Definitions) -> None:
    assert graph.resolve_asset_graph().get(SITE).parent_keys == {PUBLISHED}
    assert list((home.site / "reports").glob("*.html")) and (home.site / "words" / "pages.js").is_file()
    assert make_site(home.published_database, home.site).written == 0


def test_report_years_are_shown_and_not_launched(graph: dg.Definitions) -> None:
    years = graph.resolve_asset_graph().get(report_years.KEY)
    assert years.is_partitioned and not years.is_executable
    assert years.description is not None and "not launched" in years.description


def test_a_build_that_goes_on_leaves_views_and_seeds_as_they_are(home: Home, tmp_path: Path) -> None:
    grown = Home(tmp_path / "home")
    shutil.copytree(home.root, grown.root)
    (grown.inbox / "空.txt").touch()
    build(grown, [DEFAULT_REPORTS])
    results = json.loads((grown.dbt_target / "build" / "run_results.json").read_text(encoding="utf-8"))["results"]
    made = {result["unique_id"].split(".")[2] for result in results}
    tests = {node["name"] for node in dbt_project.nodes(grown) if node["resource_type"] == "test"}
    assert tests | {"fct_target_vs_actual", "quarantine", "snap_verdicts"} < made
    assert not {"divisions", "stg_facts", "fct_targets", "dim_region"} & made
    with connect(grown.live_database, read_only=True) as connection:
        assert connection.execute("select is_whole, is_ground from last_build.record").fetchall() == [(True, True)]
    with connect(grown.published_database, read_only=True) as connection:
        new = "select reason_code from marts.quarantine where source_path = 'inbox/空.txt'"
        assert connection.execute(new).fetchall() == [("empty_file",)]
        assert connection.execute("select count(*) > 100 from marts.fct_targets").fetchall() == [(True,)]


def test_a_run_of_a_part_tells_of_that_part_alone(home: Home, tmp_path: Path) -> None:
    copy = Home(tmp_path / "home")
    shutil.copytree(home.root, copy.root)
    job = definitions(copy, [DEFAULT_REPORTS]).resolve_job_def(BUILD_EVERYTHING)
    part = dg.AssetKey(["marts", "dim_indicator"])
    with dg.DagsterInstance.from_config(str(copy.dagster_home)) as instance:
        run = job.execute_in_process(instance=instance, asset_selection=[part])
        assert run.success
        assert {event.asset_key for event in run.get_asset_materialization_events()} == {part}
        found = results_of(instance, run.run_id)
    assert {key.asset_key for key in found} == {part} and dg.AssetCheckKey(part, "is_key_indicator_code") in found
    with connect(copy.live_database, read_only=True) as connection:
        assert connection.execute("select is_whole from last_build.record").fetchall() == [(False,)]
