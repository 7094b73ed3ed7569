"""The wheel is whole: installed into an empty environment far from the repository, it does what a checkout does.

The environment is filled from the package index that pip is set up for; without one that answers, this is skipped.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.home import REPOSITORY

pytestmark = pytest.mark.slow
_INSTALL = 1200
_UI = 120
_LOADED = '{"query": "{ repositoriesOrError { ... on RepositoryConnection { nodes { assetNodes { id } } } } }"}'


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what git knows, made in a copy, so that nothing made beside it gets in."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listed, cwd=REPOSITORY, capture_output=True, check=False)
    if found.returncode:
        pytest.skip("no git repository to make a wheel of")
    for name in filter(None, found.stdout.decode().split("\0")):
        if (REPOSITORY / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(REPOSITORY / name, source / name)
    code = f"from setuptools.build_meta import build_wheel; print(build_wheel({str(target)!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def place(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``env``, an environment that holds the wheel and what it needs, in versions of the lock."""
    place = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", place / "env"], check=True)
    pip = [str(place / "env" / "bin" / "python"), "-m", "pip"]
    probe = [*pip, "download", "--quiet", "--no-deps", "--retries", "0", "--dest", str(place / "probe"), "olefile"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("no package index answers")
    known = place / "known.txt"
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    known.write_text("\n".join(line.rstrip("\\ ") for line in lock.splitlines() if not line.startswith((" ", "#"))))
    install = [*pip, "install", "--quiet", "--constraint", str(known), str(wheel)]
    done = subprocess.run(install, capture_output=True, text=True, timeout=_INSTALL, check=False)
    assert done.returncode == 0, done.stderr
    return place


def environment(place: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DUIXIAN_", "PYTHON", "DAGSTER"))}
    return kept | {"XDG_DATA_HOME": str(place / "data")}


def duixian(place: Path, *words: str) -> str:
    command = [str(place / "env" / "bin" / "duixian"), *words]
    done = subprocess.run(command, cwd=place, env=environment(place), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(place: Path) -> Path:
    """The place after the samples were built into the home that is used when none is named."""
    told = duixian(place, "build")
    assert "reports read   12" in told and "duixian query" in told
    return place


def test_the_wheel_holds_its_data_and_nothing_that_is_not_its_own(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "dbt", "seeds/reference", "seeds/reports", "warehouse/queries", "profiles.yml"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    )
    data = [name for name in tracked.stdout.decode().split("\0") if name and not name.endswith(".gitignore")]
    assert len(data) > 100 and {f"duixian/files/{name}" for name in data} <= set(names)
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"duixian", "extract", "handbook", "orchestration", "warehouse", "website"}
    assert [name for name in names if name.startswith("duixian/files/") and name.endswith(".py")] == []


def test_every_saved_query_runs_on_the_samples(built: Path) -> None:
    names = [line for line in duixian(built, "query", "--list").splitlines() if not line.startswith(" ")]
    assert len(names) == len(list((REPOSITORY / "warehouse" / "queries").glob("*.sql")))
    for name in names:
        assert isinstance(json.loads(duixian(built, "query", "--file", name, "--format", "json")), list)
    assert json.loads(duixian(built, "query", "--file", "region_targets_and_outcomes", "--format", "json"))


def test_state_lies_with_the_user_and_nothing_is_written_into_the_package(built: Path) -> None:
    home = built / "data" / "duixian"
    assert (home / "duixian.duckdb").is_file() and (home / "site" / "index.html").is_file()
    files = next((built / "env" / "lib").glob("python3*/site-packages/duixian/files"))
    assert not (files / "dbt" / "target").exists() and not (files / "warehouse" / "data").exists()
    (item, *_) = json.loads(duixian(built, "review", "--list", "--format", "json"))
    duixian(built, "review", item["item_id"], "reject", "--reason", "of another indicator")
    assert item["item_id"] in (home / "reviews.csv").read_text(encoding="utf-8")
    assert item["item_id"] not in (files / "seeds" / "reviews.csv").read_text(encoding="utf-8")


@pytest.fixture
def address(built: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(built / "env" / "bin" / "duixian"), "ui", "--port", str(port)]
    with (built / "ui.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=built, env=environment(built), stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=60)


def test_the_ui_loads_the_graph(address: str, built: Path) -> None:
    asked = urllib.request.Request(f"{address}/graphql", _LOADED.encode(), {"Content-Type": "application/json"})
    until = time.monotonic() + _UI
    assets: list[object] = []
    while not assets and time.monotonic() < until:
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                nodes = json.load(answer)["data"]["repositoriesOrError"].get("nodes", [])
            assets = [asset for node in nodes for asset in node["assetNodes"]]
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(1)
    assert len(assets) > 50, (built / "ui.log").read_text(encoding="utf-8")[-2000:]
