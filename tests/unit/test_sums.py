"""Amounts of a term's review that only the other figures of the report show to be sums."""

import polars as pl

from extract.pipeline import extract

_REPORT = """驿城区政府工作报告
——2021年1月15日在驿城区第五届人民代表大会第六次会议上
一、“十三五”时期工作回顾
五年来，全区上下团结一心，攻坚克难，经济实力显著增强，开放水平不断提升。
五年间，外贸进出口总额{term}亿元，年均增长17.3%，社会消费品零售总额达到80亿元，城乡面貌明显改善。
二、2020年工作回顾
过去一年，全区完成外贸进出口总额62亿元，增长25.7%，社会消费品零售总额80亿元，新建公园3座。
过去一年，我们着力改善民生，办好实事，新建学校5所，人民生活水平持续提高。
三、2021年工作安排
今年，我们将坚持稳中求进，扩大开放，力争外贸进出口总额增长10%，新建学校5所。
"""


def trade(term: str) -> list[tuple[str, int, int, float | None]]:
    files = [("驿城区_2021.txt", _REPORT.format(term=term).encode())]
    found = extract(pl.DataFrame(files, schema={"source_path": pl.String, "content": pl.Binary}, orient="row"))
    told = found.facts.filter(
        (pl.col("indicator_code") == "trade")
        & (pl.col("kind") == "outcome")
        & pl.col("measure").is_in(["level", "total_level"])
    )
    return sorted(told.select("measure", "period_start", "period_end", "value_low").rows())


def test_an_amount_of_a_term_several_times_that_of_its_last_year_is_the_sum() -> None:
    assert trade("198.4") == [("level", 2020, 2020, 62e8), ("total_level", 2016, 2020, 198.4e8)]


def test_an_amount_of_a_term_that_is_that_of_its_last_year_stays_one() -> None:
    assert trade("62") == [("level", 2020, 2020, 62e8)]


def test_an_amount_that_no_sum_of_the_term_could_be_is_none() -> None:
    assert ("total_level", 2016, 2020) not in [row[:3] for row in trade("980")]
