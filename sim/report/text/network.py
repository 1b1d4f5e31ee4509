"""What a scenario's network looks like: sizes, multiplicity, overlap, target against achieved."""

import numpy as np

from sim.core.arrays import F64, SOURCES_SHOWN
from sim.report.style.numbers import number
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
    told = ", ".join(f"P{int(share * 100)} {number(value)}" for share, value in quantiles)
    return f"mean {number(float(values.mean()))} ({told})"


def audience_rows(scenario: Scenario, world: World, overlap: Overlap) -> list[tuple[str, str]]:
    weight = scenario.world.sample_one_in
    sizes = np.diff(world.link_start)
    rows = [
        ("creators", f"{len(world.creator_handle):,}"),
        ("followers listed", f"{int(world.creator_followers.sum()):,}"),
        ("real follower slots", f"{overlap.n_links * weight:,}"),
        ("unique audience", f"{overlap.n_unique * weight:,}"),
        ("unique / slots", number(overlap.n_unique / max(overlap.n_links, 1), 4)),
        ("people in the world", f"{world.n_people * weight:,}"),
        ("communities", f"{world.community_start.size - 1:,} in {len(world.niche_names)} niches"),
        ("audience sizes", spread(sizes.astype(np.float64) * weight)),
    ]
    if weight > 1:
        rows.append(("sample", f"one person in {weight:,} is simulated; counts above are of real people"))
    return rows


def overlap_rows(world: World, overlap: Overlap) -> list[tuple[str, str]]:
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


def multiplicity_rows(overlap: Overlap) -> list[tuple[str, str]]:
    total = max(overlap.n_unique, 1)
    return [
        (f"people who follow {n}{' or more' if n == SOURCES_SHOWN else ''}", number(count / total, 4))
        for n, count in enumerate(overlap.multiplicity, start=1)
    ]


def table(scenario: Scenario, world: World, overlap: Overlap) -> TextTable:
    """The network as a table."""
    rows = [
        *audience_rows(scenario, world, overlap),
        *overlap_rows(world, overlap),
        *multiplicity_rows(overlap),
    ]
    return TextTable(f"Network of {scenario.name}", ("figure", "value"), list(rows), list(world.notes))
