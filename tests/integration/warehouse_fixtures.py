"""A small made-up lake, and the warehouse that dbt builds from it.

Only made-up reports of real divisions belong here: every sentence is written for these tests and every figure is
invented, so that each rule of the verdicts has a row that shows it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.integration.dbt_alone import Finished, command_dbt, run_dbt
from tests.integration.shared_builds import made_once
from warehouse.connection import connect
from warehouse.home import Home
from warehouse.lake import TABLES, write_lake
from warehouse.load import load_lake
from warehouse.publish import publish

LOADED_AT = datetime(2026, 3, 1, 12, 0)


@dataclass(frozen=True)
class Said:
    """One statement: ``words`` is its clause, ``low`` and ``high`` its values by ``comparator``."""

    words: str
    kind: str
    indicator: str | None
    measure: str
    years: tuple[int, int]
    comparator: str = "eq"
    low: float | None = None
    high: float | None = None
    unit: str = "percent"
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """One report and what it says."""

    path: str
    region: str
    year: int
    said: tuple[Said, ...]
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """A heading with a character beyond the basic plane, then each clause as a sentence."""
        return "政府工作报告（𠮷祥镇编）\n" + "".join(f"在本地，{said.words}。\n" for said in self.said)

    @property
    def report_id(self) -> str:
        """As extract/ makes it: the head of the content's hash."""
        return self.sha256[:16]

    @property
    def sha256(self) -> str:
        """Hash of path and text: made-up reports may say the same."""
        return hashlib.sha256((self.path + self.text).encode()).hexdigest()


def target(words: str, indicator: str | None, measure: str, years: int | tuple[int, int], **more: Any) -> Said:
    """A promise; see :class:`Said`."""
    return _said("target", words, indicator, measure, years, more)


def outcome(words: str, indicator: str | None, measure: str, years: int | tuple[int, int], **more: Any) -> Said:
    """A result; see :class:`Said`."""
    return _said("outcome", words, indicator, measure, years, more)


def worded(words: str, indicator: str, form: str, years: int | tuple[int, int]) -> Said:
    """A target in words, of one of the forms of ``worded_targets``; see :class:`Said`."""
    return _said("worded", words, indicator, form, years, {})


def _said(
    kind: str, words: str, indicator: str | None, measure: str, years: int | tuple[int, int], more: dict[str, Any]
) -> Said:
    span = (years, years) if isinstance(years, int) else years
    known = {name: more.pop(name) for name in ("comparator", "low", "high", "unit") if name in more}
    if known.get("comparator", "eq") in ("eq", "approx") and "low" in known:
        known.setdefault("high", known["low"])
    return Said(words, kind, indicator, measure, span, more=more, **known)


def lake_tables(reports: list[Told], quarantine: list[dict[str, Any]] | None = None) -> dict[str, pl.DataFrame]:
    """The lake's tables for these reports, in the schemas of ``warehouse.lake.TABLES``."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for report in reports:
        rows["documents"].append(_document_row(report))
        rows["reports"].append(_report_row(report))
        rows["sections"] += _section_rows(report)
        for number, said in enumerate(report.said):
            statement = _statement_row(report, said, number)
            if said.kind == "worded":
                rows["worded_targets"].append(_worded_row(report, said, statement))
                continue
            rows["statements"].append(statement)
            if statement["excluded_because"] is None:
                rows["facts"].append(
                    statement | {"fact_id": f"f{statement['statement_id']}", "region_code": report.region}
                )
    rows["quarantine"] = quarantine or []
    return {
        table: pl.DataFrame([{name: row[name] for name in schema} for row in rows[table]], schema=schema)
        for table, schema in TABLES.items()
    }


def _document_row(report: Told) -> dict[str, Any]:
    return _file(report) | {
        "text": report.text,
        "raw_text": report.text,
        "repair_notes": [],
        "map_clean": [0],
        "map_raw": [0],
    }


def _file(report: Told) -> dict[str, Any]:
    return {
        "report_id": report.report_id,
        "source_path": report.path,
        "source_name": Path(report.path).stem,
        "source_format": "txt",
        "source_sha256": report.sha256,
        "source_url": None,
        "told": None,
    }


def _report_row(report: Told) -> dict[str, Any]:
    row = {
        "title": "政府工作报告",
        "region_code": report.region,
        "report_year": report.year,
        "review_year": report.year - 1,
        "delivered_on": date(report.year, 1, 10),
        "speaker": None,
        "congress_term": None,
        "congress_session": None,
        "report_type": "annual",
        "char_count": len(report.text),
        "repair_notes": ["brackets"],
        "text": report.text,
    }
    return _file(report) | row | report.more


def _section_rows(report: Told) -> list[dict[str, Any]]:
    """The heading, and a stretch for each run of outcomes or of targets."""
    runs = [("front", "other", report.year, 0)]
    for said in sorted(report.said, key=lambda said: report.text.index(said.words)):
        told = ("review_year", "review") if said.kind == "outcome" else ("plan_year", "plan")
        year = report.year - 1 if said.kind == "outcome" else report.year
        if runs[-1][:2] != told:
            runs.append((*told, year, report.text.index(said.words)))
    ends = [start for *_, start in runs[1:]] + [len(report.text)]
    return [
        {
            "report_id": report.report_id,
            "section_index": number,
            "section": role,
            "depth": min(number, 1),
            "has_own_date": False,
            "wide_start": year,
            "wide_end": year,
            "role": role,
            "kind": kind,
            "margin": 9.0,
            "period_start": year,
            "period_end": year,
            "span_start": start,
            "span_end": end,
        }
        for number, ((role, kind, year, start), end) in enumerate(zip(runs, ends, strict=True))
    ]


def _statement_row(report: Told, said: Said, number: int) -> dict[str, Any]:
    start = report.text.index(said.words)
    end = start + len(said.words)
    row = {
        "statement_id": f"{report.report_id}-{number}",
        "report_id": report.report_id,
        "subject": said.words[:4],
        "indicator_code": said.indicator,
        "scope": "region",
        "kind": said.kind,
        "measure": said.measure,
        "period_start": said.years[0],
        "period_end": said.years[1],
        "comparator": said.comparator,
        "value_low": said.low,
        "value_high": said.high,
        "unit": said.unit,
        "reference_code": None,
        "is_estimate": False,
        "tier": None,
        "commitment": None,
        "evidence": said.words,
        "span_start": start,
        "span_end": end,
        "raw_start": start,
        "raw_end": end,
        "section": "工作",
        "value_text": "数",
        "confidence": 0.9,
        "excluded_because": None if said.indicator else "no_indicator",
    }
    return row | said.more


def _worded_row(report: Told, said: Said, statement: dict[str, Any]) -> dict[str, Any]:
    own = {
        "worded_id": f"w{statement['statement_id']}",
        "region_code": report.region,
        "form": said.measure,
        "wording": said.words,
    }
    return statement | own


NATION_2022 = Told(
    "reports/national/2022.txt",
    "000000",
    2022,
    (
        target("经济增长目标定在百分之五点五上下", "gdp", "growth", 2022, comparator="approx", low=5.5),
        target(
            "新增城镇岗位一千一百万个以上", "jobs_new_urban", "level", 2022, comparator="ge", low=11e6, unit="person"
        ),
        target("物价涨幅控制在百分之三上下", "cpi", "growth", 2022, comparator="approx", low=3.0),
        target("居民收入与经济同步增长", "income_pc", "growth", 2022, comparator="approx", reference_code="gdp"),
    ),
)
NATION_2023 = Told(
    "reports/national/2023.txt",
    "000000",
    2023,
    (
        outcome("上年经济增长百分之三", "gdp", "growth", 2022, low=3.0),
        outcome("新增城镇岗位一千二百零六万个", "jobs_new_urban", "level", 2022, low=12.06e6, unit="person"),
        outcome("物价上涨百分之二", "cpi", "growth", 2022, low=2.0),
        outcome("外贸总额四十二点一万亿元", "trade", "level", 2022, low=4.21e13, unit="cny"),
        target("经济增长百分之五上下的目标", "gdp", "growth", 2023, comparator="approx", low=5.0),
        target("调查失业率百分之五点五上下", "unemployment_surveyed", "level", 2023, comparator="approx", low=5.5),
    ),
)
NATION_2024 = Told(
    "reports/national/2024.txt",
    "000000",
    2024,
    (
        outcome("上年经济增长百分之四点九", "gdp", "growth", 2023, low=4.9),
        outcome("调查失业率百分之五点八", "unemployment_surveyed", "level", 2023, low=5.8),
        outcome("外贸总额四十一点八万亿元", "trade", "level", 2023, low=4.18e13, unit="cny"),
        outcome("前年外贸总额订正为四十一点九万亿元", "trade", "level", 2022, low=4.19e13, unit="cny"),
        target("今年经济增长百分之五", "gdp", "growth", 2024, low=5.0),
    ),
)
SHENZHEN_2023 = Told(
    "reports/city/sz2023.txt",
    "440300",
    2023,
    (
        target("全市经济增长百分之六", "gdp", "growth", 2023, low=6.0, tier="base"),
        target("力争增长百分之七", "gdp", "growth", 2023, low=7.0, tier="stretch"),
        target("固定资产投资增长一成以上", "fai", "growth", 2023, comparator="ge", low=10.0),
        target("财政收入四千二百亿元", "budget_revenue", "level", 2023, low=4.2e11, unit="cny"),
        target("社会零售额一万亿元", "retail", "level", 2023, comparator="ge", low=1e12, unit="cny"),
        target("进出口增长百分之三到五", "trade", "growth", 2023, comparator="range", low=3.0, high=5.0),
        target("五年年均增长百分之五点五", "gdp", "avg_growth", (2023, 2027), low=5.5),
    ),
)
SHENZHEN_2024 = Told(
    "reports/city/sz2024.txt",
    "440300",
    2024,
    (
        outcome("预计全市经济增长百分之六点二", "gdp", "growth", 2023, low=6.2, is_estimate=True),
        outcome("核定全市经济增长百分之六", "gdp", "growth", 2023, low=6.0),
        outcome("财政收入突破四千亿元", "budget_revenue", "level", 2023, comparator="ge", low=4e11, unit="cny"),
        outcome("零售额突破一万零一百亿元", "retail", "level", 2023, comparator="ge", low=1.01e12, unit="cny"),
        outcome("进出口增长百分之五点九", "trade", "growth", 2023, low=5.9),
        target("今年全市经济增长百分之五点五", "gdp", "growth", 2024, low=5.5),
        outcome("新建步道三百公里", None, "level", 2023, low=300.0, unit="km"),
    ),
)
SHENZHEN_2025 = Told(
    "reports/city/sz2025.txt",
    "440300",
    2025,
    (
        outcome("前年全市经济增长订正为百分之五点八", "gdp", "growth", 2023, low=5.8),
        outcome("预计上年全市经济增长百分之五点八", "gdp", "growth", 2024, low=5.8, is_estimate=True),
    ),
)
PINGSHAN_DRAFT = Told(
    "reports/district/ps2022_draft.txt",
    "440310",
    2022,
    (target("本区经济增长百分之九", "gdp", "growth", 2022, low=9.0),),
    {"report_type": "draft", "delivered_on": None},
)
PINGSHAN_2022 = Told(
    "reports/district/ps2022.txt",
    "440310",
    2022,
    (target("本区经济增长百分之十", "gdp", "growth", 2022, low=10.0),),
    {"congress_term": 2, "congress_session": 3},
)
PINGSHAN_PLAN = Told(
    "reports/district/ps2022_plan.txt",
    "440310",
    2022,
    (outcome("过去五年本区经济年均增长百分之八", "gdp", "avg_growth", (2017, 2021), low=8.0),),
    {"report_type": "new_term"},
)
PINGSHAN_2024 = Told(
    "reports/district/ps2024.txt", "440310", 2024, (outcome("本区经济增长百分之七", "gdp", "growth", 2023, low=7.0),)
)
REPORTS = [
    NATION_2022,
    NATION_2023,
    NATION_2024,
    SHENZHEN_2023,
    SHENZHEN_2024,
    SHENZHEN_2025,
    PINGSHAN_DRAFT,
    PINGSHAN_2022,
    PINGSHAN_PLAN,
    PINGSHAN_2024,
]
QUARANTINE: list[dict[str, Any]] = [
    {
        "stage": "documents",
        "source_path": "reports/empty.txt",
        "report_id": None,
        "reason_code": "empty",
        "reason": "the file is empty",
        "row_json": "{}",
    },
    {
        "stage": "facts",
        "source_path": PINGSHAN_2024.path,
        "report_id": PINGSHAN_2024.report_id,
        "reason_code": "schema_check",
        "reason": "a value broke the check confidence",
        "row_json": '{"confidence": 2}',
    },
    {
        "stage": "facts",
        "source_path": PINGSHAN_2024.path,
        "report_id": PINGSHAN_2024.report_id,
        "reason_code": "schema_check",
        "reason": "a value broke the check confidence",
        "row_json": '{"confidence": 2}',
    },
]


def build(home: Home, tables: dict[str, pl.DataFrame], *arguments: str) -> Finished:
    """Write the lake, load it and run `dbt build` (or the dbt command in ``arguments``)."""
    home.ensure()
    write_lake(home.lake, tables)
    with connect(home.live_database) as connection:
        load_lake(home.lake, connection, LOADED_AT)
    return run_dbt(home, *(arguments or ("build",)))


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the made-up lake loaded, built by the command dbt with all its tests, and published. Read it only."""
    return Home(made_once(tmp_path_factory, "made_up_home", _make))


def _make(root: Path) -> None:
    home = Home(root).ensure()
    write_lake(home.lake, lake_tables(REPORTS, QUARANTINE))
    with connect(home.live_database) as connection:
        load_lake(home.lake, connection, LOADED_AT)
    finished = command_dbt(home, "build")
    assert finished.returncode == 0, finished.stdout[-6000:]
    publish(home.live_database, home.published_database)


@pytest.fixture
def published(built_home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the published copy of :func:`built_home`."""
    with connect(built_home.published_database, read_only=True) as connection:
        yield connection
