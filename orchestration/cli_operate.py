"""The commands of whoever operates a warehouse: review, replay, export.

Only their arguments belong here; each command's work is in the module of its name, imported when it runs.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from warehouse.home import Home


def add_commands(commands: Any, common: argparse.ArgumentParser, reports: argparse.ArgumentParser) -> None:
    """Add the commands to the command line's grammar; ``common`` and ``reports`` hold the shared options."""
    review = commands.add_parser("review", parents=[common], help="decide on what was quarantined or is unsure")
    review.add_argument("item", nargs="?", metavar="ITEM", help="the item to decide on")
    review.add_argument("decision", nargs="?", metavar="DECISION", help="accept, correct or reject")
    review.add_argument("--reason", default="", help="why it is decided so")
    review.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a value of a correction")
    review.add_argument("--list", action="store_true", help="list what is open, also at a terminal")
    review.add_argument("--all", action="store_true", help="list what is decided too")
    review.add_argument("--format", choices=("text", "csv", "json"), default="text")
    review.set_defaults(run=_review)
    replay = commands.add_parser("replay", parents=[common, reports], help="read the quarantined files again")
    replay.set_defaults(run=_replay)
    export = commands.add_parser("export", parents=[common], help="all marts as Parquet and CSV with a data package")
    export.add_argument("--output", metavar="DIR", help="folder to write (default: <home>/export)")
    export.set_defaults(run=_export)


def _review(options: argparse.Namespace) -> int:
    from orchestration.review import ReviewRequestError, converse, decide, queue, show, write_queue

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
    return 0


def _replay(options: argparse.Namespace) -> int:
    from orchestration.cli import folders
    from orchestration.replay import replay

    print(replay(Home.resolve(options.home), folders(options), options.forget))
    return 0


def _export(options: argparse.Namespace) -> int:
    from orchestration.export import export

    home = Home.resolve(options.home)
    target = Path(options.output).expanduser().absolute() if options.output else home.root / "export"
    files = export(home, target)
    print(f"{len(files)} files in {target}")
    return 0
