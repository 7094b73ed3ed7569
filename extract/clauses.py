"""Sections to sentences, each with the years that an undated figure in it speaks of.

Belongs here: where sentences begin and end, and how far an expression of time at the head of a paragraph or a
sentence reaches. Does not belong here: expressions of time inside a sentence (binding).
"""

import re
from typing import Any, NamedTuple

import polars as pl

from extract.periods import BARE_COUNT, TIMELY, TimeMark, opening_mark, time_marks
from extract.schemas import Sentences
from extract.stage import Stage, quarantine_frame, rejected, validate
from extract.workers import by_report

_LEAD = re.compile(
    r"^[\s　——\-•·●■]*+(?:（[一二三四五六七八九十\d]{1,3}）|[一二三四五六七八九十]是|\d{1,2}[.、．])?\s*"
    r"(?:各位代表[，！：、]?\s*)?(?:回顾|回首|回望|纵观|刚刚过去的|过去的|即将过去的|刚过去的|在|展望|总结|围绕)?"
)
_SUBORDINATE = re.compile(r"^[\s　]*(?:——|--|[①-⑳]|\d{1,2}[.、．]|[一二三四五六七八九十]是|（\d)")
_GOVERNS = re.compile(
    r"^(?:，|是|来|以来|我们|我[市省区县州国]|全[市省区县州国]|的?(?:主要|经济|发展|总体|工作|奋斗|政府|具体)|时|、|里|要|将)"
)
_OVER_TERM = re.compile(r"年均|年平均|平均每年|年递增|(?:比|较|由|从|是|为)(?:19|20)\d\d年")
_NAMES_TERM = re.compile(r"^这是.{2,60}的[五5]年[。！]$|年是“?十[一二三四]?五”?.{0,4}(?:收官之年|最后一年)。$")
_TITLE = re.compile(r"《[^》]{0,80}》")
_SINCE = re.compile(r"[自从]?\d{4}年(?:以来|后)")  # 过去四年 and 2003年以来的四年 are the term itself
_SPAN = re.compile(r"\d{4}年?\D{1,4}\d{4}")  # 2020年到2025年
_SCENE = re.compile(r"^，?(?:也)?是")

LONG_SENTENCE = 4_000  # the longest of 990 real reports has 791 characters
MOST_IN_ONE = 80_000  # characters of one long sentence; several take their share of the same work

_SCHEMA = {
    "report_id": pl.String,
    "section_index": pl.Int64,
    "sentence_index": pl.Int64,
    "span_start": pl.Int64,
    "span_end": pl.Int64,
    "text": pl.String,
    "role": pl.String,
    "section_kind": pl.String,
    "period_start": pl.Int64,
    "period_end": pl.Int64,
    "dated_by": pl.String,
    "wide_start": pl.Int64,
    "wide_end": pl.Int64,
    "is_partial": pl.Boolean,
    "report_year": pl.Int64,
    "this_year": pl.Int64,
}
_READ = [
    "report_id",
    "section_index",
    "text",
    "role",
    "section_kind",
    "period_start",
    "period_end",
    "wide_end",
    "report_year",
    "this_year",
    "opens_paragraph",
    "depth",
    "has_own_date",
    "may_open",
]
_MARK_LENGTH = 24
_WHOLE_YEAR = re.compile(r"全年|年底|年末")
_DONE_THIS_YEAR = r"今年(?:预计|预计可|可|又)?(?:增长|完成|达到|实现)\d"  # in a review: it was given before its end
_BEFORE_YEAR_END = r"今年[^。\n]{0,60}?(?:前三季度|1[-—－~～至到]{1,2}(?:9|10|11)月|全年预计|预计全年)"

_Years = tuple[int, int, str]


class _Cursor(NamedTuple):
    """The years that hold now (``first`` .. ``last``), ``base``, those that a new paragraph falls back to, and
    ``list_of``, those that a list (——) began with and each of its items falls back to; ``role`` is that of
    the section; ``back`` are those that hold again behind this sentence, which alone was of a span of years."""

    first: int
    last: int
    dated_by: str
    base: _Years
    list_of: _Years | None = None
    role: str = ""
    back: _Years | None = None


@by_report
def sentences(reports: pl.DataFrame, sections: pl.DataFrame) -> Stage:
    """Sentences of every section: a frame of :class:`schemas.Sentences`, in reading order.

    A sentence ends at 。！？ or at the end of a line, so that no sentence runs over a paragraph. Long
    ones are in quarantine where they exceed what a report may take (``MOST_IN_ONE``).
    """
    cut = _split(reports, sections).with_columns(_may_open())
    cursors: list[_Cursor] = []
    partials: list[bool] = []
    cursor, place = _Cursor(0, 0, "section", (0, 0, "section")), ("", -1)
    partial = opened = False  # a part of a year goes on where it opens its paragraph
    for row in cut.select(_READ).iter_rows(named=True):
        here = (row["report_id"], row["section_index"])
        if here != place:
            cursor = _enter(row, cursor, same_report=place[0] == here[0])
            place = here
        cursor = _advance(row, cursor)
        before, partial = partial, _partial(row, partial)
        cursors.append(cursor)
        partials.append(partial)
        opened = opened if before else row["opens_paragraph"]
        partial = partial and opened and not _WHOLE_YEAR.search(row["text"])
    frame = cut.with_columns(
        pl.Series("period_start", [c.first for c in cursors], dtype=pl.Int64),
        pl.Series("period_end", [c.last for c in cursors], dtype=pl.Int64),
        pl.Series("dated_by", [c.dated_by for c in cursors], dtype=pl.String),
        pl.Series("is_partial", partials, dtype=pl.Boolean),
        pl.int_range(pl.len()).over("report_id").alias("sentence_index"),
    )
    frame = frame.with_columns(_is_endless().alias("is_endless"))
    endless = [_endless(row) for row in frame.filter("is_endless").iter_rows(named=True)]
    found = validate("clauses", Sentences, frame.filter(~pl.col("is_endless")).select(list(_SCHEMA)))
    return Stage(found.rows, pl.concat([quarantine_frame(endless), found.quarantine]))


def _is_endless() -> pl.Expr:
    """Whether a long sentence exceeds what its report may take: the work on one grows with the square of its length."""
    length = pl.col("text").str.len_chars().cast(pl.Int64)
    work = pl.when(length > LONG_SENTENCE).then(length * length).otherwise(0)
    return (work > 0) & (work.cum_sum().over("report_id") > MOST_IN_ONE * MOST_IN_ONE)


def _endless(row: dict[str, Any]) -> dict[str, Any]:
    length = len(row["text"])
    reason = f"{length:,} characters without the end of a sentence, a line or a cell: it is damaged, or no text"
    shown = {"report_id": row["report_id"], "sentence_index": row["sentence_index"], "begins": row["text"][:80]}
    return rejected("clauses", row["report_id"], "endless_sentence", reason, shown)


def _enter(row: dict[str, Any], cursor: _Cursor, same_report: bool) -> _Cursor:
    """A new section begins with its own years; below a chapter, what the chapter's text last said of time holds."""
    own = (row["period_start"], row["period_end"], "section")
    if same_report and row["depth"] == 2 and not row["has_own_date"] and row["role"] == cursor.role:
        own = cursor.base
    return _Cursor(*own, own, role=row["role"])


def _advance(row: dict[str, Any], cursor: _Cursor) -> _Cursor:
    """Move the cursor by the time expression at the head of the sentence, if there is one that governs it."""
    text, opens = row["text"], row["opens_paragraph"]
    if row["role"] == "annex":
        return cursor
    if cursor.back is not None:
        cursor = cursor._replace(first=cursor.back[0], last=cursor.back[1], dated_by=cursor.back[2], back=None)
    if opens:
        cursor = _open(cursor, is_item=_SUBORDINATE.match(text) is not None)
    if row["role"] == "review_term" and _NAMES_TERM.search(text):
        years = (row["period_start"], row["period_end"], "section")
        return cursor._replace(first=years[0], last=years[1], dated_by=years[2], base=years, back=None)
    mark = _opening_mark(text, row["report_year"], row["this_year"]) if row["may_open"] else None
    if mark is None or not _fits(mark, row):
        return _announced(row, cursor)
    tail = text[mark.end :]
    announces = text.endswith("：") and mark.last > mark.first  # 经过五年奋斗，…表现为：
    if mark.text.startswith("经过") and not announces:  # a story of its own
        return cursor
    opens_term = opens and mark.last > mark.first and not re.match(r"[“\"]", mark.text)
    if not _GOVERNS.match(tail) and not opens_term:
        return cursor
    moved = (mark.first, mark.last, "paragraph" if opens else "sentence")
    looks_back = row["section_kind"] == "plan" and mark.last < row["report_year"]
    of_years = row["period_start"] < row["period_end"]
    early = of_years and mark.first == mark.last < min(row["period_end"], row["report_year"] - 1)  # 1999年 in 1998-2002
    keeps = (opens or announces or _SCENE.match(tail)) and not looks_back and not early
    told = any(map(str.isdigit, tail))
    # 2002年总产值达20亿元，年均增长9%: what the term came to, and no turn to its last year
    level = of_years and mark.first == mark.last and row["role"] == "review_term" and bool(_OVER_TERM.search(tail))
    within = of_years and row["period_start"] < mark.first < mark.last == row["period_end"]
    part = within and _SINCE.fullmatch(mark.text) is not None  # 1999年以来 in 1998-2002
    alone = (not opens and (part or _SPAN.match(mark.text) is not None)) or (early and not told) or level
    base = moved if keeps and not level and not _SUBORDINATE.match(text) else cursor.base
    back = (cursor.first, cursor.last, cursor.dated_by) if alone else None
    return cursor._replace(first=moved[0], last=moved[1], dated_by=moved[2], base=base, back=back)


def _open(cursor: _Cursor, is_item: bool) -> _Cursor:
    """A new paragraph: an item of a list begins with the years of the list, any other with those of its section."""
    if not is_item:
        return _Cursor(*cursor.base, cursor.base, role=cursor.role)
    years = cursor.list_of or (cursor.first, cursor.last, cursor.dated_by)
    return _Cursor(*years, cursor.base, years, cursor.role)


def _partial(row: dict[str, Any], before: bool) -> bool:
    """Whether the sentence goes on about the part of a year with which an earlier one of its paragraph began."""
    timed = before or "月" in row["text"][:41]
    marks = time_marks(row["text"][:40], row["report_year"], row["this_year"]) if timed else []
    if any(m.role == "sub" and m.start < 12 and "月" in m.text + row["text"][m.end : m.end + 1] for m in marks):
        return True
    return (
        before
        and not row["opens_paragraph"]
        and not _WHOLE_YEAR.search(row["text"])
        and not any(m.role in ("in", "by") for m in marks)
    )


def _announced(row: dict[str, Any], cursor: _Cursor) -> _Cursor:
    """A paragraph that opens by naming the plan to come (十五五规划纲要提出) speaks of its years."""
    report_year = row["report_year"]
    if not row["opens_paragraph"] or row["period_start"] >= report_year or cursor.first >= report_year:
        return cursor
    if row["section_kind"] == "review" and row["wide_end"] >= report_year - 1 and "纲要" not in row["text"]:
        return cursor
    said = _TITLE.sub("", row["text"])  # 根据《…第十一个五年规划纲要》: a document, and no years that are spoken of
    plans = [m for m in time_marks(said, report_year, row["this_year"]) if m.first >= report_year and m.last > m.first]
    if not plans or plans[0].role not in ("in", "document"):
        return cursor
    years = (plans[0].first, plans[0].last, "paragraph")
    return _Cursor(*years, years, role=cursor.role)


def _opening_mark(text: str, report_year: int, this_year: int) -> TimeMark | None:
    lead = _LEAD.match(text)
    for start in sorted({0, lead.end() if lead else 0}):  # 刚刚过去的一年 is one, 刚刚过去的2010年 has a lead
        mark = opening_mark(text[start : start + _MARK_LENGTH], report_year, this_year)
        if mark is not None:
            found = TimeMark(mark.role, start, mark.end + start, mark.first, mark.last, mark.text)
            return found if mark.role == "in" else None
    return None


def _may_open() -> pl.Expr:
    """Whether :func:`_opening_mark` could find anything: few sentences have a character of time so near their head."""
    lead = pl.col("text").str.extract(_LEAD.pattern, 0).str.len_chars()
    return pl.col("text").str.slice(0, lead + _MARK_LENGTH).str.contains(TIMELY.pattern).alias("may_open")


def _fits(mark: TimeMark, row: dict[str, Any]) -> bool:
    """A plan that still runs is no period of a review; a sentence of a plan may look back, its paragraph may not."""
    report_year = int(row["report_year"])
    if row["section_kind"] == "plan" and mark.last < report_year and BARE_COUNT.fullmatch(mark.text):
        return False  # 三年新建公园30个: a bare count of a plan does not look back
    if row["section_kind"] != "review" or mark.last < report_year:
        return True
    return mark.last > mark.first and int(row["wide_end"]) >= report_year


def _this_year() -> pl.Expr:
    """The year that a report calls 今年: that of its delivery, if it was delivered in the months before its own, by its
    date or by what it says (今年前三季度 is not yet told in January)."""
    delivered = pl.col("delivered_on").dt.year().cast(pl.Int64)
    undated = pl.col("delivered_on").is_null()
    told = pl.col("text").str.contains(_BEFORE_YEAR_END)
    early = (delivered == pl.col("report_year") - 1) | (undated & told)
    return pl.when(early).then(pl.col("report_year") - 1).otherwise(pl.col("report_year")).alias("this_year")


def _split(reports: pl.DataFrame, sections: pl.DataFrame) -> pl.DataFrame:
    """One row a sentence with its offsets: section text cut behind every sentence end and at every line end."""
    cut = (
        sections.join(
            reports.select("report_id", "text", "report_year", _this_year()), on="report_id", maintain_order="left"
        )
        .with_columns(pl.col("text").str.slice(pl.col("span_start"), pl.col("span_end") - pl.col("span_start")))
        .rename({"kind": "section_kind"})
        .with_columns(pl.col("text").str.extract_all(r"[^。！？\n]*[。！？\n]?").alias("part"))
        .drop("text", "section")
        .explode("part")
        .filter(pl.col("part") != "")
        .with_columns(pl.col("part").str.len_chars().cast(pl.Int64).alias("length"))
    )
    keys = ["report_id", "section_index"]
    cut = cut.with_columns(
        (pl.col("span_start") + pl.col("length").cum_sum().over(keys) - pl.col("length")).alias("span_start"),
        pl.col("part").str.ends_with("\n").shift(1, fill_value=True).over(keys).alias("opens_paragraph"),
    )
    lead = pl.col("length") - pl.col("part").str.strip_chars_start().str.len_chars().cast(pl.Int64)
    return (
        cut.with_columns(
            pl.col("part").str.strip_chars().alias("text"), (pl.col("span_start") + lead).alias("span_start")
        )
        .filter(pl.col("text").str.len_chars() > 1)
        .with_columns(
            (pl.col("span_start") + pl.col("text").str.len_chars().cast(pl.Int64)).alias("span_end"),
            pl.when(pl.col("section_kind").eq("review") & pl.col("text").str.contains(_DONE_THIS_YEAR))
            .then(pl.col("report_year") - 1)
            .otherwise("this_year")
            .alias("this_year"),
        )
    )
