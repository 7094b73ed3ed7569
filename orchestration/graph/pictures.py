"""Small charts of what a run made, as Markdown that Dagster's UI shows: counts in rows with a bar each.

Only counting and drawing belong here. Nothing is drawn by a library: a bar of characters can be read, copied and
searched, and takes a few hundred bytes of the event log.
"""

from collections.abc import Sequence

import dagster as dg
import duckdb
import polars as pl

WIDTH, MOST_ROWS = 12, 20
_EIGHTHS = " ▏▎▍▌▋▊▉█"
LEVELS = ("national", "province", "prefecture", "county")
_LEVEL = (
    pl.when(pl.col("region_code") == "000000")
    .then(pl.lit("national"))
    .when(pl.col("region_code").str.ends_with("0000"))
    .then(pl.lit("province"))
    .when(pl.col("region_code").str.ends_with("00"))
    .then(pl.lit("prefecture"))
    .otherwise(pl.lit("county"))
    .alias("level")
)
_OF_STAGE: dict[str, tuple[str, str | None]] = {
    "files": ("state", None),
    "documents": ("source_format", None),
    "repaired": ("source_format", None),
    "reports": ("report_year", "level"),
    "sections": ("role", None),
    "sentences": ("role", "dated_by"),
    "quantities": ("unit", "form"),
    "mentions": ("word", None),
    "statements": ("excluded_because", "kind"),
    "facts": ("period_start", "level"),
    "worded_targets": ("form", None),
    "quarantine": ("reason_code", "stage"),
}
"""What the rows of a stage are counted by, down and across."""
_NULL = {"excluded_because": "(a fact)", "unit": "(no unit known)"}
_FACTS = """
select report_year, level, count(*) as len
from (from marts.fct_targets select report_id union all from marts.fct_outcomes select report_id)
inner join marts.dim_report using (report_id) inner join marts.dim_region using (region_code) group by all
"""
_VERDICTS = "select status, count(*) as len from marts.fct_target_vs_actual group by all"
_QUARANTINE = "select reason_code, stage, count(*) as len from marts.quarantine group by all"


def of_stage(stage: str, rows: pl.DataFrame) -> dict[str, dg.MetadataValue]:
    """Metadata with the picture of a stage's rows; none of no rows."""
    if rows.is_empty() or stage not in _OF_STAGE:
        return {}
    down, across = _OF_STAGE[stage]
    counted = rows.with_columns(_LEVEL) if across == "level" else rows
    names = [down, across] if across else [down]
    return {f"rows_by_{'_and_'.join(names)}": chart(counted.group_by(names).len(), down, across)}


def of_published(connection: duckdb.DuckDBPyConnection) -> dict[str, dg.MetadataValue]:
    """Metadata with the pictures of a published file: facts, verdicts and what was set aside."""
    return {
        "facts_by_year_and_level": chart(connection.sql(_FACTS).pl(), "report_year", "level"),
        "verdicts_by_status": chart(connection.sql(_VERDICTS).pl(), "status"),
        "quarantine_by_reason": chart(connection.sql(_QUARANTINE).pl(), "reason_code", "stage"),
    }


def chart(counts: pl.DataFrame, down: str, across: str | None = None) -> dg.MarkdownMetadataValue:
    """Counts (column ``len``) as a table with bars: a row a value of ``down``, a column a value of ``across``.

    Years stand in their order, the last first; everything else the commonest first. Rows beyond ``MOST_ROWS`` are one.
    """
    if counts.is_empty():
        return dg.MetadataValue.md("nothing")
    is_ordered = counts.schema[down].is_integer()
    named = counts.with_columns(pl.col(down).cast(pl.String).fill_null(_NULL.get(down, "(none)")))
    sums = named.group_by(down).agg(pl.col("len").sum())
    order = sums.sort(down, descending=True) if is_ordered else sums.sort(["len", down], descending=[True, False])
    rows: list[str] = order[down].to_list()
    shown, others = (rows[:MOST_ROWS], rows[MOST_ROWS:]) if len(rows) > MOST_ROWS + 1 else (rows, [])
    label = f"({len(others)} {'earlier' if is_ordered else 'others'})"
    cut = named.with_columns(pl.col(down).replace(dict.fromkeys(others, label)))
    columns = _columns(cut, across) if across else []
    held = {
        (row, column): count
        for row, column, count in cut.group_by(down, pl.col(across or down).cast(pl.String).fill_null("").alias("_c"))
        .agg(pl.col("len").sum())
        .iter_rows()
    }
    return dg.MetadataValue.md(_table(down, [*shown, *([label] if others else [])], columns, held))


def _columns(counts: pl.DataFrame, across: str) -> list[str]:
    ranked = counts.group_by(pl.col(across).cast(pl.String).fill_null("")).agg(pl.col("len").sum())
    names: list[str] = ranked.sort(["len", across], descending=[True, False])[across].to_list()
    return [name for name in LEVELS if name in names] if set(names) <= set(LEVELS) else names


def _table(down: str, rows: Sequence[str], columns: Sequence[str], held: dict[tuple[str, str], int]) -> str:
    sums = {row: sum(count for (name, _), count in held.items() if name == row) for row in rows}
    most = max(sums.values())
    lines = [
        "| " + " | ".join([down, *(_safe(name) or "—" for name in columns), "all", ""]) + " |",
        "|:--|" + "--:|" * (len(columns) + 1) + ":--|",
    ]
    for row in rows:
        cells = [f"{held[row, name]:,}" if (row, name) in held else "" for name in columns]
        lines.append("| " + " | ".join([_safe(row), *cells, f"{sums[row]:,}", bar(sums[row], most)]) + " |")
    return "\n".join(lines)


def bar(count: int, most: int) -> str:
    """A bar as long as the count, in eighths of a character; never nothing where there is something."""
    eighths = max(1, round(8 * WIDTH * count / most)) if count else 0
    return _EIGHTHS[8] * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def _safe(text: str) -> str:
    """The text as Markdown that shows it and does nothing: values come out of reports."""
    return "".join(f"&#{ord(sign)};" if sign in "|<>&`*_[]()!\\\n\r" else sign for sign in text)
