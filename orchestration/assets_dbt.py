"""The dbt project's seeds, models and tests in Dagster's graph.

Only wiring belongs here; what a model says is written in dbt/. Row counts are not fetched from the event stream: that
would leave a handle on the live database open.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from orchestration import dbt_project
from orchestration.assets_warehouse import DUCKDB_POOL
from orchestration.resources import Workspace
from orchestration.transient import retried
from warehouse import receipt
from warehouse.connection import connect

MARTS = "marts"
_GROUPS = {"seed": "reference", "snapshot": "history"}


class _ByLayer(DagsterDbtTranslator):
    """Groups models by their folder (staging, intermediate, marts), seeds as reference and snapshots as history."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        kind = dbt_resource_props["resource_type"]
        if kind in _GROUPS:
            return _GROUPS[kind]
        folders = dbt_resource_props["fqn"][1:-1]
        return str(folders[0]) if folders else None


def dbt_assets_of(manifest: Path) -> dg.AssetsDefinition:
    """All seeds, models and data tests of the project as one step; a failing test fails the step."""

    @dbt_assets(manifest=manifest, name="dbt", pool=DUCKDB_POOL, dagster_dbt_translator=_ByLayer())
    def dbt_models(context: dg.AssetExecutionContext, dbt: DbtCliResource, workspace: Workspace) -> Iterator[Any]:
        os.environ.update(dbt_project.environment(workspace.home))
        target = workspace.home.dbt_target / "build"
        # Unit tests hold the models' logic against made-up rows: they belong to the tests, not to every build.
        command = ["build", "--exclude-resource-type", "unit_test"]
        with retried(context.retry_number), connect(workspace.home.live_database):
            pass  # a dbt whose run was killed may still have the database open
        dbt_project.prime(workspace.home, target)
        invocation = dbt.cli(command, context=context, target_path=target)
        try:
            yield from invocation.stream()
        finally:
            # When the run stops for a reason outside of dbt, dbt must not go on writing behind its back.
            if invocation.process.poll() is None:
                invocation.process.terminate()
                invocation.process.wait()
        if not context.is_subset:
            receipt.built(workspace.home, dbt_project.fingerprint())

    return dbt_models


def marts_of(models: dg.AssetsDefinition) -> list[dg.AssetKey]:
    """The keys of the models that users rely on."""
    return sorted(spec.key for spec in models.specs if spec.group_name == MARTS)


def key_of(models: dg.AssetsDefinition, name: str) -> dg.AssetKey:
    """The key of the model ``name``."""
    return next(key for key in models.keys if key.path[-1] == name)
