"""Which extraction this is: what its results depend on besides the files.

Only the version belongs here; what is done about another one is decided by whoever asks.
"""

import functools
import hashlib
from pathlib import Path

from extract import EXTRACTOR_VERSION
from extract.reference import REFERENCE


@functools.cache
def extractor_version() -> str:
    """What the extraction's results depend on besides the files: its version, its code and the reference data.

    EXTRACTOR_VERSION leads and is for people; the digest behind it catches a changed CSV or a forgotten new version.
    """
    digest = hashlib.sha256()
    code = Path(__file__).parent
    for root, pattern in ((code, "*.py"), (REFERENCE, "*.csv")):
        for path in sorted(root.rglob(pattern)):
            digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{EXTRACTOR_VERSION}-{digest.hexdigest()[:12]}"
