"""The data dictionary: every table of schema marts, its grain and its columns, from the YAML beside the models."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from handbook.tables import escaped, table

_DOCS = re.compile(r"{% docs (\w+) %}(.*?){% enddocs %}", re.DOTALL)
_CALL = re.compile(r"{{\s*doc\(['\"](\w+)['\"]\)\s*}}")
_UNTYPED = "as it is calculated"


def pages(root: Path) -> dict[str, str]:
    """Markdown by path, one page a table and one that lists them; ``root`` is the folder that holds dbt/."""
    said = dict(_DOCS.findall((root / "dbt" / "models" / "columns.md").read_text(encoding="utf-8")))
    models = list(_models(root / "dbt" / "models" / "marts"))
    listed = table(
        ("Table", "What a row is"),
        [(model["name"], _words(model["description"], said)) for model in models],
    )
    for model in models:
        listed = listed.replace(f"| {escaped(model['name'])} |", f"| [{model['name']}]({model['name']}.md) |")
    found = {"dictionary/index.md": f"# Data dictionary\n\nThe tables of schema `marts`.\n\n{listed}"}
    return found | {f"dictionary/{model['name']}.md": _page(model, said) for model in models}


def _models(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.yml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ())


def _page(model: dict[str, Any], said: dict[str, str]) -> str:
    rows = [
        (column["name"], column.get("data_type", _UNTYPED), _words(column.get("description", ""), said))
        for column in model.get("columns", ())
    ]
    words = escaped(_words(model["description"], said))
    return f"# {model['name']}\n\n{words}\n\n{table(('Column', 'Type', 'What it means'), rows)}"


def _words(text: str, said: dict[str, str]) -> str:
    return _CALL.sub(lambda call: said[call[1]].strip(), text)
