"""The frames of one run as Parquet pieces of bounded size below a folder, and the stages run over them.

Belongs here: cutting documents into pieces, naming, writing and reading them, and taking every piece through a stage,
alone or shared among processes. Does not belong here: what a stage does (its own module), which files are read and what
becomes of the frames (the caller).

A stage reads each report for itself, so a piece may hold any reports; what bounds a process is the text in its piece
and not the number of reports. The measure is characters: a report has five thousand or two hundred thousand of them,
and all frames grow with these. A piece is done when its rows are there: they are renamed into place behind the
quarantine, so whatever stops a run leaves whole pieces, and the next run over the same folder makes those that are not
there. :func:`run_piece` takes a folder, a stage and a number and hands back counts alone: nobody but the process that
works on a piece ever holds it.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import polars as pl

from extract.dying import run_halved
from extract.pipeline import FIRST, StageSpec
from extract.stage import Stage, quarantine_frame
from extract.workers import DeadWorkerError, each_of

CHARACTERS = 1_000_000
"""The text of a piece; a report that has more is a piece of its own."""
ROWS, QUARANTINE = "rows", "quarantine"
_CLOSED = "closed"


class Counts(NamedTuple):
    """A piece that a stage has done: its number, and the documents that are in it."""

    number: int
    documents: int


@dataclass(frozen=True)
class Pieces:
    """The pieces of all stages below ``folder``; those of a stage have the numbers of the documents' pieces."""

    folder: Path

    def path(self, stage: str, number: int, frame: str = ROWS) -> Path:
        """The file of one frame of a piece."""
        return self.folder / stage / f"{number:06}.{frame}.parquet"

    def numbers(self, stage: str = FIRST.name) -> list[int]:
        """The pieces of a stage that are done, in order."""
        return sorted(int(path.name.partition(".")[0]) for path in (self.folder / stage).glob(f"*.{ROWS}.parquet"))

    def read(self, stage: str, number: int, frame: str = ROWS, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """A frame of a piece, or some columns of it."""
        return pl.read_parquet(self.path(stage, number, frame), columns=None if columns is None else list(columns))

    def each(self, stage: str, frame: str = ROWS, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """A frame of every piece of a stage, one in memory at a time."""
        return (self.read(stage, number, frame, columns) for number in self.numbers(stage))

    def write(self, stage: str, number: int, result: Stage) -> None:
        """Keep a stage's result for a piece, the quarantine first: where the rows are, both are."""
        for frame, rows in ((QUARANTINE, result.quarantine), (ROWS, result.rows)):
            final = self.path(stage, number, frame)
            final.parent.mkdir(parents=True, exist_ok=True)
            draft = final.with_name(f"{final.name}.{os.getpid()}")
            rows.write_parquet(draft)
            os.replace(draft, final)

    def height(self, stage: str, frame: str = ROWS, number: int | None = None) -> int:
        """The rows of a frame in all pieces, or in one."""
        numbers = self.numbers(stage) if number is None else [number]
        return sum(_height(self.path(stage, number, frame)) for number in numbers)

    def documents_done(self, stage: str) -> int:
        """The documents in those pieces that the stage has done."""
        return sum(self.height(FIRST.name, number=number) for number in self.numbers(stage))

    def clear(self, stage: str) -> None:
        """Forget what was made of a stage."""
        for path in (self.folder / stage).glob("*"):
            path.unlink()

    def close(self) -> None:
        """All documents are in pieces: at least one, even of none, so that every frame has its columns."""
        (self.folder / FIRST.name / _CLOSED).touch()

    def is_complete(self, stage: str) -> bool:
        """Whether a stage has all its pieces."""
        is_closed = (self.folder / FIRST.name / _CLOSED).is_file()
        return is_closed and self.numbers(stage) == self.numbers()


def add_documents(pieces: Pieces, found: Stage, is_last: bool = True) -> Stage:
    """Cut documents into further pieces by their characters; what is set aside goes with the first of them.

    Unless they are the last, those behind the last cut are handed back, to be filled up by the next ones.
    """
    first = max(pieces.numbers(), default=-1) + 1
    cuts = _cuts(found.rows["raw_text"].str.len_chars().to_list())
    aside = found.quarantine
    for place, (start, end) in enumerate(cuts if is_last else cuts[:-1]):
        pieces.write(FIRST.name, first + place, Stage(found.rows.slice(start, end - start), aside))
        aside = quarantine_frame([])
    return Stage(found.rows.clear() if is_last else found.rows.slice(cuts[-1][0]), aside)


def _cuts(lengths: list[int]) -> list[tuple[int, int]]:
    """(first, behind the last) of each piece: as much text as fits, and a document at least where there is any."""
    cuts, start, characters = [], 0, 0
    for row, length in enumerate(lengths):
        if row > start and characters + length > CHARACTERS:
            cuts.append((start, row))
            start, characters = row, 0
        characters += length
    return [*cuts, (start, len(lengths))]


def run_stage(pieces: Pieces, spec: StageSpec, tell: Callable[[Counts], object]) -> None:
    """Make those pieces of a stage that are not there yet, in as many processes as pay; ``tell`` hears of each one.

    Where a process dies, the pieces that are left are made one after the other, and a report that ends its process
    even alone is in quarantine.
    """
    left, told = _left(pieces, spec), set[int]()
    documents = sum(pieces.height(FIRST.name, number=number) for number in left)
    try:
        for counts in each_of(run_piece, [(str(pieces.folder), spec, number) for number in left], documents):
            told.add(counts.number)
            tell(counts)
    except DeadWorkerError:
        undone = set(_left(pieces, spec))  # of others a process had kept the result, and died before it said so
        for number in (number for number in left if number not in told):
            if number in undone:
                pieces.write(spec.name, number, run_halved(spec, [pieces.path(name, number) for name in spec.inputs]))
            tell(Counts(number, pieces.height(FIRST.name, number=number)))


def _left(pieces: Pieces, spec: StageSpec) -> list[int]:
    done = set(pieces.numbers(spec.name))
    return [number for number in pieces.numbers() if number not in done]


def run_piece(folder: str, spec: StageSpec, number: int) -> Counts:
    """One piece through one stage, from its files to its files."""
    pieces = Pieces(Path(folder))
    pieces.write(spec.name, number, spec.run(*(pieces.read(name, number) for name in spec.inputs)))
    return Counts(number, pieces.height(FIRST.name, number=number))


def _height(path: Path) -> int:
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())
