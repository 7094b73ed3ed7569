"""The stages of the extraction as a table: what each one is called, what it reads, and what it promises.

Assets, checks and the quarantine are all made from this table, so that a new stage is a new row. No rule of a stage
and nothing of Dagster belongs here.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandera.polars as pa

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
from extract.stage import Stage


@dataclass(frozen=True)
class StageSpec:
    """One stage: ``function(*inputs) -> Stage`` whose rows obey ``schema``. ``inputs`` are names of earlier stages."""

    name: str
    function: Callable[..., Stage]
    inputs: tuple[str, ...]
    schema: type[pa.DataFrameModel]

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
    StageSpec("facts", facts.facts, ("reports", "statements"), schemas.Facts),
    StageSpec(
        "worded_targets",
        worded.worded_targets,
        ("repaired", "reports", "sections", "sentences", "quantities", "mentions"),
        schemas.WordedTargets,
    ),
)

STAGES = (FIRST, *LATER)
