"""The command line from outside: a build of the samples, questions to it, and what happens on bad input."""

import csv
import fcntl
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from orchestration.answers.saved import saved_queries
from orchestration.answers.summary import EXAMPLE
from tests.integration.shared_builds import PRINTED
from warehouse.connection import connect
from warehouse.home import Home

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "seeds" / "reports"
Ran = subprocess.CompletedProcess[str]


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "orchestration.cli", *map(str, words)]


def duixian(*words: str | Path, home: Path) -> Ran:
    environment = {**os.environ, "DUIXIAN_HOME": str(home)}
    environment.pop("DUIXIAN_REPORTS", None)
    return subprocess.run(command(*words), env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def asked(home: Path, sql: str) -> list[tuple[object, ...]]:
    with connect(Home(home).published_database, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def facts(home: Path) -> list[tuple[object, ...]]:
    """Every fact and verdict, as text: what must be the same after every build of the same reports."""
    return asked(
        home,
        "select 'target', t::varchar from marts.fct_targets t union all "
        "select 'outcome', o::varchar from marts.fct_outcomes o union all "
        "select 'verdict', v::varchar from marts.fct_target_vs_actual v order by all",
    )


@pytest.fixture(scope="module")
def built(samples_home: Home) -> tuple[Path, str]:
    """(home, what the build printed) of the bundled samples. Do not change the home: copy it."""
    return samples_home.root, (samples_home.root.parent / PRINTED).read_text(encoding="utf-8")


def one_clear_line(ran: Ran) -> str:
    lines = ran.stderr.strip().splitlines()
    assert len(lines) == 1, ran.stderr
    assert lines[0].startswith("duixian: ")
    assert "Traceback" not in ran.stdout + ran.stderr
    return lines[0]


# --- build


def test_a_build_shows_a_line_a_stage_and_a_summary(built: tuple[Path, str]) -> None:
    home, printed = built
    stages = re.findall(r"^  (\w+) +\d+\.\d s", printed, flags=re.MULTILINE)
    assert set(stages[6:11]) == {"quantities", "mentions", "statements", "facts", "worded_targets"}
    assert stages == [
        "files",
        "documents",
        "repaired",
        "reports",
        "sections",
        "sentences",
        *stages[6:11],
        "quarantine",
        "lake",
        "raw",
        "dbt",
        "published",
        "site",
    ]
    summary = dict(re.findall(r"^(reports read|facts|verdicts|published|site|try) +(.+)$", printed, flags=re.MULTILINE))
    assert int(summary["reports read"]) == sum(not path.name.startswith("README") for path in SAMPLES.iterdir())
    assert re.fullmatch(r"[\d,]+ targets, [\d,]+ outcomes, [\d,]+ statements", summary["facts"])
    assert summary["published"] == str(home / "duixian.duckdb")
    assert "政府工作报告" in Path(summary["site"]).read_text(encoding="utf-8")
    assert "DEBUG" not in printed


def test_the_summary_counts_what_the_published_file_holds(built: tuple[Path, str]) -> None:
    home, printed = built
    [(targets, outcomes)] = asked(
        home, "select (select count(*) from marts.fct_targets), (select count(*) from marts.fct_outcomes)"
    )
    assert f"{targets:,} targets, {outcomes:,} outcomes" in printed
    for status, count in asked(home, "select status, count(*) from marts.fct_target_vs_actual group by status"):
        assert f"{count:,} {status}" in printed


def test_the_samples_show_every_verdict(built: tuple[Path, str]) -> None:
    statuses = {status for (status,) in asked(built[0], "select distinct status from marts.fct_target_vs_actual")}
    assert {"met", "missed", "pending", "not_reported"} <= statuses


def test_every_evidence_stands_where_its_offsets_say(built: tuple[Path, str]) -> None:
    for table in ("fct_targets", "fct_outcomes", "fct_statements"):
        rows = asked(
            built[0],
            f"select f.evidence, f.span_start, f.span_end, t.text from marts.{table} f "
            "join marts.report_text t using (report_id)",
        )
        assert rows
        assert all(text[start:end] == evidence for evidence, start, end, text in rows)  # type: ignore[index,misc]
        assert len(rows) == asked(built[0], f"select count(*) from marts.{table}")[0][0]


def test_the_line_to_try_runs_and_answers(built: tuple[Path, str]) -> None:
    words = shlex.split(built[1].splitlines()[-1].removeprefix("try"))
    start = words.index("query")
    assert words[start + 1 :] == ["--home", str(built[0]), EXAMPLE]
    ran = duixian(*words[start:], home=built[0])
    assert ran.returncode == 0, ran.stderr
    assert "met" in ran.stdout


def test_readme_sql_runs_and_answers(built: tuple[Path, str]) -> None:
    blocks = re.findall(r"```sql\n(.+?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert blocks
    for sql in blocks:
        ran = duixian("query", sql, "--format", "json", home=built[0])
        assert ran.returncode == 0, ran.stderr
        assert json.loads(ran.stdout)


def test_a_killed_build_leaves_the_published_file_and_the_next_one_gives_the_same_facts(
    built: tuple[Path, str], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(built[0], home)
    before, first_loaded = facts(home), asked(home, "select report_id, ingested_at from marts.dim_report order by 1")
    (home / "inbox" / "notes.txt").write_text("今天天气很好，适合散步。", encoding="utf-8")
    building = subprocess.Popen(
        command("build", "--home", home), cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert building.stdout is not None
    assert any(line.startswith("  raw ") for line in building.stdout), "the build ended before dbt began"
    os.killpg(building.pid, signal.SIGKILL)
    building.wait()
    building.stdout.close()
    assert facts(home) == before

    again = duixian("build", home=home)
    assert again.returncode == 0, again.stderr
    assert facts(home) == before
    assert asked(home, "select report_id, ingested_at from marts.dim_report order by 1") == first_loaded


def test_files_that_are_no_reports_are_quarantined_and_an_all_bad_folder_leaves_the_last_file(tmp_path: Path) -> None:
    home, mixed, bad = tmp_path / "home", tmp_path / "mixed", tmp_path / "bad"
    mixed.mkdir()
    bad.mkdir()
    sample = next(path for path in sorted(SAMPLES.iterdir()) if path.suffix == ".txt")
    shutil.copy(sample, mixed / sample.name)
    for folder in (mixed, bad):
        (folder / "empty.txt").write_bytes(b"")
        (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
        (folder / "notes.txt").write_text("今天天气很好，适合散步。", encoding="utf-8")
        (folder / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
        (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (mixed / "README.md").write_text("notes", encoding="utf-8")

    ran = duixian("build", "--reports", mixed, home=home)
    assert ran.returncode == 0, ran.stderr
    assert "reports read   1\n" in ran.stdout
    rejected = dict(asked(home, "select source_path, reason from marts.quarantine"))
    names = {"empty.txt", "binary.txt", "notes.txt", "broken.docx", "gone.txt"}
    assert {f"mixed/{name}" for name in names} <= rejected.keys()
    assert "mixed/README.md" not in rejected
    assert all(rejected[f"mixed/{name}"] for name in names)

    before = facts(home)
    ran = duixian("build", "--reports", bad, "--forget", home=home)
    assert ran.returncode == 2
    assert "none of the 5 files could be read as a report" in one_clear_line(ran)
    assert facts(home) == before


@pytest.mark.parametrize("what", ["missing", "a file", "empty"])
def test_a_folder_that_cannot_be_read_is_one_clear_line(what: str, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    if what == "a file":
        folder.write_text("x")
    elif what == "empty":
        folder.mkdir()
    ran = duixian("build", "--reports", folder, home=tmp_path / "home")
    assert ran.returncode == 2
    assert str(folder) in one_clear_line(ran)
    assert not (tmp_path / "home").exists()


def test_a_home_that_cannot_be_used_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    for words in (["build"], ["status"], ["query", "SELECT 1"], ["ui"]):
        ran = duixian(*words, home=tmp_path / "home")
        assert ran.returncode == 2
        assert str(tmp_path / "home") in one_clear_line(ran)


def test_a_second_build_in_the_same_home_is_refused(tmp_path: Path) -> None:
    Home(tmp_path).ensure()
    with (Home(tmp_path).dagster_home / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = duixian("build", home=tmp_path)
    assert ran.returncode == 2
    assert "another build is running" in one_clear_line(ran)


# --- query


def test_query_formats_agree(built: tuple[Path, str], tmp_path: Path) -> None:
    sql = (
        "SELECT indicator_code, period_start AS year, actual, status, is_actual_estimate "
        "FROM marts.fct_target_vs_actual ORDER BY ALL LIMIT 30"
    )

    def run(output_format: str) -> str:
        ran = duixian("query", sql, "--format", output_format, home=built[0])
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    records = json.loads(run("json"))
    assert len(records) == 30
    rows = list(csv.DictReader(io.StringIO(run("csv"))))
    assert [row["status"] for row in rows] == [record["status"] for record in records]
    assert [float(row["actual"]) if row["actual"] else None for row in rows] == [record["actual"] for record in records]
    target = tmp_path / "rows.parquet"
    assert duixian("query", sql, "--format", "parquet", "--output", target, home=built[0]).returncode == 0
    assert pl.read_parquet(target).to_dicts() == records
    table = run("table")
    assert all(record["indicator_code"] in table for record in records)


def test_a_query_may_leave_out_the_schema(built: tuple[Path, str]) -> None:
    with_it, without = (
        duixian("query", f"SELECT count(*) FROM {schema}v_verdicts", "--format", "csv", home=built[0])
        for schema in ("marts.", "")
    )
    assert without.returncode == 0, without.stderr
    assert without.stdout == with_it.stdout


def test_every_table_and_column_is_described_in_the_published_file(built: tuple[Path, str]) -> None:
    undescribed = """
    select table_name, null from duckdb_tables() where comment is null
    union all select view_name, null from duckdb_views() where not internal and comment is null
    union all select table_name, column_name from duckdb_columns() where schema_name = 'marts' and comment is null"""
    assert asked(built[0], undescribed) == []


@pytest.mark.parametrize("name", [query.name for query in saved_queries()])
def test_saved_queries_are_found_by_their_bare_name(name: str, built: tuple[Path, str]) -> None:
    by_name = duixian("query", "--file", name, "--format", "csv", home=built[0])
    by_path = duixian("query", "--file", f"warehouse/queries/{name}.sql", "--format", "csv", home=built[0])
    assert by_name.returncode == 0, by_name.stderr
    assert by_name.stdout == by_path.stdout


def test_there_are_ten_saved_queries() -> None:
    assert len(saved_queries()) >= 10


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM marts.no_such_table", "no_such_table"),
        ("DROP TABLE marts.fct_targets", "read-only"),
        ("CREATE TABLE t AS SELECT 1", "read-only"),
        ("COPY (SELECT 1) TO 'written.csv'", "disabled"),
        ("SELECT * FROM read_text('README.md')", "disabled"),
        ("SET enable_external_access = true", "locked"),
        ("SELECT 'a'::int", "Could not convert"),
        ("", "no rows"),
    ],
)
def test_sql_that_cannot_be_run_is_one_clear_line(sql: str, said: str, built: tuple[Path, str]) -> None:
    for output_format in ("table", "csv"):
        ran = duixian("query", sql, "--format", output_format, home=built[0])
        assert ran.returncode == 2
        assert said.lower() in one_clear_line(ran).lower()
    assert not (ROOT / "written.csv").exists()


def test_a_failed_query_leaves_the_output_file_as_it_was(built: tuple[Path, str], tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    target.write_text("kept")
    ran = duixian("query", "SELEC 1", "--output", target, home=built[0])
    assert ran.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]
    assert target.read_text() == "kept"


def test_an_unknown_file_of_sql_lists_the_saved_queries(built: tuple[Path, str]) -> None:
    ran = duixian("query", "--file", "no_such_query", home=built[0])
    assert ran.returncode == 2
    line = one_clear_line(ran)
    assert all(query.name in line for query in saved_queries())


def test_query_and_status_before_any_build_say_what_to_do(tmp_path: Path) -> None:
    for words in (["query", "SELECT 1"], ["status"]):
        ran = duixian(*words, home=tmp_path)
        assert ran.returncode == 2
        assert "duixian build" in one_clear_line(ran)


def test_a_reader_who_stops_early_is_no_error(built: tuple[Path, str]) -> None:
    line = shlex.join(command("query", "SELECT * FROM range(1000000)", "--format", "csv", "--home", built[0]))
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{line} | head -n 1"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "range\n", "")


# --- status


def test_status_shows_regions_by_years_and_the_quarantine(built: tuple[Path, str]) -> None:
    ran = duixian("status", home=built[0])
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^000000 .+: 2019-2025$", ran.stdout, flags=re.MULTILINE)
    assert re.search(r"^quarantined +\d+ rows", ran.stdout, flags=re.MULTILINE)
    assert str(built[0] / "duixian.duckdb") in ran.stdout


def test_status_of_a_file_that_is_no_warehouse(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "duixian.duckdb")) as connection:
        connection.execute("create table t as select 1 as a")
    ran = duixian("status", home=tmp_path)
    assert ran.returncode == 2
    assert "build again" in one_clear_line(ran)


def test_the_version_is_told(tmp_path: Path) -> None:
    ran = duixian("--version", home=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert re.fullmatch(r"duixian \d+\.\d+\S* \(extraction \d+\)\n", ran.stdout)


def test_status_tells_the_last_run_and_how_it_ended(built: tuple[Path, str]) -> None:
    ran = duixian("status", home=built[0])
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^last run +\d{4}-\d\d-\d\d .*, succeeded after \d+ s$", ran.stdout, flags=re.MULTILINE)
