"""The file of decisions: what is read from it, what is refused with a reason, and what an append leaves."""

from pathlib import Path

import pytest

from warehouse.connection import connect
from warehouse.reviews import (
    COLUMNS,
    REVIEWS_VARIABLE,
    ReviewError,
    append_review,
    load_reviews,
    read_reviews,
    reviews_file,
)

ACCEPT: dict[str, str | None] = {"item_id": "i1", "reading": "r1", "decision": "accept", "reason": "as printed"}
CORRECT = ACCEPT | {
    "decision": "correct",
    "kind": "outcome",
    "indicator_code": "gdp",
    "measure": "growth",
    "period_start": "2023",
    "period_end": "2023",
    "comparator": "eq",
    "value_low": "-1.5",
    "value_high": "-1.5",
    "unit": "percent",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reviews.csv"


def test_the_file_of_the_repository_holds_only_decisions_that_can_be_applied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(REVIEWS_VARIABLE, raising=False)
    header = reviews_file().read_text(encoding="utf-8").splitlines()[0]
    assert header.split(",") == list(COLUMNS)
    assert [row for row in read_reviews(reviews_file()) if row["problem"]] == []


def test_what_is_appended_is_read_again(path: Path) -> None:
    first = ACCEPT | {"evidence": '增长6%，"提质"'}
    append_review(path, first)
    append_review(path, CORRECT)
    found = read_reviews(path)
    empty = dict.fromkeys(COLUMNS)
    assert found == [
        empty | first | {"line": 2, "problem": None},
        empty | CORRECT | {"line": 3, "problem": None},
    ]


def test_a_last_line_that_an_editor_left_open_is_not_grown(path: Path) -> None:
    append_review(path, ACCEPT)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    append_review(path, ACCEPT | {"item_id": "i2"})
    assert [row["item_id"] for row in read_reviews(path)] == ["i1", "i2"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reason": None}, "reason is empty"),
        ({"reading": None}, "reading is empty"),
        ({"decision": "maybe"}, "decision is 'maybe', not one of accept, correct, reject"),
        ({"kind": "wish"}, "kind is wish, not one of target, outcome"),
        ({"unit": None}, "unit is empty, not one of percent"),
        ({"indicator_code": "no_such"}, "indicator_code no_such is not in the catalogue"),
        ({"period_start": "2024"}, "period_start and period_end are not years in their order"),
        ({"period_end": "later"}, "period_start and period_end are not years in their order"),
        ({"value_high": "2"}, "the values do not fit the comparator"),
        ({"value_low": "many"}, "the values do not fit the comparator"),
        ({"comparator": "ge"}, "the values do not fit the comparator"),
        ({"comparator": "ge", "value_low": "nan", "value_high": None}, "the values do not fit the comparator"),
        ({"comparator": "range", "value_low": "9"}, "the values do not fit the comparator"),
    ],
)
def test_a_decision_that_cannot_be_right_is_refused_and_when_written_by_hand_kept_with_the_reason(
    path: Path, change: dict[str, str | None], told: str
) -> None:
    row = CORRECT | change
    with pytest.raises(ReviewError, match="the decision cannot be taken"):
        append_review(path, row)
    assert not path.exists()
    by_hand = ",".join(COLUMNS) + "\n" + ",".join(row.get(name) or "" for name in COLUMNS) + "\n"
    path.write_text(by_hand, encoding="utf-8")
    [read] = read_reviews(path)
    assert str(read["problem"]).startswith(told)


@pytest.mark.parametrize(
    ("comparator", "low", "high"), [("ge", "3", None), ("le", None, "3"), ("range", "3", "4"), ("approx", "3", "3.0")]
)
def test_values_that_fit_their_comparator_are_taken(
    path: Path, comparator: str, low: str | None, high: str | None
) -> None:
    append_review(path, CORRECT | {"comparator": comparator, "value_low": low, "value_high": high})
    assert [row["problem"] for row in read_reviews(path)] == [None]


@pytest.mark.parametrize("content", [b"item_id,decision\ni1,accept\n", b"\xff\xfe\x00", b""])
def test_a_file_that_is_none_of_decisions_says_so_in_one_line(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ReviewError) as caught:
        read_reviews(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_line_with_more_fields_than_columns_is_kept_with_the_reason(path: Path) -> None:
    append_review(path, ACCEPT)
    with path.open("a", encoding="utf-8") as sink:
        sink.write("i2,r1,accept,a reason, with a comma" + "," * len(COLUMNS) + "\n")
    assert [row["problem"] for row in read_reviews(path)] == [
        None,
        "the line has more fields than the file has columns",
    ]


def test_loading_replaces_what_was_loaded(path: Path, tmp_path: Path) -> None:
    with connect(tmp_path / "live.duckdb") as connection:
        assert load_reviews(connection, path) == 0
        append_review(path, CORRECT)
        assert load_reviews(connection, path) == 1
        assert load_reviews(connection, path) == 1
        rows = connection.execute("select line, item_id, value_low, unit, problem from raw.reviews").fetchall()
    assert rows == [(2, "i1", "-1.5", "percent", None)]


def test_another_file_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(REVIEWS_VARIABLE, str(tmp_path / "mine.csv"))
    assert reviews_file() == tmp_path / "mine.csv"


@pytest.mark.parametrize(
    "changes",
    [
        {"period_start": "²⁰²²", "period_end": "²⁰²²"},
        {"period_start": "1" * 5000},
        {"period_end": "٢٠٢٣"},
        {"value_low": "①", "value_high": "①"},
        {"value_low": "1" * 5000, "value_high": "1" * 5000},
        {"value_low": "1_000", "value_high": "1_000"},
        {"value_low": "١٢", "value_high": "١٢"},
        {"value_low": "nan", "value_high": "nan"},
        {"value_low": "1e400", "value_high": "1e400"},
    ],
)
def test_a_figure_that_only_python_reads_is_refused_and_set_aside_when_it_comes_by_file(
    path: Path, changes: dict[str, str | None]
) -> None:
    with pytest.raises(ReviewError):
        append_review(path, CORRECT | changes)
    assert not path.exists()
    append_review(path, CORRECT)
    row = CORRECT | changes
    with path.open("a", encoding="utf-8") as sink:
        sink.write(",".join(row.get(name) or "" for name in COLUMNS) + "\n")
    first, second = read_reviews(path)
    assert first["problem"] is None
    assert second["problem"]


def test_figures_of_full_width_are_plain_ones(path: Path) -> None:
    years = {"period_start": "２０２２", "period_end": "２０２２"}
    append_review(path, CORRECT | years | {"value_low": "－１．５", "value_high": "-1.5"})
    (row,) = read_reviews(path)
    assert (row["problem"], row["period_start"], row["value_low"]) == (None, "2022", "-1.5")
    assert "２" not in path.read_text(encoding="utf-8")
    with path.open("a", encoding="utf-8") as sink:  # the same by file
        sink.write(path.read_text(encoding="utf-8").splitlines()[1].replace("2022", "２０２２") + "\n")
    assert [row["period_end"] for row in read_reviews(path)] == ["2022", "2022"]


@pytest.mark.parametrize("text", ["12", "-1.5", "+3", "1e8", "0.000001", "123456789012345"])
def test_every_number_that_is_taken_is_one_for_the_warehouse_too(path: Path, tmp_path: Path, text: str) -> None:
    append_review(path, CORRECT | {"value_low": text, "value_high": text})
    with connect(tmp_path / "live.duckdb") as connection:
        load_reviews(connection, path)
        assert connection.execute("select value_low::double from raw.reviews").fetchall() == [(float(text),)]
