"""Figures of groups of creators: what a shape of the audiences expects of them, and which ones nobody can have."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import InputError
from sim.tables.group_table import GroupFigure, Kind
from sim.tables.roster import Roster
from sim.text import quote
from sim.world.overlap_fit import multiplicity
from sim.world.overlap_fit.fit import Asked

SLACK = 1.0  # people: figures are rounded


def expect_union(asked: Asked, shared: F64, who: I64, tail: float) -> float:
    """The people who follow any of these creators, in simulated ones. shared [creator, creator]."""
    return float(multiplicity.people_by_count(asked.sizes[who], shared[np.ix_(who, who)], tail).sum())


def groups_of(figure: GroupFigure) -> list[tuple[int, ...]]:
    """The creators of each union that a figure is made of: of its group, or of both groups and of all together."""
    return [figure.everybody] if figure.kind == "unique" else [figure.creators, figure.others, figure.everybody]


def expect_unions(figure: GroupFigure, asked: Asked, shared: F64, tail: float) -> F64:
    """The unions that a figure is made of, in simulated people [union]."""
    return np.array([expect_union(asked, shared, np.array(group), tail) for group in groups_of(figure)])


def combine(kind: Kind, unions: F64) -> F64:
    """The figure by its unions [union, ...]: people, or a share.

    >>> combine("shared", np.array([100.0, 60.0, 130.0])).tolist()
    30.0
    """
    if kind == "unique":
        return np.asarray(unions[0])
    both = np.maximum(unions[0] + unions[1] - unions[2], 0.0)
    return np.asarray(both if kind == "shared" else both / unions[2])


def own_misses(kind: Kind, unions: F64, misses: F64) -> F64:
    """By how much a figure is off where each of its unions is off on its own (standard deviations) [...].

    unions, misses: [union, ...].
    """
    found = np.zeros(unions.shape[1:])
    for place in range(len(unions)):
        moved = unions.copy()
        moved[place] += misses[place]
        found += (combine(kind, moved) - combine(kind, unions)) ** 2
    return np.asarray(np.sqrt(found))


def slots_of_unions(figure: GroupFigure, asked: Asked) -> F64:
    """The followers of each union that a figure is made of [union]."""
    return np.array([float(asked.sizes[list(group)].sum()) for group in groups_of(figure)])


def unit_of(figure: GroupFigure, asked: Asked) -> float:
    """The followers of whom the figure is a share, in simulated people; 1 for a figure that is one."""
    if figure.kind == "jaccard":
        return 1.0
    if figure.kind == "unique":
        return float(asked.sizes[list(figure.everybody)].sum())
    return float(min(asked.sizes[list(figure.creators)].sum(), asked.sizes[list(figure.others)].sum()))


def value_in_sample(figure: GroupFigure, asked: Asked) -> float:
    """The figure in simulated people, or as the share that it is."""
    return figure.value if figure.kind == "jaccard" else figure.value / asked.one_in


def repeats_at_least(figure: GroupFigure, asked: Asked) -> float:
    """Followers who are counted more than once for sure, in simulated people."""
    if figure.kind == "unique":
        return max(unit_of(figure, asked) - value_in_sample(figure, asked), 0.0)
    if figure.kind == "shared":
        return value_in_sample(figure, asked)
    return figure.value * float(asked.sizes[list(figure.everybody)].max())


def refuse_impossible_groups(figures: tuple[GroupFigure, ...], roster: Roster, asked: Asked) -> None:
    """Refuse shared audiences that sizes, overlaps or another figure rule out. InputError."""
    for figure in figures:
        if figure.kind != "unique":
            for message in contradictions_between_groups(figure, roster, asked):
                raise InputError(message)
    for one, other in combinations((figure for figure in figures if figure.kind != "unique"), 2):
        is_same = one.kind == other.kind and {one.creators, one.others} == {other.creators, other.others}
        if is_same and abs(one.value - other.value) > (SLACK if one.kind == "shared" else 1e-3):
            raise InputError(f"{one.name} and {other.name} contradict each other: the groups are the same")


def contradictions_between_groups(figure: GroupFigure, roster: Roster, asked: Asked) -> Iterator[str]:
    """Messages on more, or fewer, shared people than sizes and overlaps allow."""
    first, second = (np.array(group) for group in (figure.creators, figure.others))
    followers = roster.followers.astype(np.float64)
    sums = [float(followers[who].sum()) for who in (first, second)]
    low, high = (asked.one_in * pairs[np.ix_(first, second)] for pairs in (asked.low, asked.high))
    slack = SLACK + asked.one_in * (first.size + second.size)  # simulated sizes are rounded
    least, most = shared_between(figure, sums, float(followers[list(figure.everybody)].max()))
    if least > min(sums) + SLACK:
        yield f"{figure.name} is more than the {min(sums):,.0f} followers of the smaller group"
    elif least > float(high.sum()) + slack:
        yield f"{figure.name} and the overlaps contradict each other: they leave at most {high.sum():,.0f} people"
    elif most < float(low.max()) - slack:
        row, column = np.unravel_index(int(np.argmax(low)), low.shape)
        one, other = quote(roster.handle[first[row]]), quote(roster.handle[second[column]])
        yield (
            f"{figure.name} and the overlap of {one} with {other}, {low.max():,.0f}, contradict each other: "
            f"the groups share at most {most:,.0f} people"
        )


def shared_between(figure: GroupFigure, sums: list[float], largest: float) -> tuple[float, float]:
    """The fewest and the most people whom two groups share by their figure. sums: followers of each group."""
    if figure.kind == "shared":
        return figure.value, figure.value
    return figure.value * largest, figure.value / (1.0 + figure.value) * sum(sums)
