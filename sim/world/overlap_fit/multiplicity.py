"""The number of creators that people follow, where only pairs are known.

Pairs say how many others the followers of a creator follow on average, and leave the rest open. A follower of creator
i follows k - 1 others, beta-binomial with that mean: the size-biased law of a population whose activity is a beta
variate with shape `tail`. Below 0 audiences are sparse and heavy-tailed, near Zipf; above, dense and even.
"""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64

USUAL = -0.2  # tail at the centre of real follow graphs, meetup groups and likers; they lie between -0.75 and +1
SPREAD = 0.45  # standard deviation of ln(1 + tail) around it: 90% lie between -0.62 and 0.68, 98% from -0.75 to 1.25


class ExpectedPeople(NamedTuple):
    """People whom sizes, pairs and a tail make likely."""

    by_count: F64  # [k - 1] who follow k creators
    exclusive: F64  # [creator] who follow nobody else


def follower_law(mean: float, alternatives: int, tail: float) -> F64:
    """P(a follower follows k creators) [k - 1], where they follow `mean` others of so many alternatives."""
    k = np.arange(alternatives)
    if mean <= 0.0:
        return np.array([1.0])
    shape, rest = tail + 1.0, (tail + 1.0) * (alternatives / mean - 1.0)
    if rest <= 1e-9:
        return np.append(np.zeros(alternatives), 1.0)
    steps = np.log((alternatives - k) * (k + shape)) - np.log((k + 1.0) * (alternatives - k - 1.0 + rest))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    law = np.exp(logs - logs.max())
    return np.asarray(law / law.sum())


def alternatives_of(shared: F64) -> int:
    """The number of creators who share one's overlap: its participation ratio, at least as many as its mean needs."""
    total = shared.sum()
    return max(2, round(float(total) ** 2 / max(float((shared**2).sum()), 1e-300)))


def expect_people(sizes: F64, shared: F64, tail: float) -> ExpectedPeople:
    """Expected people by count. sizes [creator], shared [creator, creator] without a diagonal."""
    n = sizes.size
    people, exclusive = np.zeros(n), np.zeros(n)
    for creator in np.flatnonzero(sizes > 0.0):
        mean = min(shared[creator].sum() / sizes[creator], n - 1.0)
        wide = min(max(alternatives_of(shared[creator]), int(np.ceil(mean * 1.2))), n - 1)
        law = follower_law(mean, wide, tail) if wide else np.array([1.0])
        people[: law.size] += sizes[creator] * law / np.arange(1, law.size + 1)
        exclusive[creator] = sizes[creator] * law[0]
    return ExpectedPeople(people, exclusive)


def people_by_count(sizes: F64, shared: F64, tail: float) -> F64:
    """Expected people who follow k creators [k - 1]. sizes [creator], shared [creator, creator] without a diagonal."""
    return expect_people(sizes, shared, tail).by_count


def proven_range(sizes: F64, low: F64, high: F64) -> tuple[float, float]:
    """Bounds of the unique audience, where pairs share from low to high [creator, creator].

    Dawson & Sankoff 1967 below, Hunter 1976 above (a tree of the heaviest pairs).
    """
    total, pairs = float(sizes.sum()), float(high.sum()) / 2.0
    k = 1 + int(2.0 * pairs // total)
    least = 2.0 * total / (k + 1) - 2.0 * pairs / (k * (k + 1))
    return max(least, float(sizes.max())), total - heaviest_tree(low)


def heaviest_tree(weight: F64) -> float:
    """Weight of the maximum spanning tree of a full matrix. Prim 1957."""
    n = weight.shape[0]
    best, outside, total = weight[0].copy(), np.ones(n, bool), 0.0
    outside[0] = False
    for _ in range(n - 1):
        nearest = int(np.argmax(np.where(outside, best, -1.0)))
        total += float(best[nearest])
        outside[nearest] = False
        best = np.maximum(best, weight[nearest])
    return total
