"""``duixian export`` for people: an Excel workbook, Stata files, or CSV files that Excel opens as they are.

Only these three forms belong here; the data package for programs is written by ``export``. Columns carry Chinese names
in Excel and CSV, and labels in Stata; what a table and a column mean comes from the comments of the published file.
"""

import csv
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orchestration import UserError
from orchestration.answers.export_filter import Filter

TABLES = (
    "v_verdicts",
    "mart_panel",
    "v_targets",
    "v_outcomes",
    "mart_region_scorecard",
    "dim_report",
    "dim_indicator",
    "dim_code",
)
"""What readers want; every other table by name."""
MOST_ROWS, MOST_CHARACTERS = 1_048_575, 32_767
"""What a sheet and a cell of Excel hold."""
_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%?")
_LABEL, _WIDEST = 80, 60


class ReadersExportError(UserError):
    """The export cannot be written; the message is one clear line."""


@dataclass(frozen=True)
class Table:
    """A table that is written: its names, what it means, its columns, and its rows."""

    name: str
    name_zh: str
    meaning: str
    columns: list[tuple[str, str, str]]
    """Name, Chinese name and meaning of each."""
    rows: pl.DataFrame


def read_tables(connection: duckdb.DuckDBPyConnection, names: Sequence[str], wanted: Filter) -> list[Table]:
    """The tables of ``names`` in their order, with the rows that ``wanted`` lets pass.

    Raises ReadersExportError for a table that is not there.
    """
    present = {
        str(name): str(comment or "")
        for name, comment in connection.execute(
            "select table_name, comment from duckdb_tables() where schema_name = 'marts' "
            "union all select view_name, comment from duckdb_views() where schema_name = 'marts'"
        ).fetchall()
    }
    if unknown := [name for name in names if name not in present]:
        raise ReadersExportError(f"no table {unknown[0]}; there are {', '.join(sorted(present))}")
    zh = {(kind, code): str(name) for kind, code, name in _names(connection)}
    return [_table(connection, name, present[name], zh, wanted) for name in names]


def _names(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    rows = connection.execute("select kind, code, name_zh from marts.dim_code").fetchall()
    return [(str(kind), str(code), str(name)) for kind, code, name in rows]


def _table(
    connection: duckdb.DuckDBPyConnection, name: str, meaning: str, zh: dict[tuple[str, str], str], wanted: Filter
) -> Table:
    described = connection.execute(
        "select column_name, comment from duckdb_columns() where schema_name = 'marts' and table_name = ? "
        "order by column_index",
        [name],
    ).fetchall()
    columns = [(str(c), zh.get(("column", c), str(c)), str(comment or "")) for c, comment in described]
    rows = connection.sql(f'from marts."{name}" where {wanted.condition([c for c, *_ in columns])} order by all').pl()
    lists = [column for column, kind in rows.schema.items() if isinstance(kind, pl.List)]
    rows = rows.with_columns(pl.col(column).cast(pl.List(pl.String)).list.join("; ") for column in lists)
    decimals = [column for column, kind in rows.schema.items() if kind.is_decimal()]
    rows = rows.with_columns(pl.col(decimals).cast(pl.Float64))
    return Table(name, zh.get(("table", name), name), meaning, columns, rows)


def write_workbook(tables: Sequence[Table], target: Path) -> None:
    """One sheet a table, behind a sheet that explains them. Text is never taken for a formula or a link."""
    import xlsxwriter

    for table in tables:
        if table.rows.height > MOST_ROWS:
            raise ReadersExportError(
                f"{table.name} has {table.rows.height:,} rows, a sheet of Excel holds {MOST_ROWS:,}; "
                "narrow it with --region, --year or --indicator, or take --format csv"
            )
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, {**safe, "constant_memory": True, "nan_inf_to_errors": True}) as book:
        book.set_properties({"title": "兑现 Duixian", "created": datetime(2000, 1, 1)})
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        _explain(book, tables, formats)
        for table in tables:
            _sheet(book, table, formats)


def _explain(book: Any, tables: Sequence[Table], formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("说明")
    for column, width in enumerate((18, 26, 28, 100)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "兑现 Duixian：政府工作报告中的目标与完成情况", formats["title"])
    line = 3
    notice = "每个数值由程序从报告中读出，原句在旁。Values were read by a program; their clauses stand beside them."
    sheet.write_string(1, 0, notice)
    for column, head in enumerate(("工作表 Sheet", "列 Column", "代码名 Name", "含义 Meaning")):
        sheet.write_string(line, column, head, formats["head"])
    sheet.freeze_panes(line + 1, 0)
    for table in tables:
        line += 1
        sheet.write_string(line, 0, table.name_zh, formats["head"])
        sheet.write_string(line, 1, f"{table.rows.height:,} 行 rows")
        sheet.write_string(line, 2, table.name)
        sheet.write_string(line, 3, table.meaning, formats["wrap"])
        for name, name_zh, meaning in table.columns:
            line += 1
            for column, text in enumerate((table.name_zh, name_zh, name)):
                sheet.write_string(line, column, text)
            sheet.write_string(line, 3, meaning, formats["wrap"])


def _sheet(book: Any, table: Table, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.name_zh[:31])
    for column, (name, name_zh, _) in enumerate(table.columns):
        longest = table.rows.head(200)[name].cast(pl.String).str.len_chars().max()
        width = max(2 * len(name_zh), min(_WIDEST, 1.6 * float(longest or 0)))  # type: ignore[arg-type]
        sheet.set_column(column, column, min(_WIDEST, width + 2))
    for column, (_, name_zh, _) in enumerate(table.columns):
        sheet.write_string(0, column, name_zh, formats["head"])
    sheet.freeze_panes(1, 1)
    if table.rows.height:
        sheet.autofilter(0, 0, table.rows.height, len(table.columns) - 1)
    for line, row in enumerate(table.rows.iter_rows(), start=1):
        for column, value in enumerate(row):
            _cell(sheet, line, column, value, formats)


def _cell(sheet: Any, line: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value, formats["date"])
    else:
        sheet.write_string(line, column, str(value)[:MOST_CHARACTERS])


def write_csv(tables: Sequence[Table], target: Path) -> None:
    """One file a table with a byte order mark, so that Excel shows Chinese; no cell is taken for a formula."""
    for table in tables:
        with (target / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as sink:
            writer = csv.writer(sink)
            writer.writerow([name_zh for _, name_zh, _ in table.columns])
            writer.writerows([_harmless(value) for value in row] for row in table.rows.iter_rows())


def _harmless(value: Any) -> Any:
    """A text that Excel would run as a formula gets the mark in front by which Excel keeps it a text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def write_stata(tables: Sequence[Table], target: Path) -> None:
    """One file a table in Stata's format 118; variables are labelled with their Chinese names."""
    import pyreadstat

    for table in tables:
        if not table.rows.height:
            print(f"duixian: {table.name} has no rows, and Stata knows no empty file: it is left out", file=sys.stderr)
            continue
        flags = [pl.col(c).cast(pl.Int8) for c, kind in table.rows.schema.items() if kind == pl.Boolean]
        texts = [pl.col(c).fill_null("") for c, kind in table.rows.schema.items() if kind == pl.String]
        frame = table.rows.with_columns(flags + texts).rename(lambda name: name[:32])
        labels: dict[str, str | None] = {name[:32]: f"{name_zh} {name}"[:_LABEL] for name, name_zh, _ in table.columns}
        path = str(target / f"{table.name}.dta")
        pyreadstat.write_dta(frame, path, file_label=table.name_zh[:_LABEL], column_labels=labels, version=15)


WRITERS: dict[str, Callable[[Sequence[Table], Path], None]] = {
    "xlsx": write_workbook,
    "csv": write_csv,
    "dta": write_stata,
}
