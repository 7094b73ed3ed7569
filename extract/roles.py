"""The role of every unit of a report: the one best path through the order that reports have.

Belongs here: what cues weigh (role_weights.csv, role_transitions.csv: fitted on reports whose stretches readers named),
the best path, and how much better it is than any path that reads a unit the other way. Does not belong here: the cues
themselves (stretches) and the years of a stretch (structure).
"""

from collections.abc import Sequence
from functools import cache
from operator import add
from typing import NamedTuple

import polars as pl

from extract import reference, schemas
from extract.stretches import BEGINNINGS

ROLES = schemas.ROLES[:-1]
"""The roles between which a path chooses."""
SIDES = {"review_term": "review", "review_year": "review", "plan_term": "plan", "plan_year": "plan"}
"""Roles whose figures are done or to be done; of the others no figure is either."""

_COUNT = len(ROLES)
_ALL = range(_COUNT)
_OPPOSED = [[i for i, other in enumerate(ROLES) if SIDES.get(other, side) != side] for side in map(SIDES.get, ROLES)]
"""For each role those that take a unit's figures otherwise."""
_WHOLE = 100
"""Weights are added up in hundredths."""


class Decided(NamedTuple):
    """The role of a unit and by how much the best path beats the best one that takes the unit's figures otherwise."""

    role: str
    margin: float


@cache
def _weights() -> pl.DataFrame:
    """What each feature weighs for each role, in hundredths: whole numbers make the same sum in every order."""
    rows = reference.rows("role_weights")
    weighed = {role: [round(_WHOLE * float(r[role])) for r in rows] for role in ROLES}
    return pl.DataFrame({"feature": [r["feature"] for r in rows], **weighed})


@cache
def _steps() -> dict[str, list[list[float]]]:
    """For each way in which a unit begins: the weight of every step to it, as [role after][role before]."""
    table = {at: [[0.0] * _COUNT for _ in _ALL] for at in BEGINNINGS}
    for r in reference.rows("role_transitions"):
        for after, role in enumerate(ROLES):
            table[r["at"]][after][ROLES.index(r["before"])] = float(r[role])
    return table


@cache
def _steps_back() -> dict[str, list[list[float]]]:
    """The same steps as [role before][role after]."""
    return {at: [list(weights) for weights in zip(*table, strict=True)] for at, table in _steps().items()}


def emissions(evidence: pl.DataFrame) -> list[list[float]]:
    """What the evidence of each unit (see :func:`stretches.evidence`) weighs for each role."""
    units = evidence.with_columns(unit=pl.int_range(pl.len()))
    said = units.select("unit", feature="said").explode("feature").with_columns(times=pl.lit(1, pl.Int64))
    numbers = [pl.col(name).cast(pl.Int64) for name in evidence.columns if name in set(_weights()["feature"])]
    counted = units.select("unit", *numbers).unpivot(index="unit", variable_name="feature", value_name="times")
    told = pl.concat([said, counted.filter(pl.col("times") > 0).select(said.columns)])
    weighed = told.join(_weights(), on="feature").group_by("unit").agg((pl.col(ROLES) * pl.col("times")).sum())
    found = units.select("unit").join(weighed, on="unit", how="left", maintain_order="left").fill_null(0)
    return [list(row) for row in found.select(pl.col(ROLES) / _WHOLE).iter_rows()]


def best_path(scores: Sequence[Sequence[float]], begins: Sequence[str]) -> list[Decided]:
    """The roles of the units of one report, given what their evidence weighs and how each begins."""
    if not scores:
        return []
    ahead, back = _forward(scores, begins), _backward(scores, begins)
    through = [list(map(add, x, y)) for x, y in zip(ahead, back, strict=True)]
    decided = []
    for row in through:
        best = max(_ALL, key=row.__getitem__)
        opposed = max([row[i] for i in _OPPOSED[best]], default=row[best])
        decided.append(Decided(ROLES[best], row[best] - opposed))
    return decided


def _forward(scores: Sequence[Sequence[float]], begins: Sequence[str]) -> list[list[float]]:
    """For each unit and role the weight of the best path that leads to it, the unit included."""
    steps, found = _steps(), [list(scores[0])]
    for row, begin in zip(scores[1:], begins[1:], strict=True):
        before = found[-1]
        found.append([score + max(map(add, before, weights)) for score, weights in zip(row, steps[begin], strict=True)])
    return found


def _backward(scores: Sequence[Sequence[float]], begins: Sequence[str]) -> list[list[float]]:
    """For each unit and role the weight of the best path that goes on behind it."""
    steps, found = _steps_back(), [[0.0] * _COUNT]
    for index in range(len(scores) - 1, 0, -1):
        behind = list(map(add, scores[index], found[-1]))
        found.append([max(map(add, behind, weights)) for weights in steps[begins[index]]])
    return found[::-1]
