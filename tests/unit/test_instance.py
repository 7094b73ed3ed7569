"""Which configuration Dagster's instance gets, without asking any server."""

from pathlib import Path

import dagster as dg
import pytest
import yaml

from orchestration.state import instance
from orchestration.state.instance import POSTGRES_VARIABLE, write_config
from warehouse.home import Home, HomeError


def test_dagster_gets_the_url_with_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("postgresql://me@here/runs", "postgresql+psycopg2://me@here/runs"):
        monkeypatch.setenv(POSTGRES_VARIABLE, url)
        assert instance.storage_environment() == {POSTGRES_VARIABLE: "postgresql+psycopg2://me@here/runs"}
    monkeypatch.delenv(POSTGRES_VARIABLE)
    assert instance.storage_environment() == {}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv(POSTGRES_VARIABLE, raising=False)
    monkeypatch.setattr(instance, "_reach", lambda _url: None)
    return Home(tmp_path).ensure()


def test_a_single_machine_keeps_its_runs_below_the_home(home: Home) -> None:
    assert "storage" not in yaml.safe_load(write_config(home).read_text(encoding="utf-8"))


def test_the_variable_moves_runs_into_postgres_and_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    write_config(home)
    monkeypatch.setenv(POSTGRES_VARIABLE, "postgresql://someone@somewhere/runs")
    shared = write_config(home).read_text(encoding="utf-8")
    assert yaml.safe_load(shared)["storage"] == {"postgres": {"postgres_url": {"env": POSTGRES_VARIABLE}}}
    assert yaml.safe_load(shared)["concurrency"]["pools"]["default_limit"] == 1
    assert "somewhere" not in shared
    monkeypatch.delenv(POSTGRES_VARIABLE)
    assert "storage" not in yaml.safe_load(write_config(home).read_text(encoding="utf-8"))


def test_a_configuration_that_the_user_changed_is_kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    write_config(home).write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    monkeypatch.setenv(POSTGRES_VARIABLE, "postgresql://someone@somewhere/runs")
    assert write_config(home).read_text(encoding="utf-8") == "telemetry: {enabled: false}\n"


def test_without_the_extra_it_is_said_what_to_install(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv(POSTGRES_VARIABLE, "postgresql://someone@somewhere/runs")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(HomeError, match=r"needs the extra `postgres`: pip install 'duixian\[postgres\]'"):
        write_config(home)


@dg.op
def fail() -> None:
    """Fail as a step does that met something which does not pass."""
    raise ValueError("not today")


@dg.job(executor_def=dg.in_process_executor)
def failing() -> None:
    fail()


def test_a_run_whose_process_died_is_started_again_and_one_that_failed_is_not(home: Home) -> None:
    write_config(home)
    with dg.DagsterInstance.from_config(str(home.dagster_home)) as shipped:
        died = shipped.create_run_for_job(failing)
        shipped.report_run_failed(died, "the process of this run is gone")
        failed = failing.execute_in_process(instance=shipped, raise_on_error=False)
        runs = [shipped.get_run_by_id(run_id) for run_id in (died.run_id, failed.run_id)]
        assert [run and run.tags.get("dagster/will_retry") for run in runs] == ["true", "false"]
        assert shipped.run_retries_enabled and shipped.run_retries_max_retries == 2


SECRETS = [
    ("postgresql://me:s3cret@here/runs", "postgresql+psycopg2://me@here/runs", "s3cret"),
    ("postgresql+psycopg2://me:s3c%2Fr%40et@here:5433/runs", "postgresql+psycopg2://me@here:5433/runs", "s3c/r@et"),
    ("postgresql://here/runs?user=me&password=s3cret", "postgresql+psycopg2://here/runs?user=me", "s3cret"),
]


@pytest.mark.parametrize(("url", "bare", "password"), SECRETS)
def test_the_password_is_no_part_of_the_url_that_anyone_sees(
    url: str, bare: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(POSTGRES_VARIABLE, url)
    assert instance.storage_environment() == {POSTGRES_VARIABLE: bare, "PGPASSWORD": password}
    monkeypatch.setenv(POSTGRES_VARIABLE, bare)
    assert instance.storage_environment() == {POSTGRES_VARIABLE: bare}, "what was taken apart once stays apart"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3c/ret@here/runs",
        "postgresql://me:s3cret@here:port/runs",
        "postgresql://me:s3c@ret@here/runs",
        "postgresql://me:s3c[ret@here/runs",
        "mysql://me:s3cret@here/runs",
        "host=here password=s3cret",
    ],
)
def test_a_url_that_is_none_is_refused_without_being_shown(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(POSTGRES_VARIABLE, url)
    with pytest.raises(HomeError) as caught:
        write_config(Home(tmp_path).ensure())
    chain: BaseException | None = caught.value
    while chain is not None:
        assert "s3c" not in str(chain) and "ret" not in str(chain).replace("written", "")
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
