"""``duixian docs``: open the handbook."""

import argparse
from pathlib import Path

from orchestration.cli.options import OK, Commands, Shared
from warehouse.home import Home


def add(commands: Commands, shared: Shared) -> None:
    """Add the command to the grammar."""
    docs = commands.add_parser("docs", parents=[shared.home], help="open the handbook: tables, indicators, method")
    docs.add_argument("--host", default="127.0.0.1")
    docs.add_argument("--port", type=int, default=8080)
    docs.add_argument("--output", metavar="FOLDER", help="write the pages there instead of serving them")
    docs.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from orchestration.runs.docs import serve, write_pages

    if options.output is None:
        serve(Home.resolve(options.home), options.host, options.port)
    else:
        print(write_pages(Path(options.output).expanduser().absolute()))
    return OK
