"""Walks on a graph that stop at random, added up in one order: the same bits under every library of linear algebra."""

import numpy as np

from sim.core.jit import jit

WIDE, DEEP = 512, 64  # of the tile of the right matrix that stays near the processor
DOUBLINGS = 30  # 2^30 steps
NOTHING = 1e-16  # a walk that has less left is over


@jit
def add_product(left, right, total):
    """Add left @ right to total; the products of a place are added in ascending order, whatever the tiles.

    right: square.

    >>> total = np.ones((1, 1))
    >>> add_product(np.array([[2.0]]), np.array([[3.0]]), total)
    >>> total.tolist()
    [[7.0]]
    """
    n = right.shape[0]
    for first in range(0, n, WIDE):
        end = min(first + WIDE, n)
        for start in range(0, n, DEEP):
            for row in range(left.shape[0]):
                out = total[row, first:end]
                for middle in range(start, min(start + DEEP, n)):
                    factor = left[row, middle]
                    if factor != 0.0:
                        line = right[middle, first:end]
                        for column in range(out.size):
                            out[column] += factor * line[column]


@jit
def stopping_places(step, restart):
    """Chance of each stopping place [home, node] of walks that stop with probability `restart` before each step.

    step: chance of each next node [node, node], rows add up to 1. The sum over lengths doubles, so that long walks
    cost little more than short ones.

    >>> stopping_places(np.array([[0.0, 1.0], [1.0, 0.0]]), 0.5).round(6).tolist()  # 1/2 at home, 1/4 next door, ...
    [[0.666667, 0.333333], [0.333333, 0.666667]]
    """
    n = step.shape[0]
    rank = np.eye(n)
    walk = (1.0 - restart) * step
    for _ in range(DOUBLINGS):
        longer = rank.copy()
        add_product(walk, rank, longer)
        rank = longer
        twice = np.zeros((n, n))
        add_product(walk, walk, twice)
        walk = twice
        if walk.max() < NOTHING:
            break
    for home in range(n):
        total = 0.0
        for node in range(n):
            total += rank[home, node]
        rank[home] /= total
    return rank
