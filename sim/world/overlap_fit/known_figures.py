"""Figures known besides sizes and pairs: unique audiences of all or of the largest, and exclusive followers."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError, option
from sim.tables.group_table import GroupFigure
from sim.tables.roster import Roster
from sim.text import quote
from sim.world.overlap_fit import multiplicity
from sim.world.overlap_fit.fit import Asked
from sim.world.overlap_fit.group_figures import refuse_impossible_groups

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
    groups: tuple[GroupFigure, ...] = ()

    @property
    def has_exclusive(self) -> bool:
        """Whether the exclusive followers of any creator are known."""
        return bool(np.isfinite(self.exclusive).any())


class NamedUnion(NamedTuple):
    """The unique audience of some creators, as messages name it."""

    name: str
    creators: I64
    unique: float  # people


def largest(sizes: F64, count: int) -> I64:
    """The creators with most followers, of equals the first in the roster."""
    return np.argsort(-sizes, kind="stable")[:count]


def unions_of(known: KnownFigures, sizes: F64) -> list[NamedUnion]:
    """The unique audiences that are known, of the fewest creators first."""
    tops = [
        NamedUnion(f"{option('unique_top')} {n}={unique:,.0f}", largest(sizes, n), unique) for n, unique in known.tops
    ]
    groups = [
        NamedUnion(figure.name, np.array(figure.everybody), figure.value)
        for figure in known.groups
        if figure.kind == "unique"
    ]
    unions = [*tops, *groups]
    if known.unique is not None:
        unions.append(NamedUnion(f"{option('unique')} {known.unique:,.0f}", np.arange(sizes.size), known.unique))
    return sorted(unions, key=lambda union: (union.creators.size, union.unique))


def refuse_contradictions(known: KnownFigures, roster: Roster, asked: Asked) -> None:
    """Refuse the first figure that sizes, overlaps or another figure rule out. InputError."""
    unions = unions_of(known, roster.followers.astype(np.float64))
    for union in unions:
        refuse_impossible_union(union, roster, asked)
    members = [frozenset(union.creators.tolist()) for union in unions]
    for smaller, wider in combinations(range(len(unions)), 2):
        if members[smaller] <= members[wider]:
            others = members[wider] - members[smaller]
            around = zip(unions, members, strict=True)
            limits = [union for union, who in around if others <= who != members[wider]]
            each = NamedUnion("", np.array(sorted(others), np.int64), float(roster.followers[sorted(others)].sum()))
            most = min([each, *limits], key=lambda union: union.unique)
            refuse_contradicting_unions(unions[smaller], unions[wider], most)
    for message in contradictions_of_exclusive(known, roster, asked):
        raise InputError(message)
    for union in unions:
        refuse_many_exclusive(union, known, roster)
    refuse_impossible_groups(known.groups, roster, asked)


def refuse_contradicting_unions(smaller: NamedUnion, wider: NamedUnion, others: NamedUnion) -> None:
    """Refuse the unions of some creators and of more. others: the most that those add who are only in the wider."""
    both = f"{smaller.name} and {wider.name} contradict each other"
    if wider.unique < smaller.unique - SLACK:
        raise InputError(f"{both}: the first cannot have more people")
    if wider.unique > smaller.unique + others.unique + SLACK:
        by = f" ({others.name})" if others.name else ""
        raise InputError(f"{both}: the others add at most {others.unique:,.0f} people{by}")


def refuse_impossible_union(union: NamedUnion, roster: Roster, asked: Asked) -> None:
    """Refuse a union that the sizes or the overlaps rule out. InputError."""
    who, name = union.creators, union.name
    sizes = roster.followers[who]
    if union.unique > sizes.sum() + SLACK:
        raise InputError(f"{name} is more than all followers together, {sizes.sum():,}")
    if union.unique < sizes.max() - SLACK:
        handle = quote(roster.handle[who[np.argmax(sizes)]])
        raise InputError(f"{name} is less than the followers of {handle} alone, {sizes.max():,}")
    within = np.ix_(who, who)
    bounds = multiplicity.proven_range(asked.sizes[who], asked.low[within], asked.high[within])
    low, high = (asked.one_in * bound for bound in bounds)
    slack = SLACK + 1e-6 * high + asked.one_in * who.size  # simulated sizes are rounded
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


def refuse_many_exclusive(union: NamedUnion, known: KnownFigures, roster: Roster) -> None:
    """Refuse more exclusive followers than there are people, and more people than they leave. InputError."""
    if not known.has_exclusive:
        return
    who = union.creators
    own = np.nan_to_num(known.exclusive[who])
    shared = np.where(np.isfinite(known.exclusive[who]), roster.followers[who] - own, 0.0)
    least = float(own.sum() + shared.max())
    name, total = union.name, f"column exclusive, in all {own.sum():,.0f}"
    if union.unique < least - SLACK * who.size:
        raise InputError(f"{name} and the {total}, contradict each other: there are at least {least:,.0f} people")
    most = float(roster.followers[who].sum() - shared.sum() / 2.0)
    if who.size == len(roster.handle) and union.unique > most + SLACK * who.size:
        raise InputError(f"{name} and the {total}, contradict each other: there are at most {most:,.0f} people")
