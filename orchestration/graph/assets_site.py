"""The site as an asset behind the published file: pages for people, made anew where their rows have changed.

Only wiring belongs here; website/ makes the pages. A site that cannot be made leaves the published file as it is.
"""

import time
from typing import Any

import dagster as dg

from orchestration.graph.assets_warehouse import PUBLISHED
from orchestration.graph.resources import Workspace
from orchestration.graph.transient import retried
from warehouse import receipt
from warehouse.connection import connect
from website.make import make_site

SITE = dg.AssetKey(["warehouse", "site"])
MOST_REPORTS = 5_000
"""The site of a larger archive takes minutes and gigabytes: it is made by `duixian site` alone."""


@dg.asset(key=SITE, deps=[PUBLISHED], group_name="published", kinds={"html"})
def site(context: dg.AssetExecutionContext, workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """The site in <home>/site, opened without a server; only pages whose rows have changed are written."""
    started = time.perf_counter()
    home = workspace.home
    with connect(home.published_database, read_only=True) as connection:
        reports = connection.table("marts.dim_report").shape[0]
    if reports > MOST_REPORTS:
        receipt.shown(home, made=False)
        told = f"not made for {reports:,} reports, more than {MOST_REPORTS:,}: run `duixian site`"
        return dg.MaterializeResult(metadata={"site": told})
    with retried(context.retry_number):
        made = make_site(home.published_database, home.site)
    receipt.shown(home, made=True)
    metadata: dict[str, Any] = {
        "site": dg.MetadataValue.url(made.front.as_uri()),
        "path": dg.MetadataValue.path(str(home.site)),
        "pages": made.pages,
        "pages_written": made.written,
        "seconds": round(time.perf_counter() - started, 3),
    }
    return dg.MaterializeResult(metadata=metadata)
