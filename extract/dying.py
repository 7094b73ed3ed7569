"""A report on which a process dies (out of memory, killed) is set aside, and takes no other report with it.

Belongs here: running a stage over ever fewer reports, each time in a process of its own, until those are found that end
it. Does not belong here: reports on which a stage raises (``apart``), and who runs all others (``workers``).
"""

import polars as pl

from extract import frame_files
from extract.apart import cut, joined, key_of, stage_name
from extract.executor import DeadWorkerError
from extract.pipeline import StageSpec
from extract.stage import Stage, quarantine_frame, unread_report
from extract.workers import in_one_process


def run_halved(spec: StageSpec, files: list[str]) -> Stage:
    """What a stage makes of its inputs, which lie in ``files``; reports that end its process are in quarantine."""
    first = frame_files.read(frame_files.place(files[0]))
    reports = first[key_of(first.columns)].unique(maintain_order=True).to_list()
    return joined(_halved(spec, files, reports), spec.sorted_by)


def _halved(spec: StageSpec, files: list[str], reports: list[str]) -> list[Stage]:
    try:
        return [in_one_process(run_share, spec, files, reports)]
    except DeadWorkerError as fault:
        if len(reports) == 1:
            frames = _share(files, reports)
            nothing = spec.run(*(frame.clear() for frame in frames))
            return [Stage(nothing.rows, quarantine_frame([unread_report(stage_name(spec.function), frames, fault)]))]
    middle = len(reports) // 2
    return [*_halved(spec, files, reports[:middle]), *_halved(spec, files, reports[middle:])]


def run_share(spec: StageSpec, files: list[str], reports: list[str]) -> Stage:
    """What a stage makes of some of the reports in its inputs."""
    return spec.run(*_share(files, reports))


def _share(files: list[str], reports: list[str]) -> list[pl.DataFrame]:
    return cut(tuple(frame_files.read(frame_files.place(file)) for file in files), pl.Series(reports, dtype=pl.String))
