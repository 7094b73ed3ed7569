"""``duixian find``: codes of indicators, regions and saved queries."""

import argparse

from orchestration.cli.options import OK, Commands, Shared
from warehouse.home import Home


def add(commands: Commands, shared: Shared) -> None:
    """Add the command to the grammar."""
    find = commands.add_parser("find", parents=[shared.home], help="codes of indicators, regions and saved queries")
    find.add_argument("word", metavar="WORD", help="part of a name in either language or of a code: 就业, GDP, 深圳")
    find.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from orchestration.answers.find import find

    print(find(Home.resolve(options.home), options.word))
    return OK
