"""A build of the shared corpus: every report with its region and year, the national GDP targets, spans."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warehouse.connection import connect
from warehouse.home import Home

pytestmark = pytest.mark.needs_shared

NO_REPORT = "reports/district/2021年坪山区政府工作报告_2021.txt"
REGIONS = {
    "国务院": "000000",
    "坪山": "440310",
    "龙华": "440309",
    "深圳市政府": "440300",
    "上海": "310000",
    "云南": "530000",
    "内蒙古": "150000",
    "吉林": "220000",
    "四川": "510000",
    "安徽": "340000",
    "广西": "450000",
    "河北": "130000",
    "浙江": "330000",
    "湖南": "430000",
    "西藏": "540000",
    "黑龙江": "230000",
}
COUNTIES = {  # file number: Dong'an, Dongchang, Aimin, Aimin, Hulan
    "000": ("231002", 2022),
    "001": ("220502", 2021),
    "002": ("231004", 2022),
    "003": ("231004", 2024),
    "004": ("230111", 2022),
}
NATIONAL_GDP_GROWTH = [
    # year, comparator, target low, target high, outcome reported a year later, status; 2020 set no target
    (2013, "approx", 7.5, 7.5, 7.7, "met"),
    (2014, "approx", 7.5, 7.5, 7.4, "met"),
    (2015, "approx", 7.0, 7.0, 6.9, "met"),
    (2016, "range", 6.5, 7.0, 6.7, "met"),
    (2017, "approx", 6.5, 6.5, 6.9, "met"),
    (2018, "approx", 6.5, 6.5, 6.6, "met"),
    (2019, "range", 6.0, 6.5, 6.1, "met"),
    (2021, "ge", 6.0, None, 8.1, "met"),
    (2022, "approx", 5.5, 5.5, 3.0, "missed"),
    (2023, "approx", 5.0, 5.0, 5.2, "met"),
    (2024, "approx", 5.0, 5.0, 5.0, "met"),
    (2025, "approx", 5.0, 5.0, None, "pending"),
]


Ask = Callable[[str], list[tuple[Any, ...]]]


def asking(database: Path) -> Ask:
    def _ask(sql: str) -> list[tuple[Any, ...]]:
        with connect(database, read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return _ask


@pytest.fixture(scope="module")
def ask(shared_home: Home) -> Ask:
    return asking(shared_home.published_database)


@pytest.fixture(scope="module")
def ask_raw(shared_home: Home) -> Ask:
    return asking(shared_home.live_database)


def named(path: str) -> tuple[str, int]:
    """(region, year) as the file's name gives them away."""
    name = path.rsplit("/", 1)[1]
    if "/county/" in path:
        return COUNTIES[name[:3]]
    [region] = {code for word, code in REGIONS.items() if word in name and not ("深圳" in word and "区" in name)}
    found = re.search(r"\d{4}", name)
    assert found
    return region, int(found[0])


def test_every_report_has_its_region_and_year(ask: Ask, shared: Path) -> None:
    read = {
        path: (region, year)
        for path, region, year in ask("select source_path, region_code, report_year from marts.dim_report")
    }
    files = {
        f"reports/{path.relative_to(shared / 'reports').as_posix()}"
        for path in (shared / "reports").rglob("*")
        if path.is_file()
    }
    assert read.keys() == files - {NO_REPORT}
    assert {path: named(path) for path in read} == read


def test_the_page_that_is_no_report_is_quarantined_with_a_reason(ask: Ask) -> None:
    rejected = ask(
        "select source_path, reason from marts.quarantine where report_id is null "
        "or report_id not in (select report_id from marts.dim_report)"
    )
    assert [path for path, _ in rejected] == [NO_REPORT]
    assert rejected[0][1]


def test_the_nations_gdp_targets_and_their_verdicts(ask: Ask) -> None:
    assert (
        ask(
            "select period_start, comparator, target_low, target_high, actual, status from marts.fct_target_vs_actual "
            "where region_code = '000000' and indicator_code = 'gdp' and measure = 'growth' "
            "and period_start = period_end order by 1"
        )
        == NATIONAL_GDP_GROWTH
    )


@pytest.mark.parametrize("table", ["fct_targets", "fct_outcomes", "fct_statements"])
def test_evidence_is_the_text_at_its_offsets(table: str, ask: Ask) -> None:
    rows = ask(
        f"select f.evidence, f.span_start, f.span_end, t.text from marts.{table} f "
        "left join marts.report_text t using (report_id)"
    )
    assert rows
    assert [evidence for evidence, start, end, text in rows if text is None or text[start:end] != evidence] == []


SLIPPED = "reports/county/001_f3e69dc445d25a27.txt"
READABLE_AGAIN = (
    "（一）疫情防控取得阶段性胜利",
    "预计，全区地区生产总值增长0.3%",
    "规上工业总产值和增加值分别增长1.1%和1%",
    "社会消费品零售总额下降16.8%",
    "固定资产投资增长42%",
)


def test_the_report_whose_bytes_slipped_reads_as_chinese(ask: Ask) -> None:
    ((text, notes),) = ask(
        "select text, repair_notes from marts.report_text join marts.dim_report using (report_id) "
        f"where source_path = '{SLIPPED}'"
    )
    assert [phrase for phrase in READABLE_AGAIN if phrase not in text] == []
    assert any("slipped" in note for note in notes)
    assert text.count("\ufffd") <= 2


def test_every_fact_maps_to_the_characters_of_its_file(
    ask_raw: Ask,
) -> None:
    """The raw span holds the digits of the printed value, whatever was repaired around them."""
    rows = ask_raw(
        "select f.value_text, substring(d.raw_text, f.raw_start + 1, f.raw_end - f.raw_start), d.source_path "
        "from raw.facts f join raw.documents d using (report_id) "
        "where f.value_low is not null or f.value_high is not null"
    )
    assert rows
    lost = [row for row in rows if _digits(row[0]) not in _digits(row[1])]
    assert [row for row in lost if not row[2].endswith(SLIPPED)] == []


def _digits(text: str) -> str:
    wide = str.maketrans("０１２３４５６７８９．", "0123456789.")
    return "".join(c for c in text.translate(wide) if c in "0123456789.")
