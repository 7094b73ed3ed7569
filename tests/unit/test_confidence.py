"""The confidence of statements: what makes a reading less sure, and that its weights and ranges are whole."""

import csv
import math

import polars as pl
import pytest

from extract import reference, statements
from extract.confidence import LEAST, MOST, clues
from extract.pipeline import extract

HEAD = (
    "新密市政府工作报告\n——2022年1月12日在新密市第十五届人民代表大会第一次会议上\n各位代表：\n"
    "现在，我代表新密市人民政府向大会报告工作，请予审议。\n"
)
TERM = "一、过去五年工作回顾\n过去五年，我们攻坚克难，经济社会发展取得新成就。\n"
YEAR = "一、2021年工作回顾\n2021年，我们迎难而上，各项工作取得新成效。\n"
WORDS = (
    "城乡面貌明显改善，道路、管网、学校等一批工程建成投用。\n民生保障更加有力，就业、社保、医疗等事业取得新的进步。\n"
)
PLAN = (
    "二、2022年工作安排\n2022年的主要预期目标是：地区生产总值增长7%左右。要抓好各项重点工作，推动高质量发展。\n"
    "新的一年要坚持稳中求进，统筹发展和安全，扎实推进各项重点工作。\n改革开放不断深化，营商环境持续向好，办事效率大幅提高。\n"
)


def told(*passages: str, opening: str = YEAR) -> pl.DataFrame:
    """The statements of a report that reviews with these passages, in their order."""
    text = HEAD + opening + "".join(f"{passage}\n" for passage in passages) + WORDS + PLAN
    files = pl.DataFrame({"source_path": ["a.txt"], "content": [text.encode()]})
    found = extract(files).statements
    return found.filter(pl.col("kind") == "outcome")


def confidence(*passages: str, opening: str = YEAR) -> float:
    """The confidence of the first statement that these passages make."""
    return float(told(*passages, opening=opening)["confidence"][0])


PLAIN = "全市地区生产总值增长6.8%，固定资产投资增长8.3%。"


def test_a_plain_figure_of_the_year_under_review_is_sure() -> None:
    assert 0.95 <= confidence(PLAIN) <= MOST


@pytest.mark.parametrize(
    ("passage", "opening"),
    [
        ("全市地区生产总值增长68%，固定资产投资增长8.3%。", YEAR),  # no county grows like that
        ("全市地区生产总值与上年持平，固定资产投资增长8.3%。", YEAR),  # a value in words
        ("五年间全市地区生产总值增长6.8%。", TERM),  # of five years, but of the size of one
    ],
)
def test_what_is_read_with_doubt_is_less_sure_than_a_plain_figure(passage: str, opening: str) -> None:
    assert confidence(passage, opening=opening) < confidence(PLAIN) - 0.02


def test_another_value_for_the_same_thing_makes_both_unsure() -> None:
    beside = told(PLAIN, "回头看，全市地区生产总值增长5.2%。")
    growth = beside.filter((pl.col("indicator_code") == "gdp") & (pl.col("measure") == "growth"))
    assert growth["value_low"].to_list() == [6.8, 5.2]
    assert max(growth["confidence"]) < confidence(PLAIN) - 0.05
    again = told(PLAIN, "回头看，全市地区生产总值增长6.8%。").filter(pl.col("indicator_code") == "gdp")
    assert again["confidence"][0] == confidence(PLAIN), "the same value again is no doubt"


def test_what_was_kept_in_a_stretch_of_several_years_is_unsure() -> None:
    kept = confidence("城镇登记失业率控制在4.2%以内。", opening=TERM)
    assert kept < 0.8 < confidence("城镇登记失业率控制在4.2%以内。", opening=YEAR)


def test_confidence_has_two_digits_and_is_never_certain() -> None:
    values = told(PLAIN, "旅游综合收入120亿元，增长9%。", "完成投资3亿元。")["confidence"].to_list()
    assert len(values) >= 4
    assert all(LEAST <= v <= MOST and round(v, 2) == v for v in values)


def test_each_clue_has_a_weight_and_a_note() -> None:
    rows = reference.rows("confidence_weights")
    empty = pl.DataFrame(schema=_readings_schema())
    assert [r["clue"] for r in rows] == ["bias", *clues(empty).columns]
    assert all(r["note"] and math.isfinite(float(r["weight"])) for r in rows)


def _readings_schema() -> dict[str, pl.DataType]:
    text = HEAD + YEAR + PLAIN + "\n" + WORDS + PLAN
    found = extract(pl.DataFrame({"source_path": ["a.txt"], "content": [text.encode()]}))
    frames = (found.repaired, found.reports, found.sections, found.sentences, found.quantities, found.mentions)
    return dict(statements.readings(*frames)[0].schema)


def test_ranges_are_of_known_indicators_and_in_order() -> None:
    path = reference.REFERENCE / "plausible_ranges.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    keys = [(r["indicator_code"], r["measure"], r["unit"], r["level"]) for r in rows]
    assert keys == sorted(set(keys))
    assert {r["indicator_code"] for r in rows} <= set(reference.indicators())
    assert all(float(r["low"]) < float(r["high"]) for r in rows)
