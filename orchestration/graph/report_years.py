"""Report years as partitions: which years the lake holds, and when each was last written.

Only the partitions and their events belong here. Which year a report is of is known when it has been read, so a run
writes all years that its batch touches, and tells Dagster of each of them.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import dagster as dg

from warehouse.lake import TABLES
from warehouse.ledger import read_ledger

PARTITIONS = dg.DynamicPartitionsDefinition(name="report_year")
KEY = dg.AssetKey(["lake", "report_years"])

report_years = dg.AssetSpec(
    KEY,
    group_name="lake",
    kinds={"parquet"},
    partitions_def=PARTITIONS,
    deps=[dg.AssetKey(["lake", table]) for table in TABLES],
    description="The lake by report year, over all its tables: one partition a year (unknown: files that are no "
    "report). A year is written again when a report of it arrives, changes or goes. Years are shown, not launched: "
    "which year a file is of is known when it has been read, and a run reads every file that is new, of whatever year.",
)


def register(instance: dg.DagsterInstance, years: Iterable[str]) -> None:
    """Make Dagster's partitions those years that the lake holds, in their order.

    Dagster shows partitions in the order in which they came: those behind an earlier year that is new come again. What
    was told of a year stays with its name.
    """
    name = str(PARTITIONS.name)
    wanted, there = sorted(years), list(instance.get_dynamic_partitions(name))
    right = next((n for n, pair in enumerate(zip(wanted, there, strict=False)) if pair[0] != pair[1]), None)
    right = min(len(wanted), len(there)) if right is None else right
    for year in there[right:]:
        instance.delete_dynamic_partition(name, year)
    instance.add_dynamic_partitions(name, wanted[right:])


def note_years(context: dg.AssetExecutionContext, lake: Path, written: Mapping[str, int]) -> None:
    """Register the lake's years, and tell of each one that was written: its files, and how many came with this run."""
    files = dict(read_ledger(lake).files.group_by("part").len().iter_rows())
    register(context.instance, files)
    for year, arrived in written.items():
        if year in files:
            metadata = {"files": files[year], "read_in_this_run": arrived}
            context.log_event(dg.AssetMaterialization(KEY, partition=year, metadata=metadata))
