"""Expressions of time and the years that they mean in the report of a given year."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import reference
from extract.periods import chinese_number, time_marks

HAN = "零一二三四五六七八九"


def read(text: str, report_year: int) -> list[tuple[str, int, int]]:
    return [(m.role, m.first, m.last) for m in time_marks(text, report_year)]


def spelled(number: int) -> str:
    """A number below 100 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else HAN[tens] + "十"
    return head + (HAN[ones] if ones or not tens else "")


@given(st.integers(1, 99))
def test_chinese_number_reads_what_is_spelled(number: int) -> None:
    assert chinese_number(spelled(number)) == number
    assert chinese_number(str(number)) == number


@pytest.mark.parametrize(
    ("text", "report_year", "expected"),
    [
        ("2021年地区生产总值增长8%", 2023, ("in", 2021, 2021)),
        ("去年，经济平稳运行", 2024, ("in", 2023, 2023)),
        ("上年结转资金", 2019, ("in", 2018, 2018)),
        ("今年的主要预期目标", 2024, ("in", 2024, 2024)),
        ("过去五年，我们攻坚克难", 2022, ("in", 2017, 2021)),
        ("五年来，综合实力明显增强", 2017, ("in", 2012, 2016)),
        ("三年内建成", 2024, ("by", 2026, 2026)),
        ("到本世纪中叶，全面建成", 2018, ("by", 2050, 2050)),
        ("到本世纪末翻两番", 1985, ("by", 2000, 2000)),
        ("到下世纪中叶", 1993, ("by", 2050, 2050)),
        ("与上年度持平", 2024, ("base", 2023, 2023)),
        ("同2018年相比", 2024, ("base", 2018, 2018)),
        ("在2022年完成170亿元高基数的情况下", 2024, ("base", 2022, 2022)),
        ("去年12月，新开工项目", 2024, ("sub", 0, 0)),
        ("最后一个月税收", 2024, ("sub", 0, 0)),
        ("三年疫情防控转段后", 2024, ("held", 0, 0)),
        ("三年攻坚行动深入推进", 2024, ("held", 0, 0)),
        ("2019年核算改革以来最好位次", 2024, ("held", 2019, 2019)),
        ("本届任期内，建成", 2024, ("tenure", 0, 0)),
        ("自“五一”投入运营后", 2024, ("tenure", 0, 0)),
        ("今后五年的奋斗目标", 2017, ("in", 2017, 2021)),
        ("未来五年，发展环境复杂", 2022, ("in", 2022, 2026)),
        ("近三年累计投入", 2020, ("in", 2017, 2019)),
        ("“十三五”时期，我们坚持创新", 2021, ("in", 2016, 2020)),
        ("十四五期间，年均增长6%", 2021, ("in", 2021, 2025)),
        ("“十五五”时期是关键时期", 2026, ("in", 2026, 2030)),
        ("“八五”期间，国民经济快速发展", 1996, ("in", 1991, 1995)),
        ("“十三五”前四年，年均增长7%", 2020, ("in", 2016, 2019)),
        ("2016—2020年，年均增长6%", 2021, ("in", 2016, 2020)),
        ("本届政府任期的五年", 2022, ("in", 2017, 2021)),
        ("到2025年，城镇化率达到60%", 2021, ("by", 2025, 2025)),
        ("到2035年基本实现现代化", 2026, ("by", 2035, 2035)),
        ("到“十四五”末，综合实力跃升", 2021, ("by", 2025, 2025)),
        ("比2015年增长40%", 2021, ("base", 2015, 2015)),
        ("较2020年翻一番", 2026, ("base", 2020, 2020)),
        ("是2012年的2.3倍", 2018, ("base", 2012, 2012)),
        ("五年前的1.8倍", 2023, ("base", 2017, 2017)),
    ],
)
def test_expression_means_its_years(text: str, report_year: int, expected: tuple[str, int, int]) -> None:
    assert read(text, report_year)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "1-11月，工业用电量增长6%",
        "1—10月完成税收3亿元",
        "1至9月新开工项目20个",
        "上半年增长7%",
        "前三季度增长8%",
        "一季度开局良好",
        "第四季度回升明显",
        "前11个月完成投资20亿元",
        "11月末存款余额",
        "12月份当月增长9%",
        "今年以来运行平稳",
        "下半年逐月回升",
        "黄金周接待游客40万人次",
        "小长假期间人气旺盛",
        "日均客流1.2万人次",
    ],
)
def test_part_of_a_year_has_no_years(text: str) -> None:
    mark = time_marks(text, 2024)[0]
    assert (mark.role, mark.first, mark.last) == ("sub", 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "改革开放以来年均增长10%",
        "建区以来累计完成投资",
        "撤县设区以来变化最大",
        "自高铁站启动后，客流稳步上升",
    ],
)
def test_open_stretch_has_no_years(text: str) -> None:
    assert read(text, 2020)[0] == ("tenure", 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "编号2021035的项目",
        "总投资2023万元",
        "第十五届人民代表大会",
        "每年安排资金300万元",
        "建成15年以上的小区",
        "养老机构床位1500张",
    ],
)
def test_what_is_no_time_gives_no_years(text: str) -> None:
    assert not [m for m in time_marks(text, 2023) if m.role in ("in", "by", "base")]


@pytest.mark.parametrize("text", ["连续五年位居全省前列", "连续3年被评为优秀", "创五年来新高", "近十年最好水平"])
def test_stretch_that_only_measures_a_record_dates_nothing(text: str) -> None:
    assert {m.role for m in time_marks(text, 2023)} <= {"held"}


@given(st.sampled_from(sorted(reference.plan_periods().items())), st.sampled_from(["“{}”", '"{}"', "‘{}’"]))
def test_every_plan_means_its_five_years(plan: tuple[str, tuple[int, int]], quotes: str) -> None:
    name, (first, last) = plan
    marks = time_marks(quotes.format(name) + "时期，我们迎难而上", last + 1)
    assert (marks[0].role, marks[0].first, marks[0].last) == ("in", first, last)
    assert last - first == 4


@given(st.integers(1955, 2099), st.integers(0, 20))
def test_marks_lie_in_the_text_in_order_and_do_not_overlap(year: int, lead: int) -> None:
    text = "增" * lead + f"{year}年，比{year - 5}年翻一番；到{year + 5}年，过去五年、“十四五”时期和1-11月"
    marks = time_marks(text, year + 1)
    assert [m.text for m in marks] == [text[m.start : m.end] for m in marks]
    assert all(a.end <= b.start for a, b in itertools.pairwise(marks))
    assert marks[0].first == marks[0].last == year


@given(st.text(alphabet="十一二三五年来前后今去过到比较20211-月—季度“”，末期间", max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for mark in time_marks(text, 2024):
        assert text[mark.start : mark.end] == mark.text
        assert mark.role not in ("in", "by", "base") or 1949 <= mark.first <= mark.last <= 2100


def test_percentage_is_no_plan() -> None:
    assert not [m for m in time_marks("财政收入增长百分之十五", 1994) if m.role == "in"]
