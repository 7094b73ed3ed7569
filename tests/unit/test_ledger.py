"""What the lake remembers of files, which of them are due, and that a lake brought up piece by piece is a clean one."""

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from extract.pipeline import extract
from orchestration.arrivals.report_files import DEFAULT_REPORTS, read_files
from warehouse.lake import TABLES, lake_documents, merge_lake
from warehouse.ledger import BATCH, compare, damaged_parts, read_ledger

SAMPLES = read_files([DEFAULT_REPORTS])[0].select("source_path", "content")
NO_REPORT = ("reports/menu.txt", "今天的菜单：米饭、豆腐、青菜。".encode())
UNREADABLE = ("reports/scan.pdf", b"%PDF-1.7 a scan")
Files = dict[str, bytes]


def samples(count: int) -> Files:
    return dict(list(SAMPLES.iter_rows())[:count])


def bring(lake: Path, files: Files, version: str = "1") -> dict[str, str]:
    """One run over ``files``; returns the state of each file that was due."""
    rows = [(path, hashlib.sha256(content).hexdigest()) for path, content in files.items()]
    found = pl.DataFrame(rows, schema=["source_path", "content"], orient="row", schema_overrides={"content": pl.String})
    found = found.cast({"source_path": pl.String})
    ledger = read_ledger(lake)
    states = compare(found, ledger, version, damaged_parts(lake, ledger.parts))
    batch = states.filter(pl.col("state").is_in(BATCH))["source_path"].to_list()
    frame = pl.DataFrame(
        [(path, files[path]) for path in batch], schema={"source_path": pl.String, "content": pl.Binary}, orient="row"
    )
    frames = extract(frame)
    tables = {name: getattr(frames, name) for name in TABLES if name != "documents"}
    tables["documents"] = lake_documents(frames.documents, frames.repaired)
    merge_lake(lake, tables, states, version)
    return dict(states.filter(pl.col("state") != "kept").select("source_path", "state").iter_rows())


def content(lake: Path) -> dict[str, bytes]:
    return {path.relative_to(lake).as_posix(): path.read_bytes() for path in sorted(lake.rglob("*")) if path.is_file()}


def clean(folder: Path, files: Files) -> dict[str, bytes]:
    bring(folder, files)
    return content(folder)


def test_a_second_look_finds_nothing_to_do_and_writes_nothing(tmp_path: Path) -> None:
    files = samples(3)
    assert set(bring(tmp_path, files).values()) == {"new"}
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    assert bring(tmp_path, files) == {}
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before


def test_a_new_report_costs_its_own_year_only(tmp_path: Path) -> None:
    files = samples(5)
    bring(tmp_path, files)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    [(path, last)] = list(samples(6).items())[5:]
    assert bring(tmp_path, files | {path: last}) == {path: "new"}
    year = read_ledger(tmp_path).files.filter(pl.col("source_path") == path)["part"].item()
    rewritten = {path for path in tmp_path.rglob("*.parquet") if before.get(path) != path.stat().st_mtime_ns}
    assert rewritten
    assert {path.stem for path in rewritten} == {year}
    assert content(tmp_path) == clean(tmp_path.with_name("clean"), files | {path: last})


def test_another_extractor_version_reads_everything_again(tmp_path: Path) -> None:
    files = samples(2)
    bring(tmp_path, files)
    assert set(bring(tmp_path, files, version="2").values()) == {"reread"}
    assert bring(tmp_path, files, version="2") == {}


def test_of_two_files_with_one_content_the_other_takes_over(tmp_path: Path) -> None:
    [(path, report)] = samples(1).items()
    twins = {path: report, f"z/{Path(path).name}": report}
    bring(tmp_path / "lake", twins)
    del twins[path]
    assert bring(tmp_path / "lake", twins) == {path: "removed", f"z/{Path(path).name}": "reread"}
    assert content(tmp_path / "lake") == clean(tmp_path / "clean", twins)
    twins = {path: report} | twins
    bring(tmp_path / "lake", twins)
    assert content(tmp_path / "lake") == clean(tmp_path / "clean again", twins)


@pytest.mark.parametrize("seed", range(3))
def test_any_way_to_the_same_files_gives_the_same_bytes(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    pool = [*SAMPLES.iter_rows(), NO_REPORT, UNREADABLE]
    for _ in range(4):
        files: Files = dict(chance.sample(pool, chance.randrange(len(pool))))
        if files and chance.random() < 0.5:  # one file with the content of another
            files["reports/copy.txt"] = chance.choice(list(files.values()))
        bring(tmp_path / "lake", files)
    assert content(tmp_path / "lake") == clean(tmp_path / "clean", files)


def breakers() -> Sequence[str]:
    return ("truncate", "garbage", "delete", "stray", "swap", "ledger", "no ledger", "draft")


def damage(lake: Path, how: str) -> None:
    one, other = sorted((lake / "facts").glob("20*.parquet"))[:2]
    match how:
        case "truncate":
            one.write_bytes(one.read_bytes()[:-20])
        case "garbage":
            one.write_bytes(b"\0" * 100)
        case "delete":
            one.unlink()
        case "stray":
            (lake / "facts" / "1949.parquet").write_bytes(one.read_bytes())
        case "swap":
            one.write_bytes(other.read_bytes())
        case "ledger":
            (lake / "ledger.json").write_text((lake / "ledger.json").read_text()[:-50])
        case "no ledger":
            (lake / "ledger.json").unlink()
        case "draft":
            (lake / "facts" / "2019.parquet.new").write_bytes(b"half")
            one.unlink()


@pytest.mark.parametrize("how", breakers())
def test_a_lake_that_was_damaged_is_mended_by_the_next_run(tmp_path: Path, how: str) -> None:
    files = samples(4)
    undamaged = clean(tmp_path / "clean", files)
    bring(tmp_path / "lake", files)
    damage(tmp_path / "lake", how)
    due = bring(tmp_path / "lake", files)
    assert content(tmp_path / "lake") == undamaged
    if how in ("truncate", "garbage", "delete"):
        assert len(due) == 1, "only the reports of the damaged year are read again"
