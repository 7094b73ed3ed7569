"""A stage that ends its process on certain reports, as the system does where memory runs out."""

import os
import re
import signal

import polars as pl

from extract import repair, schemas
from extract.pipeline import StageSpec
from extract.stage import Stage

MARK = "致命的一句"
ONCE = re.compile(r"一次：(\S+)。")
"""Names the file that is there once a process has died of the sentence."""


def deadly(documents: pl.DataFrame) -> Stage:
    if documents["raw_text"].str.contains(MARK).any():
        os.kill(os.getpid(), signal.SIGKILL)
    return repair.repair(documents)


SPEC = StageSpec("repaired", deadly, ("documents",), schemas.Repaired)


def deadly_once(documents: pl.DataFrame) -> Stage:
    for text in documents["raw_text"]:
        if (found := ONCE.search(text)) and not os.path.exists(found[1]):
            open(found[1], "x").close()
            os.kill(os.getpid(), signal.SIGKILL)
    return repair.repair(documents)


SPEC_ONCE = StageSpec("repaired", deadly_once, ("documents",), schemas.Repaired)
