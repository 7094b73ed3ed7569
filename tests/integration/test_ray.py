"""The extraction on a Ray cluster and over a store: the bytes of one process, and clear words where one is missing."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl
import pytest

from extract import executor, frame_files, on_ray, workers
from extract.pieces import QUARANTINE, Pieces, PiecesError, run_stage
from extract.pipeline import FIRST, LATER
from orchestration.arrivals import arrival
from orchestration.arrivals.report_files import find_files, hash_files, read_files
from orchestration.graph import document_pieces
from tests.integration.building import ROOT
from tests.unit import dying_stage
from tests.unit.piecewise import SAMPLES, filled, lake_of, run, small, whole_lake
from warehouse.home import Home

pytestmark = pytest.mark.needs_ray

BUCKET = "s3://duixian-test"


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """A store on loopback, and the environment in which it is found: before Ray starts, whose workers inherit it."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "test")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        environment.setenv("RAY_AUTH_MODE", "token")  # a token of these tests alone
        environment.setenv("RAY_AUTH_TOKEN", secrets.token_hex(32))
        environment.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        import s3fs

        s3fs.S3FileSystem.clear_instance_cache()
        s3fs.S3FileSystem().mkdir(BUCKET)
        yield BUCKET
        s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.fixture(scope="module")
def cluster(store: str) -> Iterator[str]:
    """A cluster of two workers on this machine, asked even for a handful of reports."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(executor.ADDRESS_VARIABLE, on_ray.LOCAL)
        environment.setenv(executor.WORKERS_VARIABLE, "2")
        environment.setattr(workers, "LEAST_REPORTS", 2)
        yield on_ray.LOCAL
        workers.end_workers()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    small(monkeypatch, 3_000)
    return filled(Home(tmp_path / "home"))


def alone(home: Home, folder: Path) -> dict[str, bytes]:
    """The lake that one process makes."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(executor.WORKERS_VARIABLE, "1")
        environment.delenv(executor.ADDRESS_VARIABLE, raising=False)
        return whole_lake(home, folder)


def test_two_workers_of_a_cluster_give_the_bytes_of_one_process(home: Home, tmp_path: Path, cluster: str) -> None:
    pieces = Pieces(tmp_path / "pieces")
    made = run(home, pieces)
    assert len(made["facts"]) > 2 and made["facts"] == pieces.numbers()
    import ray

    assert ray.is_initialized() and ray.cluster_resources()["CPU"] == 2
    assert lake_of(home, pieces, tmp_path / "lake") == alone(home, tmp_path / "whole")


def test_pieces_in_a_store_give_the_bytes_of_a_disk(home: Home, tmp_path: Path, cluster: str, store: str) -> None:
    pieces = Pieces(frame_files.place(f"{store}/pieces/batch"))
    run(home, pieces)
    assert lake_of(home, pieces, tmp_path / "lake") == alone(home, tmp_path / "whole")
    assert pieces.height(FIRST.name) == 6
    pieces.remove()
    assert pieces.numbers() == [] and not pieces.is_complete("facts")


def test_reports_in_a_store_are_those_of_a_folder(home: Home, store: str) -> None:
    import s3fs

    files = s3fs.S3FileSystem()
    for path in home.inbox.iterdir():
        files.pipe_file(f"{store}/county/inbox/{path.name}", path.read_bytes())
    url = f"{store}/county/inbox"
    assert hash_files(find_files([url])).equals(hash_files(find_files([home.inbox])))
    assert read_files([url])[0].equals(read_files([home.inbox])[0])


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(home: Home, tmp_path: Path, cluster: str) -> None:
    unlucky, died = home.inbox / SAMPLES[4].name, tmp_path / "died"
    unlucky.write_text(unlucky.read_text(encoding="utf-8") + f"\n一次：{died}。\n", encoding="utf-8")
    pieces = Pieces(tmp_path / "pieces")
    run(home, pieces, [dying_stage.SPEC_ONCE, *LATER[1:]])
    assert died.exists(), "no process was killed"
    assert lake_of(home, pieces, tmp_path / "lake") == alone(home, tmp_path / "whole")


def test_a_report_that_ends_every_worker_is_set_aside_alone(home: Home, tmp_path: Path, cluster: str) -> None:
    deadly = home.inbox / SAMPLES[4].name
    deadly.write_text(deadly.read_text(encoding="utf-8") + f"\n{dying_stage.MARK}。\n", encoding="utf-8")
    pieces, told = Pieces(tmp_path / "pieces"), []
    document_pieces.read(pieces, [home.inbox], arrival.survey(home, []), lambda _: None)
    run_stage(pieces, dying_stage.SPEC, lambda counts: told.append(counts.number))
    assert sorted(told) == pieces.numbers("repaired") == pieces.numbers()
    [row] = pl.concat(pieces.each("repaired", QUARANTINE)).rows(named=True)
    assert (row["source_path"], row["reason_code"]) == (f"inbox/{deadly.name}", "unread_report")
    assert pieces.height("repaired") == pieces.height(FIRST.name) - 1


def test_what_the_work_raises_is_raised_as_without_a_cluster(cluster: str) -> None:
    broken = pl.DataFrame({"source_path": [str(number) for number in range(8)]})
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        workers.over_pieces(dying_stage.deadly, broken)


def test_pieces_that_only_the_first_machine_sees_are_named(tmp_path: Path, cluster: str) -> None:
    with pytest.raises(PiecesError, match="DUIXIAN_PIECES"):
        workers.in_one_process(run_piece_of, str(tmp_path / "elsewhere"))


def run_piece_of(folder: str) -> None:
    from extract.pieces import run_piece

    run_piece(folder, LATER[0], 0)


def test_a_machine_with_another_version_refuses(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_ray, "extractor_version", lambda: "3-of-another-day")
    with pytest.raises(on_ray.ClusterError, match=r"^[^\n]*3-of-another-day[^\n]*same version"):
        workers.in_one_process(os.getpid)


def duixian(*arguments: str, extra: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command; where nothing is said it works on this machine."""
    environment = os.environ | {executor.ADDRESS_VARIABLE: ""} | (extra or {})
    command = [sys.executable, "-m", "orchestration.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("DUIXIAN_RAY_ADDRESS", "auto", "no Ray cluster answers at auto"),
        ("DUIXIAN_RAY_ADDRESS", "ray://127.0.0.1:{port}", "no Ray cluster answers at ray://127.0.0.1"),
        ("DUIXIAN_RAY_ADDRESS", "somewhere", "local, auto or ray://host:port, not 'somewhere'"),
        ("DUIXIAN_PIECES", "s3://no-such-bucket/pieces", "cannot write and read the pieces at s3://no-such-bucket"),
        ("DUIXIAN_PIECES", "nosuch://x", "cannot use nosuch://x"),
    ],
)
def test_what_is_not_there_is_one_line_and_leaves_nothing(
    store: str, tmp_path: Path, variable: str, value: str, said: str
) -> None:
    home, port = Home(tmp_path / "home"), str(closed_port())
    extra = {variable: value.format(port=port), "RAY_ADDRESS": f"127.0.0.1:{port}"}
    done = duixian("build", "--home", str(home.root), extra=extra)
    assert done.returncode == 2
    assert said in done.stderr and len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stderr
    assert not home.published_database.exists() and not list(home.lake.rglob("*.parquet"))


@pytest.mark.parametrize("url", ["s3://no-such-bucket/county", "s3://duixian-test/none"])
def test_reports_of_a_store_that_is_not_there_are_one_line(store: str, tmp_path: Path, url: str) -> None:
    done = duixian("build", "--home", str(tmp_path / "home"), "--reports", url)
    assert done.returncode == 2 and url in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_store_where_nobody_answers_is_one_line(store: str, tmp_path: Path) -> None:
    extra = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{closed_port()}"}
    done = duixian("build", "--home", str(tmp_path / "home"), "--reports", f"{store}/county", extra=extra)
    assert done.returncode == 2 and f"{store}/county" in done.stderr and len(done.stderr.splitlines()) == 1


@contextmanager
def machine(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A machine of a cluster, as `ray start` makes it; ended with all its processes."""
    command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--num-cpus=1", *arguments]
    command += ["--disable-usage-stats", f"--object-store-memory={128 << 20}"]
    environment = {name: value for name, value in os.environ.items() if name != executor.ADDRESS_VARIABLE}
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield running
    finally:
        running.terminate()
        running.wait(60)


@pytest.fixture
def machines(store: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A cluster of two machines that is reached as one from afar; yields the second, which has half the workers."""
    workers.end_workers()
    head, client = closed_port(), closed_port()
    first = ("--head", f"--port={head}", f"--ray-client-server-port={client}", "--include-dashboard=false")
    with machine(*first), machine(f"--address=127.0.0.1:{head}") as second:
        monkeypatch.setenv(executor.ADDRESS_VARIABLE, f"ray://127.0.0.1:{client}")
        monkeypatch.setattr(workers, "LEAST_REPORTS", 2)
        connected()
        yield second
        workers.end_workers()


def connected() -> None:
    """Wait until both machines are in the cluster."""
    for _ in range(30):
        with suppress(on_ray.ClusterError):
            workers.check_workers()
            import ray

            if ray.cluster_resources().get("CPU") == 2:
                return
        time.sleep(1)
    pytest.fail("the cluster did not start")


def test_a_machine_that_goes_in_the_middle_changes_nothing(
    home: Home, tmp_path: Path, machines: subprocess.Popen[bytes]
) -> None:
    pieces = Pieces(tmp_path / "pieces")
    document_pieces.read(pieces, [home.inbox], arrival.survey(home, []), lambda _: None)
    run_stage(pieces, LATER[0], lambda _: machines.terminate())
    machines.wait(60)
    run(home, pieces)
    assert lake_of(home, pieces, tmp_path / "lake") == alone(home, tmp_path / "whole")


def test_ray_is_not_loaded_unless_it_is_asked_for() -> None:
    code = "import sys, orchestration.definitions; assert not {'ray', 'upath', 'extract.on_ray'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"DUIXIAN_RAY_ADDRESS": ""})
