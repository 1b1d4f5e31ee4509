"""Few creators: how many people follow exactly these of them, for every subset, as the sizes and pairs demand.

Of all populations with the sizes and overlaps, the one nearest to the usual numbers of creators that people follow:
cells are scaled to one figure after another (iterative proportional fitting; Csiszar 1975), which meets whatever any
population can meet.
"""

import numpy as np

from sim.core.arrays import F64, I64
from sim.world.overlap_fit import multiplicity

MOST = 10  # creators: 1,023 subsets
ROUNDS, MET = 3_000, 1e-7
TRACE = 1e-6  # of all people: no subset is impossible because it is unusual


def members_of(n: int) -> F64:
    """The creators in each subset [subset, creator]; the empty one is left out."""
    return ((np.arange(1, 1 << n)[:, None] >> np.arange(n)) & 1).astype(np.float64)


def usual(sizes: F64, shared: F64, tail: float) -> F64:
    """People by subset as if only sizes and the number of creators that people follow mattered [subset]."""
    members = members_of(sizes.size)
    k = members.sum(axis=1).astype(np.int64)
    people = multiplicity.people_by_count(sizes, shared, tail)
    people = np.maximum(people, TRACE * people.sum())
    odds = np.exp(members @ np.log(np.maximum(sizes, 1e-9) / sizes.max()))
    within = np.bincount(k, odds, sizes.size + 1)
    return np.asarray(people[k - 1] * odds / within[k])


def nearest_population(usual_people: F64, sizes: F64, low: F64, high: F64, unique: float | None = None) -> F64:
    """People by subset [subset]. low, high: least and most of pairs [creator, creator]; unique: people in all."""
    members, cells = members_of(sizes.size), usual_people.copy()
    pairs = list(zip(*np.triu_indices(sizes.size, 1), strict=True))
    both = {pair: np.flatnonzero(members[:, pair[0]] * members[:, pair[1]]) for pair in pairs}
    own = [np.flatnonzero(column) for column in members.T]
    everybody = np.arange(cells.size)
    for _ in range(ROUNDS):
        off = max(scale(cells, both[pair], low[pair], high[pair]) / sizes.min() for pair in pairs)
        if unique is not None:
            off = max(off, scale(cells, everybody, unique, unique) / unique)
        off = max(off, *(scale(cells, who, size, size) / size for who, size in zip(own, sizes, strict=True)))
        if off < MET:
            break
    return cells


def scale(cells: F64, who: I64, low: float, high: float) -> float:
    """Bring some cells into an interval together; by how much they were outside."""
    there = float(cells[who].sum())
    wanted = min(max(there, low), high)
    if there > 0.0:
        cells[who] *= wanted / there
    return abs(there - wanted)


def whole(cells: F64, sizes: I64) -> I64:
    """Whole people by subset, with these sizes exactly [subset]."""
    members = members_of(sizes.size).astype(np.int64)
    order = np.lexsort((np.arange(len(members)), -members.sum(axis=1)))
    ends = np.rint(np.cumsum(cells[order])).astype(np.int64)
    people = np.zeros(len(members), np.int64)
    people[order] = np.diff(np.concatenate([[0], ends]))
    singles = 1 << np.arange(sizes.size)
    people[singles - 1] = 0
    for creator in range(sizes.size):
        there = order[(members[order, creator] > 0) & (order != singles[creator] - 1)]
        for subset in there.tolist():
            over = int(people @ members[:, creator]) - int(sizes[creator])
            if over <= 0:
                break
            gone = min(over, int(people[subset]))
            people[subset] -= gone
            people[subset - singles[creator]] += gone
    people[singles - 1] += sizes - people @ members
    return people


def deal_subsets(people: I64, n: int) -> tuple[I64, I64]:
    """The number of creators that each person follows [person], most first, and the creators [slot]."""
    members = members_of(n)
    k = members.sum(axis=1).astype(np.int64)
    order = np.lexsort((np.arange(k.size), -k))
    count = np.repeat(k[order], people[order])
    rows = [np.tile(np.flatnonzero(members[subset]), int(people[subset])) for subset in order.tolist()]
    return count, np.concatenate(rows)
