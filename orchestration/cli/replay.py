"""``duixian replay``: read the quarantined files again."""

import argparse

from orchestration.cli.options import OK, Commands, Shared, folders
from warehouse.home import Home


def add(commands: Commands, shared: Shared) -> None:
    """Add the command to the grammar."""
    replay = commands.add_parser(
        "replay", parents=[shared.home, shared.reports], help="read the quarantined files again"
    )
    replay.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from orchestration.runs.replay import replay

    print(replay(Home.resolve(options.home), folders(options), options.forget))
    return OK
