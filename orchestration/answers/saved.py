"""The saved queries: their names, the question that each answers, and the values that it may be asked with.

Only finding them and setting their values belong here; running SQL is in ``query``. What a saved query can be asked
with stands in its second line, ``with ask as (select ... as name, ...)``.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration import UserError
from orchestration.answers.export_filter import understood
from warehouse.connection import connect
from warehouse.home import REPOSITORY, Home

SAVED = REPOSITORY / "warehouse" / "queries"
_ASK = re.compile(r"^with ask as \(select (?P<values>.+)\),?$", re.MULTILINE)
_VALUE = re.compile(r"(?P<value>'[^']*+'|(?<![\w.-])[\w.-]++)(?P<type>::\w+)? as (?P<name>\w+)")
_SHORT = {"region": "region_code", "indicator": "indicator_code"}


class SettingError(UserError):
    """A value cannot be set; the message is one clear line."""


@dataclass(frozen=True)
class SavedQuery:
    """A saved query: its name, its question, and its values as they are when none is set."""

    name: str
    question: str
    values: dict[str, str]


def saved_queries() -> list[SavedQuery]:
    """Every saved query, by name."""
    return [_read(path) for path in sorted(SAVED.glob("*.sql"))]


def listed() -> str:
    """The saved queries for a person: name, values, question."""
    parts = []
    for query in saved_queries():
        values = ", ".join(f"{name}={value}" for name, value in query.values.items())
        parts.append(f"{query.name}\n    {query.question}" + (f"\n    --set {values}" if values else ""))
    return "\n".join(parts)


def with_values(home: Home, sql: str, settings: Sequence[str]) -> str:
    """``sql`` with the values of ``settings`` (name=value) in its ``ask``; regions and indicators by code or name.

    Raises SettingError for a name that the query does not know, or a query without ``ask``, and FilterError for a
    region or an indicator that is not there.
    """
    found = _ASK.search(sql)
    if found is None:
        raise SettingError("this query has nothing to set: it has no line `with ask as (select ...)`")
    values = found["values"]
    known = [one["name"] for one in _VALUE.finditer(values)]
    with connect(home.published_database, read_only=True) as connection:
        for setting in settings:
            name, equals, value = setting.partition("=")
            name = name if name in known else _SHORT.get(name, name)
            if not equals or name not in known:
                near = difflib.get_close_matches(name, known, 1)
                told = f"; did you mean {near[0]}?" if near else ""
                raise SettingError(f"cannot set {setting!r}: the query knows {', '.join(known)}{told}")
            values = _set(values, name, _code(connection, name, value.strip()))
    return sql[: found.start("values")] + values + sql[found.end("values") :]


def _code(connection: duckdb.DuckDBPyConnection, name: str, value: str) -> str:
    if not value or name not in _SHORT.values():
        return value
    asked = {"regions": [value], "indicators": []} if name == "region_code" else {"regions": [], "indicators": [value]}
    wanted = understood(connection, years=[], **asked)
    return (wanted.regions or wanted.indicators)[0]


def _set(values: str, name: str, value: str) -> str:
    def written(one: re.Match[str]) -> str:
        if one["name"] != name:
            return one[0]
        kind = one["type"] or ""
        is_text = one["value"].startswith("'") or kind == "::varchar"
        if value.lower() in ("", "null"):
            return f"null{kind} as {name}"
        if not is_text and not re.fullmatch(r"-?\d+(\.\d+)?|true|false", value):
            raise SettingError(f"cannot set {name} to {value!r}: it is {one['value']} otherwise")
        text = "'" + value.replace("'", "''") + "'" if is_text else value
        return f"{text}{kind} as {name}"

    return _VALUE.sub(written, values)


def _read(path: Path) -> SavedQuery:
    sql = path.read_text(encoding="utf-8")
    question = sql.splitlines()[0].removeprefix("--").split("?")[0].strip() + "?"
    found = _ASK.search(sql)
    values = {one["name"]: one["value"].strip("'") for one in _VALUE.finditer(found["values"])} if found else {}
    return SavedQuery(path.stem, question, values)
