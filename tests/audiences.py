"""Rosters of nothing but sizes, and overlaps counted from audiences."""

import numpy as np

from sim.tables.roster import Roster


def roster_of(sizes):
    n = len(sizes)
    nothing = np.full(n, np.nan)
    handles = [f"c{place}" for place in range(n)]
    return Roster(handles, np.asarray(sizes, np.int64), nothing, nothing, [None] * n, nothing, np.arange(n), [], {})


def both(found, n):
    """Shared followers, counted from the audiences themselves."""
    follows = np.zeros((found.n_people, n))
    for creator in range(n):
        follows[found.person[found.link_start[creator] : found.link_start[creator + 1]], creator] = 1.0
    return follows.T @ follows
