"""``duixian export``: a data package, or files for Excel and Stata."""

import argparse
from pathlib import Path

from orchestration.cli.options import OK, Commands, Shared
from warehouse.home import Home


def add(commands: Commands, shared: Shared) -> None:
    """Add the command to the grammar."""
    export = commands.add_parser("export", parents=[shared.home], help="a data package, or files for Excel and Stata")
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
    export.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from orchestration.answers.export import Request, export, form_of

    home = Home.resolve(options.home)
    form = form_of(options.output, options.format)
    usual = home.root / ("duixian.xlsx" if form == "xlsx" else "export" if form == "package" else f"export_{form}")
    target = Path(options.output).expanduser().absolute() if options.output else usual
    request = Request(form, options.table, options.region, options.year, options.indicator)
    files = export(home, target, request)
    print(target if files == [target] else f"{len(files)} files in {target}")
    return OK
