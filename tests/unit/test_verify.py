"""The second reading: what it re-derives from characters, and that it refuses facts that were read otherwise."""

from typing import Any

import pytest

from extract.verify import disagreement


def fact(evidence: str, value_text: str, low: float | None, high: float | None, **other: Any) -> dict[str, Any]:
    """A fact about a growth in percent, unless said otherwise."""
    defaults = {"measure": "growth", "unit": "percent", "comparator": "eq"}
    return defaults | {"evidence": evidence, "value_text": value_text, "value_low": low, "value_high": high} | other


CONFIRMED = [
    fact("固定资产投资增长9.1%", "9.1%", 9.1, 9.1),
    fact("固定资产投资下降9.1%", "9.1%", -9.1, -9.1),
    fact("单位产值能耗下降3%以上", "3%以上", None, -3.0, comparator="le"),
    fact("零售额增长6%至7%", "6%至7%", 6.0, 7.0, comparator="range"),
    fact("零售额、出口额分别增长5%、6.5%左右", "5%", 5.0, 5.0, comparator="approx"),
    fact("收入、支出分别突破9亿元、30亿元", "30亿元", 3e9, None, comparator="ge", measure="level", unit="cny"),
    fact("粮食产量达到12.5亿斤", "12.5亿斤", 625000.0, 625000.0, measure="level", unit="tonne"),
    fact("新增就业230余万人", "230余万人", 2.3e6, None, comparator="ge", measure="level", unit="person"),
    fact("税收降至百分之六点五", "百分之六点五", 6.5, 6.5, measure="level"),
    fact("产值增长1.5倍", "1.5倍", 150.0, 150.0),
    fact("产值是上一个五年的3倍", "3倍", 200.0, 200.0, measure="total_growth"),
    fact("总量翻了两番", "翻了两番", 300.0, 300.0, measure="total_growth"),
    fact("出口增长三成以上", "三成以上", 30.0, None, comparator="ge"),
    fact("出口与上年持平", "持平", 0.0, 0.0, comparator="approx"),
    fact("降幅收窄至8.9%", "8.9%", -8.9, -8.9),
    fact("研发支出年均增长不低于7%", "7%", 7.0, None, comparator="ge", measure="avg_growth"),
    fact("失业率控制在5%以内", "5%以内", None, 5.0, comparator="le", measure="level"),
    fact("3%——单位产值能耗下降目标", "3%", -3.0, -3.0),
    fact("税收\t亿元\t3.1\t4.5", "4.5", 4.5e8, 4.5e8, measure="level", unit="cny"),
    fact("产量（万吨）\t3.1\t4.5", "4.5", 45000.0, 45000.0, measure="level", unit="tonne"),
    fact("失业率\t%\t≤4.5", "4.5", None, 4.5, comparator="le", measure="level"),
    fact("产量四亿零三百多万吨", "四亿零三百多万吨", 4.03e8, None, comparator="ge", measure="level", unit="tonne"),
    fact("优良天数比例超过国家要求76%", "76%", 76.0, None, comparator="ge", measure="level"),
    fact("收入与经济增长同步", "同步", None, None, comparator="approx"),
]

REFUSED = [
    (fact("固定资产投资增长9.1%", "9.1%", 91.0, 91.0), "value"),
    (fact("固定资产投资下降9.1%", "9.1%", 9.1, 9.1), "sign"),
    (fact("固定资产投资增长9.1%", "9.1%", -9.1, -9.1), "sign"),
    (fact("投资增长9%以上", "9%以上", 9.0, 9.0), "comparator"),
    (fact("投资增长9%以上", "9%以上", None, 9.0, comparator="le"), "comparator"),
    (fact("进出口总额120亿美元", "120亿美元", 1.2e10, 1.2e10, measure="level", unit="cny"), "unit"),
    (fact("产量达到12.5亿斤", "12.5亿斤", 1.25e9, 1.25e9, measure="level", unit="tonne"), "value"),
    (fact("税收突破8亿元", "8亿元", 8e8, 8e8, measure="level", unit="cny"), "comparator"),
    (fact("3%——单位产值能耗下降目标", "3%", 3.0, 3.0), "sign"),
    (fact("税收\t亿元\t3.1\t4.5", "4.5", 4.5e4, 4.5e4, measure="level", unit="cny"), "value"),
    (fact("投资增长9.1%", "9.2%", 9.2, 9.2), "value"),
]


@pytest.mark.parametrize("read", CONFIRMED, ids=lambda read: read["evidence"])
def test_right_reading_is_confirmed(read: dict[str, Any]) -> None:
    assert disagreement(read) is None


@pytest.mark.parametrize(("read", "trouble"), REFUSED, ids=lambda value: value if isinstance(value, str) else None)
def test_wrong_reading_is_refused_with_what_differs(read: dict[str, Any], trouble: str) -> None:
    assert disagreement(read) == trouble
