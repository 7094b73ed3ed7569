"""A stage that ends its process on certain reports, as the system does where memory runs out."""

import os
import signal

import polars as pl

from extract import repair, schemas
from extract.pipeline import StageSpec
from extract.stage import Stage

MARK = "致命的一句"


def deadly(documents: pl.DataFrame) -> Stage:
    if documents["raw_text"].str.contains(MARK).any():
        os.kill(os.getpid(), signal.SIGKILL)
    return repair.repair(documents)


SPEC = StageSpec("repaired", deadly, ("documents",), schemas.Repaired)
