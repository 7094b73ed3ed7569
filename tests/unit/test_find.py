"""Finding codes by names, and saved queries asked with values of one's own."""

import csv
import re
import shlex
from pathlib import Path

import pytest

from orchestration.answers.query import QueryError, format_of, read_query
from orchestration.answers.saved import listed, saved_queries, with_values
from orchestration.cli import main, parser
from tests.unit.site_warehouse import tables, write
from warehouse.home import REPOSITORY, Home

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    write(home.published_database, tables())
    return home


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("生产总值", ["indicator", "gdp", "地区生产总值"]),
        ("regional product", ["indicator", "gdp"]),
        ("GDP", ["indicator", "gdp"]),
        ("深圳", ["region", "440300", "深圳市"]),
        ("440300", ["region", "440300"]),
    ],
)
def test_words_of_either_language_find_the_code(word: str, found: list[str], home: Home, capsys: Captured) -> None:
    assert main(["find", word, "--home", str(home.root)]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.split()[: len(found)] == found


def test_a_word_finds_saved_queries_too(home: Home, capsys: Captured) -> None:
    assert main(["find", "gdp", "--home", str(home.root)]) == 0
    assert "gdp_targets_missed" in capsys.readouterr().out


def test_what_nothing_is_called_is_one_line_that_says_what_is_near(home: Home, capsys: Captured) -> None:
    assert main(["find", "地区生产总植", "--home", str(home.root)]) == 2
    said = capsys.readouterr().err
    assert said == "duixian: nothing is called 地区生产总植; near it: 地区生产总值\n"


def test_every_saved_query_is_listed_with_its_question_and_what_it_may_be_asked_with(capsys: Captured) -> None:
    assert main(["query", "--list"]) == 0
    assert capsys.readouterr().out.rstrip("\n") == listed()
    for query in saved_queries():
        assert query.question.endswith("?") and query.values, query.name
    [missed] = [query for query in saved_queries() if query.name == "gdp_targets_missed"]
    assert missed.values == {"year": "2022"}


def test_values_are_set_by_name_and_regions_by_theirs(home: Home) -> None:
    sql = with_values(home, read_query("region_targets_and_outcomes"), ["region=深圳", "first_year=2020"])
    assert "with ask as (select '440300' as region_code, 2020 as first_year, 2100 as last_year)" in sql
    nobody = with_values(home, read_query("derived_outcomes"), ["indicator=地区生产总值"])
    assert "'gdp'::varchar as indicator_code" in nobody
    several = with_values(home, read_query("coverage"), ["level=county"])
    assert "with ask as (select 'county'::varchar as level),\n" in several


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("yaer=2025", "did you mean year?"),
        ("year", "the query knows year"),
        ("year=2025) select 1 --", "cannot set year to"),
    ],
)
def test_what_cannot_be_set_is_one_clear_line(setting: str, said: str, home: Home, capsys: Captured) -> None:
    asked = ["query", "--file", "gdp_targets_missed", "--set", setting, "--home", str(home.root)]
    assert main(asked) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1


def test_a_text_stays_a_text_whatever_it_holds(home: Home) -> None:
    sql = with_values(home, "with ask as (select 'a' as stage)\n\nselect * from ask", ["stage=x' as y), (select '"])
    assert "select 'x'' as y), (select ''' as stage" in sql


def test_a_region_that_is_not_there_says_what_is_near(home: Home, capsys: Captured) -> None:
    asked = ["query", "--file", "scorecard_of_a_region", "--set", "region=深圳县", "--home", str(home.root)]
    assert main(asked) == 2
    assert "no region is called 深圳县; near it: " in capsys.readouterr().err


def test_the_format_follows_the_ending_of_the_file(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "rows.CSV"
    asked = "select region_code, full_name from dim_region"
    assert main(["query", asked, "--output", str(target), "--home", str(home.root)]) == 0
    assert list(csv.reader(target.open(encoding="utf-8"))) == [["region_code", "full_name"], ["440300", "深圳市"]]
    assert (format_of(None, Path("a.json")), format_of("csv", Path("a.json"))) == ("json", "csv")
    assert (format_of(None, None), format_of(None, Path("rows"))) == ("table", "table")
    with pytest.raises(QueryError, match=r"no format is called xml; end the file in \.csv"):
        format_of(None, Path("a.xml"))


def test_the_commands_of_the_ten_questions_are_understood(home: Home) -> None:
    text = (REPOSITORY / "docs" / "questions.md").read_text(encoding="utf-8")
    commands = re.findall(r"^ *duixian (.+)$", text, flags=re.MULTILINE)
    assert len(re.findall(r"^\d+\. \*\*", text, flags=re.MULTILINE)) == 10 == len(commands)
    for command in commands:
        asked = parser().parse_args(shlex.split(command))
        if getattr(asked, "file", None):
            settings = [one.replace("000000", "440300") for one in asked.set or []]  # the region that is here
            sql = with_values(home, read_query(asked.file), settings) if settings else read_query(asked.file)
            assert "with ask as (" in sql
