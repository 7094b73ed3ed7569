"""What a reader makes of one file. Nothing else belongs here."""

from typing import NamedTuple


class Decoded(NamedTuple):
    """The text of one file. ``encoding`` is None where the form fixes it, ``url`` is the address that the file gives
    for itself, ``notes`` are what had to be mended or left out."""

    source_format: str
    encoding: str | None
    text: str
    url: str | None = None
    notes: tuple[str, ...] = ()
