"""What the user is told when a build fails: one line, the right exit status."""

import errno
from pathlib import Path
from typing import NamedTuple

import pytest

from extract.stage import quarantine_frame, rejected
from orchestration.graph import failure
from orchestration.graph.progress import Failures

HOME, LOG = Path("/home/of/tests"), Path("/home/of/tests/dagster/build.log")


class Error(NamedTuple):
    """As Dagster keeps the error of a step."""

    cls_name: str
    message: str
    cause: "Error | None" = None


def of_run(failures: Failures, rejected_rows: list[dict[str, object]] | None = None) -> failure.BuildError:
    return failure.of_run(failures, HOME, LOG, lambda: quarantine_frame(rejected_rows or []))


@pytest.mark.parametrize(
    "message",
    [
        "OSError: [Errno 28] No space left on device: 'x.parquet'",
        "IO Error: Could not write file: No space left on device",
        "(sqlite3.OperationalError) database or disk is full",
    ],
)
def test_a_full_disk_is_named_wherever_it_struck(message: str) -> None:
    error = of_run(Failures(errors={"raw": Error("DagsterError", "a step failed", Error("OSError", message))}))
    assert error.status == 2
    assert str(error).startswith(f"the disk that holds {HOME} is full")


def test_a_full_disk_outside_of_any_step() -> None:
    error = failure.of_exception(OSError(errno.ENOSPC, "No space left on device"), HOME, LOG)
    assert (error.status, "is full" in str(error)) == (2, True)


def test_an_error_of_the_warehouse_is_passed_on_in_its_own_words() -> None:
    cause = Error("LakeError", "warehouse.lake.LakeError: the lake has no table facts\n")
    error = of_run(Failures(errors={"raw": Error("DagsterExecutionStepExecutionError", "Error in raw", cause)}))
    assert (error.status, str(error)) == (2, "the lake has no table facts")


def test_nothing_readable_counts_the_reasons() -> None:
    rows = [
        rejected("documents", f"in/{name}", code, reason, {})
        for name, code, reason in [
            ("b.txt", "empty", "the file is empty"),
            ("a.txt", "binary", "the file is no text"),
            ("c.txt", "empty", "the file is empty"),
        ]
    ]
    error = of_run(Failures(checks=[("extract/reports", "any_report", "ERROR")]), rows)
    assert error.status == 2
    assert "none of the 3 files" in str(error)
    assert "1 × binary, 2 × empty" in str(error)
    assert "in/a.txt: the file is no text" in str(error)


def test_a_failed_data_test_is_named_and_is_no_user_error() -> None:
    failures = Failures(
        errors={"dbt": Error("DagsterDbtCliRuntimeError", "dbt failed")},
        checks=[("marts/fct_targets", "is_key", "ERROR"), ("extract/facts", "schema", "WARN")],
    )
    error = of_run(failures)
    assert error.status == 1
    assert "is_key on marts/fct_targets" in str(error)
    assert "extract/facts" not in str(error)
    assert str(LOG) in str(error)


def test_any_other_fault_names_the_stage_in_one_line() -> None:
    cause = Error("ValueError", "ValueError: first line\nsecond line")
    error = of_run(Failures(errors={"extract__facts": Error("Step", "Error in facts", cause)}))
    assert error.status == 1
    assert str(error).startswith("the stage facts failed: ValueError: first line; ")
    assert "\n" not in str(error)
