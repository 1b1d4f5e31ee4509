"""Overlaps where nobody has a table: a mean within and across niches, or one figure of duplication."""

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError, option
from sim.tables.overlap_table import MOST_CREATORS, Pairs
from sim.tables.roster import Roster
from sim.world.overlap_fit import multiplicity

HALVINGS = 50


def by_niche(roster: Roster, within: float, across: float) -> Pairs:
    """Every pair shares the mean of its kind, as a share of the smaller audience. InputError without niches."""
    if not any(roster.niche):
        raise InputError(
            "the roster has no niches: overlaps within and across them need some", path=(option("within"),)
        )
    niche = np.array([name or f"\0{place}" for place, name in enumerate(roster.niche)])
    first, second = pairs_of(roster)
    share = np.where(niche[first] == niche[second], within, across)
    return Pairs(first, second, share * smaller(roster)[first, second])


def by_duplication(roster: Roster, duplication: float) -> Pairs:
    """Every pair shares as much as makes this share of all follower slots people who were counted before. InputError.

    The number of creators per person has the usual tail, see `multiplicity`.
    """
    first, second = pairs_of(roster)
    slots = float(roster.followers.sum())

    def duplication_of(share: float) -> float:
        shared = share * smaller(roster)
        people = multiplicity.people_by_count(roster.followers.astype(np.float64), shared, multiplicity.USUAL)
        return 1.0 - float(people.sum()) / slots

    low, high = 0.0, 1.0
    if duplication > duplication_of(high):
        message = f"{duplication:g} is more than these audiences can have; 0 to {duplication_of(high):.3g}"
        raise InputError(message, path=(option("duplication"),))
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if duplication_of(middle) < duplication else (low, middle)
    return Pairs(first, second, high * smaller(roster)[first, second])


def pairs_of(roster: Roster) -> tuple[np.ndarray, np.ndarray]:
    """All pairs, the smaller index first."""
    n = len(roster.handle)
    if n > MOST_CREATORS:
        raise InputError(f"{n:,} creators; overlaps of at most {MOST_CREATORS:,} are fitted")
    return np.triu_indices(n, 1)


def smaller(roster: Roster) -> F64:
    """The smaller audience of each pair [creator, creator], without a diagonal."""
    sizes = roster.followers.astype(np.float64)
    least = np.minimum.outer(sizes, sizes)
    np.fill_diagonal(least, 0.0)
    return np.asarray(least)
