"""Figures known besides sizes and pairs: unique audiences of all or of the largest, and exclusive followers."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError, option
from sim.tables.roster import Roster
from sim.text import quote
from sim.world.overlap_fit import multiplicity
from sim.world.overlap_fit.fit import Asked

SLACK = 1.0  # people: figures are rounded


class KnownUnion(NamedTuple):
    """The unique audience of so many of the largest creators, in people."""

    n_creators: int
    unique: float


class KnownFigures(NamedTuple):
    """Known figures beyond sizes and pairs, in people."""

    unique: float | None = None  # of all creators
    tops: tuple[KnownUnion, ...] = ()
    exclusive: F64 = np.empty(0)  # [creator] nan: unknown; empty: all are

    @property
    def has_exclusive(self) -> bool:
        """Whether the exclusive followers of any creator are known."""
        return bool(np.isfinite(self.exclusive).any())


def largest(sizes: F64, count: int) -> I64:
    """The creators with most followers, of equals the first in the roster."""
    return np.argsort(-sizes, kind="stable")[:count]


def refuse_contradictions(known: KnownFigures, roster: Roster, asked: Asked) -> None:
    """Refuse the first figure that sizes, overlaps or another figure rule out. InputError."""
    unions = [*known.tops] if known.unique is None else [*known.tops, KnownUnion(len(roster.handle), known.unique)]
    unions.sort()
    for union in unions:
        refuse_impossible_union(union, known, roster, asked)
    for smaller, wider in pairwise(unions):
        names = [name_of(union, known) for union in (smaller, wider)]
        sizes = np.sort(roster.followers)[::-1].astype(np.float64)
        most = smaller.unique + float(sizes[smaller.n_creators : wider.n_creators].sum())
        if wider.unique < smaller.unique - SLACK:
            raise InputError(f"{names[0]} and {names[1]} contradict each other: the first cannot have more people")
        if wider.unique > most + SLACK:
            raise InputError(
                f"{names[0]} and {names[1]} contradict each other: the others add at most "
                f"{most - smaller.unique:,.0f} people"
            )
    for message in contradictions_of_exclusive(known, roster, asked):
        raise InputError(message)
    for union in unions:
        refuse_many_exclusive(union, known, roster)


def name_of(union: KnownUnion, known: KnownFigures) -> str:
    """The option and the value of a union, as messages name it."""
    if union in known.tops:
        return f"{option('unique_top')} {union.n_creators}={union.unique:,.0f}"
    return f"{option('unique')} {union.unique:,.0f}"


def refuse_impossible_union(union: KnownUnion, known: KnownFigures, roster: Roster, asked: Asked) -> None:
    """Refuse a union that the sizes or the overlaps rule out. InputError."""
    who, name = largest(roster.followers.astype(np.float64), union.n_creators), name_of(union, known)
    sizes = roster.followers[who]
    if union.unique > sizes.sum() + SLACK:
        raise InputError(f"{name} is more than all followers together, {sizes.sum():,}")
    if union.unique < sizes.max() - SLACK:
        raise InputError(f"{name} is less than the followers of {quote(roster.handle[who[0]])} alone, {sizes.max():,}")
    within = np.ix_(who, who)
    bounds = multiplicity.proven_range(asked.sizes[who], asked.low[within], asked.high[within])
    low, high = (asked.one_in * bound for bound in bounds)
    slack = SLACK + 1e-6 * high + asked.one_in * union.n_creators  # simulated sizes are rounded
    if not low - slack <= union.unique <= high + slack:
        raise InputError(f"{name} and the overlaps contradict each other: they leave {low:,.0f} to {high:,.0f}")


def contradictions_of_exclusive(known: KnownFigures, roster: Roster, asked: Asked) -> Iterator[str]:
    """Messages on creators who have more followers of their own than the overlaps leave them."""
    for creator in np.flatnonzero(np.isfinite(known.exclusive)).tolist():
        other = int(np.argmax(asked.low[creator]))
        own, shared = float(known.exclusive[creator]), float(asked.low[creator, other]) * asked.one_in
        size = int(roster.followers[creator])
        handle, partner = quote(roster.handle[creator]), quote(roster.handle[other])
        if own > size + SLACK:
            yield f"exclusive: {own:,.0f} of {handle} are more than all {size:,} followers"
        if own + shared > size + SLACK:
            yield (
                f"exclusive {own:,.0f} of {handle} and the overlap with {partner}, {shared:,.0f}, contradict each "
                f"other: together they are more than {size:,} followers"
            )


def refuse_many_exclusive(union: KnownUnion, known: KnownFigures, roster: Roster) -> None:
    """Refuse more exclusive followers than there are people, and more people than they leave. InputError."""
    if not known.has_exclusive:
        return
    who = largest(roster.followers.astype(np.float64), union.n_creators)
    own = np.nan_to_num(known.exclusive[who])
    shared = np.where(np.isfinite(known.exclusive[who]), roster.followers[who] - own, 0.0)
    least = float(own.sum() + shared.max())
    name, total = name_of(union, known), f"column exclusive, in all {own.sum():,.0f}"
    if union.unique < least - SLACK * union.n_creators:
        raise InputError(f"{name} and the {total}, contradict each other: there are at least {least:,.0f} people")
    most = float(roster.followers[who].sum() - shared.sum() / 2.0)
    if union.n_creators == len(roster.handle) and union.unique > most + SLACK * union.n_creators:
        raise InputError(f"{name} and the {total}, contradict each other: there are at most {most:,.0f} people")
