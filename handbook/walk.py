"""How a fact is made: one report of our own is read, and a sentence of it is shown as each stage leaves it.

The stages run when the page is made; nothing of their results is written down here.
"""

import polars as pl

from extract.pipeline import Extraction, extract
from handbook.tables import table

_NAME = "中牟县政府工作报告_2024年.txt"
_REPORT = """中牟县政府工作报告
一、2023年工作回顾
过去的一年，全县上下克服困难、稳中求进，经济社会保持平稳发展。
初步核算，全县地区生产总值３２１．５亿元，比上年增长6.2%左右。
我们坚持民生优先、办好实事，群众的获得感、幸福感进一步增强。
二、2024年工作安排
做好今年的工作，要坚持稳字当头、以进促稳，扎实推进各项重点任务。
今年全县发展的主要预期目标是：地区生产总值增长6%以上，力争6.5%。
各位代表，新的一年任务繁重、使命光荣，让我们团结一心、努力奋斗。
"""
_SHOWN = (
    (
        "repaired",
        "Damage is mended, full-width figures become plain, and every character keeps its place in the file.",
        ("text",),
    ),
    (
        "reports",
        "Whose report it is, and which year it plans for.",
        ("region_code", "report_year", "review_year", "report_type"),
    ),
    (
        "sections",
        "What each stretch does (its role), and the years of an undated figure in it.",
        ("section", "role", "period_start", "period_end", "span_start", "span_end"),
    ),
    (
        "sentences",
        "Sentences, with the years that hold in each.",
        ("text", "section_kind", "period_start", "period_end"),
    ),
    (
        "quantities",
        "Every figure with its unit and bound.",
        ("sentence_index", "value_low", "value_high", "unit", "bound"),
    ),
    (
        "statements",
        "Figures bound to what they measure: indicator, measure, period, bound.",
        ("kind", "indicator_code", "measure", "period_start", "comparator", "value_low", "value_high", "evidence"),
    ),
    (
        "facts",
        "What holds of the region itself, read a second time by other means; what does not is set aside.",
        (
            "kind",
            "indicator_code",
            "measure",
            "period_start",
            "comparator",
            "value_low",
            "value_high",
            "unit",
            "confidence",
        ),
    ),
)


def pages() -> dict[str, str]:
    """Markdown by path: the one page of the walk."""
    found = extract(pl.DataFrame({"source_path": [_NAME], "content": [_REPORT.encode()]}))
    steps = "".join(_step(found, name, words, columns) for name, words, columns in _SHOWN)
    intro = (
        "# How a fact is made\n\nThis report goes in (its figures are invented):\n\n```text\n"
        + _REPORT
        + "```\n\nand is left by each stage as:\n\n"
    )
    return {"walk.md": intro + steps}


def _step(found: Extraction, name: str, words: str, columns: tuple[str, ...]) -> str:
    frame: pl.DataFrame = getattr(found, name)
    rows = frame.select(columns).iter_rows()
    return f"## {name}\n\n{words}\n\n{table(columns, rows)}\n"
