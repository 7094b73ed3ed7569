"""The frames of one run as Parquet pieces of bounded size below a folder, and the stages run over them.

Belongs here: cutting documents into pieces, naming, writing and reading them, and taking every piece through a stage,
alone or shared among processes. Does not belong here: what a stage does (its own module), which files are read and what
becomes of the frames (the caller), and what a folder is: one of a disk, or of a store that many machines see
(``frame_files``).

A stage reads each report for itself, so a piece may hold any reports; what bounds a process is the text in its piece
and not the number of reports. The measure is characters: a report has five thousand or two hundred thousand of them,
and all frames grow with these. A piece is done when its rows are there: they are renamed into place behind the
quarantine, so whatever stops a run leaves whole pieces, and the next run over the same folder makes those that are not
there. :func:`run_piece` takes a folder, a stage and a number and hands back counts alone: nobody but the process that
works on a piece ever holds it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from extract import frame_files
from extract.apart import GeneralError
from extract.dying import run_halved
from extract.executor import Died
from extract.frame_files import Place
from extract.pipeline import FIRST, STAGES, StageSpec
from extract.stage import Stage, quarantine_frame
from extract.workers import each_of

CHARACTERS = 1_000_000
"""The text of a piece; a report that has more is a piece of its own."""
ROWS, QUARANTINE = "rows", "quarantine"
_CLOSED = "closed"


class PiecesError(GeneralError):
    """A piece is not where it was written; ``str`` is one line that says what to do."""


class Counts(NamedTuple):
    """A piece that a stage has done: its number, and the documents that are in it."""

    number: int
    documents: int


@dataclass(frozen=True)
class Pieces:
    """The pieces of all stages below ``folder``; those of a stage have the numbers of the documents' pieces."""

    folder: Place

    def path(self, stage: str, number: int, frame: str = ROWS) -> Place:
        """The file of one frame of a piece."""
        return self.folder / stage / f"{number:06}.{frame}.parquet"

    def numbers(self, stage: str = FIRST.name) -> list[int]:
        """The pieces of a stage that are done, in order."""
        return sorted(int(path.name.partition(".")[0]) for path in (self.folder / stage).glob(f"*.{ROWS}.parquet"))

    def read(self, stage: str, number: int, frame: str = ROWS, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """A frame of a piece, or some columns of it."""
        return frame_files.read(self.path(stage, number, frame), columns)

    def each(self, stage: str, frame: str = ROWS, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """A frame of every piece of a stage, one in memory at a time."""
        return (self.read(stage, number, frame, columns) for number in self.numbers(stage))

    def write(self, stage: str, number: int, result: Stage) -> None:
        """Keep a stage's result for a piece, the quarantine first: where the rows are, both are."""
        for frame, rows in ((QUARANTINE, result.quarantine), (ROWS, result.rows)):
            frame_files.write(self.path(stage, number, frame), rows)

    def height(self, stage: str, frame: str = ROWS, number: int | None = None) -> int:
        """The rows of a frame in all pieces, or in one."""
        return self._height_of(stage, self.numbers(stage) if number is None else [number], frame)

    def documents(self, numbers: Sequence[int]) -> int:
        """The documents in these pieces."""
        return self._height_of(FIRST.name, numbers)

    def _height_of(self, stage: str, numbers: Sequence[int], frame: str = ROWS) -> int:
        return frame_files.height(self.path(stage, number, frame) for number in numbers)

    def clear(self, stage: str) -> None:
        """Forget what was made of a stage."""
        frame_files.clear(self.folder / stage)

    def remove(self) -> None:
        """Forget what was made of all stages."""
        for name in (*(spec.name for spec in STAGES), QUARANTINE):
            self.clear(name)

    def close(self) -> None:
        """All documents are in pieces: at least one, even of none, so that every frame has its columns."""
        (self.folder / FIRST.name / _CLOSED).write_bytes(b"")

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

    Where a process dies, its piece is made behind all others, in ever smaller ones that have the workers to themselves,
    and a report that ends its process even alone is in quarantine.
    """
    left, died = _left(pieces, spec), []
    places = [(str(pieces.folder), spec, number) for number in left]
    for number, counts in zip(left, each_of(run_piece, places, pieces.documents(left)), strict=True):
        if isinstance(counts, Died):
            died.append(number)
        else:
            tell(counts)
    undone = set(_left(pieces, spec) if died else ())  # some were kept, and their process died before it said so
    for number in died:
        if number in undone:
            files = [str(pieces.path(name, number)) for name in spec.inputs]
            pieces.write(spec.name, number, run_halved(spec, files))
        tell(Counts(number, pieces.documents([number])))


def _left(pieces: Pieces, spec: StageSpec) -> list[int]:
    done = set(pieces.numbers(spec.name))
    return [number for number in pieces.numbers() if number not in done]


def run_piece(folder: str, spec: StageSpec, number: int) -> Counts:
    """One piece through one stage, from its files to its files. Raises PiecesError where its files are not there."""
    pieces = Pieces(frame_files.place(folder))
    try:
        inputs = [pieces.read(name, number) for name in spec.inputs]
    except FileNotFoundError as error:
        raise PiecesError(
            f"a worker finds no pieces at {folder}: name a folder or a store in DUIXIAN_PIECES that all machines see"
        ) from error
    pieces.write(spec.name, number, spec.run(*inputs))
    return Counts(number, pieces.documents([number]))
