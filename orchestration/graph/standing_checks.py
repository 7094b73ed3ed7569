"""What a run on nothing new says of the checks that it does not make: the results of the run before still stand.

Only the repeating of results belongs here. Dagster notes at the start of a run which checks it is going to make, and
shows those that a run then skips as skipped, over the results that there were. Nothing has changed since those were
found, neither data nor models: the run reports them again, and says which run found them.
"""

from collections.abc import Iterable, Iterator

import dagster as dg

FOUND_IN = "found_in_run"


def standing_results(context: dg.AssetExecutionContext) -> Iterator[dg.AssetCheckEvaluation]:
    """The last result of every check that this run has noted, where there is one."""
    checks = context.job_def.asset_layer.asset_graph.asset_check_keys
    return results_before(context.instance, context.run.run_id, checks)


def results_before(
    instance: dg.DagsterInstance, run_id: str, checks: Iterable[dg.AssetCheckKey]
) -> Iterator[dg.AssetCheckEvaluation]:
    """The last result of each of ``checks`` that the run ``run_id`` is to make and has not made."""
    summaries = instance.event_log_storage.get_asset_check_summary_records(sorted(checks))
    for summary in summaries.values():
        last = summary.last_completed_check_execution_record
        if summary.last_run_id != run_id or last is None or last.evaluation is None or last.run_id == run_id:
            continue
        found_in = {FOUND_IN: dg.MetadataValue.dagster_run(last.run_id)}
        yield last.evaluation.with_metadata({**found_in, **last.evaluation.metadata})  # by the first that found it
