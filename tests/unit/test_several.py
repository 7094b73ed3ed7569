"""A file with two reports is refused as such; one with one report twice, or one that quotes another, is read."""

import pytest

from extract.pipeline import extract
from tests.unit.test_pipeline import FACTS, HEAD, PLAN, REPORT, REVIEW, facts, files

BODY = "".join(f"第{n}项工作扎实推进，项目库里新增了{n}个方面的储备内容，群众评价良好。\n" for n in range(60))
OTHER_BODY = BODY.replace("扎实推进", "取得进展").replace("评价良好", "比较满意").replace("储备内容", "后备项目")
FIRST = HEAD + REVIEW + BODY + PLAN
OF_ANOTHER_COUNTY = FIRST.replace("中牟县", "武陟县").replace(BODY, OTHER_BODY).replace("186亿", "175亿")
OF_ANOTHER_YEAR = (
    FIRST.replace("2024", "2025").replace("2023", "2024").replace("第三次", "第四次").replace(BODY, OTHER_BODY)
)
WITHOUT_ADDRESS = OF_ANOTHER_COUNTY.replace("现在，我代表武陟县人民政府向大会报告工作，请予审议。\n", "")


@pytest.mark.parametrize("second", [OF_ANOTHER_COUNTY, OF_ANOTHER_YEAR, WITHOUT_ADDRESS])
@pytest.mark.parametrize("between", ["", "\n\n", "\n————————\n附件\n"])
def test_two_reports_in_one_file_are_refused_in_one_clear_reason(second: str, between: str) -> None:
    found = extract(files(FIRST + between + second))
    assert found.reports.is_empty() and found.facts.is_empty()
    (row,) = found.quarantine.iter_rows(named=True)
    assert row["reason_code"] == "several_reports"
    assert "give each a file of its own" in row["reason"]


@pytest.mark.parametrize("times", [2, 3])
def test_one_report_several_times_in_a_file_is_one(times: int) -> None:
    found = extract(files("\n".join([FIRST] * times)))
    assert found.quarantine.is_empty()
    assert facts(found) == FACTS


def test_a_copy_with_a_few_slips_is_a_copy() -> None:
    found = extract(files(FIRST + "\n" + FIRST.replace("第7项", "第七项").replace("群众评价良好", "群众评价很好", 9)))
    assert found.reports.height == 1


@pytest.mark.parametrize(
    "passage",
    [
        "各位代表：过去一年来之不易，我代表中牟县人民政府，向全县人民表示衷心的感谢！\n",
        "《政府工作报告》提出的目标全部完成。\n",
        "受县长委托，发展改革委另行报告。\n",
        "政府工作报告名词解释\n1.三同步：同步规划，同步实施，同步发展。\n",
    ],
)
def test_what_only_sounds_like_a_second_beginning_is_none(passage: str) -> None:
    found = extract(files(HEAD + REVIEW + BODY + passage + PLAN + BODY + passage))
    assert found.reports.height == 1


def test_the_first_reports_facts_alone_are_read_of_each_file() -> None:
    apart = extract(files(FIRST, OF_ANOTHER_COUNTY))
    assert apart.reports.height == 2
    assert facts(extract(files(REPORT))) == FACTS
