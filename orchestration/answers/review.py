"""``duixian review``: what a person should look at, with its sentence, and the taking of decisions.

Showing the queue and turning answers into rows of the file of decisions belong here. The queue is made by dbt
(``marts.review_queue``), the file is ``warehouse.reviews``'. A decision is applied by the next run.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import IO, Any, TextIO

import duckdb

from orchestration import UserError
from orchestration.answers.query import QueryError, run_query
from warehouse.connection import connect
from warehouse.home import Home
from warehouse.reviews import DECISIONS, READING, append_review, problem, read_reviews, reviews_file

OPEN = ("open", "reopened")
TAKEN = "taken"
"""The state of an item whose decision is in the file and waits for the next run."""
_WAITING = "noted.item_id is not null and queue_now.state in ('open', 'reopened')"
_ORDER = "state != 'reopened', weight desc, source_path, report_id, evidence, item_id"
_KEYS = {"a": "accept", "c": "correct", "r": "reject"}
_QUIT = None
Ask = Callable[[str], str]


class ReviewRequestError(UserError):
    """What was asked of the review cannot be done; the message is one clear line."""


def queue(home: Home, with_decided: bool = False) -> list[dict[str, Any]]:
    """The rows of marts.review_queue that wait for a decision, reopened first, then the likeliest wrong; or all.

    One that was decided since the last run is ``taken``.

    Raises DatabaseError without a published file, ReviewRequestError when it is of a version without reviews.
    """
    chosen = _queue(with_decided)
    with connect(home.published_database, read_only=True) as connection, _queue_is_there(home):
        found = connection.execute(chosen)
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def write_queue(home: Home, with_decided: bool, output_format: str, sink: IO[bytes]) -> None:
    """Write what ``queue`` returns as ``duixian query`` writes rows: csv or json. Raises what ``queue`` does."""
    chosen = _queue(with_decided)
    with _queue_is_there(home):
        run_query(home, chosen, output_format, sink)


def _queue(with_decided: bool) -> str:
    """SQL of the queue, in which what the file of decisions says by now stands beside what the last run knew."""
    chosen = "" if with_decided else f"where state in {OPEN}"
    queue_now = f"(select * from marts.review_queue {chosen})"
    rows = [
        [*(row[name] for name in ("item_id", "reading", "decision", "reason", "decided_on")), number]
        for number, row in enumerate(read_reviews(reviews_file()))
        if row["problem"] is None
    ]
    if not rows:
        return f"from {queue_now} order by {_ORDER}"
    values = ", ".join("(" + ", ".join(_literal(value) for value in row) + ")" for row in rows)
    return f"""
    with queue_now as {queue_now},
    noted as (
        select * from (values {values}) as t(item_id, reading, decision, reason, decided_on, line)
        qualify row_number() over (partition by item_id order by line desc) = 1
    )
    select queue_now.* replace (
        case when {_WAITING} then '{TAKEN}' else queue_now.state end as state,
        case when {_WAITING} then noted.decision else queue_now.decision end as decision,
        case when {_WAITING} then noted.reason else queue_now.decision_reason end as decision_reason,
        case when {_WAITING} then noted.decided_on else queue_now.decided_on::varchar end as decided_on
    )
    from queue_now
    left join noted on queue_now.item_id = noted.item_id and queue_now.reading = noted.reading
    order by {_ORDER}"""


def _literal(value: str | int | None) -> str:
    return "null" if value is None else "'" + str(value).replace("'", "''") + "'"


@contextmanager
def _queue_is_there(home: Home) -> Iterator[None]:
    try:
        yield
    except (duckdb.Error, QueryError) as error:
        raise ReviewRequestError(f"{home.published_database} has no review queue; build again") from error


def show(items: Sequence[Mapping[str, Any]], sink: TextIO) -> None:
    """Write the items as text for a person."""
    sink.write("\n\n".join(map(described, items)) + "\n" if items else "")
    taken = sum(item["state"] == TAKEN for item in items)
    waiting = f", {taken:,} taken and applied by the next run" if taken else ""
    count = f"{len(items) - taken:,} to review{waiting}"
    sink.write(f"{chr(10) if items else ''}{count}; decisions go to {reviews_file()}\n")


def described(item: Mapping[str, Any]) -> str:
    """One item in a few lines: what and why, the sentence, and what was read."""
    lines = [
        f"{item['item_id']}  {item['state']}  {item['reason_code']}: {item['reason']}",
        f"  in   {item['source_path']}",
    ]
    if item["sentence"] or item["evidence"]:
        lines.append(f"  says {' '.join(str(item['sentence'] or item['evidence']).split())}")
    if item["counter_evidence"]:
        lines.append(f"  but  {' '.join(str(item['counter_evidence']).split())}")
    if item["is_fact"]:
        read = ", ".join(f"{name} {item[name]}" for name in READING if item[name] is not None)
        lines.append(f"  read {read} (confidence {item['confidence']})")
    if item["decision"]:
        lines.append(f"  then {item['decision']} on {item['decided_on']}: {item['decision_reason']}")
    return "\n".join(lines)


def decide(home: Home, item_id: str, decision: str, reason: str, settings: Sequence[str] = ()) -> str:
    """Take one decision, with ``settings`` (``name=value``) of a correction; returns a line for the user.

    Raises ReviewRequestError for an unknown item or one that cannot be decided so, ReviewError for bad values.
    """
    items = [item for item in queue(home, with_decided=True) if item["item_id"] == item_id]
    if not items:
        raise ReviewRequestError(f"no item {item_id} in the review queue; `duixian review --list` shows them")
    append_review(reviews_file(), _row(items[0], decision, reason, _changes(settings)))
    return f"{decision}: {item_id}, noted in {reviews_file()}; the next run applies it"


def converse(home: Home, ask: Ask = input, sink: TextIO = sys.stdout) -> None:
    """Go through the open items with a person at the terminal; every decision is written at once."""
    items = [item for item in queue(home) if item["state"] != TAKEN]
    for number, item in enumerate(items, start=1):
        print(f"\n[{number} of {len(items)}]\n{described(item)}", file=sink)
        answer = _answer(item, ask, sink)
        if answer is _QUIT:
            break
        if answer:
            append_review(reviews_file(), answer)
    print(f"\ndecisions are in {reviews_file()}; the next run applies them", file=sink)


def _answer(item: Mapping[str, Any], ask: Ask, sink: TextIO) -> dict[str, str | None] | None:
    """The row to write, an empty one to skip, None to stop. Asks again until the answer can be right."""
    choices = "[a]ccept, [c]orrect, [r]eject, [s]kip, [q]uit? " if item["is_fact"] else "[r]eject, [s]kip, [q]uit? "
    while True:
        key = ask(choices).strip().lower()[:1]
        if key in ("q", "s"):
            return _QUIT if key == "q" else {}
        if key not in _KEYS or (key != "r" and not item["is_fact"]):
            continue
        try:
            changes = _changes(ask("what to set (name=value ...): ").split()) if key == "c" else {}
            row = _row(item, _KEYS[key], ask("why? ").strip(), changes)
        except ReviewRequestError as error:
            print(error, file=sink)
            continue
        fault = problem(row)
        if fault is None:
            return row
        print(fault, file=sink)


def _row(
    item: Mapping[str, Any], decision: str, reason: str, changes: Mapping[str, str | None]
) -> dict[str, str | None]:
    if decision not in DECISIONS:
        raise ReviewRequestError(f"decide one of {', '.join(DECISIONS)}, not {decision}")
    if item["state"] == "void":
        raise ReviewRequestError(f"{item['item_id']} is not read any more; take its line out of {reviews_file()}")
    if decision != "reject" and not item["is_fact"]:
        raise ReviewRequestError(f"{item['item_id']} holds no fact: it can only be rejected")
    if changes and decision != "correct":
        raise ReviewRequestError("only a correction sets values")
    if decision == "correct" and not changes:
        raise ReviewRequestError("a correction needs values: --set name=value")
    read = {name: _text(item[name]) for name in READING} | dict(changes)
    return {
        "item_id": item["item_id"],
        "reading": item["reading"],
        "decision": decision,
        "reason": reason,
        "decided_on": date.today().isoformat(),
        "report_id": item["report_id"],
        "evidence": item["evidence"],
        **(read if decision == "correct" else {}),
    }


def _changes(settings: Sequence[str]) -> dict[str, str | None]:
    """``name=value`` pairs; an empty value is null."""
    changes: dict[str, str | None] = {}
    for setting in settings:
        name, separator, value = setting.partition("=")
        if not separator or name not in READING:
            raise ReviewRequestError(f"cannot set {setting!r}: write name=value, with a name of {', '.join(READING)}")
        changes[name] = value or None
    return changes


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
