"""Whether another program has a file open for writing.

Only this question belongs here. Linux answers it exactly for local files of our own; anywhere else the answer is no,
and whoever asks has to compare the file with itself a moment later.
"""

import errno
import fcntl
import os


def is_being_written(path: str) -> bool:
    """Whether a writer has the file open at this moment: the system then grants no read lease on it."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(descriptor)
    return False
