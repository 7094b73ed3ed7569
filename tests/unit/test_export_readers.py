"""Exports for people, from a small published file: Excel, CSV for Excel, Stata; filters; text that looks like code."""

import csv
import zipfile
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from extract.bundles.workbook import sheets
from orchestration.answers.export import ExportError, Request, export, form_of
from orchestration.answers.export_filter import FilterError
from orchestration.answers.export_readers import ReadersExportError
from warehouse.connection import DatabaseError, connect
from warehouse.home import Home

LINK = '=HYPERLINK("https://example.org","点这里")'
LONG = "长" * 3000
TABLES = f"""
create schema marts;
create table marts.dim_region as from (values
    ('440300', '深圳', '深圳市'), ('440310', '坪山', '坪山区'), ('110000', '北京', '北京市'))
    t(region_code, region_name, full_name);
create table marts.dim_report as from (values
    ('r1', '440300', 2024), ('r2', '440310', 2025)) t(report_id, region_code, report_year);
create table marts.dim_indicator as from (values
    ('gdp', '地区生产总值', 'Gross regional product'), ('cpi', '居民消费价格', 'Consumer prices'))
    t(indicator_code, name_zh, name_en);
create table marts.dim_code as from (values
    ('table', 'v_targets', '目标', 'Targets'), ('column', 'evidence', '原文', 'Clause'),
    ('column', 'region_code', '地区代码', 'Region')) t(kind, code, name_zh, name_en);
create table marts.fct_targets as from (values
    ('440300', 'gdp', 2024, 2024, 5.5, true, '{LINK}', ['a', 'b']),
    ('440300', 'cpi', 2021, 2025, null, false, '-3%', []),
    ('440310', 'gdp', 2025, 2025, 7.0, null, '{LONG}', null))
    t(region_code, indicator_code, period_start, period_end, value_low, is_estimate, evidence, notes);
create view marts.v_targets as select * from marts.fct_targets;
comment on view marts.v_targets is 'One row a target.';
comment on column marts.v_targets.evidence is 'The clause, verbatim.';
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    with connect(home.published_database) as connection:
        connection.execute(TABLES)
    return home


def cells(path: Path) -> dict[str, list[list[str]]]:
    with path.open("rb") as source:
        return {sheet.name: [list(row.cells) for row in sheet.rows] for sheet in sheets(source)}


def wanted(form: str, **filters: list[str]) -> Request:
    return Request(form, ["v_targets"], **filters)


def test_a_workbook_explains_its_sheets_and_takes_no_text_for_a_formula(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "out" / "all.xlsx"
    assert export(home, target, wanted("xlsx")) == [target]
    book = cells(target)
    assert list(book) == ["说明", "目标"]
    explained = [row for row in book["说明"] if "原文" in row]
    assert explained == [["目标", "原文", "evidence", "The clause, verbatim."]]
    assert book["目标"][0][:2] == ["地区代码", "indicator_code"] and book["目标"][0][6] == "原文"
    assert sorted(row[6] for row in book["目标"][1:]) == sorted(["-3%", LINK, LONG])
    assert [path.name for path in target.parent.iterdir()] == ["all.xlsx"]


def test_heads_of_sheets_are_frozen_and_no_cell_is_a_formula(home: Home, tmp_path: Path) -> None:
    export(home, tmp_path / "all.xlsx", wanted("xlsx"))
    with zipfile.ZipFile(tmp_path / "all.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    assert 'state="frozen"' in sheet and "<f>" not in sheet and "<autoFilter" in sheet


def test_csv_begins_with_a_mark_and_holds_no_formula(home: Home, tmp_path: Path) -> None:
    [path] = export(home, tmp_path / "out", wanted("csv"))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert sorted(row["原文"] for row in rows) == sorted(["'" + LINK, "-3%", LONG])
    assert sorted(row["is_estimate"] for row in rows) == ["", "false", "true"]


def test_stata_files_carry_labels_long_texts_and_missing_values(home: Home, tmp_path: Path) -> None:
    [path] = export(home, tmp_path / "out", wanted("dta"))
    frame, meta = pyreadstat.read_dta(str(path), output_format="polars")
    assert meta.file_label == "目标"
    assert meta.column_names_to_labels["evidence"] == "原文 evidence"
    rows = sorted(frame.select("region_code", "value_low", "is_estimate", "evidence").rows(), key=str)
    assert rows == sorted([("440300", 5.5, 1, LINK), ("440300", None, 0, "-3%"), ("440310", 7.0, None, LONG)], key=str)


@pytest.mark.parametrize(
    ("filters", "values"),
    [
        ({"regions": ["深圳"]}, {5.5, None}),
        ({"regions": ["坪山区", "440300"], "indicators": ["Gross Regional Product"]}, {5.5, 7.0}),
        ({"years": ["2024"]}, {5.5, None}),
        ({"years": ["2025-2030"]}, {7.0, None}),
        ({"indicators": ["cpi"], "years": ["2019"]}, set()),
    ],
)
def test_filters_take_names_and_codes(
    filters: dict[str, list[str]], values: set[float | None], home: Home, tmp_path: Path
) -> None:
    [path] = export(home, tmp_path / "out", wanted("csv", **filters))
    assert set(pl.read_csv(path, schema_overrides={"value_low": pl.Float64})["value_low"]) == values


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"regions": ["深训"]}, "no region is called 深训; near it: 深圳"),
        ({"regions": ["北京"]}, "no region is called 北京"),  # no report of it is here
        ({"indicators": ["生产总值"]}, "near it: 地区生产总值"),
        ({"years": ["去年"]}, "去年 is no year"),
    ],
)
def test_a_filter_that_names_nothing_is_one_clear_line(
    filters: dict[str, list[str]], said: str, home: Home, tmp_path: Path
) -> None:
    with pytest.raises(FilterError, match=said) as caught:
        export(home, tmp_path / "out", wanted("csv", **filters))
    assert "\n" not in str(caught.value) and not list(tmp_path.glob("*out*"))


def test_what_is_not_ours_is_left_alone(home: Home, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me", encoding="utf-8")
    for form, said in (("csv", "is no export of this program"), ("xlsx", "is a folder")):
        with pytest.raises(ExportError, match=said):
            export(home, tmp_path / "mine", wanted(form))
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "keep me"
    export(home, tmp_path / "ours", wanted("csv"))
    assert len(export(home, tmp_path / "ours", wanted("dta"))) == 1


def test_an_unknown_table_and_a_missing_file_are_one_clear_line(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ReadersExportError, match=r"no table facts; there are dim_code, .*v_targets"):
        export(home, tmp_path / "out", Request("xlsx", ["facts"]))
    with pytest.raises(DatabaseError, match="run `duixian build` first"):
        export(Home(tmp_path / "nowhere"), tmp_path / "out.xlsx", wanted("xlsx"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_the_name_of_the_target_says_the_form() -> None:
    assert form_of("a/B.XLSX", None) == "xlsx"
    assert form_of("folder", None) == form_of(None, None) == "package"
    assert form_of("folder.xlsx", "dta") == "dta"
