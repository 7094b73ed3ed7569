"""``duixian export``: what was published, in the files that were asked for.

Only choosing the form, writing the data package (every mart as Parquet and CSV) and swapping in the result belong here;
the forms for people are in ``export_readers``. What tables and columns mean is taken from the comments of the published
file; the descriptor follows the Data Package standard (datapackage.json with a table schema a resource).
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration import UserError
from orchestration.answers.export_filter import Filter, understood
from orchestration.answers.export_readers import TABLES, WRITERS, ReadersExportError, read_tables
from orchestration.output.output_file import FIGURE, FORMULA, check_is_no_link
from warehouse.connection import connect, quoted_path
from warehouse.home import Home

DESCRIPTOR = "datapackage.json"
PACKAGE = "package"
FORMS = (PACKAGE, *WRITERS)
_MARK = ".duixian-export"
"""A hidden file in a folder of CSV or Stata files: what lies beside it is ours to replace."""
_TABLES = "select table_name from information_schema.tables where table_schema = 'marts' order by table_name"
_TYPES = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}


class ExportError(UserError):
    """The export cannot be written; the message is one clear line."""


@dataclass(frozen=True)
class Request:
    """What to export: the form, the tables (none: those that suit the form) and the words of the filters."""

    form: str = PACKAGE
    tables: Sequence[str] = ()
    regions: Sequence[str] = ()
    years: Sequence[str] = ()
    indicators: Sequence[str] = ()


def form_of(target: str | None, form: str | None) -> str:
    """The form that was asked for, else the one that the name of the target says, else the data package."""
    suffix = Path(target or "").suffix.lower().lstrip(".")
    return form or (suffix if suffix == "xlsx" else PACKAGE)


def export(home: Home, target: Path, request: Request | None = None) -> list[Path]:
    """Write what ``request`` asks for to ``target``, a file for Excel, else a folder; returns the files in order.

    A folder must be new, empty or an earlier export, which is replaced as a whole when the new one is complete. The
    same published file gives the same data package byte for byte. Raises DatabaseError when nothing was published,
    FilterError for a filter that names what is not there, else ExportError.
    """
    check_is_no_link(target)
    request = request or Request()
    is_file = request.form == "xlsx"
    if target.is_dir() and is_file:
        raise ExportError(f"{target} is a folder; name the file to write with --output, as {target / 'duixian.xlsx'}")
    if not is_file and target.exists() and not _may_replace(target):
        raise ExportError(f"{target} is no export of this program and not empty; name another folder with --output")
    draft = target.with_name(f".{target.name}.new")
    try:
        _remove(draft)
        draft.parent.mkdir(parents=True, exist_ok=True)
        if not is_file:
            draft.mkdir()
        with connect(home.published_database, read_only=True) as connection:
            wanted = understood(connection, request.regions, request.years, request.indicators)
            if request.form == PACKAGE:
                _write_package(connection, home, draft, request.tables, wanted)
            else:
                WRITERS[request.form](read_tables(connection, request.tables or TABLES, wanted), draft)
                if not is_file:
                    (draft / _MARK).touch()
        if target.is_dir():
            shutil.rmtree(target)
        os.replace(draft, target)
    except OSError as error:
        raise ExportError(f"cannot export to {target}: {error.strerror or error}") from error
    except duckdb.Error as error:
        raise ExportError(f"cannot export to {target}: {str(error).splitlines()[0]}") from error
    finally:
        _remove(draft)
    return [target] if is_file else sorted(path for path in target.iterdir() if path.name != _MARK)


def _remove(draft: Path) -> None:
    if draft.is_dir():
        shutil.rmtree(draft, ignore_errors=True)
    else:
        draft.unlink(missing_ok=True)


def _may_replace(target: Path) -> bool:
    return target.is_dir() and (
        any((target / name).is_file() for name in (DESCRIPTOR, _MARK)) or not any(target.iterdir())
    )


def _write_package(
    connection: duckdb.DuckDBPyConnection, home: Home, folder: Path, asked: Sequence[str], wanted: Filter
) -> None:
    keys = _keys(home)
    present = [str(name) for (name,) in connection.execute(_TABLES).fetchall()]
    if unknown := [name for name in asked if name not in present]:
        raise ReadersExportError(f"no table {unknown[0]}; there are {', '.join(present)}")
    resources: list[dict[str, Any]] = []
    for table in asked or present:
        columns = connection.execute(f'describe marts."{table}"').fetchall()
        types = {str(name): str(kind) for name, kind, *_ in columns}
        _copy(connection, table, types, folder, wanted.condition(types))
        resources += _resources(table, types, _described(connection, table) | {"key": keys.get(table)}, folder)
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "duixian",
        "title": "Targets against actual outcomes from Chinese government work reports",
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / DESCRIPTOR).write_text(text, encoding="utf-8")


def _copy(
    connection: duckdb.DuckDBPyConnection, table: str, types: dict[str, str], folder: Path, condition: str
) -> None:
    """Both files of a table. CSV knows no lists: they become JSON arrays."""
    parquet, csv = (quoted_path(folder / f"{table}.{kind}") for kind in ("parquet", "csv"))
    # Marts that go on from an earlier build hold their rows in no order; the same rows give the same files.
    rows = f'marts."{table}" where {condition} order by all'
    connection.execute(f"copy (from {rows}) to {parquet} (format parquet, compression zstd)")
    flat = ", ".join(_csv_column(name, kind) for name, kind in types.items())
    connection.execute(f"copy (select {flat} from {rows}) to {csv} (format csv, header)")


def _csv_column(name: str, kind: str) -> str:
    """A column as CSV has it: lists as JSON, and no text that a spreadsheet would run (``output_file.harmless``)."""
    column = f'"{name}"'
    if kind.endswith("[]"):
        return f"to_json({column}) as {column}"
    if kind != "VARCHAR":
        return column
    runs = f"regexp_matches({column}, '{FORMULA}') and not regexp_matches({column}, '{FIGURE}')"
    return f"case when {runs} then chr(39) || {column} else {column} end as {column}"


def _resources(table: str, types: dict[str, str], described: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    schema = {"fields": [_field(name, kind, described) for name, kind in types.items()]}
    if key := described.get("key"):
        schema["primaryKey"] = key
    shared = {"title": table, "description": described.get("description", ""), "schema": schema}
    return [
        {"name": table.replace("_", "-") + suffix, "path": path.name, **facts, **_sized(path), **shared}
        for suffix, path, facts in (
            ("", folder / f"{table}.csv", {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}),
            (
                "-parquet",
                folder / f"{table}.parquet",
                {"format": "parquet", "mediatype": "application/vnd.apache.parquet"},
            ),
        )
    ]


def _field(name: str, kind: str, described: dict[str, Any]) -> dict[str, str]:
    meaning = described.get("columns", {}).get(name, "")
    return {"name": name, "type": "array" if kind.endswith("[]") else _TYPES.get(kind, "any"), "description": meaning}


def _sized(path: Path) -> dict[str, Any]:
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest}"}


def _described(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, Any]:
    """What the table and its columns mean, as the comments of the published file say."""
    comments = connection.execute(
        "select comment from duckdb_tables() where schema_name = 'marts' and table_name = $1 "
        "union all select comment from duckdb_views() where schema_name = 'marts' and view_name = $1",
        [table],
    ).fetchall()
    columns = connection.execute(
        "select column_name, comment from duckdb_columns() where schema_name = 'marts' and table_name = ?", [table]
    ).fetchall()
    return {
        "description": str(comments[0][0] or ""),
        "columns": {str(name): str(comment or "") for name, comment in columns},
    }


def _keys(home: Home) -> dict[str, list[str]]:
    """The key of every mart. Raises ExportError when dbt cannot give it."""
    from orchestration import dbt_project, dbt_rules

    try:
        return dbt_rules.keys(dbt_project.nodes(home))
    except dbt_project.DbtProjectError as error:
        raise ExportError(" ".join(str(error).split())) from error
