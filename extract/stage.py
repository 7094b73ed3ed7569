"""What every stage returns: the rows that hold, and the rows that do not, with the reason.

Only the shape of a stage's result and its validation belong here; no stage's own rules do.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandera.errors
import pandera.polars as pa
import polars as pl

from extract.obeys import obeys
from extract.schemas import QUARANTINE

SCHEMA_CHECK = "schema_check"
"""The reason_code of rows that break a check of their stage's schema."""
UNREAD_REPORT = "unread_report"
"""The reason_code of reports on which a stage fails."""


class Stage(NamedTuple):
    """A stage's result. ``rows`` obeys the stage's schema, ``quarantine`` obeys :class:`schemas.Quarantine`."""

    rows: pl.DataFrame
    quarantine: pl.DataFrame


def rejected(stage: str, source_path: str, reason_code: str, reason: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """One quarantine row. ``reason`` is for a person; ``row`` is kept as JSON with sorted keys."""
    return {
        "stage": stage,
        "source_path": source_path,
        "report_id": row.get("report_id"),
        "reason_code": reason_code,
        "reason": reason,
        "row_json": json.dumps(dict(row), ensure_ascii=False, sort_keys=True, default=str),
    }


def unread(stage: str, source_path: str, sentence: Mapping[str, Any], fault: Exception) -> dict[str, Any]:
    """The quarantine row of a sentence on which the reader itself fails: it takes no other sentence with it."""
    reason = f"the reader failed on this sentence, a fault of its own and not of the report: {type(fault).__name__}"
    shown = {key: sentence[key] for key in ("report_id", "sentence_index", "text")}
    return rejected(stage, source_path, "unread_sentence", reason, shown)


def unread_report(stage: str, frames: Sequence[pl.DataFrame], fault: Exception) -> dict[str, Any]:
    """The quarantine row of the one report in these frames, on which the stage itself fails.

    Its ``source_path`` is the id of the report where no frame names the file.
    """
    columns = ("report_id", "source_path")
    shown = {name: frame[name][0] for frame in frames for name in columns if name in frame.columns and frame.height}
    return unread_file(stage, str(shown.get("source_path") or shown["report_id"]), fault, shown)


def unread_file(stage: str, source_path: str, fault: Exception, row: Mapping[str, Any]) -> dict[str, Any]:
    """The quarantine row of a file on which the stage itself fails: it takes no other file with it."""
    said = " ".join(str(fault).split())[:200]
    reason = f"the stage {stage} failed on this report, a fault of its own: {type(fault).__name__}"
    return rejected(stage, source_path, UNREAD_REPORT, reason, {**row, "fault": f"{type(fault).__name__}: {said}"})


def quarantine_frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A quarantine frame of these rows (see :func:`rejected`), empty when there are none."""
    return pl.DataFrame(rows, schema=QUARANTINE)


def content_ids(frame: pl.DataFrame, keys: list[str]) -> pl.Series:
    """An id of 20 hex digits for each row, the same on every machine for the same values of ``keys``."""
    text = frame.select(pl.concat_str([pl.col(k).cast(pl.String).fill_null("") for k in keys], separator="|"))
    return pl.Series([hashlib.sha256(value.encode()).hexdigest()[:20] for value in text.to_series()], dtype=pl.String)


def validate(stage: str, schema: type[pa.DataFrameModel], frame: pl.DataFrame) -> Stage:
    """Hold ``frame`` against ``schema``; rows that fail a check go to quarantine with the check's name.

    Raises ``pandera.errors.SchemaErrors`` only when the frame's shape is wrong (a missing or mistyped column),
    which is a fault of the code and not of a report.
    """
    columns = list(schema.to_schema().columns)
    frame = frame.select(columns) if set(columns) <= set(frame.columns) else frame
    if obeys(schema, frame):
        return Stage(frame, quarantine_frame([]))
    try:
        return Stage(schema.validate(frame, lazy=True), quarantine_frame([]))
    except pandera.errors.SchemaErrors as error:
        failures = pl.DataFrame(error.failure_cases)
        if failures["index"].null_count():
            raise
    return _split(stage, schema, frame, failures)


def _split(stage: str, schema: type[pa.DataFrameModel], frame: pl.DataFrame, failures: pl.DataFrame) -> Stage:
    reasons: dict[int, list[str]] = {}
    for failure in failures.sort("index", "column", "check").iter_rows(named=True):
        reasons.setdefault(int(failure["index"]), []).append(f"{failure['column']}: {failure['check']}")
    bad = []
    for index, checks in sorted(reasons.items()):
        row = frame.row(index, named=True)
        bad.append(
            rejected(
                stage,
                str(row.get("source_path") or row.get("report_id") or ""),
                SCHEMA_CHECK,
                "a value broke the check " + "; ".join(checks),
                row,
            )
        )
    good = frame.with_row_index("_i").filter(~pl.col("_i").is_in(list(reasons))).drop("_i")
    return Stage(schema.validate(good, lazy=True), quarantine_frame(bad))
