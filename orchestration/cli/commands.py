"""All commands under one name: which there are, and what becomes of an error.

Only putting the commands together and turning what they raise into one line and an exit status belong here.
"""

import argparse
import atexit
import functools
import os
import sys
from collections.abc import Callable, Sequence

from orchestration import UserError
from orchestration.cli import build, docs, export, find, inspect, query, replay, review, site, status, ui
from orchestration.cli.options import OK, USER_ERROR, Shared
from warehouse import WarehouseError

INTERRUPTED = 130
COMMANDS = (build, ui, query, find, site, docs, inspect, status, review, replay, export)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 2 for what the user can put right, 1 for a fault."""
    _end_quietly()
    options = parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except UserError as error:
        return _complain(str(error), error.status)
    except WarehouseError as error:
        return _complain(str(error), USER_ERROR)
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)
    except BrokenPipeError:  # the reader of our output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        return _complain(f"{error.filename or 'output'}: {error.strerror or error}", USER_ERROR)


@functools.cache
def _end_quietly() -> None:
    """What we say is the last line: where a store's threads still run at the end, DuckDB's bindings list below it what
    the interpreter did not get to free."""

    def close() -> None:
        if "fsspec.asyn" in sys.modules:  # whoever has no store keeps all that the interpreter says
            sys.stderr.flush()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)

    atexit.register(close)  # early, so that it is called late


def parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    top = argparse.ArgumentParser(
        prog="duixian", description="Targets against actual outcomes from Chinese government work reports."
    )
    top.add_argument("--version", action=_Version, nargs=0, help="the version of duixian and of its extraction")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    shared = Shared()
    for command in COMMANDS:
        command.add(commands, shared)
    return top


class _Version(argparse.Action):
    """Prints the versions and ends; looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        from extract import EXTRACTOR_VERSION

        print(f"duixian {version('duixian')} (extraction {EXTRACTOR_VERSION})")
        parser.exit()


def _complain(message: str, status: int) -> int:
    print(f"duixian: {message}", file=sys.stderr)
    return status
