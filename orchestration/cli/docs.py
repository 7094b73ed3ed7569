"""``duixian docs``: the handbook, in a browser or as a folder."""

import argparse
from pathlib import Path

from orchestration.cli.options import OK, Commands, Shared
from warehouse.home import Home


def add(commands: Commands, shared: Shared) -> None:
    """Add the command to the grammar."""
    docs = commands.add_parser(
        "docs", parents=[shared.home], help="the handbook: start, method, what every table and column means"
    )
    docs.add_argument("--host", default="127.0.0.1")
    docs.add_argument("--port", type=int, default=8080)
    docs.add_argument("--output", metavar="DIR", help="write the pages there instead of serving them: DIR/index.html")
    docs.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from orchestration.runs.docs import serve, write_pages

    if options.output is None:
        serve(Home.resolve(options.home), options.host, options.port)
    else:
        print(write_pages(Path(options.output).expanduser().absolute()))
    return OK
