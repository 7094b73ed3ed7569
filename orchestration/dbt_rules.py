"""The rules of the dbt project: which a test holds, what each is called, and the rows that break them.

Only reading the rules out of the manifest, and the bad rows out of the database, belong here. A rule is written beside
its model in dbt/; all rules of a model are one test, and each is reported on its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.connection import connect

SHOWN = 20
_TEST = "rules"
_BROKEN = """
select rule, count(*) as bad_rows, list(bad_row order by bad_row)[:{shown}] as shown
from ({sql})
group by rule
order by rule
"""


@dataclass(frozen=True)
class Rule:
    """One rule: its kind and arguments as in the YAML, ``name`` as in the rows that break it."""

    name: str
    kind: str
    arguments: Mapping[str, Any]
    model: str
    test: str
    is_doubt: bool

    @property
    def told(self) -> str:
        """The rule as it is written, for people."""
        said = ", ".join(f"{name}: {value}" for name, value in self.arguments.items() if name != "name")
        return f"{self.kind} {{{said}}}" if said else self.kind


def rules_of(nodes: list[dict[str, Any]]) -> list[Rule]:
    """The rules of all tests among the manifest's nodes; ``model`` and ``test`` are ids of nodes."""
    return [
        _rule(written, test)
        for test in nodes
        if test["resource_type"] == "test" and (test.get("test_metadata") or {}).get("name") == _TEST
        for written in test["test_metadata"]["kwargs"]["rules"]
    ]


def keys(nodes: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The columns that name a row, by the model's name."""
    is_key = [rule for rule in rules_of(nodes) if rule.kind == "is_key"]
    return {rule.model.rsplit(".", 1)[1]: rule.arguments["columns"] for rule in is_key}


def broken(database: Path, sql: str) -> pl.DataFrame:
    """What a test found: one row a rule that is broken (rule, bad_rows, shown: the first of these rows as text)."""
    with connect(database, read_only=True) as connection:
        rows: pl.DataFrame = connection.sql(_BROKEN.format(sql=sql, shown=SHOWN)).pl()
        return rows


def _rule(written: str | dict[str, Any], test: dict[str, Any]) -> Rule:
    kind, arguments = (written, {}) if isinstance(written, str) else next(iter(written.items()))
    is_doubt = str(test["config"]["severity"]).lower() == "warn"
    return Rule(_name(kind, arguments), kind, arguments, test["attached_node"], test["unique_id"], is_doubt)


def _name(kind: str, arguments: Mapping[str, Any]) -> str:
    """As dbt/macros/rules/rule_name.sql has it."""
    columns = [arguments["column"]] if "column" in arguments else arguments["columns"] if kind == "is_key" else []
    return str(arguments.get("name") or "_".join([kind, *columns]))
