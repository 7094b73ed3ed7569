"""``duixian query``: ask the published file, read-only."""

import argparse
import sys
from pathlib import Path

from orchestration.cli.options import OK, Commands, Shared
from warehouse.home import Home


def add(commands: Commands, shared: Shared) -> None:
    """Add the command to the grammar."""
    query = commands.add_parser("query", parents=[shared.home], help="ask the published file, read-only")
    asked = query.add_mutually_exclusive_group(required=True)
    asked.add_argument("sql", nargs="?", metavar="SQL")
    asked.add_argument("--file", metavar="FILE", help="a file of SQL, or the name of a saved query")
    asked.add_argument("--list", action="store_true", help="the saved queries, and what each may be asked with")
    query.add_argument("--set", metavar="NAME=VALUE", action="append", help="a value of a saved query: year=2025")
    query.add_argument("--format", choices=("table", "csv", "json", "parquet"), help="else as FILE ends, else table")
    query.add_argument("--output", metavar="FILE", help="write the rows there instead of the terminal")
    query.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from orchestration.answers.query import format_of, read_query, run_query
    from orchestration.answers.saved import listed, with_values
    from orchestration.output.output_file import replacing

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
