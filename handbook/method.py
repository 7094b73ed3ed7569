"""How verdicts and confidence are made, in both languages, from the tables that make them and the words of the site.

The words are rows of website/method.csv, which the site's page shows too; the figures are tolerances.csv and
confidence_weights.csv. Only their order belongs here.
"""

import csv
from functools import cache
from importlib import resources

from extract import reference
from handbook.tables import escaped, table

_TOLERANCE = ("indicator_code", "measure", "basis", "comparator", "at_least", "tolerance", "reason")
_TITLES = {
    "en": ("Method", "What the verdicts mean", "Tolerances", "Confidence", "Known weaknesses"),
    "zh": ("方法", "判定是什么意思", "容差", "可信度", "已知的弱点"),
}
_HEADS = {
    "en": ("Status", "Name", "Meaning"),
    "zh": ("状态", "名称", "含义"),
}
_BOUNDS = {
    "en": ("Indicator", "Measure", "Basis", "Bound", "From", "Tolerance", "Reason"),
    "zh": ("指标", "度量", "口径", "界限", "自", "容差", "理由（英文）"),
}
_WEIGHTS = {
    "en": "The weights of the model, fitted by `make confidence`:",
    "zh": "模型的权重由 `make confidence` 拟合：",
}


def pages() -> dict[str, str]:
    """Markdown by path: the page of the method in English and in Chinese."""
    return {"method.md": _page("en"), "zh_method.md": _page("zh")}


def _page(language: str) -> str:
    title, verdicts, tolerances, confidence, weaknesses = _TITLES[language]
    names = {row["code"]: row[f"name_{language}"] for row in reference.rows("codes") if row["kind"] == "status"}
    statuses = [(row["code"], names[row["code"]], row[language]) for row in _said("status")]
    bounds = [tuple(row[column] for column in _TOLERANCE) for row in reference.rows("tolerances")]
    weights = reference.rows("confidence_weights")
    parts = [f"# {title}", f"## {verdicts}", table(_HEADS[language], statuses)]
    parts += [f"## {tolerances}", *_words("tolerance", language), table(_BOUNDS[language], bounds)]
    parts += [f"## {confidence}", *_words("confidence", language), _WEIGHTS[language]]
    parts += [table(tuple(weights[0]), [tuple(row.values()) for row in weights])]
    parts += [f"## {weaknesses}", "\n".join(f"- {line}" for line in _words("weakness", language))]
    return "\n\n".join(parts) + "\n"


def _words(section: str, language: str) -> list[str]:
    return [escaped(row[language]) for row in _said(section)]


def _said(section: str) -> list[dict[str, str]]:
    return [row for row in _site_says() if row["section"] == section]


@cache
def _site_says() -> tuple[dict[str, str], ...]:
    with (resources.files("website") / "method.csv").open(encoding="utf-8") as handle:
        return tuple(csv.DictReader(handle))
