"""A report on which a stage fails is set aside with the stage's name, and takes no other report with it.

Belongs here: cutting the frames of a stage by report, finding those on which it fails, and joining what it made of the
others. Does not belong here: what a stage refuses by its own rules, and sharing the work among processes (workers).
"""

from collections.abc import Callable, Sequence

import pandera.errors
import polars as pl

from extract.stage import SCHEMA_CHECK, Stage, quarantine_frame, unread_report

StageFunction = Callable[..., Stage]


class GeneralError(RuntimeError):
    """A fault that is no report's: it stops the stage, whichever report was at hand."""


_GENERAL = (GeneralError, OSError, pandera.errors.SchemaErrors)
"""Whatever of a stage raises these: a report is no cause of them (reference data that is missing, a wrong column)."""


def each_report(stage: StageFunction, *frames: pl.DataFrame, sorted_by: str | None = None) -> Stage:
    """What ``stage`` makes of the frames; reports on which it fails are in quarantine (``unread_report``).

    They are found by halving, so that a run without them costs nothing more. A fault that is no report's is raised.
    """
    try:
        return stage(*frames)
    except Exception as fault:
        reports = frames[0].select(pl.col(key_of(frames[0].columns)).unique(maintain_order=True)).to_series()
        if isinstance(fault, _GENERAL) or reports.is_empty():
            raise
        if len(reports) == 1:
            nothing = stage(*(frame.clear() for frame in frames))
            return Stage(nothing.rows, quarantine_frame([unread_report(stage_name(stage), frames, fault)]))
    middle = len(reports) // 2
    halves = (cut(frames, reports[:middle]), cut(frames, reports[middle:]))
    return joined([each_report(stage, *half, sorted_by=sorted_by) for half in halves], sorted_by)


def stage_name(stage: StageFunction) -> str:
    """What a stage calls itself in the quarantine: the name of its module."""
    return stage.__module__.rpartition(".")[2]


def key_of(columns: Sequence[str]) -> str:
    """The column that names the report: ``source_path`` where there is no id yet."""
    return "report_id" if "report_id" in columns else "source_path"


def joined(results: list[Stage], sorted_by: str | None = None) -> Stage:
    """A stage's result for all reports from those for the pieces, in their order or in that of a column."""
    if len(results) == 1:
        return results[0]
    rows, quarantine = (pl.concat(frames) for frames in zip(*results, strict=True))
    order = [] if sorted_by is None else [sorted_by]
    late = pl.col("reason_code") == SCHEMA_CHECK  # a stage lets its schema judge what it has not refused itself
    rows = rows.sort(order, maintain_order=True) if order else rows
    return Stage(rows, quarantine.sort(late, *order, maintain_order=True))


def cut(frames: tuple[pl.DataFrame, ...], reports: pl.Series) -> list[pl.DataFrame]:
    """The rows of these reports; a frame that knows no ids is cut by the paths that the first one gives for them."""
    key = key_of(frames[0].columns)
    first = frames[0].filter(pl.col(key).is_in(reports.implode()))
    found = [first]
    for frame in frames[1:]:
        shared = key if key in frame.columns else key_of(frame.columns)
        found.append(frame.filter(pl.col(shared).is_in(first[shared].unique().implode())))
    return found
