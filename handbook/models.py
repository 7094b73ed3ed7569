"""The models of dbt as their YAML describes them: tables, columns, types, and what each is made from.

Only reading the YAML and the names in the SQL belongs here; dbt is not loaded, and nothing is asked of a database.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import yaml

from warehouse.home import REPOSITORY

LAYERS = ("staging", "intermediate", "marts")
_MODELS = REPOSITORY / "dbt" / "models"
_BLOCK = re.compile(r"{% docs (\w+) %}(.*?){% enddocs %}", re.DOTALL)
_REF = re.compile(r"ref\(\s*'(\w+)'\s*\)")


@dataclass(frozen=True)
class Column:
    """A column of a model; ``is_required`` where its contract forbids null."""

    name: str
    type: str
    description: str
    is_required: bool


@dataclass(frozen=True)
class Model:
    """A model; ``refs`` are the models and seeds that its SQL names, in order."""

    name: str
    layer: str
    description: str
    columns: tuple[Column, ...]
    refs: tuple[str, ...]


@cache
def models() -> dict[str, Model]:
    """Every model by name, layer by layer."""
    found = {}
    for layer in LAYERS:
        for path in sorted((_MODELS / layer).glob("*.yml")):
            for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
                found[entry["name"]] = _model(entry, layer, path.with_name(f"{entry['name']}.sql"))
    return found


@cache
def questions() -> tuple[tuple[str, str], ...]:
    """The saved queries that dbt knows as exposures: label and description."""
    entries = yaml.safe_load((_MODELS / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
    return tuple((entry["label"], _said(entry["description"])) for entry in entries)


def _model(entry: dict[str, Any], layer: str, sql: Path) -> Model:
    columns = tuple(
        Column(
            column["name"],
            str(column.get("data_type", "")),
            _said(column.get("description", "")),
            any(rule["type"] == "not_null" for rule in column.get("constraints", [])),
        )
        for column in entry.get("columns", [])
    )
    refs = tuple(dict.fromkeys(_REF.findall(sql.read_text(encoding="utf-8"))))
    return Model(entry["name"], layer, _said(entry.get("description", "")), columns, refs)


@cache
def _blocks() -> dict[str, str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(_MODELS.rglob("*.md")))
    return {name: text.strip() for whole in texts for name, text in _BLOCK.findall(whole)}


def _said(description: str) -> str:
    """The description with the blocks that it names; raises KeyError for one that is nowhere."""
    return jinja2.Template(description).render(doc=lambda name: _blocks()[name]).strip()
