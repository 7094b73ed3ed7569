"""Pairs that a reader found to be no pair, or one that was missed: what each side of them is read as.

Which definition, bound and year a clause has is decided here; what a verdict makes of the two sides, in the unit
tests of dbt's models int_target_candidates, int_silences and int_verdicts.
"""

import polars as pl
import pytest

from extract.pipeline import Extraction, extract

PLAN = """2023年政府工作报告
——2023年1月10日在安庆市第五届人民代表大会第三次会议上

各位代表：
现在，我代表市人民政府，向大会报告工作，请予审议。

一、2022年工作回顾
过去一年，全市生产总值增长5%，规模以上工业增加值增长6.3%，社会消费品零售总额增长4%，居民人均可支配收入增长5%。
这一年，我们坚持稳中求进，城乡面貌有了新的变化。群众的获得感不断提升。改革开放继续深化。

二、2023年工作安排
今年经济社会发展的主要预期目标是：地区生产总值增长6%，一般公共预算收入增长5%，城镇新增就业4.8万人，城镇调查失业率全年控制在5.6%以内。
新建公园6座，更换旧电梯80台，原煤产量2亿吨，固定资产投资7000亿元，农村劳动力转移就业20万人次。
各位代表，做好今年的工作意义重大。我们要坚定信心，真抓实干。让我们团结起来，为建设美好家园而奋斗。
"""
REVIEW = """2024年政府工作报告
——2024年1月10日在安庆市第五届人民代表大会第四次会议上

各位代表：
现在，我代表市人民政府，向大会报告工作，请予审议。

一、2023年工作回顾
过去一年，全市生产总值增长6.1%，1-11月一般公共预算收入增长8%。年末城镇调查失业率降至5.4%。
新建和改造公园11座，加装电梯85台，原煤产量突破2亿吨，固定资产投资近7000亿元，劳动力实现转移就业21万人次。
城镇新增就业5.9万人，超额完成4.8万人的任务。
我们也清醒看到，发展还有不少困难，要保持两位数增长殊为不易。

二、2024年工作安排
今年，地区生产总值增长6%左右。展望2035年，全市经济总量力争突破9000亿元。
"""


@pytest.fixture(scope="module")
def read() -> Extraction:
    """Both reports, read."""
    rows = [(f"安庆市政府工作报告_{year}.txt", text.encode()) for year, text in ((2023, PLAN), (2024, REVIEW))]
    return extract(pl.DataFrame(rows, schema=["source_path", "content"], orient="row"))


def told(read: Extraction, year: int, clause: str) -> tuple[object, ...]:
    """(indicator, kind, last year, comparator, why it is no fact) of the figure whose clause ends so."""
    ids = read.reports.filter(pl.col("report_year") == year)["report_id"].implode()
    found = read.statements.filter(pl.col("report_id").is_in(ids) & pl.col("evidence").str.ends_with(clause))
    [row] = found.select("indicator_code", "kind", "period_end", "comparator", "excluded_because").rows()
    return tuple(row)


@pytest.mark.parametrize(
    ("promised", "told_of_it"),
    [
        ("新建公园6座", "新建和改造公园11座"),
        ("更换旧电梯80台", "加装电梯85台"),
    ],
)
def test_what_is_of_another_definition_has_another_code(read: Extraction, promised: str, told_of_it: str) -> None:
    first, second = told(read, 2023, promised), told(read, 2024, told_of_it)
    assert first[0] and second[0] and first[0] != second[0]


@pytest.mark.parametrize(
    ("promised", "told_of_it", "comparator"),
    [
        ("原煤产量2亿吨", "原煤产量突破2亿吨", "ge"),
        ("固定资产投资7000亿元", "固定资产投资近7000亿元", "approx"),
        ("农村劳动力转移就业20万人次", "劳动力实现转移就业21万人次", "eq"),
        ("城镇新增就业4.8万人", "城镇新增就业5.9万人", "eq"),
    ],
)
def test_what_is_of_one_definition_has_one_code(
    read: Extraction, promised: str, told_of_it: str, comparator: str
) -> None:
    first, second = told(read, 2023, promised), told(read, 2024, told_of_it)
    assert first[0] and first[0] == second[0]
    assert (first[1:3], second[1:]) == (("target", 2023), ("outcome", 2023, comparator, None))


def test_eleven_months_and_a_quoted_task_are_no_facts_but_stay_with_their_indicator(read: Extraction) -> None:
    assert told(read, 2024, "1-11月一般公共预算收入增长8%") == ("budget_revenue", "outcome", 2023, "eq", "sub_annual")
    assert told(read, 2024, "超额完成4.8万人")[0] == "jobs_new_urban"
    assert told(read, 2024, "超额完成4.8万人")[4] == "quoted_target"


def test_difficulties_set_no_target_and_a_wish_for_2035_is_none_of_the_plan(read: Extraction) -> None:
    assert told(read, 2024, "要保持两位数")[4] is not None
    assert told(read, 2024, "全市经济总量力争突破9000亿元")[1:3] == ("target", 2035)
