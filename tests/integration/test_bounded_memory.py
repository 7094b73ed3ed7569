"""Memory is bounded by the text of a piece and not by the number of reports, and what a country tells is found.

Measured over small pieces, as bounded memory shows sooner there; seconds are for benchmarks/performance.py.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FEW, MANY = 60, 180
PIECE, ONE_PIECE = 200_000, 10**9
SLACK_MB = 50
"""Both what allocators keep and what a run in one piece has to be above for the test to mean anything."""


def bench(name: str, *words: str) -> str:
    environment = os.environ | {"DUIXIAN_WORKERS": "1", "MALLOC_ARENA_MAX": "2"}
    command = [sys.executable, str(ROOT / "benchmarks" / name), *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def countries(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("country")
    for count in (FEW, MANY):
        bench("country.py", str(folder / str(count) / "reports"), "--reports", str(count))
    return {count: folder / str(count) for count in (FEW, MANY)}


def peak(work: Path, piece: int) -> int:
    for made in ("pieces", "lake"):
        shutil.rmtree(work / made, ignore_errors=True)
    return int(json.loads(bench("phases.py", "all", str(work), "--piece", str(piece)))["peak_mb"])


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_reports(countries: dict[int, Path]) -> None:
    whole = {count: peak(work, ONE_PIECE) for count, work in countries.items()}
    assert whole[MANY] - whole[FEW] > SLACK_MB, f"nothing would show here: {whole}"
    bounded = {count: peak(work, PIECE) for count, work in countries.items()}
    assert bounded[MANY] - bounded[FEW] < SLACK_MB, bounded
    assert json.loads(bench("phases.py", "known", str(countries[MANY]))) == {"told": 20 * MANY, "found": 20 * MANY}


def test_a_country_is_the_same_for_the_same_seed_and_another_for_another(tmp_path: Path) -> None:
    for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        bench("country.py", str(tmp_path / name / "reports"), "--reports", "6", "--seed", seed)
    facts = {name: (tmp_path / name / "facts.jsonl").read_bytes() for name in "abc"}
    assert facts["a"] == facts["b"] != facts["c"]
    texts = {name: [p.read_bytes() for p in sorted((tmp_path / name / "reports").glob("*[!x]"))] for name in "abc"}
    assert texts["a"] == texts["b"] != texts["c"]
