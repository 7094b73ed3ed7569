"""What an operator does at the command line: review, replay, export; and a check that keeps a bad build unpublished."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from orchestration.arrivals import arrival
from orchestration.runs.replay import Rejection, compared
from warehouse.connection import connect
from warehouse.home import REPOSITORY, Home
from warehouse.reviews import REVIEWS_VARIABLE

SAMPLES = REPOSITORY / "seeds" / "reports"
Ran = subprocess.CompletedProcess[str]


class Operated:
    """A home, its folder of reports and its file of decisions, driven by the command."""

    def __init__(self, root: Path) -> None:
        self.home, self.reports, self.decisions = Home(root / "home"), root / "reports", root / "reviews.csv"

    def run(self, *words: str, status: int = 0) -> Ran:
        """Run ``duixian``, which must end with ``status``."""
        environment = os.environ | {
            "DUIXIAN_HOME": str(self.home.root),
            "DUIXIAN_REPORTS": str(self.reports),
            REVIEWS_VARIABLE: str(self.decisions),
        }
        ran = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", *words],
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == status, ran.stdout + ran.stderr
        return ran

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with connect(self.home.published_database, read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Operated:
    """One sample report that holds an unsure fact, and a file that is none, built once. Copy it to change it."""
    made = Operated(tmp_path_factory.mktemp("operated"))
    made.reports.mkdir()
    shutil.copy(SAMPLES / "国务院政府工作报告_2023年.txt", made.reports)
    (made.reports / "空.txt").write_bytes(b"")
    made.run("build")
    return made


@pytest.fixture
def operated(built: Operated, tmp_path: Path) -> Operated:
    root = built.home.root.parent
    shutil.copytree(root, tmp_path, dirs_exist_ok=True)
    return Operated(tmp_path)


def test_a_decision_at_the_command_line_is_applied_by_the_next_build(operated: Operated) -> None:
    items = json.loads(operated.run("review", "--format", "json").stdout)
    unsure = next(item for item in items if item["reason_code"] == "low_confidence")
    listed = operated.run("review").stdout
    assert unsure["sentence"] in listed and f"{len(items)} to review" in listed
    ran = operated.run("review", unsure["item_id"], "accept", status=2)
    assert ran.stderr == "duixian: the decision cannot be taken: reason is empty\n"
    assert "nothing new" in operated.run("build").stdout
    operated.run("review", unsure["item_id"], "reject", "--reason", "of another indicator")
    with operated.decisions.open(encoding="utf-8", newline="") as lines:
        assert [row["decision"] for row in csv.DictReader(lines)] == ["reject"]
    fact = f"select count(*) from marts.fct_outcomes where fact_id = '{unsure['item_id']}'"
    assert operated.ask(fact) == [(1,)]
    operated.run("build")
    assert operated.ask(fact) == [(0,)]
    rejected = "select reason from marts.quarantine where reason_code = 'rejected_in_review'"
    assert operated.ask(rejected) == [("a reviewer rejected it: of another indicator",)]
    assert unsure["item_id"] not in operated.run("review").stdout
    assert unsure["item_id"] in operated.run("review", "--all").stdout
    assert "nothing new" in operated.run("build").stdout


def test_a_file_of_decisions_that_is_none_stops_the_build_in_one_line(operated: Operated) -> None:
    before = operated.home.published_database.read_bytes()
    operated.decisions.write_text("who,what\n", encoding="utf-8")
    ran = operated.run("build", status=2)
    assert ran.stderr.count("\n") == 1 and "lacks the columns item_id" in ran.stderr
    assert operated.home.published_database.read_bytes() == before


def test_replay_reads_the_quarantined_files_again_and_tells_what_became_of_them(operated: Operated) -> None:
    assert operated.run("replay").stdout.splitlines()[-3:] == [
        "resolved  0 rows",
        "still     1 rows (1 documents/empty_file)",
        "new       0 rows",
    ]
    (operated.reports / "空.txt").unlink()
    assert operated.run("replay").stdout.splitlines()[-3:] == [
        "resolved  1 rows (1 documents/empty_file)",
        "still     0 rows",
        "new       0 rows",
    ]
    assert operated.run("replay").stdout == "the quarantine is empty: nothing to replay\n"


def test_replay_asks_for_the_files_of_the_quarantine_alone(operated: Operated) -> None:
    from orchestration.runs.replay import _forget

    _forget(operated.home, {"reports/空.txt"})
    states = arrival.survey(operated.home, [operated.reports]).select("source_path", "state").rows()
    assert states == [("reports/国务院政府工作报告_2023年.txt", "kept"), ("reports/空.txt", "reread")]


def test_what_replay_tells() -> None:
    gone, stays, new = (Rejection(name, "facts/contradicted", "a.txt") for name in ("gone", "stays", "new"))
    assert compared([gone, stays], [stays, new]).splitlines() == [
        "resolved  1 rows (1 facts/contradicted)",
        "still     1 rows (1 facts/contradicted)",
        "new       1 rows (1 facts/contradicted)",
    ]


def test_a_build_that_lost_most_facts_is_not_published(operated: Operated) -> None:
    published = operated.home.published_database
    with connect(published) as connection:
        for copy in range(3):
            connection.execute(
                "insert into marts.fct_outcomes select * replace (fact_id || $copy as fact_id) "
                "from marts.fct_outcomes where length(fact_id) = 20",
                {"copy": f"-{copy}"},
            )
    before = published.read_bytes()
    ran = operated.run("build", status=1)
    assert (
        "quality_drift on marts/fct_statements" in ran.stderr and "the last published file is untouched" in ran.stderr
    )
    assert published.read_bytes() == before
    published.unlink()
    operated.run("build")
    assert operated.ask("select count(*) from marts.fct_outcomes where length(fact_id) > 20") == [(0,)]


def test_the_export_holds_every_mart_twice_and_describes_it(built: Operated, tmp_path: Path) -> None:
    target = tmp_path / "out"
    built.run("export", "--output", str(target))
    package = json.loads((target / "datapackage.json").read_text(encoding="utf-8"))
    tables = {name for (name,) in built.ask("select table_name from information_schema.tables")}
    assert {resource["path"] for resource in package["resources"]} == {
        f"{table}.{kind}" for table in tables for kind in ("csv", "parquet")
    }
    assert {path.name for path in target.iterdir()} == {r["path"] for r in package["resources"]} | {"datapackage.json"}
    for resource in package["resources"]:
        columns = [field["name"] for field in resource["schema"]["fields"]]
        path = target / resource["path"]
        read = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
        assert read.columns == columns
        assert (read.height,) == built.ask(f"select count(*) from marts.{path.stem}")[0]
        assert resource["bytes"] == path.stat().st_size
        assert resource["description"] and all(field["description"] for field in resource["schema"]["fields"])
        assert set(resource["schema"]["primaryKey"]) <= set(columns)
    notes = duckdb.sql(f"select repair_notes from read_csv('{target}/dim_report.csv')").fetchall()
    assert all(isinstance(json.loads(note), list) for (note,) in notes)


def test_an_export_replaces_an_export_by_the_same_bytes_and_nothing_else(built: Operated, tmp_path: Path) -> None:
    target = tmp_path / "out"
    built.run("export", "--output", str(target))
    first = {path.name: path.read_bytes() for path in target.iterdir()}
    built.run("export", "--output", str(target))
    assert {path.name: path.read_bytes() for path in target.iterdir()} == first
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me", encoding="utf-8")
    ran = built.run("export", "--output", str(tmp_path / "mine"), status=2)
    assert ran.stderr.count("\n") == 1 and "is no export of this program" in ran.stderr
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "keep me"
