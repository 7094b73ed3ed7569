"""The command ``duixian``: arguments in, exit status out.

Only the command line belongs here; each command's work is in the module of its name. Those modules are imported when
their command runs, so that ``query`` and ``status`` answer without loading Dagster.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration import UserError, cli_operate
from warehouse import WarehouseError
from warehouse.home import HOME_VARIABLE, Home

if TYPE_CHECKING:
    from orchestration.report_files import Folder

OK, USER_ERROR, INTERRUPTED = 0, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 2 for what the user can put right, 1 for a fault."""
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


def parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    top = argparse.ArgumentParser(
        prog="duixian", description="Targets against actual outcomes from Chinese government work reports."
    )
    top.add_argument("--version", action=_Version, nargs=0, help="the version of duixian and of its extraction")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", metavar="DIR", help=f"place of all state (else {HOME_VARIABLE}, else warehouse/data)")
    reports = argparse.ArgumentParser(add_help=False)
    reports.add_argument(
        "--reports",
        metavar="DIR",
        action="append",
        help="folder of report files, or its URL in a store; may be given more than once (default: the folders that "
        "the home was last built from, for a new home the samples)",
    )
    reports.add_argument(
        "--forget", action="store_true", help="drop reports of the home that are in none of the folders any more"
    )
    build = commands.add_parser("build", parents=[common, reports], help="read reports and build the warehouse")
    build.set_defaults(run=_build)
    ui = commands.add_parser("ui", parents=[common, reports], help="Dagster's web UI and daemon over the same home")
    ui.add_argument("--host", default="127.0.0.1")
    ui.add_argument("--port", type=int, default=3000)
    ui.set_defaults(run=_ui)
    _add_query(commands.add_parser("query", parents=[common], help="ask the published file, read-only"))
    look_up = commands.add_parser("find", parents=[common], help="codes of indicators, regions and saved queries")
    look_up.add_argument("word", metavar="WORD", help="part of a name in either language or of a code: 就业, GDP, 深圳")
    look_up.set_defaults(run=_find)
    site = commands.add_parser("site", parents=[common], help="pages to look at, without a server: DIR/index.html")
    site.add_argument("--output", metavar="DIR", help="folder to write (default: <home>/site)")
    site.set_defaults(run=_site)
    docs = commands.add_parser("docs", parents=[common], help="browse what every table and column means")
    docs.add_argument("--host", default="127.0.0.1")
    docs.add_argument("--port", type=int, default=8080)
    docs.add_argument("--output", metavar="FILE", help="write the page there instead of serving it")
    docs.set_defaults(run=_docs)
    look = commands.add_parser("inspect", help="what is understood of one file; no home is needed")
    look.add_argument("file", metavar="FILE", help="a file, or a report in a file of many: corpus.xlsx#3")
    look.add_argument("--json", action="store_true", help="everything, for programs")
    look.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    look.set_defaults(run=_inspect)
    status = commands.add_parser("status", parents=[common], help="what is in the warehouse")
    status.set_defaults(run=_status)
    cli_operate.add_commands(commands, common, reports)
    return top


class _Version(argparse.Action):
    """Prints the versions and ends; looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        from extract import EXTRACTOR_VERSION

        print(f"duixian {version('duixian')} (extraction {EXTRACTOR_VERSION})")
        parser.exit()


def _add_query(query: argparse.ArgumentParser) -> None:
    asked = query.add_mutually_exclusive_group(required=True)
    asked.add_argument("sql", nargs="?", metavar="SQL")
    asked.add_argument("--file", metavar="FILE", help="a file of SQL, or the name of a saved query")
    asked.add_argument("--list", action="store_true", help="the saved queries, and what each may be asked with")
    query.add_argument("--set", metavar="NAME=VALUE", action="append", help="a value of a saved query: year=2025")
    query.add_argument("--format", choices=("table", "csv", "json", "parquet"), help="else as FILE ends, else table")
    query.add_argument("--output", metavar="FILE", help="write the rows there instead of the terminal")
    query.set_defaults(run=_query)


def _build(options: argparse.Namespace) -> int:
    from orchestration.build import build
    from orchestration.summary import build_summary

    home = Home.resolve(options.home)
    print(build_summary(home, build(home, folders(options), options.forget)))
    return OK


def _ui(options: argparse.Namespace) -> int:
    from orchestration.ui import serve

    serve(Home.resolve(options.home), folders(options), options.host, options.port, options.forget)
    return OK


def _query(options: argparse.Namespace) -> int:
    from orchestration.output_file import replacing
    from orchestration.query import format_of, read_query, run_query
    from orchestration.saved import listed, with_values

    if options.list:
        print(listed())
        return OK
    home = Home.resolve(options.home)
    sql = options.sql if options.file is None else read_query(options.file)
    sql = with_values(home, sql, options.set) if options.set else sql
    output = Path(options.output) if options.output else None
    chosen = format_of(options.format, output)
    if output is None:
        run_query(home, sql, chosen, sys.stdout.buffer)
        return OK
    with replacing(output) as draft, draft.open("wb") as sink:
        run_query(home, sql, chosen, sink)
    return OK


def _find(options: argparse.Namespace) -> int:
    from orchestration.find import find

    print(find(Home.resolve(options.home), options.word))
    return OK


def _docs(options: argparse.Namespace) -> int:
    from orchestration.docs import serve, write_page

    home = Home.resolve(options.home)
    if options.output is None:
        serve(home, options.host, options.port)
    else:
        print(write_page(home, Path(options.output).expanduser().absolute()))
    return OK


def _site(options: argparse.Namespace) -> int:
    from website.make import make_site

    home = Home.resolve(options.home)
    target = Path(options.output).expanduser().absolute() if options.output else home.site
    made = make_site(home.published_database, target)
    print(f"{made.pages} pages, {made.written} of them written; open {made.front}")
    return OK


def _inspect(options: argparse.Namespace) -> int:
    from orchestration.inspection import inspect
    from orchestration.inspection_text import as_json, as_text

    found = inspect(options.file)
    wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    in_colour = wanted if options.color == "auto" else options.color == "always"
    print(as_json(found) if options.json else as_text(found, in_colour))
    return OK if found.get("report") or found.get("reports") else USER_ERROR


def _status(options: argparse.Namespace) -> int:
    from orchestration.summary import status

    print(status(Home.resolve(options.home)))
    return OK


def folders(options: argparse.Namespace) -> "list[Folder]":
    """The folders of reports that the arguments name, else the environment, else the home, else the samples."""
    from orchestration.remembered import remembered_folders
    from orchestration.report_files import REPORTS_VARIABLE, folder, report_folders

    named = [folder(name) for name in options.reports or []]
    if named or os.environ.get(REPORTS_VARIABLE):
        return named or report_folders()
    return remembered_folders(Home.resolve(options.home)) or report_folders()


def _complain(message: str, status: int) -> int:
    print(f"duixian: {message}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
