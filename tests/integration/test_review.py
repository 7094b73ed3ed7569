"""Review from end to end on a made-up lake: the queue, decisions, what they change, and what reopens them."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from orchestration.answers.review import ReviewRequestError, converse, decide, queue, show, write_queue
from tests.integration.dbt_alone import run_dbt
from tests.integration.warehouse_fixtures import LOADED_AT, Told, lake_tables, outcome, target
from warehouse.connection import connect
from warehouse.home import Home
from warehouse.lake import write_lake
from warehouse.load import load_lake
from warehouse.publish import publish
from warehouse.reviews import REVIEWS_VARIABLE, ReviewError, load_reviews, reviews_file

SURE = target("生产总值增长6%左右", "gdp", "growth", 2024, comparator="approx", low=6)
UNSURE = outcome("地方财政收入增长5%", "fiscal_revenue", "growth", 2023, low=5, confidence=0.85)
DOUBTED = outcome("社会消费品零售总额下降2%", "retail", "growth", 2023, low=-2)
WANTED = ["+fct_targets", "+fct_outcomes", "+quarantine", "+review_queue"]


def report(*said: Any) -> Told:
    return Told("made/坪山区政府工作报告_2024年.txt", "440310", 2024, said)


def set_aside(told: Told) -> dict[str, Any]:
    """The quarantine's row of the fact that ``DOUBTED`` would be, as extract/ writes it."""
    tables = lake_tables([told])
    fact = tables["facts"].row(tables["facts"].height - 1, named=True)
    return {
        "stage": "facts",
        "source_path": told.path,
        "report_id": told.report_id,
        "reason_code": "rederived_sign",
        "reason": "a second reading of the sentence gives another sign",
        "row_json": json.dumps(fact | {"doubt": "sign"}, ensure_ascii=False),
    }


EMPTY_FILE = {
    "stage": "documents",
    "source_path": "made/空.txt",
    "report_id": None,
    "reason_code": "empty_file",
    "reason": "the file is empty",
    "row_json": "{}",
}


class Warehouse:
    """A home that is built from a lake and the decisions, as a run does it, by the models that reviews touch."""

    def __init__(self, home: Home) -> None:
        self.home = home.ensure()

    def run(self, unsure: Any = UNSURE) -> None:
        told = report(SURE, unsure, DOUBTED)
        tables = lake_tables([told], [set_aside(told), EMPTY_FILE])
        tables["facts"] = tables["facts"].head(2)
        write_lake(self.home.lake, tables)
        with connect(self.home.live_database) as connection:
            load_lake(self.home.lake, connection, LOADED_AT)
            load_reviews(connection, reviews_file())
        without = ["--exclude", "resource_type:unit_test", "--indirect-selection", "buildable"]
        finished = run_dbt(self.home, "build", "--select", *WANTED, *without)
        assert finished.returncode == 0, finished.stdout[-6000:]
        publish(self.home.live_database, self.home.published_database)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with connect(self.home.published_database, read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def outcomes(self) -> list[tuple[Any, ...]]:
        return self.ask("select indicator_code, value_low, confidence from marts.fct_outcomes order by all")

    def states(self) -> dict[str, str]:
        return dict(self.ask("select reason_code, state from marts.review_queue"))

    def item(self, reason_code: str) -> str:
        [found] = [item for item in queue(self.home, with_decided=True) if item["reason_code"] == reason_code]
        return str(found["item_id"])


@pytest.fixture(scope="module")
def undecided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a home that was built before any decision. Copy it."""
    folder = tmp_path_factory.mktemp("undecided")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(REVIEWS_VARIABLE, str(folder / "none.csv"))
        Warehouse(Home(folder / "home")).run()
    return folder / "home"


@pytest.fixture
def warehouse(undecided: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    monkeypatch.setenv(REVIEWS_VARIABLE, str(tmp_path / "decisions" / "reviews.csv"))
    shutil.copytree(undecided, tmp_path / "home")
    return Warehouse(Home(tmp_path / "home"))


def test_decisions_are_applied_by_the_next_run_and_reopened_by_another_reading(warehouse: Warehouse) -> None:
    home = warehouse.home
    assert warehouse.states() == {"low_confidence": "open", "rederived_sign": "open", "empty_file": "open"}
    assert warehouse.outcomes() == [("fiscal_revenue", 5.0, 0.85)]

    decide(
        home,
        warehouse.item("low_confidence"),
        "correct",
        "it is the general budget",
        ["value_low=5.5", "value_high=5.5"],
    )
    decide(home, warehouse.item("rederived_sign"), "accept", "a decline, as printed")
    decide(home, warehouse.item("empty_file"), "reject", "sent by mistake")
    assert warehouse.outcomes() == [("fiscal_revenue", 5.0, 0.85)], "nothing changes before the next run"
    warehouse.run()
    assert warehouse.states() == {"low_confidence": "corrected", "rederived_sign": "accepted", "empty_file": "rejected"}
    assert warehouse.outcomes() == [("fiscal_revenue", 5.5, 1.0), ("retail", -2.0, 1.0)]
    assert warehouse.ask("select reason_code from marts.quarantine") == [("empty_file",)]
    assert queue(home) == []

    # The same sentence of the same report is read otherwise: the correction was of another reading.
    reread = outcome("地方财政收入增长5%", "fiscal_revenue", "growth", 2022, low=5, confidence=0.85)
    warehouse.run(reread)
    assert warehouse.states() == {"low_confidence": "reopened", "rederived_sign": "accepted", "empty_file": "rejected"}
    assert warehouse.outcomes() == [("fiscal_revenue", 5.0, 0.85), ("retail", -2.0, 1.0)]

    decide(home, warehouse.item("low_confidence"), "reject", "of another year")
    warehouse.run(reread)
    assert warehouse.outcomes() == [("retail", -2.0, 1.0)]
    assert warehouse.ask("select stage, reason_code, reason from marts.quarantine where stage = 'review'") == [
        ("review", "rejected_in_review", "a reviewer rejected it: of another year")
    ]


def test_a_line_that_cannot_be_applied_is_quarantined_with_the_reason(warehouse: Warehouse) -> None:
    decide(warehouse.home, warehouse.item("empty_file"), "reject", "sent by mistake")
    path = reviews_file()
    path.write_text(path.read_text(encoding="utf-8").replace(",reject,", ",refuse,"), encoding="utf-8")
    warehouse.run()
    assert warehouse.states()["empty_file"] == "open"
    assert warehouse.ask("select source_path, reason from marts.quarantine where stage = 'review'") == [
        ("reviews.csv, line 2", "decision is 'refuse', not one of accept, correct, reject")
    ]


def test_the_listing_shows_each_item_with_its_sentence_and_reading(warehouse: Warehouse) -> None:
    shown = io.StringIO()
    show(queue(warehouse.home), shown)
    assert "在本地，地方财政收入增长5%。" in shown.getvalue()
    assert "indicator_code fiscal_revenue" in shown.getvalue()
    assert "3 to review" in shown.getvalue()


def test_a_decision_shows_as_taken_before_the_next_run_applies_it(warehouse: Warehouse) -> None:
    home, item = warehouse.home, warehouse.item("low_confidence")
    decide(home, item, "reject", "of another year")
    decide(home, item, "accept", "it's as printed")
    shown, asked, as_csv = io.StringIO(), [], io.BytesIO()
    show(queue(home), shown)
    assert f"{item}  taken" in shown.getvalue() and "then accept on " in shown.getvalue()
    assert "it's as printed" in shown.getvalue()
    assert "2 to review, 1 taken and applied by the next run" in shown.getvalue()
    write_queue(home, False, "csv", as_csv)
    rows = {row["item_id"]: row for row in csv.DictReader(io.StringIO(as_csv.getvalue().decode()))}
    assert (rows[item]["state"], rows[item]["decision"]) == ("taken", "accept")
    converse(home, lambda question: asked.append(question) or "s", io.StringIO())  # type: ignore[func-returns-value]
    assert len(asked) == 2, "nobody is asked again"
    warehouse.run()
    assert warehouse.states()["low_confidence"] == "accepted"


def test_programs_get_the_queue_as_they_get_any_query(warehouse: Warehouse) -> None:
    def written(output_format: str) -> str:
        sink = io.BytesIO()
        write_queue(warehouse.home, False, output_format, sink)
        return sink.getvalue().decode()

    items = json.loads(written("json"))
    rows = list(csv.DictReader(io.StringIO(written("csv"))))
    assert [item["item_id"] for item in items] == [item["item_id"] for item in queue(warehouse.home)]
    assert [row["item_id"] for row in rows] == [item["item_id"] for item in items]
    assert {item["is_fact"] for item in items} == {True, False} and {row["is_fact"] for row in rows} == {
        "true",
        "false",
    }
    assert {item["sentence"] for item in items} == {
        "在本地，地方财政收入增长5%。",
        "在本地，社会消费品零售总额下降2%。",
        None,
    }


def test_what_cannot_be_decided_so_is_said_in_one_line(warehouse: Warehouse) -> None:
    home, unsure = warehouse.home, warehouse.item("low_confidence")
    with pytest.raises(ReviewRequestError, match="no item nothing in the review queue"):
        decide(home, "nothing", "accept", "why not")
    with pytest.raises(ReviewRequestError, match="holds no fact: it can only be rejected"):
        decide(home, warehouse.item("empty_file"), "accept", "why not")
    with pytest.raises(ReviewRequestError, match="a correction needs values"):
        decide(home, unsure, "correct", "why not")
    with pytest.raises(ReviewRequestError, match="only a correction sets values"):
        decide(home, unsure, "accept", "why not", ["unit=percent"])
    with pytest.raises(ReviewRequestError, match="cannot set 'colour=red'"):
        decide(home, unsure, "correct", "why not", ["colour=red"])
    with pytest.raises(ReviewError, match="reason is empty"):
        decide(home, unsure, "accept", "")
    assert not reviews_file().exists()


def test_a_conversation_asks_until_the_answer_can_be_right(warehouse: Warehouse) -> None:
    order = [item["reason_code"] for item in queue(warehouse.home)]
    answers = {
        "low_confidence": ["?", "c", "unit=bushel", "a guess", "c", "value_low=5.5 value_high=5.5", "misread"],
        "rederived_sign": ["s"],
        "empty_file": ["a", "r", "sent by mistake"],
    }
    given = iter([answer for reason in order for answer in answers[reason]])
    shown = io.StringIO()
    converse(warehouse.home, lambda _question: next(given), shown)
    assert next(given, None) is None
    assert "unit is bushel, not one of percent" in shown.getvalue()
    warehouse.run()
    assert warehouse.states() == {"low_confidence": "corrected", "rederived_sign": "open", "empty_file": "rejected"}
