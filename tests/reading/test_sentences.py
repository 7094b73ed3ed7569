r"""The language of the reports, read sentence by sentence: passages of sentences.csv and the facts that each must give.

Grain of sentences.csv: one row a passage. ``heading`` is the line above it, ``text`` the passage (``\\n`` ends a
paragraph), ``expected`` its facts as ``kind|indicator|measure|start-end|comparator|low|high|reference``, joined by
`` ; ``. Values may be scaled by 万, 亿 or 万亿; low and high stay empty where the comparator leaves them open. A fact
behind ``?`` is one that reasonable readers may also see: it may be there and need not. ``must`` is all (exactly these
facts), in (at least these) or whole (exactly these, of all indicators).

But for whole passages only headline indicators are compared, and only facts with a value or a reference. Rows of
known_gaps.csv are expected to fail, and a row that passes although it is listed there fails the suite: take it off the
list.
"""

import csv
import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from extract import clauses, facts, indicators, quantities, reference, repair, schemas, statements, structure

FOLDER = Path(__file__).parent
SCALES = {"万亿": 1e12, "亿": 1e8, "万": 1e4}
REPORTS: dict[str, type[pl.DataType]] = {
    "source_name": pl.String,
    "title": pl.String,
    "region_code": pl.String,
    "report_year": pl.Int64,
    "review_year": pl.Int64,
    "delivered_on": pl.Date,
    "speaker": pl.String,
    "congress_term": pl.Int64,
    "congress_session": pl.Int64,
    "report_type": pl.String,
    "char_count": pl.Int64,
}
PERCENT_MEASURES = frozenset(("growth", "avg_growth", "total_growth"))


class Fact(NamedTuple):
    """What the labels of a fact say; ``low`` and ``high`` are None where nothing bounds the value."""

    kind: str
    indicator: str
    measure: str
    period: tuple[int, int]
    comparator: str
    low: float | None
    high: float | None
    reference: str | None


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def passages() -> list[dict[str, str]]:
    return rows("sentences.csv")


@cache
def known_gaps() -> dict[str, str]:
    return {row["id"]: row["what_is_wrong"] for row in rows("known_gaps.csv")}


def number(text: str) -> float | None:
    """A value as sentences.csv writes it; None for an open end."""
    if not text:
        return None
    for scale, factor in SCALES.items():
        if text.endswith(scale):
            return float(f"{float(text.removesuffix(scale)) * factor:.12g}")
    return float(text)


def fact(text: str) -> Fact:
    kind, indicator, measure, period, comparator, low, high, against = text.split("|")
    first, last = period.split("-")
    return Fact(
        kind, indicator, measure, (int(first), int(last)), comparator, number(low), number(high), against or None
    )


def expected(row: dict[str, str]) -> tuple[set[Fact], set[Fact]]:
    """The facts that must come out, and those that may."""
    items = [item.strip() for item in row["expected"].split(" ; ") if item.strip()]
    return (
        {fact(i) for i in items if not i.startswith("?")},
        {fact(i.removeprefix("?")) for i in items if i.startswith("?")},
    )


def report(row: dict[str, str]) -> str:
    """A small report around a passage: title, congress, address, heading."""
    division = reference.division(row["region_code"], int(row["report_year"]))
    assert division is not None, row["region_code"]
    name, year = division["full_name"], row["report_year"]
    body = row["text"].replace("\\n", "\n")
    return (
        f"{name}人民政府工作报告\n——{year}年1月12日在{name}第十届人民代表大会第三次会议上\n各位代表：\n"
        f"现在，我代表{name}人民政府向大会报告工作，请予审议。\n{row['heading']}\n{body}\n"
    )


def documents() -> pl.DataFrame:
    """Every passage as a document, named by its id."""
    texts = [report(row) for row in passages()]
    return pl.DataFrame(
        {
            "source_path": [f"reading/{row['id']}.txt" for row in passages()],
            "source_name": [row["id"] for row in passages()],
            "source_format": ["txt"] * len(texts),
            "source_sha256": [
                hashlib.sha256(f"{row['id']} {text}".encode()).hexdigest()
                for row, text in zip(passages(), texts, strict=True)
            ],
            "told": [None] * len(texts),
            "notes": [[]] * len(texts),
            "raw_text": texts,
        }
    )


def reports(repaired: pl.DataFrame) -> pl.DataFrame:
    """The identity of each passage as its row states it."""
    stated = pl.DataFrame(
        [
            {
                "source_name": row["id"],
                "region_code": row["region_code"],
                "report_year": int(row["report_year"]),
                "review_year": int(row["report_year"]) - 1,
                "report_type": "annual",
            }
            for row in passages()
        ],
        schema=REPORTS,
    )
    joined = repaired.join(stated, on="source_name", how="inner", maintain_order="left")
    assert joined.height == len(passages())
    counted = joined.with_columns(pl.col("text").str.len_chars().cast(pl.Int64).alias("char_count"))
    counted = counted.with_columns(source_url=pl.lit(None, pl.String))
    return schemas.Reports.validate(counted.select(list(schemas.Reports.to_schema().columns)))


@pytest.fixture(scope="module")
def read() -> dict[str, set[Fact]]:
    """The facts that the extraction reads in each passage, all passages in one frame, by passage id: headline facts,
    and all of whole passages."""
    told = documents()
    repaired = repair.repair(told).rows
    known = reports(repaired)
    headed = structure.sections(known).rows
    cut = clauses.sentences(known, headed).rows
    said = statements.statements(
        repaired, known, headed, cut, quantities.quantities(cut).rows, indicators.mentions(cut).rows
    ).rows
    held = facts.facts(known, said, told).rows.join(known.select("report_id", "source_name"), on="report_id")
    headline = [r["indicator_code"] for r in reference.rows("indicators") if r["is_headline"] == "true"]
    whole = [row["id"] for row in passages() if row["must"] == "whole"]
    held = held.filter(pl.col("indicator_code").is_in(headline) | pl.col("source_name").is_in(whole))
    held = held.filter(pl.any_horizontal(pl.col("value_low", "value_high", "reference_code").is_not_null()))
    found: dict[str, set[Fact]] = {row["id"]: set() for row in passages()}
    for r in held.iter_rows(named=True):
        found[r["source_name"]].add(
            Fact(
                r["kind"],
                r["indicator_code"],
                r["measure"],
                (r["period_start"], r["period_end"]),
                r["comparator"],
                r["value_low"],
                r["value_high"],
                r["reference_code"],
            )
        )
    return found


def parameters() -> list[object]:
    return [
        pytest.param(
            row,
            id=f"{row['phenomenon']}-{row['id']}",
            marks=[pytest.mark.xfail(strict=True, reason=known_gaps()[row["id"]])] if row["id"] in known_gaps() else [],
        )
        for row in passages()
    ]


@pytest.mark.parametrize("row", parameters())
def test_passage_gives_its_facts(row: dict[str, str], read: dict[str, set[Fact]]) -> None:
    required, allowed = expected(row)
    found = read[row["id"]]
    missed = required - found
    wrong = found - required - allowed if row["must"] != "in" else set()
    assert not missed and not wrong, (
        f"{row['text']}\n missed: {sorted(map(str, missed))}\n wrong: {sorted(map(str, wrong))}"
    )


def test_table_is_sound() -> None:
    ids = [row["id"] for row in passages()]
    assert len(ids) == len(set(ids)) >= 250
    assert len({row["text"] for row in passages()}) == len(ids), "a passage stands twice"
    assert known_gaps().keys() <= set(ids), "a known gap names no passage"
    assert {row["must"] for row in passages()} <= {"all", "in", "whole"}


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in passages()])
def test_row_speaks_the_codes_of_the_contract(row: dict[str, str]) -> None:
    required, allowed = expected(row)
    codes = {r["indicator_code"]: r["is_headline"] == "true" for r in reference.rows("indicators")}
    for item in required | allowed:
        assert (
            item.kind in schemas.KINDS and item.measure in schemas.MEASURES and item.comparator in schemas.COMPARATORS
        )
        assert codes[item.indicator] or row["must"] == "whole", f"{item.indicator} is no headline indicator"
        assert item.period[0] <= item.period[1]
        ahead = item.period[1] >= int(row["report_year"])
        assert item.kind == "target" if ahead else item.kind == "outcome" or "目标" in row["text"]  # quoted
        open_ends = (item.low is None, item.high is None)
        asked = (
            (True, True)
            if item.reference
            else {"ge": (False, True), "le": (True, False)}.get(item.comparator, (False, False))
        )
        assert open_ends == asked, item
        assert item.measure in (*PERCENT_MEASURES, "level") or not item.reference  # a level against that of the nation
