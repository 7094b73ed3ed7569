"""A run in pieces: the same lake for pieces of any size, a stopped run goes on where it was, and batches stay apart."""

import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from extract import executor, workers
from extract.pieces import QUARANTINE, Pieces, add_documents, run_stage
from extract.pipeline import FIRST, LATER, STAGES
from extract.stage import Stage, quarantine_frame
from orchestration.arrivals import arrival
from orchestration.graph import document_pieces
from orchestration.graph.resources import stage_frames
from tests.unit import dying_stage
from tests.unit.piecewise import SAMPLES, filled, lake_of, run, small, whole_lake
from warehouse import lake_parts
from warehouse.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return filled(Home(tmp_path / "home"))


@pytest.fixture
def whole(home: Home, tmp_path: Path) -> dict[str, bytes]:
    return whole_lake(home, tmp_path / "whole")


@pytest.mark.parametrize("characters", [1, 6_000, 10**9])
def test_pieces_of_any_size_give_the_bytes_of_one(
    home: Home, whole: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, characters: int
) -> None:
    small(monkeypatch, characters)
    monkeypatch.setattr(lake_parts, "RUN_BYTES", 20 * characters)
    pieces = Pieces(tmp_path / "pieces")
    run(home, pieces)
    assert len(pieces.numbers()) >= {1: 5, 6_000: 2}.get(characters, 1)
    assert lake_of(home, pieces, tmp_path / "lake") == whole


def test_a_lake_file_of_many_reports_is_cut_by_their_text_alone(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lake_parts, "CHARACTERS", 1_000)
    lakes = []
    for characters in (1, 10**9):
        small(monkeypatch, characters)
        pieces = Pieces(tmp_path / f"pieces {characters}")
        run(home, pieces)
        lakes.append(lake_of(home, pieces, tmp_path / f"lake {characters}"))
    assert lakes[0] == lakes[1]
    file = pq.ParquetFile(tmp_path / "lake 1" / "documents" / "2022.parquet")
    assert file.metadata.num_rows == file.num_row_groups == 2


def stopped_behind_documents(pieces: Pieces) -> None:
    for spec in LATER:
        pieces.clear(spec.name)


def stopped_in_a_stage(pieces: Pieces) -> None:
    for number in pieces.numbers("statements")[2:]:
        pieces.path("statements", number).unlink()  # the quarantine is there: the rows come behind it
    for name in ("facts", "worded_targets"):
        pieces.clear(name)


def stopped_in_reading(pieces: Pieces) -> None:
    (pieces.folder / FIRST.name / "closed").unlink()
    stopped_behind_documents(pieces)
    for number in pieces.numbers()[2:]:
        for frame in ("rows", QUARANTINE):
            pieces.path(FIRST.name, number, frame).unlink()


@pytest.mark.parametrize("stop", [stopped_behind_documents, stopped_in_a_stage, stopped_in_reading])
def test_a_run_goes_on_at_the_piece_where_one_was_stopped(
    home: Home,
    whole: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop: Callable[[Pieces], None],
) -> None:
    small(monkeypatch, 1)
    pieces = Pieces(tmp_path / "pieces")
    run(home, pieces)
    stop(pieces)
    kept = {spec.name: set(pieces.numbers(spec.name)) for spec in STAGES}
    made = run(home, pieces)
    for spec in STAGES:
        assert not kept[spec.name] & set(made[spec.name]), "a piece was made twice"
        assert kept[spec.name] | set(made[spec.name]) == set(pieces.numbers())
    assert sum(map(len, kept.values())) and sum(map(len, made.values()))
    assert lake_of(home, pieces, tmp_path / "lake") == whole


def test_documents_are_read_anew_when_one_was_not_what_it_was_to_be(home: Home, tmp_path: Path) -> None:
    pieces, files = Pieces(tmp_path / "pieces"), arrival.survey(home, [])
    lost = home.inbox / SAMPLES[4].name
    kept = lost.read_bytes()
    lost.write_bytes(b"other")
    document_pieces.read(pieces, [home.inbox], files, lambda _: None)
    assert "changed_while_read" in set(pieces.read(FIRST.name, 0, QUARANTINE)["reason_code"])
    (pieces.folder / FIRST.name / "closed").unlink()
    lost.write_bytes(kept)
    document_pieces.read(pieces, [home.inbox], files, lambda _: None)
    paths = pl.concat(pieces.each(FIRST.name, columns=["source_path"]))["source_path"]
    assert f"inbox/{lost.name}" in set(paths)


def documents(*lengths: int) -> Stage:
    rows = {"source_path": [f"{n}.txt" for n in range(len(lengths))], "raw_text": ["字" * n for n in lengths]}
    return Stage(pl.DataFrame(rows, schema={"source_path": pl.String, "raw_text": pl.String}), quarantine_frame([]))


@pytest.mark.parametrize(
    ("lengths", "cut"),
    [
        ((4, 4, 4), [2, 1]),
        ((10, 1), [1, 1]),
        ((1, 25, 1, 9), [1, 1, 2]),
        ((5, 5, 5, 5), [2, 2]),
        ((), [0]),
    ],
)
def test_a_piece_is_bounded_by_its_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lengths: tuple[int, ...], cut: list[int]
) -> None:
    small(monkeypatch, 10)
    pieces = Pieces(tmp_path)
    add_documents(pieces, documents(*lengths))
    assert [pieces.height(FIRST.name, number=number) for number in pieces.numbers()] == cut
    add_documents(pieces, documents(1))
    assert len(pieces.numbers()) == len(cut) + 1


def test_no_files_at_all_give_every_frame_its_columns(home: Home, tmp_path: Path) -> None:
    for path in home.inbox.iterdir():
        path.unlink()
    pieces = Pieces(tmp_path / "pieces")
    run(home, pieces)
    for spec in STAGES:
        assert list(pieces.read(spec.name, 0).columns) == list(spec.schema.to_schema().columns)


def test_frames_of_another_batch_are_gone_and_those_of_the_same_are_kept(tmp_path: Path) -> None:
    frames = stage_frames(Home(tmp_path).ensure())
    frames.begin("one", "run 1")
    add_documents(frames.pieces(), documents(3))
    outlived = frames.pieces()
    assert frames.goes_on("run 1") and not frames.goes_on("run 2")
    frames.begin("one", "run 2")
    assert frames.pieces().numbers() == [0] and frames.goes_on("run 2")
    frames.begin("two", "run 3")
    assert frames.pieces().numbers() == [] and outlived.numbers() == []
    add_documents(outlived, documents(3))  # by a worker that outlives its run
    assert frames.pieces().numbers() == []


def test_what_is_in_the_lake_is_not_gone_on_with(tmp_path: Path) -> None:
    frames = stage_frames(Home(tmp_path).ensure())
    frames.begin("one", "run 1")
    add_documents(frames.pieces(), documents(3))
    frames.finish()
    frames.begin("one", "run 2")
    assert frames.pieces().numbers() == []


def test_a_batch_is_named_by_what_is_to_be_read(home: Home) -> None:
    before = arrival.batch_name(arrival.survey(home, []))
    assert before == arrival.batch_name(arrival.survey(home, []).reverse())
    path = home.inbox / SAMPLES[0].name
    path.write_bytes(path.read_bytes() + b"\n")
    os.utime(path, ns=(1, 1))
    assert arrival.batch_name(arrival.survey(home, [])) != before


def test_a_report_that_ends_its_process_is_set_aside_and_takes_no_other_with_it(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly = home.inbox / SAMPLES[4].name
    deadly.write_text(deadly.read_text(encoding="utf-8") + f"\n{dying_stage.MARK}。\n", encoding="utf-8")
    monkeypatch.setenv(executor.WORKERS_VARIABLE, "2")
    monkeypatch.setattr(workers, "LEAST_REPORTS", 2)
    small(monkeypatch, 6_000)
    pieces, told = Pieces(tmp_path / "pieces"), []
    document_pieces.read(pieces, [home.inbox], arrival.survey(home, []), lambda _: None)
    try:
        run_stage(pieces, dying_stage.SPEC, lambda counts: told.append(counts.number))
    finally:
        workers.end_workers()
    assert sorted(told) == pieces.numbers("repaired") == pieces.numbers() and len(told) > 1
    read = set(pl.concat(pieces.each(FIRST.name, columns=["source_path"]))["source_path"])
    kept = set(pl.concat(pieces.each("repaired", columns=["source_path"]))["source_path"])
    assert read - kept == {f"inbox/{deadly.name}"} and len(kept) > 3
    [row] = pl.concat(pieces.each("repaired", QUARANTINE)).rows(named=True)
    assert (row["source_path"], row["reason_code"]) == (f"inbox/{deadly.name}", "unread_report")
