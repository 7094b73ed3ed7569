"""The page about the method in both languages: what verdicts mean, tolerances, confidence, known weaknesses.

The words are the site's (``website.method_text``), the tolerances are rows of tolerances.csv, the names of statuses
rows of codes.csv; only their order belongs here.
"""

from extract import reference
from handbook.markdown import code, plain, table
from website.method_text import said

_TITLES = {
    "en": ("Method", "What the verdicts mean", "Tolerances", "Confidence", "Known weaknesses"),
    "zh": ("方法", "判定是什么意思", "容差", "可信度", "已知的弱点"),
}
_HEADS = {
    "en": ("Indicator", "Measure", "Compared by", "Bound", "From", "Tolerance", "Reason"),
    "zh": ("指标", "度量", "比较方式", "界限", "自", "容差", "理由"),
}


def pages() -> dict[str, str]:
    """Both pages by their paths."""
    return {"method.md": _page("en"), "zh/method.md": _page("zh")}


def _page(language: str) -> str:
    title, verdicts, tolerances, confidence, weaknesses = _TITLES[language]
    names = {row["code"]: row for row in reference.rows("codes") if row["kind"] == "status"}
    statuses = [
        (code(row["code"]), plain(names[row["code"]][f"name_{language}"]), plain(row[language]))
        for row in said("status")
    ]
    head = ("Status", "Name", "Meaning") if language == "en" else ("状态", "名称", "含义")
    parts = [f"# {title}", f"## {verdicts}", table(head, statuses), f"## {tolerances}"]
    parts += [*_words("tolerance", language), _tolerances(language)]
    parts += [f"## {confidence}", *_words("confidence", language)]
    parts += [f"## {weaknesses}", "\n".join(f"- {line}" for line in _words("weakness", language))]
    return "\n\n".join(parts)


def _words(section: str, language: str) -> list[str]:
    return [plain(row[language]) for row in said(section)]


def _tolerances(language: str) -> str:
    columns = ("indicator_code", "measure", "basis", "comparator", "at_least", "tolerance", "reason")
    rows = [[plain(row[name]) for name in columns] for row in reference.rows("tolerances")]
    return table(_HEADS[language], rows)
