"""What the search looks through, as scripts: the names of pages, and the words of the reports' texts.

Only the files of the search belong here; what the index of words is made of is in ``words``, the asking in site.js.
"""

from collections.abc import Iterator
from typing import Any

from website import marked, words
from website.source import Source
from website.templating import part_name, script_safe

WORDS = "words/"
PAGES = f"{WORDS}pages.js"


def names_script(source: Source) -> str:
    """The names of all pages: a script, as a page opened from a folder may load nothing else."""
    entries = list(_entries(source))
    return f"window.DUIXIAN = {script_safe(entries)};\n"


def _entries(source: Source) -> Iterator[list[str]]:
    for code in sorted(source.reports_of_region):
        row = source.region[code]
        also = " ".join([code, row["region_name"], *(row["former_names"] or [])])
        yield ["regions/" + code + ".html", row["full_name"], "地区", also]
    for code, row in source.indicator.items():
        if source.panel_of_indicator.get(code) or source.verdicts_of_indicator.get(code):
            yield [f"indicators/{code}.html", row["name_zh"], "指标", f"{code} {row['name_en']}"]
    for row in source.reports:
        name = f"{row['region_name']} {row['report_year']}"
        yield [part_name(row["report_id"], 1), name, "报告", f"{row['title'] or ''} {row['source_name']}"]


def word_scripts(source: Source) -> Iterator[tuple[str, str]]:
    """Every script of the index of words with its name, the list of the pages last."""
    pages: list[list[Any]] = []
    held = []
    for number, pairs in words.shards(_page_texts(source, pages)):
        held.append(number)
        yield f"{WORDS}{number}.js", f"DUIXIAN_WORDS.shards[{number}] = {script_safe(pairs)};\n"
    told = {"width": words.width_of(len(pages)), "count": words.SHARDS, "held": held, "pages": pages, "shards": {}}
    yield PAGES, f"window.DUIXIAN_WORDS = {script_safe(told)};\n"


def _page_texts(source: Source, pages: list[list[Any]]) -> Iterator[str]:
    """The text of every page of every report; the page's file, region and year are added to ``pages``."""
    for report_id, text in source.texts(source.report):
        row = source.report[report_id]
        whole = [text]
        if len(text) > marked.MOST_CHARACTERS:
            runs = marked.parts(marked.paragraphs(text, []))
            whole = ["\n".join("".join(piece.text for piece in p.pieces) for p in run) for run in runs]
        for number, part in enumerate(whole, start=1):
            pages.append([part_name(report_id, number), row["region_name"], row["report_year"]])
            yield part
