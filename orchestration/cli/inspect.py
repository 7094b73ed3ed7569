"""``duixian inspect``: what is understood of one file; no home is needed."""

import argparse
import os
import sys

from orchestration.cli.options import OK, USER_ERROR, Commands, Shared


def add(commands: Commands, _shared: Shared) -> None:
    """Add the command to the grammar."""
    inspect = commands.add_parser("inspect", help="what is understood of one file; no home is needed")
    inspect.add_argument("file", metavar="FILE", help="a file, or a report in a file of many: corpus.xlsx#3")
    inspect.add_argument("--json", action="store_true", help="everything, for programs")
    inspect.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    inspect.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from orchestration.answers.inspection import inspect
    from orchestration.answers.inspection_text import as_json, as_text

    found = inspect(options.file)
    wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    in_colour = wanted if options.color == "auto" else options.color == "always"
    print(as_json(found) if options.json else as_text(found, in_colour))
    return OK if found.get("report") or found.get("reports") else USER_ERROR
