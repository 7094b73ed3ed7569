"""The catalogue of indicators and the words that make them: every code says what it counts, every row names a code."""

import csv
from pathlib import Path

import pytest

from extract import reference
from extract.binding import composed

CODES = {r["indicator_code"] for r in reference.rows("indicators")}


def test_every_code_says_what_it_counts_in_a_sentence_of_its_own() -> None:
    said: dict[str, str] = {}
    for row in reference.rows("indicators"):
        assert row["definition"].endswith("."), row["indicator_code"]
        assert said.setdefault(row["definition"], row["indicator_code"]) == row["indicator_code"]


def test_names_tell_codes_apart() -> None:
    rows = reference.rows("indicators")
    for column in ("indicator_code", "name_zh", "name_en"):
        values = [row[column] for row in rows]
        assert len(values) == len(set(values)), {v for v in values if values.count(v) > 1}


@pytest.mark.parametrize(
    ("quantity", "natures"),
    [("stock", {"stock"}), ("flow", {"flow", "accrual", "tally"}), ("rate", {"rate"}), ("index", {"rate"})],
)
def test_what_kind_of_quantity_agrees_with_how_it_is_read(quantity: str, natures: set[str]) -> None:
    found = {row["nature"] for row in reference.rows("indicators") if row["quantity"] == quantity}
    assert found == natures


@pytest.mark.parametrize("name", ["wordings", "derived_indicators", "part_indicators", "wording_affixes"])
def test_rows_name_codes_of_the_catalogue(name: str) -> None:
    columns = ("indicator_code", "split_codes", "base_code", "derived_code", "whole_code", "part_code")
    columns += ("indicator_codes",)
    for row in reference.rows(name):
        named = {code for column in columns for code in row.get(column, "").split()}
        assert {code for code in named if code[0] not in "*@"} <= CODES, row


def test_a_core_is_an_indicator_under_some_verb() -> None:
    classes = set(reference.composing_verbs().values())
    for wording, word in reference.wordings().items():
        if word.only == composed.COMPOSED and wording != "带动就业":  # keeps 就业 from being new jobs
            assert any(composed.under(word, verb_class) for verb_class in classes), wording


@pytest.mark.parametrize("path", sorted(reference.REFERENCE.glob("*.csv")), ids=lambda path: path.stem)
def test_every_row_has_as_many_cells_as_the_head(path: Path) -> None:
    """A comma in a pattern that is not quoted would cut the pattern short without a word."""
    with path.open(encoding="utf-8", newline="") as handle:
        head, *rows = csv.reader(handle)
    assert [row for row in rows if len(row) != len(head)] == []
