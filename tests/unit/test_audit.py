"""Drawing verdicts for a reader, taking the judgements, and the rates of error that follow."""

import importlib.util
import io
from pathlib import Path
from types import ModuleType

import pytest

from warehouse.home import REPOSITORY


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """benchmarks/audit.py, which is a script."""
    spec = importlib.util.spec_from_file_location("audit", REPOSITORY / "benchmarks" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERDICTS = [(f"m{n}", "met", "province") for n in range(90)] + [(f"n{n}", "not_reported", "county") for n in range(3)]


def test_rare_verdicts_are_drawn_as_often_as_frequent_ones(audit: ModuleType) -> None:
    assert audit.allocated({"a": 90, "b": 3, "c": 40}, 21) == {"a": 9, "b": 3, "c": 9}
    assert audit.allocated({"a": 2}, 21) == {"a": 2}
    found = audit.drawn(VERDICTS, 8, seed=1)
    assert sorted(found.values()) == [3, 3, 3, 90, 90, 90, 90, 90]


def test_a_seed_draws_the_same_whatever_the_order_and_another_draws_others(audit: ModuleType) -> None:
    first = audit.drawn(VERDICTS, 8, seed=1)
    assert audit.drawn(list(reversed(VERDICTS)), 8, seed=1) == first
    assert audit.drawn(VERDICTS, 8, seed=2) != first


def test_a_clause_is_shown_in_its_surroundings(audit: ModuleType) -> None:
    assert (
        audit.in_context("一年来，\n投资增长8%。消费平稳。", "投资增长8%", 5) == "一年来， 【投资增长8%】。消费平稳。"
    )
    assert audit.in_context("别的话。", "投资增长8%", None) == "投资增长8%"
    assert audit.in_context(None, None, None) == ""


def row(status: str, level: str, of: int, judgement: str) -> dict[str, str]:
    return {"status": status, "region_level": level, "of": str(of), "judgement": judgement}


def test_rates_have_intervals_and_that_of_all_is_weighted(audit: ModuleType) -> None:
    rows = [row("met", "province", 90, "right")] * 9 + [row("met", "province", 90, "wrong")]
    rows += [row("missed", "county", 10, "wrong")] * 5 + [row("missed", "county", 10, "unclear")]
    found = {what: figures for what, *figures in audit.rates(rows)}
    assert found["met"][:3] == [10, 1, 0.1]
    assert found["missed"][:3] == [5, 5, 1.0]
    assert found["all, weighted"][:2] == [15, 6]
    assert found["all, weighted"][2] == pytest.approx(0.9 * 0.1 + 0.1 * 1.0)
    low, high = audit.interval(1, 10)
    assert (round(low, 3), round(high, 3)) == (0.018, 0.404)
    assert audit.interval(0, 40)[0] == 0.0 and round(audit.interval(0, 40)[1], 3) == 0.088


def test_judgements_are_taken_one_by_one_and_the_file_goes_out_and_in(audit: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "audit.csv"
    empty = dict.fromkeys(audit.COLUMNS, "")
    audit.write(path, [empty | {"target_id": name, "status": "met", "of": "3"} for name in "abc"])
    rows = audit.read(path)
    answers = iter(["r", "?", "w", "another year", "q"])
    screen = io.StringIO()
    audit.judge(rows, lambda: audit.write(path, rows), lambda _: next(answers), screen)
    assert [(r["judgement"], r["note"]) for r in audit.read(path)] == [
        ("right", ""),
        ("wrong", "another year"),
        ("", ""),
    ]
    assert "[1 of 3] met" in screen.getvalue()


def test_a_word_that_is_no_judgement_is_told_with_its_row(audit: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "audit.csv"
    audit.write(path, [dict.fromkeys(audit.COLUMNS, "") | {"judgement": "maybe"}])
    with pytest.raises(SystemExit, match="row 2: write right, wrong, unclear or nothing, not 'maybe'"):
        audit.read(path)
    with pytest.raises(SystemExit, match="draw it first"):
        audit.read(tmp_path / "none.csv")
