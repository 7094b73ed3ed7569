"""``duixian site``: pages to look at, without a server."""

import argparse
from pathlib import Path

from orchestration.cli.options import OK, Commands, Shared
from warehouse.home import Home


def add(commands: Commands, shared: Shared) -> None:
    """Add the command to the grammar."""
    site = commands.add_parser("site", parents=[shared.home], help="pages to look at, without a server: DIR/index.html")
    site.add_argument("--output", metavar="DIR", help="folder to write (default: <home>/site)")
    site.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from website.make import make_site

    home = Home.resolve(options.home)
    target = Path(options.output).expanduser().absolute() if options.output else home.site
    made = make_site(home.published_database, target)
    print(f"{made.pages} pages, {made.written} of them written; open {made.front}")
    return OK
