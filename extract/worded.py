"""Targets in words: what a report promises of an indicator without naming a number (物价保持稳定, 不设增速目标).

Belongs here: choosing the sentences of plans that can hold such a target, and turning what the binding found in them
into rows. Does not belong here: the words themselves (lexicon.csv) and the grammar (binding.worded).
"""

from functools import cache
from typing import Any

import polars as pl

from extract.binding.tokens import words_that
from extract.binding.worded import Worded, read_worded
from extract.offsets import IndexMap
from extract.schemas import WORDED_FORMS, WordedTargets
from extract.stage import Stage, content_ids, quarantine_frame, unread, validate
from extract.statements import gathered, index_maps, indicator_words, placed, region_of, section_paths

_SCHEMA = {
    "worded_id": pl.String,
    "report_id": pl.String,
    "region_code": pl.String,
    "indicator_code": pl.String,
    "form": pl.String,
    "period_start": pl.Int64,
    "period_end": pl.Int64,
    "wording": pl.String,
    "evidence": pl.String,
    "span_start": pl.Int64,
    "span_end": pl.Int64,
    "raw_start": pl.Int64,
    "raw_end": pl.Int64,
    "section": pl.String,
}
_IDENTITY = ["report_id", "indicator_code", "form", "period_start", "period_end"]
_KEYS = ["report_id", "sentence_index"]


def worded_targets(
    repaired: pl.DataFrame,
    reports: pl.DataFrame,
    sections: pl.DataFrame,
    sentences: pl.DataFrame,
    quantities: pl.DataFrame,
    mentions: pl.DataFrame,
) -> Stage:
    """Targets in words of every report: a frame of :class:`schemas.WordedTargets`, each where it is said first."""
    maps, paths = index_maps(repaired), section_paths(sections)
    codes = {r[0]: r[1] for r in reports.select("report_id", "region_code").iter_rows()}
    files = dict(reports.select("report_id", "source_path").iter_rows())
    rows: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for sentence, words, figures in gathered(_promising(sentences, mentions), quantities, mentions):
        report_id, year = sentence["report_id"], sentence["report_year"]
        years = (sentence["period_start"], sentence["period_end"])
        path = paths[(report_id, sentence["section_index"])]
        region = region_of(codes[report_id], year)
        try:
            said = list(read_worded(sentence["text"], words, figures, region, years, year, sentence["this_year"]))
        except Exception as fault:  # whatever it is, the other sentences are read
            refused.append(unread("worded", files[report_id], sentence, fault))
            continue
        rows += [_row(found, sentence, codes[report_id], path, maps[report_id]) for found in said]
    frame = pl.DataFrame(rows, schema=_SCHEMA).unique(subset=_IDENTITY, keep="first", maintain_order=True)
    found = validate("worded", WordedTargets, frame.with_columns(content_ids(frame, _IDENTITY).alias("worded_id")))
    return Stage(found.rows, pl.concat([quarantine_frame(refused), found.quarantine]))


def _promising(sentences: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Sentences about years to come that hold both a wording of such a target and one of an indicator."""
    ahead = sentences.filter((pl.col("section_kind") != "other") & (pl.col("period_end") >= pl.col("report_year")))
    for words in (_forms(), indicator_words()):
        ahead = ahead.join(mentions.filter(pl.col("word").is_in(words)), on=_KEYS, how="semi", maintain_order="left")
    return ahead


@cache
def _forms() -> pl.Series:
    return pl.Series(words_that(lambda word: not word.classes.isdisjoint(WORDED_FORMS))).implode()


def _row(found: Worded, sentence: dict[str, Any], region_code: str, section: str, index: IndexMap) -> dict[str, Any]:
    return {
        **placed(sentence, found.start, found.end, section, index),
        "region_code": region_code,
        "indicator_code": found.indicator,
        "form": found.form,
        "period_start": found.first,
        "period_end": found.last,
        "wording": found.wording,
    }
