"""Sentences with their figures and words to statements: what is said of what, for when, where it stands.

Belongs here: running the binding over every sentence and turning what it bound into rows. Does not belong here: the
grammar (binding) and the choice of what becomes a fact (facts).
"""

from collections.abc import Iterator
from copy import copy
from functools import cache
from itertools import islice
from typing import Any

import polars as pl

from extract import reference
from extract.binding.assembly import Bound
from extract.binding.memory import Memory
from extract.binding.sentence import read_sentence
from extract.binding.subjects import Region
from extract.binding.tables import LONGEST_TITLE
from extract.binding.tokens import Token, words_that
from extract.binding.usual import doubt_totals, fits_one_year
from extract.confidence import with_confidence
from extract.offsets import IndexMap
from extract.schemas import Statements
from extract.stage import Stage, content_ids, quarantine_frame, unread, validate
from extract.sums import with_sums_of_terms
from extract.workers import by_report

_SCHEMA = {
    "statement_id": pl.String,
    "report_id": pl.String,
    "subject": pl.String,
    "indicator_code": pl.String,
    "scope": pl.String,
    "kind": pl.String,
    "measure": pl.String,
    "period_start": pl.Int64,
    "period_end": pl.Int64,
    "comparator": pl.String,
    "value_low": pl.Float64,
    "value_high": pl.Float64,
    "unit": pl.String,
    "reference_code": pl.String,
    "is_estimate": pl.Boolean,
    "tier": pl.String,
    "commitment": pl.String,
    "evidence": pl.String,
    "span_start": pl.Int64,
    "span_end": pl.Int64,
    "raw_start": pl.Int64,
    "raw_end": pl.Int64,
    "section": pl.String,
    "value_text": pl.String,
    "excluded_because": pl.String,
}
_CLUES = {"sentence_index": pl.Int64, "carried": pl.Int64, "is_dated": pl.Boolean}
"""What the confidence is judged by, beside a statement's own columns and those of its sentence."""
_OPENING = r"^[^，；：、]{2,24}。$"
_PLACE = ["report_id", "sentence_index"]
_LEVELS = {"report_id": pl.String, "level": pl.String}
_SECTION = ["report_id", "section_index"]
_OF_SENTENCE = ["section_index", "text", "role", "dated_by"]
_OF_NEXT_YEAR = "预期目标"
_FIGURE = ["start", "end", "form", "value_low", "value_high", "unit_word", "unit", "bound"]
"""What the binding reads of a figure."""


@by_report
def statements(
    repaired: pl.DataFrame,
    reports: pl.DataFrame,
    sections: pl.DataFrame,
    sentences: pl.DataFrame,
    quantities: pl.DataFrame,
    mentions: pl.DataFrame,
) -> Stage:
    """Every figure and relation of every report: a frame of :class:`schemas.Statements`, in reading order."""
    found, refused = readings(repaired, reports, sections, sentences, quantities, mentions)
    told = validate("statements", Statements, with_confidence(found))
    return Stage(told.rows, pl.concat([refused, told.quarantine]))


def readings(
    repaired: pl.DataFrame,
    reports: pl.DataFrame,
    sections: pl.DataFrame,
    sentences: pl.DataFrame,
    quantities: pl.DataFrame,
    mentions: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The statements without their confidence and with what it is judged by, and the quarantine of unread sentences."""
    maps, paths = index_maps(repaired), section_paths(sections)
    regions = {
        r[0]: region_of(r[1], r[2]) for r in reports.select("report_id", "region_code", "report_year").iter_rows()
    }
    files = dict(reports.select("report_id", "source_path").iter_rows())
    rows: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    memory = Memory()
    for sentence, words, figures in gathered(_telling(sentences, quantities, mentions), quantities, mentions):
        report_id = sentence["report_id"]
        memory.enter(report_id, sentence["sentence_index"])
        try:
            bound = _read(sentence, words, figures, regions[report_id], memory)
        except Exception as fault:  # whatever it is, the other sentences are read
            refused.append(unread("statements", files[report_id], sentence, fault))
            memory = Memory()
            continue
        path = paths[(report_id, sentence["section_index"])]
        named = sentence["section_kind"] == "other" and _names_region(words, regions[report_id])
        rows += [_row(b, sentence, path, maps[report_id], named) for b in _tiers(bound)]
    levels = pl.DataFrame([(key, of.level) for key, of in regions.items()], schema=_LEVELS, orient="row")
    found = (
        pl.DataFrame(rows, schema=_SCHEMA | _CLUES)
        .join(sentences.select(*_PLACE, *_OF_SENTENCE), on=_PLACE, how="left", maintain_order="left")
        .join(sections.select(*_SECTION, "margin"), on=_SECTION, how="left", maintain_order="left")
        .join(levels, on="report_id", how="left", maintain_order="left")
    )
    return with_sums_of_terms(_with_ids(found), sections), quarantine_frame(refused)


def _read(
    sentence: dict[str, Any],
    words: list[tuple[int, str]],
    figures: list[dict[str, Any]],
    region: Region,
    memory: Memory,
) -> list[Bound]:
    """What the sentence says; of one year of its chapter's term, where only that fits its growths."""
    years = (sentence["period_start"], sentence["period_end"])
    one = _one_year(sentence) if years[0] < years[1] else None
    before = copy(memory) if one is not None else None
    bound = _read_of(years, sentence, words, figures, region, memory)
    if one is not None and before is not None and fits_one_year(bound, years):
        return _read_of((one, one), sentence, words, figures, region, before)
    doubt_totals(bound)
    return bound


def _one_year(sentence: dict[str, Any]) -> int | None:
    """The year that a sentence in a chapter on a term can be of: the last one, or the next, for which goals are set."""
    if sentence["period_end"] < sentence["report_year"]:
        return int(sentence["period_end"])
    return int(sentence["report_year"]) if _OF_NEXT_YEAR in sentence["text"] else None


def _read_of(
    years: tuple[int, int],
    sentence: dict[str, Any],
    words: list[tuple[int, str]],
    figures: list[dict[str, Any]],
    region: Region,
    memory: Memory,
) -> list[Bound]:
    return read_sentence(
        sentence["text"],
        words,
        figures,
        region,
        years,
        (sentence["wide_start"], sentence["wide_end"]),
        sentence["report_year"],
        sentence["is_partial"],
        sentence["this_year"],
        memory,
    )


def index_maps(repaired: pl.DataFrame) -> dict[str, IndexMap]:
    """The map clean -> raw of each report."""
    return {r[0]: IndexMap(r[1], r[2]) for r in repaired.select("report_id", "map_clean", "map_raw").iter_rows()}


def section_paths(sections: pl.DataFrame) -> dict[tuple[str, int], str]:
    """The path of headings of each section, by report and index."""
    return {(r[0], r[1]): r[2] for r in sections.select("report_id", "section_index", "section").iter_rows()}


def placed(sentence: dict[str, Any], start: int, end: int, section: str, index_map: IndexMap) -> dict[str, Any]:
    """Where a stretch of a sentence stands: its report, evidence, spans in the clean and the raw text, and section."""
    span_start, span_end = sentence["span_start"] + start, sentence["span_start"] + end
    raw_start, raw_end = index_map.raw_span(span_start, span_end)
    return {
        "report_id": sentence["report_id"],
        "evidence": sentence["text"][start:end],
        "span_start": span_start,
        "span_end": span_end,
        "raw_start": raw_start,
        "raw_end": raw_end,
        "section": section,
    }


def region_of(region_code: str, year: int) -> Region:
    """What the binding has to know of a division: its level and the names that it goes by."""
    division = reference.division(region_code, year)
    if division is None:
        return Region("county", frozenset())
    names = frozenset(name + area for name in (division["region_name"], division["full_name"]) for area in ("", "地区"))
    is_city = division["full_name"].endswith("市") and division["level"] in ("county", "prefecture", "province")
    return Region(division["level"], names, is_city, region_code)


def _telling(sentences: pl.DataFrame, quantities: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Sentences that hold a figure or could hold a relation, which takes a comparing word and an indicator, and short
    ones before them that may say what they speak of (固定资产投资势头强劲。全年完成…); and all rows of tables."""
    known = mentions.filter(pl.col("word").is_in(indicator_words())).select(_PLACE)
    words = (mentions.filter(pl.col("word").is_in(of)).select(_PLACE) for of in (_comparing(), _ending_so()))
    related, hardly = (found.join(known, on=_PLACE, how="semi") for found in words)
    figured = quantities.select(_PLACE)
    hardly = hardly.join(_before(pl.concat([figured, related, hardly])), on=_PLACE, how="semi")
    telling = pl.concat([figured, related, hardly]).unique()
    rows = sentences.filter(pl.col("text").str.contains("\t", literal=True)).select(_PLACE)
    opening = sentences.filter(pl.col("text").str.contains(_OPENING)).select(_PLACE)
    titles = sentences.filter(pl.col("text").str.len_chars() <= LONGEST_TITLE).select(_PLACE)
    opening = opening.join(_before(telling), on=_PLACE, how="semi")
    titles = titles.join(_before(rows), on=_PLACE, how="semi")
    telling = pl.concat([telling, rows, opening, titles])
    return sentences.join(telling, on=_PLACE, how="semi", maintain_order="left")


def _before(places: pl.DataFrame) -> pl.DataFrame:
    return places.with_columns(pl.col("sentence_index") - 1)


@cache
def _comparing() -> pl.Series:
    return pl.Series([text for text, word in reference.lexicon().items() if _compares(word)]).implode()


@cache
def _ending_so() -> pl.Series:
    """Words of which no more than an ending compares (加快): that is read only where the rest goes to another token."""
    return pl.Series(sorted({*words_that(_compares)} - {*_comparing().explode()})).implode()


def _compares(word: reference.Word) -> bool:
    return not word.classes.isdisjoint(("sync", "compare_ge", "compare_le"))


@cache
def indicator_words() -> pl.Series:
    """The words of which an indicator may come, as one list for ``is_in``."""
    return pl.Series(words_that(lambda word: word.is_indicator)).implode()


def gathered(
    chosen: pl.DataFrame, quantities: pl.DataFrame, mentions: pl.DataFrame
) -> Iterator[tuple[dict[str, Any], list[tuple[int, str]], list[dict[str, Any]]]]:
    """The chosen sentences in order, each with its words (start, word) and its figures."""
    words = _of_each(chosen, mentions, ["start", "word"])
    figures = _of_each(chosen, quantities, _FIGURE)
    sentences = zip(*(column.to_list() for column in chosen.iter_columns()), strict=True)
    columns = chosen.columns
    for sentence, said, printed in zip(sentences, words, figures, strict=True):
        found = [dict(zip(_FIGURE, figure, strict=True)) for figure in printed]
        yield dict(zip(columns, sentence, strict=True)), said, found


def _of_each(chosen: pl.DataFrame, found: pl.DataFrame, columns: list[str]) -> Iterator[list[Any]]:
    """For each chosen sentence what was found in it, as tuples of these columns (a list a sentence, empty ones too)."""
    places = chosen.select(_PLACE)
    within = places.join(found.select(*_PLACE, *columns), on=_PLACE, how="inner", maintain_order="left_right")
    counts = places.join(within.group_by(_PLACE).len(), on=_PLACE, how="left", maintain_order="left")["len"]
    rows = zip(*(within[column].to_list() for column in columns), strict=True)
    return (list(islice(rows, count or 0)) for count in counts.to_list())


def _tiers(bound: list[Bound]) -> list[Bound]:
    """A second, striven-for value of one target (增长6%以上、力争7%) is its stretch tier."""
    first: dict[tuple[str | None, str, int, int], Bound] = {}
    for item in bound:
        if item.indicator is None or item.problem or item.reference:
            continue
        key = (item.indicator, item.measure, item.first, item.last)
        earlier = first.setdefault(key, item)
        item.tier = "stretch" if earlier is not item and item.commitment == "strive" else "base"
    return bound


def _names_region(words: list[tuple[int, str]], region: Region) -> bool:
    """Whether a sentence says that it speaks of all of the region (全市, 我县)."""
    known = reference.lexicon()
    return any(region.leads_back(Token("word", start, start + len(word), word, known[word])) for start, word in words)


def _row(
    bound: Bound, sentence: dict[str, Any], section: str, index_map: IndexMap, names_region: bool
) -> dict[str, Any]:
    kind = "target" if bound.quotes or bound.last >= sentence["report_year"] else "outcome"
    problem = bound.problem
    if sentence["section_kind"] == "unknown" and sentence["dated_by"] == "section":
        problem = problem or "period_unknown"
    if sentence["section_kind"] == "other" and section and not (kind == "target" and names_region):
        problem = problem or "glossary"  # but not what is told there of the whole region and dated ahead
    return {
        **placed(sentence, bound.start, bound.end, section, index_map),
        "subject": bound.subject or None,
        "indicator_code": bound.indicator,
        "scope": bound.scope,
        "kind": kind,
        "measure": bound.measure,
        "period_start": bound.first,
        "period_end": bound.last,
        "comparator": bound.comparator,
        "value_low": bound.low,
        "value_high": bound.high,
        "unit": bound.unit,
        "reference_code": bound.reference,
        "is_estimate": bound.is_estimate and kind == "outcome",
        "tier": (bound.tier or "base") if kind == "target" else None,
        "commitment": bound.commitment if kind == "target" else None,
        "value_text": bound.value_text,
        "excluded_because": problem,
        "sentence_index": sentence["sentence_index"],
        "carried": bound.carried,
        "is_dated": bound.is_dated,
    }


def _with_ids(frame: pl.DataFrame) -> pl.DataFrame:
    """Ids from the place and what was read there; equal readings of one place get running numbers."""
    keys = ["report_id", "span_start", "span_end", "indicator_code", "measure", "value_text", "reference_code"]
    running = frame.with_columns(pl.int_range(pl.len()).over(keys).alias("_n"))
    return frame.with_columns(content_ids(running, [*keys, "_n"]).alias("statement_id"))
