"""A damaged number is a right one, or none: damage beside a figure, lists with an unreadable value, what cannot be."""

from collections.abc import Iterator

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


SPOILT = ("□", "■", "\ufffd", "?", "*", "#", "^", "`", "_", "|", "=", "×", "g", "X", "k", "$", "@", "▲", "★", "/", "!")
"""Signs that no figure has: where one stands in place of a digit, nobody can tell the digit."""
INSERTED = (
    *SPOILT, "？", "、", "，", "；", "：", ":", "。", "..", "'", "·", " ", "\n", "\n\n", "\n3\n", "\n- 3 -\n", "（1）",
    "〔1〕", "[6]", "①", "¹", "<b>", "</b>", "&nbsp;", "<!-- 9 -->", "<del>7</del>", "<sup>1</sup>", "(", "）", "【",
    "“", "\u200b", "\t", "／", "…",
)  # fmt: skip
"""What a page, a scan or an editor puts into a figure. A dash or a tilde is not among them: they make a range."""
FIGURES = {
    "一般公共预算收入下降{}%。": ("12.5", ("outcome", "budget_revenue", "growth", -12.5)),
    "一般公共预算收入完成{}亿元。": ("28.6", ("outcome", "budget_revenue", "level", 28.6e8)),
    "城镇新增就业{}人。": ("8200", ("outcome", "jobs_new_urban", "level", 8200.0)),
}


def one_number_damages() -> Iterator[tuple[str, set[tuple[str, str, str, float]]]]:
    """Passages with one damage inside their figure, and the facts that may be read of them."""
    for sentence, (figure, fact) in FIGURES.items():
        for place in range(1, len(figure)):
            for sign in INSERTED:
                yield sentence.format(figure[:place] + sign + figure[place:]), {fact}
            if figure[place] != ".":
                for sign in SPOILT:
                    yield sentence.format(figure[:place] + sign + figure[place + 1 :]), set()


def test_a_table_of_one_number_damages_has_no_wrong_value() -> None:
    passages, allowed = zip(*one_number_damages(), strict=True)
    names = [f"reports/{number:04d}.txt" for number in range(len(passages))]
    found = extract(files(*map(with_passage, passages), names=names))
    paths = dict(found.reports.select("report_id", "source_path").iter_rows())
    read: dict[str, set[tuple[str, str, str, float]]] = {name: set() for name in names}
    columns = ("report_id", "kind", "indicator_code", "measure", "value_low")
    for report, *fact in found.facts.select(columns).iter_rows():
        read[paths[report]].add(tuple(fact))  # type: ignore[arg-type]
    wrong = {
        passage: read[name] - FACTS - may
        for name, passage, may in zip(names, passages, allowed, strict=True)
        if read[name] - FACTS - may
    }
    assert wrong == {}
    right = sum(read[name] - FACTS == may for name, may in zip(names, allowed, strict=True) if may)
    assert right >= 100, "damage that tells its figure all the same is read"
