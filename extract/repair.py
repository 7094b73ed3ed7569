"""Raw text to clean text with an index map: undoes encoding, web and scanning damage.

Belongs here: the order of the repairs and the frame that they fill. Each kind of damage is a module of
``extract.repairs``. What the text says, whose it is and where its sections start is for the stages behind.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import polars as pl

from extract.offsets import IndexMap, MappedText
from extract.repairs import (
    charset,
    confusions,
    escapes,
    footnotes,
    furniture,
    invisible,
    joins,
    lines,
    numerals,
    pinyin,
    punctuation,
    repeats,
    residue,
    script,
    slipped,
    spaces,
    tags,
    widths,
)
from extract.schemas import Repaired
from extract.stage import Stage, quarantine_frame, rejected, validate
from extract.workers import by_report

STAGE = "repair"
ID_LENGTH = 16
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "report_id": pl.String,
    "source_path": pl.String,
    "source_name": pl.String,
    "source_format": pl.String,
    "source_sha256": pl.String,
    "told": pl.String,
    "text": pl.String,
    "repair_notes": pl.List(pl.String),
    "map_clean": pl.List(pl.Int32),
    "map_raw": pl.List(pl.Int32),
}

# Bytes first, while the text is as it was decoded; then what hides or splits words; then lines; then signs.
REPAIRS: tuple[Callable[[MappedText], list[str]], ...] = (
    invisible.undo,
    escapes.undo,
    charset.undo,
    slipped.undo,
    residue.undo,
    tags.undo,
    pinyin.undo,
    widths.undo,
    script.undo,
    lines.undo,
    furniture.undo,
    joins.undo,
    spaces.undo,
    footnotes.undo,
    numerals.undo,
    confusions.undo,
    punctuation.undo,
    repeats.undo,
)


class CleanText(NamedTuple):
    """A repaired text; ``notes`` name the repairs in order of application."""

    text: str
    notes: list[str]
    index_map: IndexMap


@by_report
def repair(documents: pl.DataFrame) -> Stage:
    """Clean text of each document.

    ``documents`` obeys ``schemas.Documents``, the rows ``schemas.Repaired``, in the same order, one a document. A
    document whose text vanishes under repair goes to quarantine (reason_code no_text).
    """
    rows: list[dict[str, Any]] = []
    bad: list[dict[str, Any]] = []
    kept = ("source_path", "source_name", "source_format", "source_sha256", "told")
    for document in documents.select(*kept, "notes", "raw_text").iter_rows(named=True):
        facts = {name: document[name] for name in kept}
        report_id = document["source_sha256"][:ID_LENGTH]
        clean = clean_text(document["raw_text"])
        if not clean.text:
            reason = "nothing is left of the text when web-page furniture and unprintable characters are removed"
            bad.append(rejected(STAGE, document["source_path"], "no_text", reason, facts | {"report_id": report_id}))
            continue
        rows.append(
            facts
            | {
                "report_id": report_id,
                "text": clean.text,
                "repair_notes": [*document["notes"], *clean.notes],
                "map_clean": clean.index_map.clean,
                "map_raw": clean.index_map.raw,
            }
        )
    checked = validate(STAGE, Repaired, pl.DataFrame(rows, schema=SCHEMA))
    return Stage(checked.rows, pl.concat([quarantine_frame(bad), checked.quarantine]))


def clean_text(raw: str) -> CleanText:
    """One text repaired; its map has a breakpoint at 0 and is strictly increasing in the clean offsets."""
    text = MappedText(raw)
    notes = [note for undo in REPAIRS for note in undo(text)]
    return CleanText(text.text, notes, text.index_map)
