"""What a run has done so far, gathered from Dagster's event stream: a line a stage, seconds, and what failed.

Only listening belongs here; how it is printed is in ``printing``, what the user is told at the end in
``answers.summary`` and ``failure``.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from orchestration.output.printing import Step, counted, line

NAME = "duixian.progress"
PROGRESS = "progress: "
"""What a line of a stage's log begins with that says how far the stage is."""
PATIENCE = 5.0
"""Seconds after which a step that goes on says how far it is."""


@dg.logger({}, description="Hands every event to the handlers of the Python logger duixian.progress.")
def progress(_context: dg.InitLoggerContext) -> logging.Logger:
    """The logger that ``duixian build`` listens to."""
    logger = logging.getLogger(NAME)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    return logger


@dataclass
class Failures:
    """What stopped a run: errors of steps, and checks that did not hold (asset, check, severity)."""

    errors: dict[str, Any] = field(default_factory=dict)
    checks: list[tuple[str, str, str]] = field(default_factory=list)


class Listener(logging.Handler):
    """Follows one run. ``say`` is called with a line when a stage is done."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self.say = say
        self.steps: dict[str, Step] = {}
        self.failures = Failures()
        self._said_at = time.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        """Take in one record of Dagster's log; of those without an event only progress is told."""
        about = getattr(record, "dagster_meta", {})
        event, said = about.get("dagster_event"), str(about.get("orig_message") or "")
        if event is None and said.startswith(PROGRESS):
            self.say(f"  {Step(about['step_key']).name:<12}    ...    {said.removeprefix(PROGRESS)}")
        if event is None or event.step_key is None:
            return
        step = self.steps.setdefault(event.step_key, Step(event.step_key))
        match event.event_type:
            case dg.DagsterEventType.ASSET_MATERIALIZATION:
                if event.materialization.partition is None:  # years are told beside the tables that they are part of
                    _note_asset(step, event.materialization.metadata)
                    self._say_if_long(step)
            case dg.DagsterEventType.ASSET_CHECK_EVALUATION:
                self._note_check(step, event.asset_check_evaluation_data)
                self._say_if_long(step)
            case dg.DagsterEventType.STEP_SUCCESS:
                step.seconds = event.step_success_data.duration_ms / 1000
                self._said_at = time.monotonic()
                if step.assets:
                    self.say(line(step))
            case dg.DagsterEventType.STEP_FAILURE:
                self.failures.errors[event.step_key] = event.step_failure_data.error

    def _note_check(self, step: Step, evaluation: dg.AssetCheckEvaluation) -> None:
        step.checks += 1
        if not evaluation.passed:
            asset = evaluation.asset_key.to_user_string()
            self.failures.checks.append((asset, evaluation.check_name, evaluation.severity.value))
            if evaluation.description and evaluation.severity == dg.AssetCheckSeverity.WARN:
                self.say(f"  warning     {' '.join(evaluation.description.split())}")

    def _say_if_long(self, step: Step) -> None:
        """A step of many tables says every few seconds how far it is."""
        if step.assets + step.checks > 1 and time.monotonic() - self._said_at >= PATIENCE:
            self._said_at = time.monotonic()
            self.say(f"  {step.name:<12}    ...    {counted(step)} so far")

    def seconds(self) -> dict[str, float]:
        """Seconds by stage in the order of the run; those of the checks that are steps of their own as ``checks``."""
        spent: defaultdict[str, float] = defaultdict(float)
        for step in self.steps.values():
            spent[step.name if step.assets else "checks"] += step.seconds
        return dict(spent)


def _note_asset(step: Step, metadata: dict[str, dg.MetadataValue[Any]]) -> None:
    step.assets += 1
    if "dagster/row_count" in metadata:
        step.rows = (step.rows or 0) + int(metadata["dagster/row_count"].value)
    if "quarantined" in metadata:
        step.quarantined += int(metadata["quarantined"].value)


class Progress:
    """How many reports a stage has done of all, and the time that is left: a line in the log every few seconds.

    ``before`` were done by a run that was stopped: they count, and say nothing of how fast this one is.
    """

    def __init__(self, say: Callable[[str], object], total: int, before: int = 0) -> None:
        self.say, self.total, self.done, self.before = say, total, before, before
        self._started = self._said_at = time.monotonic()

    def add(self, reports: int) -> None:
        """Some more are done."""
        self.done += reports
        now = time.monotonic()
        patience = max(PATIENCE, (now - self._started) / 20)  # a stage of an hour says it every three minutes
        if now - self._said_at >= patience and self.before < self.done < self.total:
            self._said_at = now
            left = (now - self._started) / (self.done - self.before) * (self.total - self.done)
            self.say(f"{PROGRESS}{self.done:,} of {self.total:,} reports, {duration(left)} left")


def duration(seconds: float) -> str:
    """A length of time for people: 40 s, 3 min, 2 h 10 min."""
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
