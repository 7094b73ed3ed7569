"""A published file as the site reads it, small and made up: two reports of one region that answer each other.

Only its rows belong here. Names and sentences hold what a careless page would take for markup.
"""

import json
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.connection import connect

Row = dict[str, Any]
PROMISE = "地区生产总值增长6%以上"
RESULT = "地区生产总值增长5.5%"
EVIL = "<script>alert('坏')</script>"


def text_of(clause: str, filling: int = 0) -> str:
    """A report's text with the clause in its third line."""
    return "\n".join(
        [
            "政府工作报告",
            f"一、总的情况 {EVIL} & “引号”",
            f"全年{clause}。",
            *["平常的一句话。" * 20] * filling,
            "谢谢！",
        ]
    )


def fact(fact_id: str, report_id: str, clause: str, text: str, **changed: Any) -> Row:
    start = text.index(clause)
    row: Row = {
        "fact_id": fact_id,
        "report_id": report_id,
        "region_code": "440300",
        "indicator_code": "gdp",
        "measure": "growth",
        "period_start": 2024,
        "period_end": 2024,
        "comparator": "ge",
        "value_low": 6.0,
        "value_high": None,
        "unit": "percent",
        "reference_code": None,
        "tier": None,
        "is_estimate": False,
        "evidence": clause,
        "span_start": start,
        "span_end": start + len(clause),
        "section": f"一、{EVIL}",
        "value_text": "6%",
        "confidence": 0.97,
        "plan_name": None,
    }
    return row | changed


def report(report_id: str, year: int, text: str) -> Row:
    return {
        "report_id": report_id,
        "source_name": f"报告 {EVIL}",
        "source_path": f"{year}.txt",
        "source_url": "javascript:alert(1)",
        "title": f"{EVIL}深圳市政府工作报告 😀",
        "region_code": "440300",
        "report_year": year,
        "review_year": year - 1,
        "delivered_on": None,
        "speaker": None,
        "report_type": "annual",
        "is_superseded": False,
        "char_count": len(text),
        "repair_notes": ["blank lines removed: 1"],
        "is_year_contradicted": False,
    }


def sections(report_id: str, text: str, role: str) -> list[Row]:
    """Front matter, and a chapter in two stretches of the role, the second below a heading of its own."""
    chapter = text.index("一、")
    cuts = [0, chapter, text.index("全年"), len(text)]
    names = ["", f"一、{EVIL}", f"一、{EVIL} > （一）"]
    return [
        {
            "report_id": report_id,
            "section_index": number,
            "section": name,
            "role": role if number else "front",
            "period_start": 2024,
            "period_end": 2024,
            "span_start": cuts[number],
            "span_end": cuts[number + 1],
        }
        for number, name in enumerate(names)
    ]


def tables(filling: int = 0) -> dict[str, list[Row]]:
    """The rows of every table that the site reads."""
    promised, told = text_of(PROMISE, filling), text_of(RESULT)
    verdict = {
        "target_id": "t1",
        "outcome_id": "o1",
        "region_code": "440300",
        "indicator_code": "gdp",
        "measure": "growth",
        "period_start": 2024,
        "period_end": 2024,
        "comparator": "ge",
        "target_low": 6.0,
        "target_high": None,
        "actual": 5.5,
        "unit": "percent",
        "gap": -0.5,
        "status": "missed",
        "status_reason": "5.5 is below 6",
        "reference_code": None,
        "tier": None,
        "progress": None,
        "target_report_id": "r1",
        "outcome_report_id": "r2",
        "tolerance": 0.05,
        "tolerance_reason": "rounding",
    }
    panel = {
        "region_code": "440300",
        "year": 2024,
        "indicator_code": "gdp",
        "region_name": "深圳市",
        "region_level": "prefecture",
        "is_headline": True,
        "unit": None,
        "level_value": None,
        "level_comparator": None,
        "level_outcome_id": None,
        "level_report_id": None,
        "level_target_comparator": None,
        "level_target_low": None,
        "level_target_high": None,
        "level_status": None,
        "level_target_id": None,
        "level_target_report_id": None,
        "growth_percent": 5.5,
        "growth_comparator": "eq",
        "growth_outcome_id": "o1",
        "growth_report_id": "r2",
        "growth_target_comparator": "ge",
        "growth_target_low_percent": 6.0,
        "growth_target_high_percent": None,
        "growth_status": "missed",
        "growth_target_id": "t1",
        "growth_target_report_id": "r1",
    }
    outcome = fact("o1", "r2", RESULT, told, comparator="eq", value_low=5.5, value_high=5.5)
    outcome.pop("plan_name")
    names = {"status": "met missed pending not_reported not_comparable", "measure": "growth", "unit": "percent"}
    names |= {"role": "front plan_year review_year"}
    names |= {
        "level": "prefecture",
        "report_type": "annual",
        "domain": "national_accounts",
        "direction": "higher_is_better",
    }
    return {
        "dim_report": [report("r1", 2024, promised), report("r2", 2025, told)],
        "report_text": [{"report_id": "r1", "text": promised}, {"report_id": "r2", "text": told}],
        "dim_region": [
            {
                "region_code": "440300",
                "region_name": "深圳",
                "full_name": "深圳市",
                "level": "prefecture",
                "former_names": [],
            }
        ],
        "dim_indicator": [
            {
                "indicator_code": "gdp",
                "name_zh": "地区生产总值",
                "name_en": "Gross regional product",
                "definition": EVIL,
                "domain": "national_accounts",
                "direction": "higher_is_better",
                "is_headline": True,
            }
        ],
        "dim_code": [
            {"kind": kind, "code": code, "name_zh": f"中{code}", "name_en": f"en {code}"}
            for kind, codes in names.items()
            for code in codes.split()
        ],
        "fct_targets": [fact("t1", "r1", PROMISE, promised)],
        "fct_outcomes": [outcome],
        "fct_target_vs_actual": [verdict],
        "mart_panel": [panel],
        "mart_region_scorecard": [
            {
                "region_code": "440300",
                "target_year": 2024,
                "targets_set": 1,
                "targets_met": 0,
                "targets_missed": 1,
                "targets_pending": 0,
                "targets_not_reported": 0,
                "targets_not_comparable": 0,
                "met_percent": 0.0,
            }
        ],
        "mart_promises_dropped": [
            {
                "target_id": "t1",
                "region_code": "440300",
                "indicator_code": "gdp",
                "target_report_id": "r1",
                "target_report_year": 2024,
                "target_evidence": EVIL,
            }
        ],
        "mart_coverage": [
            {"region_code": "440300", "report_year": 2023, "coverage": "missing", "is_within_own_span": True}
        ],
        "mart_headline_targets": [
            {"region_code": "440300", "report_year": 2025, "indicator_code": "gdp", "presence": "silent"}
        ],
        "mart_report_sections": [
            *sections("r1", promised, "plan_year"),
            *sections("r2", told, "review_year"),
        ],
        "quarantine": [
            {
                "report_id": "r1",
                "stage": "facts",
                "reason_code": "implausible",
                "reason": f"not usual {number}{EVIL}",
                "row_json": json.dumps({"evidence": f"有些数字{number}", "span_start": number}, ensure_ascii=False),
                "quarantine_id": f"q{number}",
            }
            for number in range(12)
        ],
    }


def write(path: Path, rows: dict[str, list[Row]], empty: bool = False) -> Path:
    """The published file with these rows, or with the same tables and no row."""
    path.unlink(missing_ok=True)
    with connect(path) as connection:
        connection.execute("create schema marts")
        for name, members in rows.items():
            frame = pl.DataFrame(members, infer_schema_length=None)
            connection.register("frame", frame.clear() if empty else frame)
            connection.execute(f"create table marts.{name} as from frame")
            connection.unregister("frame")
    return path
