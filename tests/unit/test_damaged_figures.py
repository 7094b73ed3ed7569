"""A damaged number is a right one, or none: damage beside a figure, lists with an unreadable value, what cannot be."""

import polars as pl
import pytest

from extract import reference
from extract.pipeline import Extraction, extract
from extract.plausible import is_impossible
from extract.schemas import MEASURES, UNITS
from tests.unit.test_pipeline import FACTS, facts, files, with_passage


def told(passage: str) -> tuple[set[tuple[str, str, str, float]], set[str]]:
    """The facts of the passage, and the reason codes of what was set aside."""
    found: Extraction = extract(files(with_passage(passage)))
    return facts(found) - FACTS, set(found.quarantine["reason_code"])


DAMAGED = [
    "规模以上工业增加值下降（1）2.5%。",
    "城镇新增就业1200（1）万人。",
    "一般公共预算收入完成28.□亿元。",
    "进出口总额增长48：2%。",
    "进出口总额增长■5%。",
    "进出口总额增长□1.5%。",
    "进出口总额增长▲5%。",
    "进出口总额增长*5.5%。",
    "进出口总额、实际利用外资分别增长9.4%和g.1%。",
    "进出口总额、实际利用外资分别增长9.4%、■%。",
]


@pytest.mark.parametrize("passage", DAMAGED)
def test_damage_beside_a_figure_is_told_and_gives_no_fact(passage: str) -> None:
    assert told(passage) == (set(), {"damaged_figure"})


@pytest.mark.parametrize(
    "passage",
    [
        "进出口总额增长?5%。", "进出口总额增长5.*%。", "进出口总额增长#.5%。", "进出口总额增长5..5%。",
        "进出口总额增长5.5.2%。", "进出口总额增长5，5%。", "进出口总额增长5'5%。", "进出口总额增长S.5%。",
        "进出口总额增长12.X%。", "进出口总额增长5.5%%。", "进出口总额增长\ufffd5.2%。", "进出口总额增长1\ufffd5%。",
        "进出口总额增长5._%。", "进出口总额增长×5%。", "一般公共预算收入完成2■亿元。", "进出口总额增长g5%。",
        "进出口总额、实际利用外资分别增长g.1%和9.4%。",
    ],
)  # fmt: skip
def test_a_figure_that_nobody_can_read_gives_no_value(passage: str) -> None:
    assert told(passage)[0] == set()


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        ("进出口总额增长5.5%。", {("outcome", "trade", "growth", 5.5)}),
        ("进出口总额下降2.5%（1）。", {("outcome", "trade", "growth", -2.5)}),
        ("（1）进出口总额增长5.5%。", {("outcome", "trade", "growth", 5.5)}),
        (
            "进出口总额、实际利用外资分别增长9.4%和4%。",
            {("outcome", "trade", "growth", 9.4), ("outcome", "fdi", "growth", 4.0)},
        ),
        ("一般公共预算收入：28.5亿元。", {("outcome", "budget_revenue", "level", 28.5e8)}),
    ],
)
def test_what_is_whole_is_read(passage: str, expected: set[tuple[str, str, str, float]]) -> None:
    assert expected <= told(passage)[0]


@pytest.mark.parametrize(
    "passage",
    [
        "常住人口城镇化率达到655%。",
        "城镇登记失业率312%。",
        "进出口总额下降22222%。",
        "进出口总额增长2023%。",
        "一般公共预算收入完成9亿%。",
        "城镇新增就业0.5人。",
    ],
)
def test_a_value_that_cannot_be_is_told_and_gives_no_fact(passage: str) -> None:
    assert told(passage) == (set(), {"impossible_value"})


def fact(code: str, measure: str, unit: str, value: float) -> dict[str, object]:
    return {"indicator_code": code, "measure": measure, "unit": unit, "value_low": value, "value_high": value}


@pytest.mark.parametrize(
    ("code", "measure", "unit", "value"),
    [
        ("gdp", "growth", "percent", 38.0),
        ("fdi", "growth", "percent", 571.0),
        ("tourism_visits", "growth", "percent", -86.0),
        ("trade_dependence", "level", "percent", 142.0),
        ("medical_coverage", "level", "percent", 103.3),
        ("general_doctors_per_10k", "level", "person", 5.4),
        ("jobs_new_urban", "level", "person", 12345.6),
        ("urbanisation", "level", "percent", 100.0),
    ],
)
def test_what_real_places_report_can_be(code: str, measure: str, unit: str, value: float) -> None:
    assert not is_impossible(fact(code, measure, unit, value))


def test_the_ranges_name_what_there_is() -> None:
    rows = reference.rows("possible_values")
    assert {row["measure"] for row in rows} <= set(MEASURES)
    assert {row["unit"] for row in rows} <= set(UNITS)
    assert {row["indicator_code"] for row in rows} - {""} <= set(reference.indicators())
    keys = [(row["indicator_code"], row["measure"], row["unit"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_the_damage_may_stand_outside_of_the_evidence() -> None:
    found = extract(files(with_passage("一般公共预算收入完成28.□亿元。")))
    assert found.quarantine["stage"].to_list() == ["facts"]
    assert found.facts.filter(pl.col("indicator_code") == "budget_revenue").is_empty()
