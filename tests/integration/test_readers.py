"""Many readers beside a publisher: nobody waits, nobody fails, nobody sees half of a state."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.connection import connect
from warehouse.publish import publish

READERS, REBUILDS = 10, 30
ROWS = 20_000

# A reader as users write one: open the file, ask twice, close, again - until the file `stop` is there.
READER = """
import json, pathlib, sys
import duckdb
published, stop = map(pathlib.Path, sys.argv[1:])
seen, errors = [], []
print("ready", flush=True)
while not errors:
    last = stop.exists()
    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            first = connection.execute(
                "select min(generation), max(generation), count(*) from marts.fct_targets"
            ).fetchone()
            second = connection.execute(
                "select min(generation), max(generation), count(*) from marts.fct_outcomes"
            ).fetchone()
        seen.append([first, second])
    except Exception as error:
        errors.append(repr(error))
    if last:
        break
print(json.dumps({"seen": seen, "errors": errors}))
"""


def rebuild(live: Path, generation: int) -> None:
    """What a build leaves in the live file, small: two tables of one generation, each with its own number of rows."""
    with connect(live) as connection:
        connection.execute("create schema if not exists marts")
        for table in ("fct_targets", "fct_outcomes"):
            connection.execute(
                f"create or replace table marts.{table} as select {generation} as generation, range as id "
                f"from range({ROWS + generation})"
            )


@pytest.fixture
def published(tmp_path: Path) -> Path:
    rebuild(tmp_path / "live.duckdb", 0)
    publish(tmp_path / "live.duckdb", tmp_path / "duixian.duckdb")
    return tmp_path / "duixian.duckdb"


def test_ten_readers_during_thirty_rebuilds_see_only_complete_states(published: Path, tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    words = [sys.executable, "-c", READER, str(published), str(stop)]
    readers = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(READERS)]
    try:
        for reader in readers:
            assert reader.stdout is not None and reader.stdout.readline() == "ready\n"
        for generation in range(1, REBUILDS + 1):
            rebuild(tmp_path / "live.duckdb", generation)
            publish(tmp_path / "live.duckdb", published)
        stop.touch()
        told = [json.loads(reader.communicate(timeout=120)[0]) for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
            reader.wait()
    assert [answer["errors"] for answer in told] == [[]] * READERS
    for answer in told:
        generations = [first[0] for first, _ in answer["seen"]]
        complete = [[[g, g, ROWS + g]] * 2 for g in generations]
        assert answer["seen"] == complete
        assert generations == sorted(generations)
        assert generations[-1] == REBUILDS
    # The readers did read while the file was being swapped, and not only before and after.
    assert len({first[0] for answer in told for first, _ in answer["seen"]}) > REBUILDS / 2
