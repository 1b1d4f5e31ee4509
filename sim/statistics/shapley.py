"""Shapley values: a difference, shared out fairly among what makes it (Shapley 1953).

The worth of a set of players may be a vector: an estimate and its replicates take the same road, since shares are
linear in worths.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from sim.core import address
from sim.core.arrays import F64

Players = frozenset[str]
Worth = Callable[[Players], F64]  # [replicate]


class Shares(NamedTuple):
    """What each player adds; sampling error is zero where all sets were tried."""

    values: F64  # [player, replicate]
    sampling_variance: F64  # [player] of values[:, 0]


def subsets(players: Sequence[str]) -> Iterator[Players]:
    for size in range(len(players) + 1):
        for chosen in combinations(players, size):
            yield frozenset(chosen)


def exact(players: Sequence[str], worth: Worth) -> Shares:
    """Shares from all 2^n sets."""
    n = len(players)
    worths = {chosen: worth(chosen) for chosen in subsets(players)}
    values = []
    for player in players:
        total = np.zeros_like(worths[frozenset()])
        for chosen, value in worths.items():
            if player not in chosen:
                weight = math.factorial(len(chosen)) * math.factorial(n - len(chosen) - 1) / math.factorial(n)
                total = total + weight * (worths[chosen | {player}] - value)
        values.append(total)
    return Shares(np.array(values), np.zeros(n))


def order(players: Sequence[str], number: int) -> list[str]:
    """The players in a random order; orders have addresses."""
    draws = address.uniforms(np.uint64(number), address.ORDER, np.arange(len(players), dtype=np.uint64))
    return [players[index] for index in np.argsort(draws, kind="stable")]


def marginal_worths(sequence: Sequence[str], worth: Worth) -> dict[str, F64]:
    """What each player adds when they join in this order."""
    found, before = {}, worth(frozenset())
    for count, player in enumerate(sequence, 1):
        after = worth(frozenset(sequence[:count]))
        found[player] = after - before
        before = after
    return found


def sample_orders(players: Sequence[str], worth: Worth, n_pairs: int) -> Shares:
    """Shares from random orders, each with its reverse (antithetic; Castro, Gomez & Tejada 2009)."""
    pairs = []
    for number in range(n_pairs):
        sequence = order(players, number)
        forth, back = marginal_worths(sequence, worth), marginal_worths(sequence[::-1], worth)
        pairs.append([0.5 * (forth[player] + back[player]) for player in players])
    each = np.array(pairs)  # [pair, player, replicate]
    return Shares(each.mean(axis=0), each[:, :, 0].var(axis=0, ddof=1) / n_pairs)
