"""Sentences put together from wordings, verbs and figures whose facts are known: whatever the parts, they come out.

The grammar is that of the examples in tests/reading, its parts chosen at random; only headline indicators are used.
"""

from typing import NamedTuple

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.pipeline import extract

HEAD = (
    "平远县人民政府工作报告\n——2024年1月10日在平远县第十六届人民代表大会第四次会议上\n各位代表：\n"
    "现在，我代表平远县人民政府向大会报告工作，请予审议。\n一、2023年工作回顾\n"
)
REST = "全县干部群众团结一心、埋头苦干，各项工作有序推进，社会大局和谐。\n" * 6

MONEY = {
    "地区生产总值": "gdp",
    "固定资产投资": "fai",
    "社会消费品零售总额": "retail",
    "一般公共预算收入": "budget_revenue",
    "规模以上工业增加值": "industry_va",
    "外贸进出口总额": "trade",
    "农林牧渔业总产值": "agri_output",
}
Fact = tuple[str, str, str, float | None, float | None]


class Part(NamedTuple):
    """A stretch of a sentence and the facts (kind, indicator and measure, comparator, low, high) that it gives."""

    text: str
    facts: tuple[Fact, ...]


@st.composite
def amounts(draw: st.DrawFn) -> tuple[str, str, float | None, float | None]:
    """An amount as printed, with comparator and bounds."""
    number = draw(st.decimals("1.1", "999.9", places=1))
    before, after, comparator = draw(
        st.sampled_from(
            [("", "", "eq"), ("突破", "", "ge"), ("", "左右", "approx"), ("", "以上", "ge"), ("近", "", "approx")]
        )
    )
    value = float(f"{float(number) * 1e8:.12g}")
    high = None if comparator == "ge" else value
    return f"{before}{number}亿元{after}", comparator, value, high


@st.composite
def rates(draw: st.DrawFn) -> tuple[str, float]:
    """A growth as printed, with its signed value."""
    number = draw(st.decimals("0.1", "49.9", places=1))
    verb, sign = draw(
        st.sampled_from(
            [
                ("增长", 1),
                ("同比增长", 1),
                ("比上年增长", 1),
                ("增速达", 1),
                ("下降", -1),
                ("同比下降", -1),
                ("回落", -1),
                ("增幅为", 1),
            ]
        )
    )
    return f"{verb}{number}%", sign * float(number)


@st.composite
def level_and_growth(draw: st.DrawFn, name: str) -> Part:
    """地区生产总值完成186.4亿元、增长6.3%, one of the two, or both in the other order."""
    code = MONEY[name]
    amount, comparator, low, high = draw(amounts())
    rate, growth = draw(rates())
    verb = draw(st.sampled_from(["完成", "达到", "实现", "为", ""]))
    if amount.startswith("突破"):
        verb = ""
    level: Fact = (code, "level", comparator, low, high)
    change: Fact = (code, "growth", "eq", growth, growth)
    form = draw(st.sampled_from(["both", "level", "growth"]))
    joint = draw(st.sampled_from(["，", "、"]))
    if form == "level":
        return Part(f"{name}{verb}{amount}", (level,))
    if form == "growth":
        return Part(f"{name}{rate}", (change,))
    return Part(f"{name}{verb}{amount}{joint}{rate}", (level, change))


@st.composite
def distributed(draw: st.DrawFn, names: list[str]) -> Part:
    """A、B和C分别增长x%、y%和z%."""
    numbers = [draw(st.decimals("0.1", "29.9", places=1)) for _ in names]
    verb, sign = draw(st.sampled_from([("分别增长", 1), ("分别下降", -1), ("同比分别增长", 1)]))
    listed = "、".join(names[:-1]) + "和" + names[-1]
    values = "、".join(f"{n}%" for n in numbers[:-1]) + f"和{numbers[-1]}%"
    facts = tuple(
        (MONEY[name], "growth", "eq", sign * float(n), sign * float(n)) for name, n in zip(names, numbers, strict=True)
    )
    return Part(f"{listed}{verb}{values}", facts)


@st.composite
def sentences(draw: st.DrawFn) -> tuple[str, set[Fact]]:
    """One sentence of one to three parts, each about indicators of its own."""
    names = draw(st.permutations(list(MONEY)))
    opening = draw(st.sampled_from(["", "全年", "初步核算，", "2023年，", "全县"]))
    parts = [draw(level_and_growth(name)) for name in names[: draw(st.integers(1, 3))]]
    if draw(st.booleans()):
        parts.append(draw(distributed(list(names[3 : 3 + draw(st.integers(2, 3))]))))
    stop = draw(st.sampled_from(["；", "，"]))
    text = opening + stop.join(part.text for part in parts) + "。"
    return text, {fact for part in parts for fact in part.facts}


@st.composite
def goals(draw: st.DrawFn) -> tuple[str, set[Fact]]:
    """A list of goals: each with a bound of its own, the last ones sharing the bound that closes their list."""
    names = draw(st.permutations(list(MONEY)))
    facts: set[Fact] = set()
    parts = []
    for name in names[: draw(st.integers(1, 3))]:
        number = draw(st.decimals("0.5", "19.5", places=1))
        before, after, comparator = draw(st.sampled_from(BOUNDS))
        parts.append(f"{name}增长{before}{number}%{after}")
        facts.add((MONEY[name], "growth", comparator, float(number), None if comparator == "ge" else float(number)))
    if draw(st.booleans()):
        first, second = names[4], names[5]
        low, high = (float(draw(st.decimals("0.5", "19.5", places=1))) for _ in range(2))
        _, after, comparator = draw(st.sampled_from([b for b in BOUNDS if b[1]]))
        parts.append(f"{first}、{second}分别增长{low}%和{high}%{after}")
        for name, value in ((first, low), (second, high)):
            facts.add((MONEY[name], "growth", comparator, value, None if comparator == "ge" else value))
    return "今年的主要预期目标是：" + "；".join(parts) + "。", facts


BOUNDS = [("", "", "eq"), ("", "左右", "approx"), ("", "以上", "ge"), ("不低于", "", "ge"), ("约", "", "approx")]


def read(review: str, plan: str, kind: str, year: int) -> set[Fact]:
    """The facts of this kind in a report with these passages; all have to be of this year."""
    content = f"{HEAD}{review}\n{REST}二、2024年工作安排\n{plan}\n{REST}".encode()
    files = pl.DataFrame([("平远县.txt", content)], schema=["source_path", "content"], orient="row")
    rows = extract(files).facts.filter(pl.col("kind") == kind)
    columns = ["indicator_code", "measure", "comparator", "value_low", "value_high"]
    assert rows.filter((pl.col("period_start") != year) | (pl.col("period_end") != year)).is_empty()
    return set(rows.select(columns).iter_rows())


RUNS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@RUNS
@given(sentences())
def test_a_generated_sentence_gives_its_facts_and_no_others(sentence: tuple[str, set[Fact]]) -> None:
    text, facts = sentence
    assert read(text, "", "outcome", 2023) == facts, text


@RUNS
@given(goals())
def test_generated_goals_keep_their_bounds(goal: tuple[str, set[Fact]]) -> None:
    text, facts = goal
    assert read("", text, "target", 2024) == facts, text
