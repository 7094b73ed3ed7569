"""Targets in words, through the whole chain: which indicator, form and years, and that figures are left alone."""

import polars as pl
import pytest

from extract.pipeline import Extraction, extract

_HEAD = (
    "平远县人民政府工作报告\n——2024年1月10日在平远县第十六届人民代表大会第四次会议上\n各位代表：\n"
    "现在，我代表平远县人民政府向大会报告工作，请予审议。\n"
)


_REST = "全县干部群众团结一心、埋头苦干，各项工作有序推进，社会大局和谐。\n" * 6


def _read(review: str, plan: str) -> Extraction:
    text = f"{_HEAD}一、2023年工作回顾\n{review}\n{_REST}二、2024年工作安排\n{plan}\n"
    files = pl.DataFrame(
        [("平远县政府工作报告_2024年.txt", text.encode())], schema=["source_path", "content"], orient="row"
    )
    return extract(files)


def _worded(plan: str, review: str = "过去一年，全县经济运行平稳。") -> list[tuple[str, str, int, int]]:
    rows = _read(review, plan).worded_targets
    return sorted(rows.select("indicator_code", "form", "period_start", "period_end").rows())


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("今年的目标是：居民消费价格保持基本稳定。", [("cpi", "hold", 2024, 2024)]),
        ("农村居民人均可支配收入稳步提高，就业形势向好。", [("income_rural", "improve", 2024, 2024)]),
        ("单位地区生产总值能耗下降完成市下达目标任务。", [("energy_intensity", "assigned", 2024, 2024)]),
        (
            "粮食产量、单位地区生产总值能耗完成省下达的任务。",
            [("energy_intensity", "assigned", 2024, 2024), ("grain", "assigned", 2024, 2024)],
        ),
        ("受多种因素影响，今年不设地区生产总值增速具体目标。", [("gdp", "not_set", 2024, 2024)]),
    ],
)
def test_a_promise_in_words_is_kept_with_its_form(plan: str, expected: list[tuple[str, str, int, int]]) -> None:
    assert _worded(plan) == expected


@pytest.mark.parametrize(
    "plan",
    [
        "地区生产总值增长6%左右。",  # a figure: a target of its own
        "居民收入与经济同步增长。",  # set against another indicator
        "全市居民消费价格保持基本稳定。",  # of the larger region
        "开发区固定资产投资稳步增长。",  # of a zone
        "优质粮食生产能力稳步提升。",  # of something else
    ],
)
def test_what_is_no_promise_in_words_about_the_region_gives_none(plan: str) -> None:
    assert _worded(plan) == []


def test_what_the_review_says_is_no_target() -> None:
    assert _worded("做好各项工作。", review="城镇居民人均可支配收入稳步增长。") == []


def test_a_share_is_not_its_parts() -> None:
    assert _worded("工业投资和民间投资占比稳步提升。") == [("fai_private_share", "improve", 2024, 2024)]


def test_the_evidence_is_the_text_of_its_span() -> None:
    found = _read("", "农村居民人均可支配收入稳步提高。")
    row = found.worded_targets.row(0, named=True)
    text = found.reports.row(0, named=True)["text"]
    assert text[row["span_start"] : row["span_end"]] == row["evidence"] == "农村居民人均可支配收入稳步提高"


def test_it_is_no_fact_with_a_number() -> None:
    found = _read("", "农村居民人均可支配收入稳步提高。")
    assert found.facts.filter(pl.col("kind") == "target").is_empty()
