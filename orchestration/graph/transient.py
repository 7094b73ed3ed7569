"""Errors that pass by themselves, and the waiting for that.

Only the list of such errors and the retry belong here: another process that still has the database open (a dbt whose
run was killed), a network file system or a store that does not answer for a moment. Everything else fails at once.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

RETRIES = 5
_FIRST_WAIT = 1.0
_ERRNOS = {errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.ECONNRESET}
_WORDS = ("could not set lock", "conflicting lock", "connection reset", "timed out", "temporarily unavailable")


@contextmanager
def retried(retry_number: int) -> Iterator[None]:
    """Run the body of a step; a transient error asks for the step again after 1, 2, 4, ... seconds.

    ``retry_number`` is that of the step's context. After ``RETRIES`` times the error is final.
    """
    try:
        yield
    except Exception as error:
        if not is_transient(error):
            raise
        raise dg.RetryRequested(RETRIES, _FIRST_WAIT * 2**retry_number) from error


def is_transient(error: BaseException) -> bool:
    """Whether the error, or one that caused it, may be gone in a moment."""
    text = str(error).lower()
    if getattr(error, "errno", None) in _ERRNOS or any(words in text for words in _WORDS):
        return True
    return error.__cause__ is not None and is_transient(error.__cause__)
