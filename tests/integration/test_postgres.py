"""A shared instance: runs and events in a PostgreSQL server, which the tests start for themselves."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import psycopg2
import pytest

from orchestration.runs.build import build, prepare_home
from orchestration.state.instance import POSTGRES_VARIABLE
from warehouse.home import REPOSITORY, Home, HomeError

SAMPLE = REPOSITORY / "seeds" / "reports" / "国务院政府工作报告_2019年.txt"


def as_server_user(*words: str | Path) -> list[str]:
    """PostgreSQL does not run as root: then it runs as the user that its package made."""
    prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    return [*prefix, *map(str, words)]


@pytest.fixture(scope="module")
def server(postgres_programs: Path) -> Iterator[str]:
    """The URL of an empty database in a new cluster, which is removed afterwards."""
    root = Path(tempfile.mkdtemp(prefix="duixian-postgres-"))
    if os.geteuid() == 0:
        os.chown(root, pwd.getpwnam("postgres").pw_uid, -1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data, options = root / "data", f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={root}"
    initdb = as_server_user(postgres_programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync")
    control = as_server_user(postgres_programs / "pg_ctl", "-D", data, "-w", "-l", root / "log")
    try:
        subprocess.run(initdb, check=True, cwd=root, stdout=subprocess.DEVNULL)
        subprocess.run([*control, "-o", options, "start"], check=True, cwd=root, stdout=subprocess.DEVNULL)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, cwd=root, stdout=subprocess.DEVNULL)
        shutil.rmtree(root)


@pytest.mark.needs_postgres
def test_a_build_keeps_its_runs_in_the_shared_database(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(POSTGRES_VARIABLE, server)
    (tmp_path / "reports").mkdir()
    shutil.copy(SAMPLE, tmp_path / "reports")
    home = Home(tmp_path / "home")
    build(home, [tmp_path / "reports"])
    with psycopg2.connect(server) as connection, connection.cursor() as cursor:
        cursor.execute("select status from runs")
        assert cursor.fetchall() == [("SUCCESS",)]
        cursor.execute("select count(*) from event_logs where dagster_event_type = 'ASSET_CHECK_EVALUATION'")
        assert cursor.fetchall()[0][0] > 100
    assert not list(home.dagster_home.rglob("*.db")), "runs and events were stored below the home too"

    # Another machine with a home of its own sees the run.
    other = Home(tmp_path / "other")
    prepare_home(other)
    with dg.DagsterInstance.from_config(str(other.dagster_home)) as instance:
        assert [run.status for run in instance.get_runs()] == [dg.DagsterRunStatus.SUCCESS]
        assert instance.get_concurrency_config().pool_config.default_pool_limit == 1


@pytest.mark.needs_postgres
def test_a_database_that_is_not_there_is_said_in_one_line(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(POSTGRES_VARIABLE, f"{server}_of_nobody")
    with pytest.raises(HomeError, match=r'cannot use the database of .*"postgres_of_nobody" does not exist') as caught:
        prepare_home(Home(tmp_path))
    assert "\n" not in str(caught.value)
