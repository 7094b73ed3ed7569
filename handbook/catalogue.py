"""The catalogue of indicators: a page a domain, each indicator with its names, what it counts and how it is read.

Made from indicators.csv; what the codes of the columns mean is in codes.csv.
"""

from collections import defaultdict

from extract import reference
from handbook.markdown import code, plain, table

_PER_PAGE = 150
"""Rows of a page: with more of them a telephone takes long."""
_HEAD = ("Code", "中文", "English", "Unit", "Better is", "Headline", "What it counts")


def pages() -> dict[str, str]:
    """The pages of the domains and the one that lists them, by path."""
    names = {row["code"]: row for row in reference.rows("codes") if row["kind"] == "domain"}
    by_domain: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in reference.rows("indicators"):
        by_domain[row["domain"]].append(row)
    found, listed = {}, []
    for domain, rows in sorted(by_domain.items()):
        parts = [rows[start : start + _PER_PAGE] for start in range(0, len(rows), _PER_PAGE)]
        for number, part in enumerate(parts, start=1):
            path = f"{domain}.md" if number == 1 else f"{domain}_{number}.md"
            shown = f" ({number} of {len(parts)})" if len(parts) > 1 else ""
            title = f"{names[domain]['name_zh']} {names[domain]['name_en']}{shown}"
            found[f"indicators/{path}"] = _page(title, part)
            listed.append((f"[{title}]({path})", str(len(part)), str(sum(map(_is_headline, part)))))
    total = sum(map(len, by_domain.values()))
    front = f"# Indicators\n\n{total:,} indicators in {len(by_domain)} domains. *Headline* ones are looked for in every"
    front += " report. `duixian find 就业` finds codes by words.\n\n"
    front += table(("Domain", "Indicators", "Headline"), listed)
    return {"indicators/index.md": front} | found


def _is_headline(row: dict[str, str]) -> bool:
    return row["is_headline"] == "true"


def _page(title: str, rows: list[dict[str, str]]) -> str:
    lines = [
        (
            code(row["indicator_code"]),
            plain(row["name_zh"]),
            plain(row["name_en"]),
            plain(row["unit"]),
            plain(row["direction"].removesuffix("_is_better").replace("_", " ")),
            "yes" if _is_headline(row) else "",
            plain(row["definition"]),
        )
        for row in rows
    ]
    return f"# {title}\n\n{table(_HEAD, lines)}"
