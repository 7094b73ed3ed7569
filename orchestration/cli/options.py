"""Options that several commands share, and what they mean: the home, the folders of reports.

Options of one command belong to that command's module.
"""

import argparse
import os
from typing import TYPE_CHECKING, Any

from warehouse.home import DEFAULT_HOME, HOME_VARIABLE, Home

if TYPE_CHECKING:
    from orchestration.arrivals.report_files import Folder

OK, USER_ERROR = 0, 2
Commands = Any
"""What ``argparse`` calls the group of commands, for which it has no public name."""


class Shared:
    """Parents of the commands' parsers: ``home`` for those that have one, ``reports`` for those that read reports."""

    def __init__(self) -> None:
        self.home = argparse.ArgumentParser(add_help=False)
        self.home.add_argument(
            "--home", metavar="DIR", help=f"place of all state (else {HOME_VARIABLE}, else {DEFAULT_HOME})"
        )
        self.reports = argparse.ArgumentParser(add_help=False)
        self.reports.add_argument(
            "--reports",
            metavar="DIR",
            action="append",
            help="folder of report files, or its URL in a store; may be given more than once (default: the folders "
            "that the home was last built from, for a new home the samples)",
        )
        self.reports.add_argument(
            "--forget", action="store_true", help="drop reports of the home that are in none of the folders any more"
        )


def folders(options: argparse.Namespace) -> "list[Folder]":
    """The folders of reports that the arguments name, else the environment, else the home, else the samples."""
    from orchestration.arrivals.remembered import remembered_folders
    from orchestration.arrivals.report_files import REPORTS_VARIABLE, folder, report_folders

    named = [folder(name) for name in options.reports or []]
    if named or os.environ.get(REPORTS_VARIABLE):
        return named or report_folders()
    return remembered_folders(Home.resolve(options.home)) or report_folders()
