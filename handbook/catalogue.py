"""The catalogue of indicators by domain, from seeds/reference/indicators.csv."""

from itertools import groupby

from extract import reference
from handbook.tables import table

_HEAD = ("Code", "名称", "Name", "Unit", "Headline", "What it counts")


def pages() -> dict[str, str]:
    """Markdown by path: one page a domain, so that none grows heavy, and one that lists the domains."""
    rows = sorted(reference.rows("indicators"), key=lambda r: (r["domain"], r["indicator_code"]))
    domains = {domain: list(members) for domain, members in groupby(rows, key=lambda r: r["domain"])}
    listed = "".join(f"- [{_title(domain)}]({domain}.md): {len(members)}\n" for domain, members in domains.items())
    intro = f"# Indicators\n\n{len(rows)} indicators; `duixian find WORD` finds one by its name in either language.\n\n"
    return {"catalogue/index.md": intro + listed} | {
        f"catalogue/{domain}.md": f"# {_title(domain)}\n\n{table(_HEAD, map(_row, members))}"
        for domain, members in domains.items()
    }


def _row(row: dict[str, str]) -> tuple[str, ...]:
    headline = "yes" if row["is_headline"].lower() == "true" else ""
    return row["indicator_code"], row["name_zh"], row["name_en"], row["unit"], headline, row["definition"]


def _title(domain: str) -> str:
    return domain.replace("_", " ").capitalize()
