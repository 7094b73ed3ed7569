"""The first stage in pieces: files read and decoded a group at a time, each group kept before the next is read.

Belongs here: which files are read together, and going on where a run was stopped. Does not belong here: finding and
reading files (``report_files``), decoding them (``extract.documents``), and cutting pieces (``extract.pieces``).

Of files with one content one is used, and ``documents`` decides which, in the order of their names. So these are read
together, behind all others, and no other file has to be known to decide on a group.
"""

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from extract.pieces import CHARACTERS, QUARANTINE, Pieces, add_documents
from extract.pipeline import FIRST
from extract.stage import Stage
from orchestration.arrivals.report_files import FILES, LOST, Folder, read_groups
from orchestration.graph.progress import Progress
from warehouse.ledger import BATCH

GROUP_BYTES = 3 * CHARACTERS
"""A piece's worth of Chinese text; other forms hold more text in as many bytes, and give several pieces."""
MOST_TWINS = 500
"""Files of contents that others share which are read together, and all files of one content in any case."""
_NO_BOUND = 1 << 62
Say = Callable[[str], object]


def read(pieces: Pieces, folders: Sequence[Folder], files: pl.DataFrame, say: Say) -> None:
    """Bring all files that are to be read (``files`` of ``arrival.survey``) into documents' pieces, and close them."""
    if pieces.is_complete(FIRST.name):
        return
    batch = files.filter(pl.col("state").is_in(BATCH))
    done = _done(pieces)
    progress = Progress(say, batch.height, len(done))
    rest = FIRST.function(pl.DataFrame(schema=FILES))
    for wanted, most in _shares(batch, done):
        for contents, unread in read_groups(folders, wanted, most):
            found = FIRST.function(contents)
            aside = pl.concat([rest.quarantine, unread, found.quarantine])
            rest = add_documents(pieces, Stage(pl.concat([rest.rows, found.rows]), aside), is_last=False)
            progress.add(contents.height + unread.height)
    if rest.rows.height or rest.quarantine.height or not pieces.numbers():
        add_documents(pieces, rest)
    pieces.close()


def _done(pieces: Pieces) -> set[str]:
    """The files that are in pieces already; none where one of them was not what it was to be: all are read again."""
    aside = pl.concat([pl.DataFrame(schema={"source_path": pl.String, "reason_code": pl.String}), *_aside(pieces)])
    if aside["reason_code"].is_in(LOST).any():
        pieces.clear(FIRST.name)
        return set()
    rows = (frame["source_path"] for frame in pieces.each(FIRST.name, columns=["source_path"]))
    return {path for paths in (aside["source_path"], *rows) for path in paths}


def _aside(pieces: Pieces) -> Iterator[pl.DataFrame]:
    return pieces.each(FIRST.name, QUARANTINE, ["source_path", "reason_code"])


def _shares(batch: pl.DataFrame, done: set[str]) -> Iterator[tuple[dict[str, str], int]]:
    """The files to read in one go, with the bytes that a group of them may have: those that share a content last."""
    left = batch.filter(~pl.col("source_path").is_in(sorted(done)))
    alone = left.filter(pl.col("twins") == "")
    yield dict(alone.select("source_path", "content").iter_rows()), GROUP_BYTES
    share: dict[str, str] = {}
    shared = left.filter(pl.col("twins") != "").sort("twins", "source_path").partition_by("twins", maintain_order=True)
    for group in shared:
        if share and len(share) + group.height > MOST_TWINS:
            yield share, _NO_BOUND
            share = {}
        share |= dict(group.select("source_path", "content").iter_rows())
    if share:
        yield share, _NO_BOUND
