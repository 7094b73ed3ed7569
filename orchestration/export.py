"""``duixian export``: every mart as Parquet and CSV, described by a data package.

Only writing the folder belongs here. What tables and columns mean is taken from dbt's manifest, as ``duixian docs``
does; the descriptor follows the Data Package standard (datapackage.json with a table schema a resource).
"""

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb

from orchestration import UserError
from warehouse.connection import connect, quoted_path
from warehouse.home import Home

DESCRIPTOR = "datapackage.json"
_TABLES = "select table_name from duckdb_tables() where schema_name = 'marts' order by table_name"
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


def export(home: Home, target: Path) -> list[Path]:
    """Write every mart of the published file to ``target``; returns the files in order.

    ``target`` must be new, empty or an earlier export, which is replaced as a whole when the new one is complete. The
    same published file gives the same bytes. Raises DatabaseError when nothing was published, else ExportError.
    """
    if target.exists() and not _may_replace(target):
        raise ExportError(f"{target} is no export of this program and not empty; name another folder with --output")
    draft = target.with_name(f".{target.name}.new")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _write(home, draft)
        if target.exists():
            shutil.rmtree(target)
        os.replace(draft, target)
    except OSError as error:
        raise ExportError(f"cannot export to {target}: {error.strerror or error}") from error
    except duckdb.Error as error:
        raise ExportError(f"cannot export to {target}: {str(error).splitlines()[0]}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return sorted(target.iterdir())


def _may_replace(target: Path) -> bool:
    return target.is_dir() and ((target / DESCRIPTOR).is_file() or not any(target.iterdir()))


def _write(home: Home, folder: Path) -> None:
    described = _descriptions(home)
    with connect(home.published_database, read_only=True) as connection:
        tables = [str(name) for (name,) in connection.execute(_TABLES).fetchall()]
        resources: list[dict[str, Any]] = []
        for table in tables:
            columns = connection.execute(f'describe marts."{table}"').fetchall()
            types = {str(name): str(kind) for name, kind, *_ in columns}
            _copy(connection, table, types, folder)
            resources += _resources(table, types, described.get(table, {}), folder)
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "duixian",
        "title": "Targets against actual outcomes from Chinese government work reports",
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / DESCRIPTOR).write_text(text, encoding="utf-8")


def _copy(connection: duckdb.DuckDBPyConnection, table: str, types: dict[str, str], folder: Path) -> None:
    """Both files of a table. CSV knows no lists: they become JSON arrays."""
    parquet, csv = (quoted_path(folder / f"{table}.{kind}") for kind in ("parquet", "csv"))
    # Marts that go on from an earlier build hold their rows in no order; the same rows give the same files.
    rows = f'marts."{table}" order by all'
    connection.execute(f"copy (from {rows}) to {parquet} (format parquet, compression zstd)")
    flat = ", ".join(
        f'to_json("{name}") as "{name}"' if kind.endswith("[]") else f'"{name}"' for name, kind in types.items()
    )
    connection.execute(f"copy (select {flat} from {rows}) to {csv} (format csv, header)")


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


def _descriptions(home: Home) -> dict[str, dict[str, Any]]:
    """Description, columns and key by table, from dbt's manifest. Raises ExportError when dbt cannot give it."""
    from orchestration import dbt_project

    try:
        manifest = json.loads(dbt_project.manifest(home).read_text(encoding="utf-8"))
    except dbt_project.DbtProjectError as error:
        raise ExportError(" ".join(str(error).split())) from error
    nodes = manifest["nodes"].values()
    keys = {
        test["attached_node"]: test["test_metadata"]["kwargs"]["columns"]
        for test in nodes
        if test["resource_type"] == "test" and (test.get("test_metadata") or {}).get("name") == "is_key"
    }
    return {
        node["name"]: {
            "description": node["description"].strip(),
            "columns": {name: column["description"] for name, column in node["columns"].items()},
            "key": keys.get(node["unique_id"]),
        }
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
