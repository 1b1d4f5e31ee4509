"""Rules for when a strategy wins, over the uncertain numbers, checked on points that had no part in them."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError, option
from sim.statistics import prim
from sim.statistics.prim import Box, Flags, Score
from sim.study.comparison.strategies import Labels
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
    """A rule for when a strategy wins: the answer of `sim discover`."""

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
    ties: float  # share of points at which both are equal
    n: int  # points in all
    checked: str  # on which points
    by_factors: tuple[bool, ...]  # which numbers were drawn by factors rather than evenly
    x: F64  # [point, factor] that made the rule
    good: F64  # [point] whether the winner wins there


class RulePoints(NamedTuple):
    """Points from which a rule is made, or on which it is checked."""

    x: F64  # [point, factor] the numbers
    good: F64  # [point] 1: the winner wins there, 0: it does not
    ties: F64  # [point] 1: both are equal

    def at(self, which: Flags) -> "RulePoints":
        """Return some of the points. which: [point]."""
        return RulePoints(self.x[which], self.good[which], self.ties[which])


def discover(study: OpenStudy, measure: str, sides: Labels, fresh: OpenStudy | None) -> Discovery:
    """Find the rule under which the first of `sides` beats the second in the mean of a measure.

    fresh: another study of the same numbers, on which it is checked; None: points that are held back are used.
    Raises InputError, FileProblem.
    """
    points = independent_points(study, measure, sides)
    if fresh is None:
        is_held = hold_back(study, points.good.size)
        train, check = points.at(~is_held), points.at(is_held)
        checked = f"{is_held.sum():,} points that were held back"
    else:
        check_fresh(study, fresh)
        train, check = points, independent_points(fresh, measure, sides)
        checked = f"{check.good.size:,} points of {fresh.path.name}"
    if train.good.size < LEAST:
        raise InputError(
            f"{train.good.size} points (without those held back) are too few for a rule; {LEAST} are needed"
        )
    box = prim.choose_box(prim.discover(train.x, train.good))
    return Discovery(
        title=study.title,
        measure=measure,
        winner=sides[0],
        loser=sides[1],
        factors=tuple(study.factors),
        limits=limits(study, box) if box else (),
        box=box,
        fitted=prim.score(box, train.x, train.good) if box else None,
        fresh=prim.score(box, check.x, check.good) if box else None,
        base=float(np.concatenate([train.good, check.good]).mean()),
        ties=float(np.concatenate([train.ties, check.ties]).mean()),
        n=train.good.size + check.good.size,
        checked=checked,
        by_factors=tuple(study.by_factors),
        x=train.x,
        good=train.good,
    )


def check_fresh(study: OpenStudy, fresh: OpenStudy) -> None:
    """Raise InputError where another study says nothing about this one's rules."""
    if fresh.factors != study.factors:
        raise InputError("turns other numbers than the study", file=fresh.path)
    if fresh.titles != study.titles:
        why = f"compares {' and '.join(fresh.titles)}, the study {' and '.join(study.titles)}, in this order"
        raise InputError(why, file=fresh.path)
    if fresh.stored.attributes.get("study_sha256") == study.stored.attributes.get("study_sha256"):
        why = f"has the same points as the study; a check needs fresh ones ({option('design_seed')})"
        raise InputError(why, file=fresh.path)


def independent_points(study: OpenStudy, measure: str, sides: Labels) -> RulePoints:
    """Return all independent points at which it is known whether the first side is better."""
    gain = subject(study, measure, f"{sides[0]}-{sides[1]}").gain
    is_known = plain_points(study) & ~np.isnan(gain)
    known = gain[is_known]
    return RulePoints(study.table("factors")[is_known], (known > 0.0).astype(float), (known == 0.0).astype(float))


def hold_back(study: OpenStudy, n: int) -> Flags:
    """Return whether each of n points is held back to check a rule [point]: one in three is.

    Rows of Saltelli's design and trajectories stay together.
    """
    together = {"saltelli": 2, "morris": study.block}.get(study.method, 1)
    return np.asarray((np.arange(n) // together) % ONE_IN == ONE_IN - 1)


def limits(study: OpenStudy, box: Box) -> tuple[Limit, ...]:
    """Return the limits that a box sets, by path; numbers without a limit are left out."""
    ends = zip(study.factors, np.nan_to_num(box.low, nan=-math.inf), np.nan_to_num(box.high, nan=math.inf), strict=True)
    return tuple(
        Limit(path, float(low), float(high)) for path, low, high in ends if math.isfinite(low) or math.isfinite(high)
    )
