"""When a strategy wins, as a rule over the uncertain numbers, checked on points that had no part in it."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.statistics import prim
from sim.statistics.prim import Box, Score
from sim.study.sweeps.collect import OpenStudy
from sim.study.sweeps.response import subject
from sim.study.sweeps.sensitivity import plain_points

ONE_IN = 3  # points that are held back for the check
LEAST = 20


class Limit(NamedTuple):
    """A number that has to lie within limits; an infinite end is no limit."""

    path: str
    low: float
    high: float


class Discovery(NamedTuple):
    """A rule for when a strategy wins."""

    title: str
    measure: str
    winner: str  # label
    loser: str
    factors: tuple[str, ...]
    limits: tuple[Limit, ...]  # of the rule; empty where there is none
    box: Box | None
    fitted: Score | None  # on the points that made the rule: too good
    fresh: Score | None  # on the others
    base: float  # share of points at which the winner wins, whatever the numbers
    checked: str  # on which points
    by_factors: tuple[bool, ...]  # which numbers were drawn by factors rather than evenly
    x: F64  # [point, factor] that made the rule
    good: F64  # [point] whether the winner wins there


def discover(found: OpenStudy, measure: str, sides: tuple[str, str], fresh: OpenStudy | None) -> Discovery:
    """The rule under which the first of `sides` beats the second in the mean of a measure.

    fresh: another study of the same numbers, on which it is checked; None: points that are held back are used.
    Raises InputError, FileProblem.
    """
    x, good = points(found, measure, sides)
    if fresh is None:
        held = held_back(found, good.size)
        train, check = (x[~held], good[~held]), (x[held], good[held])
        told = f"{held.sum():,} points that were held back"
    else:
        check_fresh(found, fresh)
        train, check = (x, good), points(fresh, measure, sides)
        told = f"{check[1].size:,} points of {fresh.path.name}"
    if train[1].size < LEAST:
        raise InputError(f"{train[1].size} points (without those held back) are too few for a rule; {LEAST} are needed")
    box = prim.choose_box(prim.discover(*train))
    return Discovery(
        title=found.title,
        measure=measure,
        winner=sides[0],
        loser=sides[1],
        factors=tuple(found.factors),
        limits=limits(found, box) if box else (),
        box=box,
        fitted=prim.score(box, *train) if box else None,
        fresh=prim.score(box, *check) if box else None,
        base=float(np.concatenate([train[1], check[1]]).mean()),
        checked=told,
        by_factors=tuple(found.by_factors),
        x=train[0],
        good=train[1],
    )


def check_fresh(found: OpenStudy, fresh: OpenStudy) -> None:
    """Raises InputError where another study says nothing of this one's rules."""
    if fresh.factors != found.factors:
        raise InputError("turns other numbers than the study", file=fresh.path)
    if fresh.titles != found.titles:
        told = f"compares {' and '.join(fresh.titles)}, the study {' and '.join(found.titles)}, in this order"
        raise InputError(told, file=fresh.path)
    if fresh.stored.attributes.get("study_sha256") == found.stored.attributes.get("study_sha256"):
        raise InputError("has the same points as the study; a check needs fresh ones (--design-seed)", file=fresh.path)


def points(found: OpenStudy, measure: str, sides: tuple[str, str]) -> tuple[F64, F64]:
    """The numbers [point, factor], and whether the first side is better [point], of all independent points."""
    gain = subject(found, measure, f"{sides[0]}-{sides[1]}").gain
    which = plain_points(found) & ~np.isnan(gain)
    return found.table("factors")[which], (gain[which] > 0.0).astype(np.float64)


def held_back(found: OpenStudy, n: int) -> np.ndarray:
    """The points that check a rule [point]: one in three; rows of Saltelli's and trajectories stay together."""
    together = {"saltelli": 2, "morris": found.block}.get(found.method, 1)
    return np.asarray((np.arange(n) // together) % ONE_IN == ONE_IN - 1)


def limits(found: OpenStudy, box: Box) -> tuple[Limit, ...]:
    """What the box asks for, by path."""
    ends = zip(found.factors, np.nan_to_num(box.low, nan=-math.inf), np.nan_to_num(box.high, nan=math.inf), strict=True)
    return tuple(
        Limit(path, float(low), float(high)) for path, low, high in ends if math.isfinite(low) or math.isfinite(high)
    )
