"""The stages' pieces as the tables of the lake, a piece at a time.

Belongs here: which frames make up a table. Does not belong here: what a report leaves that a later stage could not read
(``extract.pipeline.settled``), and how the lake keeps its tables (``warehouse.lake``).
"""

from collections.abc import Iterator

import polars as pl

from extract.pieces import QUARANTINE, Pieces
from extract.pipeline import settled
from warehouse.lake import lake_documents


def of_pieces(pieces: Pieces, table: str) -> Iterator[pl.DataFrame]:
    """The frames of a table of the lake, one a piece."""
    for number in pieces.numbers():
        yield _documents(pieces, number) if table == "documents" else _settled(pieces, number, table)


def _documents(pieces: Pieces, number: int) -> pl.DataFrame:
    raw = pieces.read("documents", number, columns=["source_path", "raw_text"])
    return lake_documents(raw, pieces.read("repaired", number))


def _settled(pieces: Pieces, number: int, table: str) -> pl.DataFrame:
    of_files = {
        "repaired": pieces.read("repaired", number, columns=["report_id", "source_path"]),
        QUARANTINE: pieces.read(QUARANTINE, number),
    }
    rows = {} if table == QUARANTINE else {table: pieces.read(table, number)}
    return settled(of_files | rows)[table]
