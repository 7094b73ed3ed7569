"""The templates and what they may call: names in both languages, links, shapes; everything else is escaped.

Only what markup needs belongs here; which rows stand on a page is decided before.
"""

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from website import figures, method_text, views
from website.source import Source

_HERE = Path(__file__).parent


def part_name(report_id: str, number: int) -> str:
    """The file of a report's page."""
    return f"reports/{report_id}.html" if number == 1 else f"reports/{report_id}-{number}.html"


def targets_name(code: str, number: int) -> str:
    """The file of one of the pages that list a region's targets."""
    return f"regions/{code}-targets-{number}.html"


def environment(source: Source, parts: dict[str, int]) -> jinja2.Environment:
    """The templates over ``source``; ``parts`` says which facts stand on which later page of their report."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.tests["few"] = lambda cells: len(cells) <= 2
    found.globals |= {
        "t": bilingual,
        "code": lambda kind, code: bilingual(*source.name(kind, code)),
        "indicator_name": lambda code: bilingual(*source.indicator_name(code)),
        "region_name": lambda code: source.region[code]["full_name"],
        "part_name": part_name,
        "targets_name": targets_name,
        "has_page": lambda code: code in source.reports_of_region,
        "json": lambda value: Markup(script_safe(value)),
        "names": source.indicator_name,
        "against": lambda reference: bilingual(*source.reference_name(reference)),
        "said": method_text.said,
        "short": figures.short,
        "band": _band,
        "heads_of": lambda chapters: {chapter["stretch"]: chapter for chapter in chapters},
        "dict_of": lambda tiles: {tile["code"]: tile["years"] for tile in tiles},
        "fact_page": lambda report_id, fact_id: part_name(report_id, parts.get(fact_id, 1)) + f"#f-{fact_id}",
        "bar": _bar,
        "web": lambda address: str(address or "").startswith(("http://", "https://")),
    }
    return found


def _band(counts: Sequence[int] | None) -> int:
    """In which of four bands a share lies; 0 where there is none. site.js knows the same bands."""
    if not counts:
        return 0
    share = counts[0] / counts[1]
    return 1 + sum(share >= edge for edge in (0.5, 0.75, 0.9))


def _bar(bars: Sequence[views.Box | None], which: int) -> Markup:
    """A box from quartile to quartile on a line from least to most."""
    box = bars[which]
    if box is None:
        return Markup("")
    least, low, mid, high, most = box
    shape = (
        '<svg class="barline {}" viewBox="0 0 180 12" aria-hidden="true"><line x1="{}" x2="{}" y1="6" y2="6"/>'
        '<rect x="{}" width="{}" y="2" height="8"/><line class="mid" x1="{}" x2="{}" y1="1" y2="11"/></svg>'
    )
    return Markup(shape).format("o" if which else "t", least, most, low, max(1, round(high - low, 1)), mid, mid)


@functools.lru_cache(maxsize=50_000)
def bilingual(zh: str, en: str) -> Markup:
    """Both languages, one of which the page shows."""
    # Not by the format of Markup, which takes as long as all the rest of a page.
    return Markup(f'<span class="zh" lang="zh-CN">{escape(zh)}</span><span class="en" lang="en">{escape(en)}</span>')


def script_safe(value: Any) -> str:
    """The value as JSON that may stand in a script, whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
