"""``duixian review``: decide on what was quarantined or is unsure."""

import argparse
import sys

from orchestration.cli.options import OK, Commands, Shared
from warehouse.home import Home


def add(commands: Commands, shared: Shared) -> None:
    """Add the command to the grammar."""
    review = commands.add_parser("review", parents=[shared.home], help="decide on what was quarantined or is unsure")
    review.add_argument("item", nargs="?", metavar="ITEM", help="the item to decide on")
    review.add_argument("decision", nargs="?", metavar="DECISION", help="accept, correct or reject")
    review.add_argument("--reason", default="", help="why it is decided so")
    review.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a value of a correction")
    review.add_argument("--list", action="store_true", help="list what is open, also at a terminal")
    review.add_argument("--all", action="store_true", help="list what is decided too")
    review.add_argument("--format", choices=("text", "csv", "json"), default="text")
    review.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from orchestration.answers.review import ReviewRequestError, converse, decide, queue, show, write_queue

    home = Home.resolve(options.home)
    if options.item is not None:
        if options.decision is None:
            raise ReviewRequestError("say what to do with it: duixian review ITEM accept|correct|reject --reason TEXT")
        print(decide(home, options.item, options.decision, options.reason, options.set))
    elif options.format != "text":
        write_queue(home, options.all, options.format, sys.stdout.buffer)
    elif options.list or options.all or not sys.stdin.isatty():
        show(queue(home, with_decided=options.all), sys.stdout)
    else:
        converse(home)
    return OK
