"""The network of a scenario as text: sizes, multiplicity, overlap, target against achieved."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.core.arrays import F64
from sim.core.outcome import SOURCES_SHOWN
from sim.report.style.numbers import number
from sim.report.style.plain_values import plain_value, quantity
from sim.report.style.table import TextTable
from sim.scenario.model import Scenario
from sim.world.audience_overlap import Overlap
from sim.world.build import World

QUANTILES = (0.1, 0.5, 0.9, 0.99)


def spread(values: F64) -> str:
    """Mean and quantiles in one cell."""
    if not values.size:
        return "no pairs"
    quantiles = zip(QUANTILES, np.quantile(values, QUANTILES), strict=True)
    cells = ", ".join(f"P{int(share * 100)} {number(value)}" for share, value in quantiles)
    return f"mean {number(float(values.mean()))} ({cells})"


def audience_sizes(scenario: Scenario, world: World) -> F64:
    """Real followers of each creator, in real people [creator]."""
    return np.asarray(np.diff(world.link_start).astype(np.float64) * scenario.world.sample_one_in)


def audience_rows(scenario: Scenario, world: World, overlap: Overlap) -> list[tuple[str, str]]:
    """Creators, followers, people and communities."""
    weight = scenario.world.sample_one_in
    rows = [
        ("creators", f"{len(world.creator_handle):,}"),
        ("followers listed", f"{int(world.creator_followers.sum()):,}"),
        ("real follower slots", f"{overlap.n_links * weight:,}"),
        ("unique audience", f"{overlap.n_unique * weight:,}"),
        ("unique / slots", number(unique_share(overlap), 4)),
        ("people in the world", f"{world.n_people * weight:,}"),
        ("communities", f"{world.community_start.size - 1:,} in {len(world.niche_names)} niches"),
        ("audience sizes", spread(audience_sizes(scenario, world))),
    ]
    if weight > 1:
        rows.append(("sample", f"one person in {weight:,} is simulated; counts above are of real people"))
    return rows


def unique_share(overlap: Overlap) -> float:
    """Distinct people per follower slot."""
    return overlap.n_unique / max(overlap.n_links, 1)


def overlap_rows(world: World, overlap: Overlap) -> list[tuple[str, str]]:
    """Shared audience of the roster and of the reference roster, and of pairs of creators."""
    rows = [("followers who follow another one too", number(overlap.shared, 4))]
    if not np.isnan(world.shared_asked):
        rows += [
            ("reference roster, asked", number(world.shared_asked, 4)),
            ("reference roster, achieved", number(world.shared_achieved, 4)),
        ]
    rows += [
        ("share of people who follow creators", number(world.following_share, 4)),
        ("pairs: shared / smaller audience", spread(overlap.of_smaller)),
        ("pairs: Jaccard", spread(overlap.jaccard)),
    ]
    return rows


def multiplicity_shares(overlap: Overlap) -> list[float]:
    """Share of the audience who follow 1, 2, ... creators; the last: so many or more."""
    total = max(overlap.n_unique, 1)
    return [float(count / total) for count in overlap.multiplicity]


def multiplicity_rows(overlap: Overlap) -> list[tuple[str, str]]:
    """A row for each number of creators that people follow."""
    return [
        (f"people who follow {n}{' or more' if n == SOURCES_SHOWN else ''}", number(share, 4))
        for n, share in enumerate(multiplicity_shares(overlap), start=1)
    ]


def table(scenario: Scenario, world: World, overlap: Overlap) -> TextTable:
    """The network as a table."""
    rows = [
        *audience_rows(scenario, world, overlap),
        *overlap_rows(world, overlap),
        *multiplicity_rows(overlap),
    ]
    return TextTable(f"Network of {scenario.name}", ("figure", "value"), list(rows), list(world.notes))


def tables(scenario: Scenario, world: World, overlap: Overlap) -> list[TextTable]:
    """The tables of the text form."""
    return [table(scenario, world, overlap)]


def spread_of(values: F64, unit: str) -> dict[str, Any]:
    """Mean and quantiles as plain values; None where there are no values."""
    names = [f"p{int(share * 100)}" for share in QUANTILES]
    figures: Sequence[float | None] = [None] * (len(names) + 1)
    if values.size:
        figures = [float(values.mean()), *np.quantile(values, QUANTILES).tolist()]
    return {**dict(zip(("mean", *names), figures, strict=True)), "unit": unit}


def as_dict(scenario: Scenario, world: World, overlap: Overlap) -> dict[str, Any]:
    """The network as plain values with units; counts are of real people, also where one in so many is simulated."""
    weight = scenario.world.sample_one_in
    answer = {
        "name": scenario.name,
        "creators": quantity(len(world.creator_handle), "creators"),
        "followers_listed": quantity(int(world.creator_followers.sum()), "followers"),
        "follower_slots": quantity(int(overlap.n_links) * weight, "followers"),
        "unique_audience": quantity(int(overlap.n_unique) * weight, "people"),
        "unique_per_slot": quantity(unique_share(overlap), "share"),
        "people": quantity(int(world.n_people) * weight, "people"),
        "communities": quantity(int(world.community_start.size) - 1, "communities"),
        "niches": list(world.niche_names),
        "one_in": quantity(weight, "people per simulated person"),
        "audience_sizes": spread_of(audience_sizes(scenario, world), "people"),
        "shared_audience": quantity(overlap.shared, "share"),
        "reference_asked": quantity(world.shared_asked, "share"),
        "reference_achieved": quantity(world.shared_achieved, "share"),
        "following_share": quantity(world.following_share, "share"),
        "pairs_of_smaller": spread_of(overlap.of_smaller, "share of the smaller audience"),
        "pairs_jaccard": spread_of(overlap.jaccard, "share of both audiences"),
        "multiplicity": {"shares": multiplicity_shares(overlap), "unit": "share of the audience"},
        "notes": list(world.notes),
    }
    plain_values: dict[str, Any] = plain_value(answer)
    return plain_values
