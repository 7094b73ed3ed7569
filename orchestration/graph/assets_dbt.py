"""The dbt project's seeds, models and rules in Dagster's graph, made from dbt's manifest.

Only wiring belongs here: what a model or a rule says is written in dbt/, and dbt is called in ``dbt_run``. Each rule is
an asset check of its own, although dbt holds all rules of a model in one query; docs/dbt.md says why.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import polars as pl

from orchestration import dbt_project, dbt_run
from orchestration.dbt_rules import Rule, broken, rules_of
from orchestration.dbt_run import Done
from orchestration.graph.assets_warehouse import DUCKDB_POOL
from orchestration.graph.frame_metadata import table
from orchestration.graph.resources import Workspace
from orchestration.graph.transient import retried
from warehouse import receipt
from warehouse.connection import connect
from warehouse.home import Home

MARTS = "marts"
_GROUPS = {"seed": "reference", "snapshot": "history"}
_BUILT = ("seed", "model", "snapshot")
_LEFT_AS_IT_IS = "select is_whole and project = ? from last_build.record"

Node = Mapping[str, Any]
Told = dg.MaterializeResult[Any] | dg.AssetCheckResult


def dbt_assets_of(manifest: Path) -> dg.AssetsDefinition:
    """All seeds, models, snapshots and rules of the project as one step; a rule that is broken fails the step."""
    everything = list(json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values())
    built = _in_order({node["unique_id"]: node for node in everything if node["resource_type"] in _BUILT})
    rules = rules_of(everything)

    @dg.multi_asset(
        name="dbt",
        specs=[_spec(node, built) for node in built.values()],
        check_specs=[_check_spec(rule, built) for rule in rules],
        can_subset=True,
        pool=DUCKDB_POOL,
    )
    def dbt_models(context: dg.AssetExecutionContext, workspace: Workspace) -> Iterator[Told]:
        with retried(context.retry_number), connect(workspace.home.live_database):
            pass  # whoever was killed or looks at the database may have it open for a moment
        standing = [] if context.is_subset else _standing(workspace.home, built)
        chosen = _chosen(context, built, rules) if context.is_subset else _all_but(standing, built, rules)
        done = dbt_run.build(workspace.home, _names(chosen), standing)
        yield from _materialized(done, standing, built)
        yield from _checked(workspace.home, done, built, _asked_for(context, built, rules))
        _raise_for(done)
        if not context.is_subset:
            receipt.built(workspace.home, dbt_project.fingerprint())

    return dbt_models


def marts_of(models: dg.AssetsDefinition) -> list[dg.AssetKey]:
    """The keys of the models that users rely on."""
    return sorted(spec.key for spec in models.specs if spec.group_name == MARTS)


def key_of(models: dg.AssetsDefinition, name: str) -> dg.AssetKey:
    """The key of the model ``name``."""
    return next(key for key in models.keys if key.path[-1] == name)


def _key(node: Node) -> dg.AssetKey:
    return dg.AssetKey([node["schema"], node["name"]])


def _in_order(built: Mapping[str, Node]) -> dict[str, Node]:
    """The nodes, each after those that it reads."""
    parents = {node: sorted(built.keys() & set(_parents(props))) for node, props in built.items()}
    return {node: built[node] for node in TopologicalSorter(parents).static_order()}


def _parents(node: Node) -> list[str]:
    """The ids of what the node reads; a seed reads nothing."""
    return list(node.get("depends_on", {}).get("nodes", []))


def _spec(node: Node, built: Mapping[str, Node]) -> dg.AssetSpec:
    kind = node["resource_type"]
    code = node["raw_code"]
    columns = [dg.TableColumn(c["name"], c["data_type"] or "?", c["description"]) for c in node["columns"].values()]
    return dg.AssetSpec(
        _key(node),
        deps=sorted(_above(node, built)),
        skippable=True,
        group_name=_GROUPS.get(kind) or node["fqn"][1],
        kinds={"dbt", "duckdb"},
        description=f"{node['description']}\n\n```sql\n{code}\n```" if code else node["description"],
        code_version=hashlib.sha256((code or node["checksum"]["checksum"]).encode()).hexdigest()[:12],
        metadata={"dagster/column_schema": dg.TableSchema(columns=columns)},
    )


def _above(node: Node, built: Mapping[str, Node]) -> Iterator[dg.AssetKey]:
    """What the node reads: other nodes, and sources, whose ids end with their schema and table."""
    for parent in _parents(node):
        if parent in built:
            yield _key(built[parent])
        elif parent.startswith("source."):
            yield dg.AssetKey(parent.split(".")[-2:])


def _check_spec(rule: Rule, built: Mapping[str, Node]) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(rule.name, asset=_key(built[rule.model]), description=rule.told)


def _chosen(context: dg.AssetExecutionContext, built: Mapping[str, Node], rules: Iterable[Rule]) -> list[str]:
    """The nodes of a run of a part; a check brings the other rules of its model along, whose results are not told."""
    return [node for node, props in built.items() if _key(props) in context.selected_asset_keys] + [
        rule.test for rule in _asked_for(context, built, rules)
    ]


def _asked_for(context: dg.AssetExecutionContext, built: Mapping[str, Node], rules: Iterable[Rule]) -> list[Rule]:
    asked = context.selected_asset_check_keys
    return [rule for rule in rules if dg.AssetCheckKey(_key(built[rule.model]), rule.name) in asked]


def _all_but(standing: Iterable[str], built: Iterable[str], rules: Iterable[Rule]) -> list[str]:
    left = set(standing)
    return [node for node in built if node not in left] + [rule.test for rule in rules]


def _names(nodes: Iterable[str]) -> list[str]:
    """The nodes as dbt's command line names them: a test's id has a digest behind its name."""
    return list(dict.fromkeys(node.split(".")[2] for node in nodes))


def _standing(home: Home, built: Mapping[str, Node]) -> list[str]:
    """What the last build left and nothing can have changed: seeds, views, and tables of nothing but these.

    Nothing, where the last build was another project's, was of a part, or failed.
    """
    try:
        with connect(home.live_database, read_only=True) as connection:
            if connection.execute(_LEFT_AS_IT_IS, [dbt_project.ground()]).fetchall() != [(True,)]:
                return []
    except duckdb.Error:  # no build yet, or one of before this was noted
        return []
    reads_reports: dict[str, bool] = {}

    def reads(node: str) -> bool:
        if node not in reads_reports:
            parents = _parents(built[node]) if node in built else []
            reads_reports[node] = node.startswith("source.") or any(map(reads, parents))
        return reads_reports[node]

    return [
        node for node, props in built.items() if props["config"]["materialized"] in ("seed", "view") or not reads(node)
    ]


def _materialized(
    done: Iterable[Done], standing: Iterable[str], built: Mapping[str, Node]
) -> Iterator[dg.MaterializeResult[Any]]:
    """What was built or stands, in the order of ``built``: Dagster takes nothing before what it depends on."""
    told: dict[str, dict[str, Any]] = {node: {"stands": "as the last build left it"} for node in standing}
    told |= {node.unique_id: {"seconds": round(node.seconds, 3)} for node in done if node.is_held}
    for node, props in built.items():
        if node in told:
            yield dg.MaterializeResult(asset_key=_key(props), metadata=told[node])


def _checked(
    home: Home, done: Iterable[Done], built: Mapping[str, Node], rules: Iterable[Rule]
) -> Iterator[dg.AssetCheckResult]:
    of_test: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        of_test[rule.test].append(rule)
    for node in done:
        if node.unique_id in of_test and (node.is_held or node.status == "fail"):
            found = broken(home.live_database, node.sql) if node.failures else pl.DataFrame()
            for rule in of_test[node.unique_id]:
                yield _check_result(rule, found, _key(built[rule.model]))


def _check_result(rule: Rule, found: pl.DataFrame, asset: dg.AssetKey) -> dg.AssetCheckResult:
    bad = found.filter(pl.col("rule") == rule.name) if found.height else found
    metadata: dict[str, Any] = {"rows_at_fault": bad["bad_rows"].item() if bad.height else 0}
    if bad.height:
        metadata["bad_rows"] = table(bad.select("shown").explode("shown"))
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=rule.name,
        passed=not bad.height,
        severity=dg.AssetCheckSeverity.WARN if rule.is_doubt else dg.AssetCheckSeverity.ERROR,
        metadata=metadata,
    )


def _raise_for(done: Iterable[Done]) -> None:
    """Raises DbtRunError for the first node that could not be run, or whose rules are broken."""
    for node in sorted(done, key=lambda node: node.status != "error"):
        if node.status in ("error", "fail"):
            raise dbt_run.DbtRunError(f"{node.unique_id}: {' '.join(node.message.split())}")
