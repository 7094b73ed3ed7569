"""No regular expression of the project takes more than linear time, whatever a file holds."""

import json
import os
import re
import subprocess
import sys
import time
from functools import cache

import pytest

from tests.unit.pattern_attacks import ROOT, attacks

LENGTHS = (*range(16, 64, 4), 80, 120, 200, 400, 1500, 6000)
"""Growing slowly at first: an exponential pattern is found before it takes forever."""
MOST_SECONDS, MOST_TIMES = 0.06, 8
"""No pattern needs more for a text; or it needs at most so many times what it needs for a quarter of the text (a
linear one four times, a quadratic one sixteen times)."""


@cache
def patterns() -> list[tuple[str, str, int]]:
    """What our own modules compile, found out in a process of its own: here they are imported already."""
    command = [sys.executable, "-m", "tests.unit.pattern_attacks"]
    alone = {**os.environ, "DUIXIAN_WORKERS": "1"}
    printed = subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, text=True, check=True).stdout
    return [(str(name), str(pattern), int(flags)) for name, pattern, flags in json.loads(printed)]


def seconds(pattern: re.Pattern[str], text: str) -> float:
    started = time.process_time()
    for _ in pattern.finditer(text):
        pass
    pattern.fullmatch(text)
    return time.process_time() - started


def slowest(pattern: str, flags: int) -> tuple[float, str]:
    """The worst attack on a pattern: short ones first, so that an exponential pattern is found in a moment."""
    compiled = re.compile(pattern, flags)
    worst = (0.0, "")
    for length in LENGTHS:
        shorter = attacks(pattern, flags, length // 4)
        for text, quarter in zip(attacks(pattern, flags, length), shorter, strict=True):
            spent = seconds(compiled, text)
            if spent > MOST_SECONDS:
                spent = min(spent, seconds(compiled, text))  # another process may have had the core
            if spent > MOST_SECONDS and spent < MOST_TIMES * min(seconds(compiled, quarter) for _ in range(2)):
                continue
            worst = max(worst, (spent, text[:40]))
            if spent > MOST_SECONDS:
                return worst
    return worst


def test_every_pattern_of_the_project_is_linear() -> None:
    found = patterns()
    assert len(found) > 250, "the patterns of all modules are found"
    slow = {f"{name}: {pattern[:80]}": slowest(pattern, flags) for name, pattern, flags in found}
    assert {where: what for where, what in slow.items() if what[0] > MOST_SECONDS} == {}


@pytest.mark.parametrize("pattern", [r"(?::?-{2,}:?\|?)+", r"\s*\d+x", r"[a-z]+[b-z]*$", r"(?:a|aa)+b"])
def test_a_pattern_that_backtracks_is_found(pattern: str) -> None:
    assert slowest(pattern, 0)[0] > MOST_SECONDS


def test_a_line_of_hyphens_and_words_is_read_at_once() -> None:
    from extract.repair import clean_text

    started = time.process_time()
    cleaned = clean_text("-" * 60 + "以下是报告正文\n各位代表：\n" + ":--" * 60 + "表\n")
    assert time.process_time() - started < 2
    assert "以下是报告正文" in cleaned.text
