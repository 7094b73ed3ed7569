"""``python -m orchestration.cli``: the command where the console script is not on the path."""

import sys

from orchestration.cli.commands import main

if __name__ == "__main__":
    sys.exit(main())
