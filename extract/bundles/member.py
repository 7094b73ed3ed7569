"""One report of a bundle, as the walk through it meets it, and the bounds that hold for all bundles.

Only what every kind of bundle shares belongs here.
"""

from typing import NamedTuple

from extract.told import Told

MAX_MEMBER = 64 * 1024 * 1024
"""No report is as large; what is larger is told and passed over."""
MAX_RATIO = 200
LEAST_SUSPECT = 200 * 1024 * 1024
"""Text packs to a fifth; what unpacks to more than MAX_RATIO times its size, and to this much, was made to do harm."""


class Member(NamedTuple):
    """``label`` is unique in its bundle. ``content`` is None when there is a ``problem`` (reason code, reason)."""

    label: str
    content: bytes | None
    told: Told = Told()
    problem: tuple[str, str] | None = None


def is_bomb(packed: int, unpacked: int) -> bool:
    """Whether so much unpacked from so little was made to fill memory or disk."""
    return unpacked > LEAST_SUSPECT and unpacked > MAX_RATIO * max(packed, 1)
