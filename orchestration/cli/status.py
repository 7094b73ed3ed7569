"""``duixian status``: what is in the warehouse."""

import argparse

from orchestration.cli.options import OK, Commands, Shared
from warehouse.home import Home


def add(commands: Commands, shared: Shared) -> None:
    """Add the command to the grammar."""
    commands.add_parser("status", parents=[shared.home], help="what is in the warehouse").set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from orchestration.answers.summary import status

    print(status(Home.resolve(options.home)))
    return OK
