"""What is written where the user asked: whole or not at all, through no link, and no cell that a spreadsheet runs."""

import csv
import io
import json
from pathlib import Path

import duckdb
import polars as pl
import pytest

from orchestration.answers.export import ExportError, _csv_column, export
from orchestration.answers.query import run_query
from orchestration.output.output_file import OutputError, harmless, replacing
from warehouse.connection import connect
from warehouse.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home").ensure()
    with connect(home.published_database) as connection:
        connection.execute("create schema marts")
    return home


def asked(home: Home, sql: str, output_format: str) -> str:
    sink = io.BytesIO()
    run_query(home, sql, output_format, sink)
    return sink.getvalue().decode()


def test_a_file_takes_its_place_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    target.write_text("before")
    with pytest.raises(ZeroDivisionError), replacing(target) as draft:
        draft.write_text("half")
        _ = 1 / 0
    assert target.read_text() == "before"
    with replacing(target) as draft:
        draft.write_text("after")
    assert target.read_text() == "after"
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_no_link_is_followed(tmp_path: Path, home: Home) -> None:
    (tmp_path / "precious").write_text("keep me")
    for name in ("rows.csv", "rows.csv.part"):
        (tmp_path / name).symlink_to(tmp_path / "precious")
    with pytest.raises(OutputError), replacing(tmp_path / "rows.csv"):
        pass
    (tmp_path / "rows.csv").unlink()
    with replacing(tmp_path / "rows.csv") as draft:
        draft.write_text("rows")
    assert (tmp_path / "precious").read_text() == "keep me"
    (tmp_path / "folder").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "folder")
    with pytest.raises((ExportError, OutputError)):
        export(home, tmp_path / "out")
    assert list((tmp_path / "folder").iterdir()) == []


def test_csv_holds_whatever_a_text_holds(home: Home) -> None:
    printed = asked(home, "select 'a\rb' as x, 'c\nd' as y, 'e,\"f' as z union all select 'g', null, 'h'", "csv")
    assert list(csv.reader(io.StringIO(printed, newline=""))) == [
        ["x", "y", "z"],
        ["a\rb", "c\nd", 'e,"f'],
        ["g", "", "h"],
    ]
    assert printed.endswith("g,,h\n")


def test_columns_of_one_name_stay_apart(home: Home) -> None:
    sql = "select 1 as a, 2 as a, 3 as a_1, 4 as a"
    (record,) = json.loads(asked(home, sql, "json"))
    assert list(record.values()) == [1, 2, 3, 4]
    assert next(iter(record)) == "a" and len(record) == 4
    assert asked(home, sql, "csv").splitlines()[0] == ",".join(record)
    assert asked(home, "select 1 as a, 2 as b", "csv").splitlines()[0] == "a,b"


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-其中：5%", "—5%", "5%"]
)
def test_no_text_is_a_formula_in_a_spreadsheet(text: str, home: Home) -> None:
    kept = text in ("—5%", "5%")
    assert harmless(text) == (text if kept else f"'{text}")
    escaped = text.replace("'", "''")
    printed = asked(home, f"select '{escaped}' as x", "csv")
    assert [row[0] for row in csv.reader(io.StringIO(printed, newline=""))] == ["x", harmless(text)]
    column = duckdb.sql(f"select {_csv_column('x', 'VARCHAR')} from (select '{escaped}' as x)").fetchall()
    assert column == [(harmless(text),)], "the export says it alike"


@pytest.mark.parametrize("text", ["-5.5%", "+3", "-1,200", "-0.3"])
def test_figures_stay_figures(text: str) -> None:
    assert harmless(text) == text
    assert duckdb.sql(f"select {_csv_column('x', 'VARCHAR')} from (select '{text}' as x)").fetchall() == [(text,)]


def test_numbers_are_no_texts(home: Home) -> None:
    printed = asked(home, "select -1.5 as x, '-x' as y", "csv")
    assert pl.read_csv(io.StringIO(printed)).rows() == [(-1.5, "'-x")]
