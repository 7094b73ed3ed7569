"""``duixian ui``: Dagster's web UI and daemon over the same home."""

import argparse

from orchestration.cli.options import OK, Commands, Shared, folders
from warehouse.home import Home


def add(commands: Commands, shared: Shared) -> None:
    """Add the command to the grammar."""
    ui = commands.add_parser(
        "ui", parents=[shared.home, shared.reports], help="Dagster's web UI and daemon over the same home"
    )
    ui.add_argument("--host", default="127.0.0.1")
    ui.add_argument("--port", type=int, default=3000)
    ui.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from orchestration.runs.ui import serve

    serve(Home.resolve(options.home), folders(options), options.host, options.port, options.forget)
    return OK
