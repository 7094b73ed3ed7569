"""The jobs of the graph. Which assets there are is decided elsewhere; here is only what is run together."""

import dagster as dg

BUILD_EVERYTHING = "build_everything"

build_everything = dg.define_asset_job(
    BUILD_EVERYTHING,
    selection=dg.AssetSelection.all(),
    description="From the report files to the published warehouse, with every check.",
)
