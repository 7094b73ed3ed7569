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
    _add_export(commands.add_parser("export", parents=[common], help="a data package, or files for Excel and Stata"))


def _add_export(export: argparse.ArgumentParser) -> None:
    export.add_argument(
        "--output", metavar="PATH", help="folder to write, or file.xlsx (default: <home>/export, <home>/duixian.xlsx)"
    )
    export.add_argument(
        "--format",
        choices=("package", "xlsx", "csv", "dta"),
        help="package: every table as Parquet and CSV, described (default); xlsx: Excel; csv: for Excel; dta: Stata",
    )
    export.add_argument("--table", action="append", default=[], metavar="NAME", help="only this table; may be repeated")
    export.add_argument("--region", action="append", default=[], metavar="NAME", help="only this region (name or code)")
    export.add_argument("--year", action="append", default=[], metavar="YEAR", help="only this year, or 2020-2024")
    export.add_argument("--indicator", action="append", default=[], metavar="NAME", help="only this one (name or code)")
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
    from orchestration.export import Request, export, form_of

    home = Home.resolve(options.home)
    form = form_of(options.output, options.format)
    usual = home.root / ("duixian.xlsx" if form == "xlsx" else "export" if form == "package" else f"export_{form}")
    target = Path(options.output).expanduser().absolute() if options.output else usual
    request = Request(form, options.table, options.region, options.year, options.indicator)
    files = export(home, target, request)
    print(target if files == [target] else f"{len(files)} files in {target}")
    return 0
