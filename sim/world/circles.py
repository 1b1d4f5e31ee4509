"""Friends in circles: a degree-corrected block model for millions of people.

People of a community stand in circles of about equal size; a share of friendships is made inside the circle, the rest
anywhere in the community, both in proportion to the sociability of the two. Each pair is a coin of probability
min(1, c w w'), drawn by skips along people sorted by sociability (Miller & Hagberg 2011): no pair comes twice.
Small circles are what gives friends of friends in common, which complex contagion needs.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from sim.core import address
from sim.core.address import LOW_32, U64, purpose_key, threefry, unit
from sim.core.arrays import F64, I32, I64
from sim.core.jit import jit, lean
from sim.core.maths import exponential, log
from sim.world.people import followiness

SOCIABILITY = U64(1 << 62)  # counters below are coins of the circle, from half of it on those of the community
COMMUNITY = U64(1 << 61)
LONGEST_SKIP = 1e9
STEPS = 40  # halvings of an interval; enough for a ratio of 1e-12
N_THREADS = 2


class FriendMeans(NamedTuple):
    """Friends per person, on average."""

    circle: float  # inside the person's circle
    community: float  # anywhere in the community


@jit
def sociabilities(seed, table, first, stop):
    """Sociability of consecutive people, before it is scaled to a mean of 1."""
    key = purpose_key(seed, address.FRIENDS, 0, 0)
    out = np.empty(stop - first)
    for person in range(first, stop):
        word, _ = threefry(key[0], key[1], U64(person), SOCIABILITY)
        out[person - first] = followiness(table, word)
    return out


@lean
def expected_pairs(c, weight):
    """Expected friendships where each pair has min(1, c w w'). weight: descending."""
    n = weight.size
    rest = 0.0
    for index in range(n):
        rest += weight[index]
    total = 0.0
    sure = n  # for the present one, those before this index are friends for certain
    tail = 0.0  # weight from `sure` on
    for index in range(n):
        while sure > 0 and c * weight[index] * weight[sure - 1] < 1.0:
            sure -= 1
            tail += weight[sure]
        first = max(sure, index + 1)
        total += max(0, sure - index - 1)
        rest -= weight[index]
        total += c * weight[index] * (rest if first == index + 1 else tail)
    return total


@lean
def solve_c(n_pairs, weight):
    """c for which so many friendships are expected; inf where everybody is everybody's friend."""
    n = weight.size
    if n_pairs >= 0.5 * n * (n - 1.0):
        return np.inf
    low, high = 0.0, 1.0
    while expected_pairs(high, weight) < n_pairs:
        high *= 2.0
        if high > 1e300:
            return np.inf
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        if expected_pairs(middle, weight) < n_pairs:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@lean
def chance(c, weight, other_weight):
    """Chance that two people are friends; nobody without sociability has any."""
    return min(1.0, c * weight * other_weight) if weight * other_weight > 0.0 else 0.0


@jit
def befriend(seed, stream, mean, people, weight):
    """Friendships among people [pair, 2], so many per person on average. weight: sociability of the same people."""
    order = np.argsort(-weight, kind="mergesort")
    sorted_weight = weight[order]
    n = order.size
    c = solve_c(0.5 * mean * n, sorted_weight)
    key = purpose_key(seed, address.FRIENDS, 0, 0)
    room = int(0.55 * mean * n) + 64
    out = np.empty((room, 2), np.int32)
    n_pairs = 0
    for place in range(n - 1):
        person = people[order[place]]
        other = place + 1
        prob = chance(c, sorted_weight[place], sorted_weight[other])
        n_draws = 0
        while other < n and prob > 0.0:
            skip_word, coin_word = threefry(key[0], key[1], U64(person), stream + U64(n_draws))
            n_draws += 1
            if prob < 1.0:
                other += int(min(exponential(skip_word & LOW_32) / max(-log(1.0 - prob), prob), LONGEST_SKIP))
            if other < n:
                its = chance(c, sorted_weight[place], sorted_weight[other])
                if unit(coin_word) * prob < its:
                    if n_pairs == room:
                        room *= 2
                        more = np.empty((room, 2), np.int32)
                        more[:n_pairs] = out
                        out = more
                    out[n_pairs, 0] = person
                    out[n_pairs, 1] = people[order[other]]
                    n_pairs += 1
                prob = its
                other += 1
    return out[:n_pairs].copy()


@jit
def in_circles(seed, table, first, stop, circle, means):
    """Friendships of one community [pair, 2]: of persons from first to below stop.

    circle: people in a circle; means: FriendMeans.
    """
    n = stop - first
    weight = sociabilities(seed, table, first, stop)
    weight /= max(weight.mean(), 1e-300)
    people = np.arange(first, stop)
    parts = [befriend(seed, COMMUNITY, means.community, people, weight)]
    n_circles = max(1, int(n / circle + 0.5))
    total = parts[0].shape[0]
    for index in range(n_circles):
        start, end = index * n // n_circles, (index + 1) * n // n_circles
        parts.append(befriend(seed, U64(0), means.circle, people[start:end], weight[start:end]))
        total += parts[-1].shape[0]
    out = np.empty((total, 2), np.int32)
    filled = 0
    for part in parts:
        out[filled : filled + part.shape[0]] = part
        filled += part.shape[0]
    return out


@jit
def rows_of(pairs, n_people):
    """Mutual friendships by person: friend_start and friend, ascending within a person, doubles dropped."""
    start = np.zeros(n_people + 1, np.int64)
    for pair in range(pairs.shape[0]):
        start[pairs[pair, 0] + 1] += 1
        start[pairs[pair, 1] + 1] += 1
    for person in range(n_people):
        start[person + 1] += start[person]
    friend = np.empty(start[n_people], np.int32)
    place = start[:-1].copy()
    for pair in range(pairs.shape[0]):
        first, second = pairs[pair, 0], pairs[pair, 1]
        friend[place[first]] = second
        friend[place[second]] = first
        place[first] += 1
        place[second] += 1
    n_kept = 0
    for person in range(n_people):
        row = np.sort(friend[start[person] : place[person]])
        start[person] = n_kept
        for index in range(row.size):
            if index == 0 or row[index] != row[index - 1]:
                friend[n_kept] = row[index]
                n_kept += 1
    start[n_people] = n_kept
    return start, friend[:n_kept].copy()


def draw(seed: int, table: F64, community_start: I64, circle: float, means: FriendMeans) -> tuple[I64, I32]:
    """Friends of everybody: friend_start [person + 1], friend [friendship].

    table: sociability at the quantile nodes; circle: people in a circle.
    """

    def community(first: int, stop: int) -> np.ndarray:
        return np.asarray(in_circles(U64(seed), table, first, stop, circle, means))

    ends = community_start.tolist()
    with ThreadPoolExecutor(N_THREADS) as pool:
        pairs = np.concatenate([np.empty((0, 2), np.int32), *pool.map(community, ends[:-1], ends[1:])])
    start, friend = rows_of(pairs, int(community_start[-1]))
    return start, friend
