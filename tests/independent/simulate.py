"""A whole scenario: worlds, draws and runs, by the independent simulator."""

import copy
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from tests.independent.figures import Hire, Values, friend_figures
from tests.independent.play import Campaign, Counts, Levels, Links, Posts, days_of, draw_luck, links_of, play
from tests.independent.worlds import Network, World, hires_of, link, people_of, solve_all

CELLS = 6_000_000  # of run and link at once
TEN = 10  # draws that share out the tenths of a distribution


class Amount(NamedTuple):
    """How often a scenario is played: runs in each draw of each world."""

    worlds: int
    draws: int
    runs: int


class Setting(NamedTuple):
    """A scenario as values, and where its files are."""

    values: Values  # at the medians
    uncertain: dict[tuple[str, ...], Values]  # distributions by key
    folder: Path
    network: Network | None


def tenths(rng: np.random.Generator, columns: int) -> np.ndarray:
    """Ten quantiles for each of so many numbers: one in each tenth, in an order of its own."""
    order = rng.permuted(np.tile(np.arange(TEN), (columns, 1)), axis=1)
    return ((order + rng.random((columns, TEN))) / TEN).T


def quantile(law: Values, u: float) -> float:
    """Of a distribution as scenarios write it."""
    low, high = law["low"], law["high"]
    if law["dist"] == "uniform":
        return low + u * (high - low)
    if law["dist"] == "loguniform":
        return low * (high / low) ** u
    middle, half = (math.log(low) + math.log(high)) / 2.0, math.log(high / low) / 2.0
    assert law["dist"] == "lognormal"
    return math.exp(middle + half * float(ndtri(u) / ndtri(0.95)))


def fill(setting: Setting, quantiles: np.ndarray) -> Values:
    """The values of a draw."""
    out = copy.deepcopy(setting.values)
    for (path, law), u in zip(setting.uncertain.items(), quantiles, strict=True):
        table = out
        for name in path[:-1]:
            table = table[name]
        table[path[-1]] = quantile(law, float(u))
    return out


def simulate(setting: Setting, amount: Amount, rng: np.random.Generator) -> Counts:
    """Every column by unit and run: units are worlds, or blocks of ten draws, or the runs themselves."""
    if amount.draws > 1:
        parts = [play_block(setting, amount.runs, rng) for _ in range(amount.draws // TEN)]
    else:
        parts = [play_world(setting, setting.values, None, amount.runs, rng) for _ in range(amount.worlds)]
    return {name: by_unit(np.array([part[name] for part in parts])) for name in parts[0]}


def by_unit(column: np.ndarray) -> np.ndarray:
    """Runs of a single world are units of their own."""
    return column.T if len(column) == 1 else column


def play_block(setting: Setting, runs: int, rng: np.random.Generator) -> Counts:
    """Ten draws, each with its values and levels."""
    numbers = tenths(rng, len(setting.uncertain))
    count = len(hires_of(setting.values, setting.folder, setting.network, rng))
    reach, other = ndtri(tenths(rng, count)), ndtri(tenths(rng, count))
    parts = []
    for draw in range(TEN):
        values = fill(setting, numbers[draw])
        r = values["engagement"]["reach_correlation"]
        levels = Levels(reach[draw], r * reach[draw] + math.sqrt(1.0 - r * r) * other[draw])
        parts.append(play_world(setting, values, levels, runs, rng))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def play_world(setting: Setting, values: Values, levels: Levels | None, runs: int, rng: np.random.Generator) -> Counts:
    """All runs of a draw in a world of its own."""
    people = people_of(values, setting.network, rng)
    hires: list[Hire] = hires_of(values, setting.folder, setting.network, rng)
    figures = solve_all(values, hires, levels is None, people.activity.size)
    world: World = link(values, people, figures, setting.network, rng)
    posts: Posts = days_of(values, figures, rng)
    links: Links = links_of(values, world, figures, posts, rng)
    friend = friend_figures(values, people.friends.size / people.activity.size)
    parts, most = [], max(1, CELLS // max(links.person.size, people.activity.size * len(figures)))
    for first in range(0, runs, most):
        n = min(most, runs - first)
        luck = draw_luck(values, figures, posts, n, levels, rng)
        parts.append(play(Campaign(values, world, figures, friend, n), posts, links, luck, rng))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
