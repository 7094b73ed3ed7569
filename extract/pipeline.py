"""The whole chain in plain Python: files in, every frame out. For tests, benchmarks and one-off use.

Only the order of the stages belongs here; Dagster runs the same stages one by one (orchestration).
"""

from typing import NamedTuple

import polars as pl

from extract import (
    clauses,
    documents,
    facts,
    identity,
    indicators,
    quantities,
    repair,
    statements,
    structure,
    worded,
)


class Extraction(NamedTuple):
    """Every frame of a run; ``quarantine`` is what all stages together could not use."""

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
    """Run every stage over ``files`` (columns source_path, content)."""
    read = documents.documents(files)
    mended = repair.repair(read.rows)
    known = identity.identity(mended.rows)
    headed = structure.sections(known.rows)
    cut = clauses.sentences(known.rows, headed.rows)
    figures = quantities.quantities(cut.rows)
    words = indicators.mentions(cut.rows)
    said = statements.statements(mended.rows, known.rows, headed.rows, cut.rows, figures.rows, words.rows)
    held = facts.facts(known.rows, said.rows)
    promised = worded.worded_targets(mended.rows, known.rows, headed.rows, cut.rows, figures.rows, words.rows)
    stages = (read, mended, known, headed, cut, figures, words, said, held, promised)
    return Extraction(
        read.rows,
        mended.rows,
        known.rows,
        headed.rows,
        cut.rows,
        figures.rows,
        words.rows,
        said.rows,
        held.rows,
        promised.rows,
        pl.concat([stage.quarantine for stage in stages]),
    )
