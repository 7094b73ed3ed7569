"""The shape of every frame that a stage returns, and the codes that the frames speak in.

One pandera model a stage; the data dictionary and the lake are derived from them. No parsing rule belongs here.
Offsets count Unicode code points; ``span_*`` point into the cleaned text, ``raw_*`` into the decoded file.
"""

import pandera.polars as pa
import polars as pl
from pandera.engines.polars_engine import List

KINDS = ("target", "outcome")
MEASURES = ("level", "growth", "avg_growth", "total_growth", "total_level", "change_pp")
COMPARATORS = ("eq", "approx", "ge", "le", "range")
ROLES = ("front", "review_term", "review_year", "problems", "outlook", "plan_term", "plan_year", "annex", "unknown")
"""What a stretch of a report does, in the order in which reports do it; unknown where its words do not tell."""
SCOPES = ("region", "part", "entity", "other_region")
UNITS = (
    "percent",
    "percentage_point",
    "cny",
    "usd",
    "person",
    "person_time",
    "household",
    "tonne",
    "mu",
    "sqm",
    "km",
    "kwh",
    "ug_per_m3",
    "year",
    "count",
    "multiple",
)
TIERS = ("base", "stretch")
REPORT_TYPES = ("annual", "new_term", "draft")
FORMATS = ("txt", "md", "docx", "html", "pdf", "doc", "rtf", "odt", "mhtml")
COMMITMENTS = ("binding", "expected", "ensure", "strive", "about")
WORDED_FORMS = ("assigned", "hold", "improve", "not_set")
FIRST_YEAR, LAST_YEAR = 1949, 2100

QUARANTINE = {
    "stage": pl.String,
    "source_path": pl.String,
    "report_id": pl.String,
    "reason_code": pl.String,
    "reason": pl.String,
    "row_json": pl.String,
}


class _Strict(pa.DataFrameModel):
    class Config:
        strict = True
        ordered = True


def _year(nullable: bool = False) -> int:
    return pa.Field(ge=FIRST_YEAR, le=LAST_YEAR, nullable=nullable)


class Quarantine(_Strict):
    """What could not be used. Grain: one row a rejected file or row."""

    stage: str
    source_path: str
    report_id: str = pa.Field(nullable=True)
    reason_code: str
    reason: str
    row_json: str


class Documents(_Strict):
    """Decoded files. Grain: one row a file; ``source_path`` is relative and posix, never absolute.

    A report of a bundle (a row of a table, a file of an archive) has the path of the bundle and its place, parted by #.
    ``told`` is what the source says besides the text (``told.Told`` as JSON), ``notes`` what its reading had to mend.
    """

    source_path: str = pa.Field(unique=True)
    source_name: str
    source_format: str = pa.Field(isin=FORMATS)
    source_sha256: str = pa.Field(str_length={"min_value": 64, "max_value": 64}, unique=True)
    byte_count: int = pa.Field(gt=0)
    encoding: str = pa.Field(nullable=True)
    told: str = pa.Field(nullable=True)
    notes: List(pl.String)  # type: ignore[valid-type]
    raw_text: str = pa.Field(str_length={"min_value": 1})


class Repaired(_Strict):
    """Clean text of each document. Grain: one row a report.

    ``map_clean`` / ``map_raw`` are equally long breakpoints: from clean offset ``map_clean[i]`` on, up to the next
    breakpoint, clean offset ``c`` stands at raw offset ``map_raw[i] + (c - map_clean[i])``.
    ``report_id`` is the first 16 hex digits of ``source_sha256``. ``told`` is that of the document.
    """

    report_id: str = pa.Field(unique=True)
    source_path: str
    source_name: str
    source_format: str
    source_sha256: str
    told: str = pa.Field(nullable=True)
    text: str
    repair_notes: List(pl.String)  # type: ignore[valid-type]
    map_clean: List(pl.Int32)  # type: ignore[valid-type]
    map_raw: List(pl.Int32)  # type: ignore[valid-type]


class Reports(_Strict):
    """Whose report, for which year. Grain: one row a report that has a region and a year."""

    report_id: str = pa.Field(unique=True)
    source_path: str
    source_name: str
    source_format: str
    source_sha256: str
    source_url: str = pa.Field(nullable=True)
    title: str = pa.Field(nullable=True)
    region_code: str = pa.Field(str_matches=r"^\d{6}$")
    report_year: int = _year()
    review_year: int = _year()
    delivered_on: pl.Date = pa.Field(nullable=True)
    speaker: str = pa.Field(nullable=True)
    congress_term: int = pa.Field(nullable=True)
    congress_session: int = pa.Field(nullable=True)
    report_type: str = pa.Field(isin=REPORT_TYPES)
    char_count: int = pa.Field(gt=0)
    repair_notes: List(pl.String)  # type: ignore[valid-type]
    text: str


class Sections(_Strict):
    """Headed stretches of a report. Grain: one row a (report, section_index); spans do not overlap.

    ``kind`` is review, plan or other (front matter, glossaries); ``period_start`` / ``period_end`` are the years
    that an undated figure of the section speaks of, ``wide_start`` / ``wide_end`` the longest stretch that the heading
    of its chapter names (else the same). ``depth`` is 0 for front matter and annexes, 1 for chapters, 2 below them;
    ``has_own_date`` says whether the heading itself names years.
    """

    report_id: str
    section_index: int = pa.Field(ge=0)
    section: str
    depth: int = pa.Field(ge=0, le=2)
    has_own_date: bool
    wide_start: int = _year()
    wide_end: int = _year()
    role: str = pa.Field(isin=ROLES)
    kind: str = pa.Field(isin=("review", "plan", "other", "unknown"))
    margin: float
    period_start: int = _year()
    period_end: int = _year()
    span_start: int = pa.Field(ge=0)
    span_end: int = pa.Field(gt=0)


class Sentences(_Strict):
    """Sentences of the sections. Grain: one row a (report, sentence_index); ``text`` equals the span.

    ``period_start`` / ``period_end`` are the years that an undated figure of the sentence speaks of, after the
    expressions of time that govern it from its section, its paragraph or its own beginning; ``dated_by`` says
    which (section, paragraph, sentence). ``wide_*`` are those of the section. ``is_partial`` marks sentences that
    speak, or go on speaking, of a part of a year (1-11月). ``this_year`` is the year that the report calls 今年.
    """

    report_id: str
    section_index: int
    sentence_index: int
    span_start: int = pa.Field(ge=0)
    span_end: int = pa.Field(gt=0)
    text: str
    role: str = pa.Field(isin=ROLES)
    section_kind: str = pa.Field(isin=("review", "plan", "other", "unknown"))
    period_start: int = _year()
    period_end: int = _year()
    dated_by: str = pa.Field(isin=("section", "paragraph", "sentence"))
    wide_start: int = _year()
    wide_end: int = _year()
    is_partial: bool
    report_year: int = _year()
    this_year: int = _year()


class Mentions(_Strict):
    """Known words in the sentences. Grain: one row a word in its place; words do not overlap (the longest wins)."""

    report_id: str
    sentence_index: int
    start: int = pa.Field(ge=0)
    word: str


class Quantities(_Strict):
    """Figures in the sentences, as printed. Grain: one row a figure; offsets count within the sentence.

    ``form`` is number, scale (突破百亿元), doubling (翻一番, value in percent of total growth), sign (持平, 正增长)
    or order (两位数). ``bound`` is what the words inside or right behind the figure say (ge, le, approx) or null.
    ``unit`` is null where the contract has no code for the printed unit (``unit_word``).
    """

    report_id: str
    sentence_index: int
    start: int = pa.Field(ge=0)
    end: int = pa.Field(gt=0)
    value_text: str
    form: str = pa.Field(isin=("number", "scale", "doubling", "sign", "order"))
    value_low: float
    value_high: float
    unit_word: str
    unit: str = pa.Field(nullable=True, isin=UNITS)
    bound: str = pa.Field(nullable=True, isin=("ge", "le", "approx"))


class Statements(_Strict):
    """Every numeric (or relational) statement. Grain: one row a figure in its place (``statement_id``).

    ``excluded_because`` is null for a statement that is a fact of the region and says in a word why not otherwise
    (no_indicator, scope, sub_annual, quoted_target, plan_completion, change_amount, rank, no_measure, ...).
    ``confidence`` is the chance that it is right (:mod:`extract.confidence`).
    """

    statement_id: str = pa.Field(unique=True)
    report_id: str
    subject: str = pa.Field(nullable=True)
    indicator_code: str = pa.Field(nullable=True)
    scope: str = pa.Field(isin=SCOPES)
    kind: str = pa.Field(isin=KINDS)
    measure: str = pa.Field(isin=MEASURES)
    period_start: int = _year()
    period_end: int = _year()
    comparator: str = pa.Field(isin=COMPARATORS)
    value_low: float = pa.Field(nullable=True)
    value_high: float = pa.Field(nullable=True)
    unit: str = pa.Field(nullable=True)
    reference_code: str = pa.Field(nullable=True)
    is_estimate: bool
    tier: str = pa.Field(isin=TIERS, nullable=True)
    commitment: str = pa.Field(isin=COMMITMENTS, nullable=True)
    evidence: str
    span_start: int = pa.Field(ge=0)
    span_end: int = pa.Field(gt=0)
    raw_start: int = pa.Field(ge=0)
    raw_end: int = pa.Field(gt=0)
    section: str
    value_text: str
    confidence: float = pa.Field(ge=0, le=1)
    excluded_because: str = pa.Field(nullable=True)


class Facts(_Strict):
    """Distinct facts about the report's own region. Grain: one row a ``fact_id``; the first place it is said."""

    fact_id: str = pa.Field(unique=True)
    statement_id: str
    report_id: str
    region_code: str
    kind: str = pa.Field(isin=KINDS)
    indicator_code: str
    measure: str = pa.Field(isin=MEASURES)
    period_start: int = _year()
    period_end: int = _year()
    comparator: str = pa.Field(isin=COMPARATORS)
    value_low: float = pa.Field(nullable=True)
    value_high: float = pa.Field(nullable=True)
    unit: str = pa.Field(isin=UNITS)
    reference_code: str = pa.Field(nullable=True)
    is_estimate: bool
    tier: str = pa.Field(isin=TIERS, nullable=True)
    commitment: str = pa.Field(isin=COMMITMENTS, nullable=True)
    evidence: str
    span_start: int = pa.Field(ge=0)
    span_end: int = pa.Field(gt=0)
    raw_start: int = pa.Field(ge=0)
    raw_end: int = pa.Field(gt=0)
    section: str
    value_text: str
    confidence: float = pa.Field(ge=0, le=1)


class WordedTargets(_Strict):
    """Targets in words, without a number. Grain: one row a (report, indicator, form, period); the first place.

    ``form`` is assigned (完成国家下达任务), hold (保持稳定), improve (稳步提高; for some indicators a decline) or
    not_set (不设具体目标); ``wording`` are the words that say so.
    """

    worded_id: str = pa.Field(unique=True)
    report_id: str
    region_code: str
    indicator_code: str
    form: str = pa.Field(isin=WORDED_FORMS)
    period_start: int = _year()
    period_end: int = _year()
    wording: str
    evidence: str
    span_start: int = pa.Field(ge=0)
    span_end: int = pa.Field(gt=0)
    raw_start: int = pa.Field(ge=0)
    raw_end: int = pa.Field(gt=0)
    section: str
