"""Followers of the candidates by kind: whom they follow, how active they are, and how well the brand fits them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.arrays import F64, I32, I64, Plan
from sim.study.optimise.goal import GoalKind

LEVELS = 8  # of how fitting and susceptible people are, where they are all different
PARTS = 8  # of each level, to answer as its people do on average
FEW = 2_000  # sampled followers of a creator


class AudienceRows(NamedTuple):
    """Followers by segment: a creator's followers of one activity and fit. People alike are one row."""

    person: I32  # [link] row
    start: I64  # [segment + 1]
    weight: F64  # [row] people

    @property
    def people(self) -> F64:
        """Number of people [segment]."""
        sums = np.concatenate([[0.0], np.cumsum(self.weight[self.person])])
        return np.asarray(np.diff(sums[self.start]))


class AudienceKinds(NamedTuple):
    """The followers of all candidates, by kind."""

    segment: I64  # [link]
    part: I64  # [link] of its level: level times PARTS, and the part
    people: I64  # [segment] in the sample
    rows: AudienceRows
    shape: tuple[int, int, int]  # creators, classes of activity, levels of fit
    thin: F64  # [creator] real followers over those whom the sample has: its luck must not make a creator better
    few: NDArray[np.bool_]  # [creator] whose followers are taken at mean use
    weight: float  # people behind each of the sample

    @property
    def n_kinds(self) -> int:
        """Number of kinds of each creator's followers: classes of activity times levels of fit."""
        return self.shape[1] * self.shape[2]


class FitLevels(NamedTuple):
    """Links by level of fit."""

    level: I64  # [link]
    part: I64  # [link] of its level: level times PARTS, and the part
    n: int


def audience_kinds(plan: Plan, goal: GoalKind, thin: F64) -> AudienceKinds:
    """Followers by creator, activity and fit. thin: [creator] real followers over those whom the sample has."""
    classes = np.diff(plan.link_class_start, axis=1).ravel()
    level, part, n_levels = fit_levels(np.broadcast_to(goal.action.fit(plan), (int(classes.sum()),)))
    segment = np.repeat(np.arange(classes.size), classes) * n_levels + level
    people = np.bincount(segment, minlength=classes.size * n_levels)
    few = (thin != 1.0) & (people.reshape(thin.size, -1).sum(axis=1) < FEW)
    if (plan.class_activity != plan.class_activity[0]).any():  # strangers have classes of their own
        few[:] = False
    shape = (thin.size, plan.class_activity.shape[1], n_levels)
    rows = merge_alike(plan.link_follower, segment, np.ones(plan.n_followers), people.size)
    return AudienceKinds(segment, part, people, rows, shape, thin, few, plan.weight)


def fit_levels(fit: F64) -> FitLevels:
    """Levels of fit of each link: few different values as they are, of many those with the same sum of fit.

    People of a level make about as many answers as those of any other: the few who answer most are told apart.
    """
    values, which, n_links = np.unique(fit, return_inverse=True, return_counts=True)
    if values.size <= LEVELS:
        level = which.ravel().astype(np.int64)
        return FitLevels(level, level * PARTS, values.size)
    sums = np.cumsum(values * n_links)
    part = np.minimum((sums - 0.5 * values * n_links) / sums[-1] * LEVELS * PARTS, LEVELS * PARTS - 1)
    part = part.astype(np.int64)[which.ravel()]
    return FitLevels(part // PARTS, part, LEVELS)


def merge_alike(person: I32, segment: I64, weight: F64, n_segments: int) -> AudienceRows:
    """Put people who are in the same segments into one row: no plan can tell them apart.

    person: [link]; weight: [person].
    """
    marks = np.random.default_rng(n_segments).integers(0, 1 << 64, n_segments, np.uint64)
    mark = np.zeros(weight.size, np.uint64)
    np.add.at(mark, person, marks[segment])
    _, first, alike = np.unique(mark, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(order.size, np.int32)
    place[order] = np.arange(order.size, dtype=np.int32)
    stands = np.flatnonzero(first[alike[person]] == person)
    stands = stands[np.argsort(segment[stands], kind="stable")]
    start = np.searchsorted(segment[stands], np.arange(n_segments + 1)).astype(np.int64)
    people = np.bincount(place[alike], weight, order.size).astype(np.float64)
    return AudienceRows(place[alike[person[stands]]], start, people)


def followers_of(rows: AudienceRows, n_kinds: int, who: I64) -> AudienceRows:
    """The people whom these creators can win; others' followers are left out."""
    segments = (who[:, None] * n_kinds + np.arange(n_kinds)).ravel()
    sizes = np.diff(rows.start)[segments]
    segment = np.repeat(np.arange(segments.size), sizes)
    links = np.repeat(rows.start[segments] - np.cumsum(sizes) + sizes, sizes) + np.arange(segment.size)
    there, person = np.unique(rows.person[links], return_inverse=True)
    return merge_alike(person.astype(np.int32), segment, rows.weight[there], segments.size)
