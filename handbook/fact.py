"""How a fact is made: a sentence of a report of our own, followed through every stage by running the stages.

Only choosing what to show of each stage's frame belongs here. What the page shows is what the stages returned.
"""

from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from extract.pipeline import STAGES, Extraction, StageSpec, extract
from handbook.markdown import code, described, plain, table
from handbook.models import LAYERS, models

EXAMPLE = Path(__file__).with_name("example.txt")
_SENTENCE = "主要预期目标"
_END = "fct_target_vs_actual"
_MOST = 60
_HIDDEN = ("report_id", "source_sha256", "map_clean", "map_raw")
"""Columns that tell a reader nothing: digests and maps of offsets."""


@cache
def _run() -> Extraction:
    name = "临川区政府工作报告_2024年.txt"
    row = {"source_path": name, "content": EXAMPLE.read_bytes(), "told": None}
    return extract(pl.DataFrame([row], schema={"source_path": pl.String, "content": pl.Binary, "told": pl.String}))


def pages() -> dict[str, str]:
    """The page by its path."""
    followed = next(line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if _SENTENCE in line)
    parts = [
        "# How a fact is made",
        "This report is ours. Its last sentence has figures of full width, as files often do; here is what each stage "
        "makes of it. Everything below was returned by the stages when this page was made.",
        f"```text\n{EXAMPLE.read_text(encoding='utf-8').strip()}\n```",
        f"The sentence that is followed: **{plain(followed)}**",
        *map(_stage, STAGES),
        _in_the_warehouse(),
    ]
    return {"fact.md": "\n\n".join(parts)}


def _stage(spec: StageSpec) -> str:
    rows = _touched(getattr(_run(), spec.name))
    shown = [column for column in rows.columns if column not in _HIDDEN and rows[column].null_count() < rows.height]
    records = rows.select(shown).to_dicts()
    head = ("Column", *(f"Row {number}" for number in range(1, len(records) + 1)))
    lines = [(code(column), *(_cell(record[column]) for record in records)) for column in shown]
    summary = table(head, lines) or "Nothing: this sentence gives no such row."
    return f"## {plain(spec.name)}\n\n{described(spec.description.replace('``', '`'))}\n\n{summary}"


@cache
def _span() -> dict[str, Any]:
    """The followed sentence as its stage returned it."""
    return _run().sentences.filter(pl.col("text").str.contains(_SENTENCE)).row(0, named=True)


def _touched(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that are of the sentence; of a frame that knows no places, all."""
    sentence = _span()
    if "sentence_index" in frame.columns:
        return frame.filter(pl.col("sentence_index") == sentence["sentence_index"])
    if "span_start" in frame.columns:
        inside = (pl.col("span_start") < sentence["span_end"]) & (pl.col("span_end") > sentence["span_start"])
        return frame.filter(inside)
    return frame


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return plain(", ".join(map(str, value)) or "—")
    text = "—" if value is None else " ".join(str(value).split())
    at = text.find(_SENTENCE)
    if len(text) <= _MOST:
        return plain(text)
    start = max(0, min(at, len(text) - _MOST)) if at >= 0 else 0
    return plain(("…" if start else "") + text[start : start + _MOST] + ("…" if start + _MOST < len(text) else ""))


def _in_the_warehouse() -> str:
    """What becomes of the fact in SQL: the models between the loaded facts and the verdict, in their order."""
    above: dict[str, set[str]] = {}

    def walk(name: str) -> set[str]:
        if name not in above:
            above[name] = set()
            above[name] = {name}.union(*(walk(ref) for ref in models()[name].refs if ref in models()))
        return above[name]

    way = [model for name, model in models().items() if "stg_facts" in walk(name) and name in walk(_END)]
    way.sort(key=lambda model: (LAYERS.index(model.layer), len(walk(model.name)), model.name))
    places = [f"dictionary/{model.layer}.md#{model.name}" for model in way]
    rows = [
        (f"[{code(model.name)}]({place})", described(model.description))
        for model, place in zip(way, places, strict=True)
    ]
    words = (
        "## Against the outcome\n\nThe fact is loaded with those of all reports. SQL then finds the best outcome of "
        "the same region, indicator, measure and period in the reports of later years, and gives the target its "
        "[verdict](method.md). The models on that way:"
    )
    return f"{words}\n\n{table(('Model', 'What it holds'), rows)}"
