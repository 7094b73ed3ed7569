"""``duixian build``: read reports and build the warehouse."""

import argparse

from orchestration.cli.options import OK, Commands, Shared, folders
from warehouse.home import Home


def add(commands: Commands, shared: Shared) -> None:
    """Add the command to the grammar."""
    build = commands.add_parser(
        "build", parents=[shared.home, shared.reports], help="read reports and build the warehouse"
    )
    build.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from orchestration.answers.summary import build_summary
    from orchestration.runs.build import build

    home = Home.resolve(options.home)
    print(build_summary(home, build(home, folders(options), options.forget)))
    return OK
