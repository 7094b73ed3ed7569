"""The data dictionary: every table of the warehouse with its grain, its columns, and what it is made from.

Made from the models' YAML (``models``), from the schemas of the extraction, and from the names of codes.csv.
"""

from extract import reference
from extract.pipeline import STAGES
from handbook.markdown import code, described, plain, table
from handbook.models import LAYERS, Model, models, questions

_TITLES = {
    "marts": "Tables to ask (marts)",
    "intermediate": "Between (intermediate)",
    "staging": "As loaded (staging)",
}
_HEAD = ("Column", "Type", "中文", "What it means")


def pages() -> dict[str, str]:
    """The pages of the dictionary by path: an overview, one a layer, one of the extraction, one of the codes."""
    by_layer = {layer: [model for model in models().values() if model.layer == layer] for layer in LAYERS}
    found = {f"dictionary/{layer}.md": _layer(layer, listed) for layer, listed in by_layer.items()}
    found["dictionary/extraction.md"] = _extraction()
    found["dictionary/codes.md"] = _codes()
    rows = [(_link(model.name), described(model.description)) for model in by_layer["marts"]]
    front = [
        "# Data dictionary",
        "Tables of the schema `marts` are what a published file holds. "
        "[Codes](codes.md) are named in both languages; what the tables are made from is told layer by layer: "
        "[marts](marts.md), [intermediate](intermediate.md), [staging](staging.md), [extraction](extraction.md).",
        table(("Table", "What it holds"), rows),
        "## Saved queries",
        table(("Query", "What it answers"), [(plain(label), described(text)) for label, text in questions()]),
    ]
    return {"dictionary/index.md": "\n\n".join(front)} | found


def _layer(layer: str, listed: list[Model]) -> str:
    return "\n\n".join([f"# {_TITLES[layer]}", *map(_model, listed)])


def _model(model: Model) -> str:
    chinese = _chinese("column")
    rows = [
        (
            code(column.name),
            plain(column.type) + ("" if column.is_required else " or null"),
            plain(chinese.get(column.name, "")),
            described(column.description),
        )
        for column in model.columns
    ]
    name = _chinese("table").get(model.name, "")
    made = ", ".join(_link(name) for name in model.refs)
    parts = [f"## {plain(model.name)} {name} {{ #{model.name} }}", described(model.description)]
    return "\n\n".join([*parts, *([f"Made from {made}."] if made else []), table(_HEAD, rows)])


def _link(name: str) -> str:
    """A link to a model; a seed, which has no place in the dictionary, by its name alone."""
    model = models().get(name)
    return f"[{code(name)}]({model.layer}.md#{name})" if model else code(name)


def _extraction() -> str:
    parts = ["# The extraction", "What each stage hands on, in order; a value that breaks a check goes to quarantine."]
    for spec in STAGES:
        rows = [
            (code(name), plain(str(column.dtype)) + (" or null" if column.nullable else ""), _checks(column.checks))
            for name, column in spec.schema.to_schema().columns.items()
        ]
        read = ", ".join(map(code, spec.inputs)) or "files"
        parts += [f"## {plain(spec.name)}", described(spec.description.replace("``", "`")), f"Reads {read}."]
        parts.append(table(("Column", "Type", "Has to be"), rows))
    return "\n\n".join(parts)


def _checks(checks: list[object]) -> str:
    return plain("; ".join(str(getattr(check, "error", None) or getattr(check, "name", "")) for check in checks))


def _codes() -> str:
    """Every code that is no column's or table's name, by kind."""
    parts = ["# Codes", "Values that columns hold, as `dim_code` names them."]
    rows = [row for row in reference.rows("codes") if row["kind"] not in ("column", "table")]
    for kind in dict.fromkeys(row["kind"] for row in rows):
        named = [(code(r["code"]), plain(r["name_zh"]), plain(r["name_en"])) for r in rows if r["kind"] == kind]
        parts += [f"## {plain(kind.replace('_', ' ').capitalize())}", table(("Code", "中文", "English"), named)]
    return "\n\n".join(parts)


def _chinese(kind: str) -> dict[str, str]:
    return {row["code"]: row["name_zh"] for row in reference.rows("codes") if row["kind"] == kind}
