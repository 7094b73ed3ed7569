"""The page about operating: the sections of README.md about the command line and about what runs by itself.

Only their order belongs here.
"""

from handbook import readme


def pages() -> dict[str, str]:
    """The page by its path."""
    parts = ["# Operating", "## The command line", readme.section("The command line")]
    parts += ["## What runs by itself", readme.section("Operating it"), "## How it is built"]
    return {"operating.md": "\n\n".join([*parts, readme.section("How it is built")])}
