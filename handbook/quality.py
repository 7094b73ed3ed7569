"""The pages about how well reports are read, in both languages.

The figures are those of the site (website/measured.csv) and of README.md; none is written here.
"""

from handbook import readme
from handbook.markdown import plain, table
from website.views import measured_quality

_HEADS = {
    "en": ("Reports", "Read", "Facts", "Precision", "Recall", "F1"),
    "zh": ("报告", "份数", "事实", "精确率", "召回率", "F1"),
}


def pages() -> dict[str, str]:
    """Both pages by their paths."""
    english = ["# How well it reads", measured("en"), readme.section("How well it reads")]
    english += ["## How fast", readme.section("How fast")]
    chinese = [
        "# 读得准不准",
        "“精确率”是读出的事实里读对的比例，“召回率”是人工标注的事实里读出来的比例。首行是规则从未见过的报告，最能说明新报告会怎样。",
        measured("zh"),
        "逐项的说明（英文）见 [How well it reads](../quality.md)。",
    ]
    return {"quality.md": "\n\n".join(english), "zh/quality.md": "\n\n".join(chinese)}


def measured(language: str) -> str:
    """What was measured, first readings first."""
    rows = [
        [plain(row[f"name_{language}"]), str(row["reports"]), f"{int(row['facts']):,}"]
        + [f"{float(row[name]):.4f}" for name in ("precision", "recall", "f1")]
        for row in measured_quality()
    ]
    return table(_HEADS[language], rows)
