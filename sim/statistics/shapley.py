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
    """The Shapley value of each player; the sampling error is zero where all sets were tried."""

    values: F64  # [player, replicate]
    sampling_variance: F64  # [player] of values[:, 0]


def subsets(players: Sequence[str]) -> Iterator[Players]:
    """Yield all sets of players, from nobody to everybody.

    >>> [sorted(players) for players in subsets(["a", "b"])]
    [[], ['a'], ['b'], ['a', 'b']]
    """
    for size in range(len(players) + 1):
        for members in combinations(players, size):
            yield frozenset(members)


def exact(players: Sequence[str], worth: Worth) -> Shares:
    """Return Shapley values from the worths of all 2^n sets of players. worth: of a set, [replicate].

    >>> exact(["a", "b"], lambda players: np.array([float(len(players) ** 2)])).values.tolist()
    [[2.0], [2.0]]
    """
    n = len(players)
    worths = {members: worth(members) for members in subsets(players)}
    values = []
    for player in players:
        total = np.zeros_like(worths[frozenset()])
        for members, value in worths.items():
            if player not in members:
                weight = math.factorial(len(members)) * math.factorial(n - len(members) - 1) / math.factorial(n)
                total = total + weight * (worths[members | {player}] - value)
        values.append(total)
    return Shares(np.array(values), np.zeros(n))


def order(players: Sequence[str], number: int) -> list[str]:
    """Return the players in a random order, always the same for a number: orders have addresses.

    >>> sorted(order(["a", "b", "c"], number=0))
    ['a', 'b', 'c']
    """
    draws = address.uniforms(np.uint64(number), address.ORDER, np.arange(len(players), dtype=np.uint64))
    return [players[index] for index in np.argsort(draws, kind="stable")]


def _marginal_worths(sequence: Sequence[str], worth: Worth) -> dict[str, F64]:
    """Return the worth that each player adds when they join in this order, by player [replicate]."""
    added, before = {}, worth(frozenset())
    for count, player in enumerate(sequence, 1):
        after = worth(frozenset(sequence[:count]))
        added[player] = after - before
        before = after
    return added


def sample_orders(players: Sequence[str], worth: Worth, n_pairs: int) -> Shares:
    """Estimate Shapley values from random orders, each with its reverse (antithetic; Castro, Gomez & Tejada 2009).

    worth: of a set, [replicate]. n_pairs: two or more, since a single pair of orders shows no sampling variance.

    >>> sample_orders(["a", "b"], lambda players: np.array([float(len(players) ** 2)]), n_pairs=2).values.tolist()
    [[2.0], [2.0]]
    """
    pairs = []
    for number in range(n_pairs):
        sequence = order(players, number)
        forth, back = _marginal_worths(sequence, worth), _marginal_worths(sequence[::-1], worth)
        pairs.append([0.5 * (forth[player] + back[player]) for player in players])
    each = np.array(pairs)  # [pair, player, replicate]
    return Shares(each.mean(axis=0), each[:, :, 0].var(axis=0, ddof=1) / n_pairs)
