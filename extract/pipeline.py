"""The stages of the extraction as a table, and the whole chain in plain Python: files in, every frame out.

What each stage is called, what it reads and what it promises belong here. Assets, checks, benchmarks and tests are made
from this table, so that a new stage is a new row. No rule of a stage and nothing of Dagster belongs here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import pandera.polars as pa
import polars as pl

from extract import (
    clauses,
    documents,
    facts,
    identity,
    indicators,
    quantities,
    repair,
    schemas,
    statements,
    structure,
    worded,
)
from extract.apart import each_report, joined
from extract.stage import UNREAD_REPORT, Stage
from extract.workers import over_pieces


@dataclass(frozen=True)
class StageSpec:
    """One stage: ``function(*inputs) -> Stage`` whose rows obey ``schema``. ``inputs`` are names of earlier stages.

    Reports stand in the order of the documents, unless the stage sorts them (``sorted_by``)."""

    name: str
    function: Callable[..., Stage]
    inputs: tuple[str, ...]
    schema: type[pa.DataFrameModel]
    sorted_by: str | None = None

    def run(self, *inputs: pl.DataFrame) -> Stage:
        """What the stage makes of its inputs; a report on which it fails is set aside and stops no other."""
        return each_report(self.function, *inputs, sorted_by=self.sorted_by)

    @property
    def description(self) -> str:
        """What one row of the stage's frame is: the first paragraph of the schema's docstring."""
        return (self.schema.__doc__ or "").split("\n\n")[0].strip()


FIRST = StageSpec("documents", documents.documents, (), schemas.Documents)
"""The stage that reads files instead of another stage's frame."""

LATER = (
    StageSpec("repaired", repair.repair, ("documents",), schemas.Repaired),
    StageSpec("reports", identity.identity, ("repaired",), schemas.Reports),
    StageSpec("sections", structure.sections, ("reports",), schemas.Sections),
    StageSpec("sentences", clauses.sentences, ("reports", "sections"), schemas.Sentences),
    StageSpec("quantities", quantities.quantities, ("sentences",), schemas.Quantities),
    StageSpec("mentions", indicators.mentions, ("sentences",), schemas.Mentions),
    StageSpec(
        "statements",
        statements.statements,
        ("repaired", "reports", "sections", "sentences", "quantities", "mentions"),
        schemas.Statements,
    ),
    StageSpec("facts", facts.facts, ("reports", "statements", "documents"), schemas.Facts, sorted_by="report_id"),
    StageSpec(
        "worded_targets",
        worded.worded_targets,
        ("repaired", "reports", "sections", "sentences", "quantities", "mentions"),
        schemas.WordedTargets,
    ),
)

STAGES = (FIRST, *LATER)
_OF_FILES = ("documents", "repaired", "quarantine")
"""Frames that hold files, whether they turn out to be reports or not."""


class Extraction(NamedTuple):
    """Every frame of a run, by the name of its stage; ``quarantine`` is what all stages together could not use."""

    documents: pl.DataFrame
    repaired: pl.DataFrame
    reports: pl.DataFrame
    sections: pl.DataFrame
    sentences: pl.DataFrame
    quantities: pl.DataFrame
    mentions: pl.DataFrame
    statements: pl.DataFrame
    facts: pl.DataFrame
    worded_targets: pl.DataFrame
    quarantine: pl.DataFrame


def extract(files: pl.DataFrame) -> Extraction:
    """Run every stage over ``files`` (columns source_path, content); many reports are shared among processes."""
    first = FIRST.function(files)
    pieces = over_pieces(later_stages, first.rows)
    done = {FIRST.name: first}
    done |= {spec.name: joined([piece[spec.name] for piece in pieces], spec.sorted_by) for spec in LATER}
    rows = {name: stage.rows for name, stage in done.items()}
    return Extraction(**settled({**rows, "quarantine": pl.concat([stage.quarantine for stage in done.values()])}))


def settled(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The frames of a run without what a report left that a later stage could not read.

    A report of which a part is unread would look like one that is silent about its targets. ``frames`` are those of
    any stages by name, with ``repaired`` and ``quarantine``; the latter then names the file
    wherever a stage knew only the id.
    """
    paths = dict(frames["repaired"].select("report_id", "source_path").iter_rows())
    path = pl.col("source_path").replace(paths)
    quarantine = frames["quarantine"].with_columns(path)
    unread = quarantine.filter((pl.col("reason_code") == UNREAD_REPORT) & pl.col("report_id").is_not_null())
    if unread.is_empty():
        return frames | {"quarantine": quarantine}
    stays = ~pl.col("report_id").is_in(unread["report_id"].implode())
    kept = {name: frame.filter(stays) for name, frame in frames.items() if name not in _OF_FILES}
    return frames | kept | {"quarantine": quarantine}


def later_stages(documents: pl.DataFrame) -> dict[str, Stage]:
    """What the stages behind the first make of these documents, by the name of the stage."""
    done: dict[str, Stage] = {}
    for spec in LATER:
        inputs = (documents if name == FIRST.name else done[name].rows for name in spec.inputs)
        done[spec.name] = spec.run(*inputs)
    return done
