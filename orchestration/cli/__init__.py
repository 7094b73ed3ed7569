"""The command ``duixian``: arguments in, exit status out.

Only the grammar of the command line belongs here, one module a command: its options in ``add``, and the calling of what
does the work, which other rooms hold. Those are imported when their command runs, so that ``query`` and ``status``
answer without loading Dagster.
"""

from orchestration.cli.commands import main, parser

__all__ = ["main", "parser"]
