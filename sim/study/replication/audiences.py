"""Overlaps of generated audiences beside those of real ones (target 21)."""

import numpy as np

from sim.core.arrays import F64
from sim.study.replication.finding import Lines, TargetFigure, TargetNumbers, name_figure, within
from sim.study.replication.scenes import scenario, world_of
from sim.world.build import World

PLANTED = 'generator = "planted_partition_graph"'
ACCOUNTS, LIKES, LIKERS = 115, 113_517, 85_597


def niche(people: int) -> World:
    """115 accounts of one niche, of sizes over a factor of forty, with as many follower slots as there were likes."""
    return world_of(scenario(
        f"[world]\npeople = {people}\n"
        f'communities = {{ {PLANTED}, parameters = {{ l = 1, k = 12, p_in = 0.5, p_out = 0.0 }}, '
        'niches = ["climbing"] }\nfollowiness = { name = "zipf", exponent = 2.2, most = 1000.0 }\n'
        f'[[creators]]\nname = "c"\ncount = {ACCOUNTS}\nfollowers = {LIKES / ACCOUNTS}\nfollowers_sd = 1.0\n'
        "fake_share = 0.0\nbreadth = 0.5\n"
    ))  # fmt: skip


def multiplicity(world: World) -> F64:
    """Number of accounts that each follower follows [follower]."""
    return np.unique(world.link_person, return_counts=True)[1].astype(np.float64)


def jaccards(world: World) -> F64:
    """Jaccard index of every pair of accounts [pair]."""
    rows = [world.link_person[a:b] for a, b in zip(world.link_start[:-1], world.link_start[1:], strict=True)]
    follows = np.zeros((len(rows), world.n_people), np.float32)
    for index, row in enumerate(rows):
        follows[index, row] = 1.0
    both = follows @ follows.T
    sizes = np.diag(both)
    first, second = np.triu_indices(len(rows), 1)
    shared = both[first, second]
    return np.asarray(shared / np.maximum(sizes[first] + sizes[second] - shared, 1.0), np.float64)


TUNED = "communities, breadth and followiness are chosen for it: shows that the generator can have such overlaps"


def times(name: str, value: float, due: float, factor: float, why: str = "") -> TargetFigure:
    """A figure that is due within a factor."""
    numbers = TargetNumbers([value], due / factor, due * factor)
    expected, is_met = f"{name}: {due:g} times or by {factor:g}", due / factor <= value <= due * factor
    return TargetFigure(expected, f"{value:.3g}", is_met, numbers, why)


def one_niche() -> Lines:
    """Compare the overlaps of accounts of one niche on Instagram."""
    low, high = 2 * LIKERS // 2, 40 * LIKERS
    for _ in range(12):  # as many people as give the mean number of accounts that was measured
        middle = (low + high) // 2
        if multiplicity(niche(middle)).mean() > LIKES / LIKERS:
            low = middle
        else:
            high = middle
    world = niche(high)
    k = multiplicity(world)
    yield name_figure("one niche: P(1 | k >= 1)", within(float((k == 1).mean()), 0.845, 0.03))
    yield name_figure("P(2 | k >= 1)", within(float((k == 2).mean()), 0.092, 0.02))
    yield name_figure(
        "mean k",
        within(float(k.mean()), 1.33, 0.08),
        "the number of people is solved for this one, followiness is chosen",
    )
    pairs = jaccards(world)
    yield times("median Jaccard of pairs", float(np.median(pairs)), 0.003, 2.0)
    yield times("P90", float(np.quantile(pairs, 0.9)), 0.015, 2.0)


def twitch() -> Lines:
    """Compare twenty niches of sixteen channels: who shares a home shares much, breadth does the rest."""
    world = world_of(scenario(
        "[world]\npeople = 400_000\n"
        f"communities = {{ {PLANTED}, parameters = {{ l = 20, k = 6, p_in = 0.5, p_out = 0.0 }}, restart = 0.8, "
        f"niches = {[f'n{n:02d}' for n in range(20)]} }}\n"
        'followiness = { name = "zipf", exponent = 2.5, most = 200.0 }\n'
        + "".join(
            f'[[creators]]\nname = "c{n:02d}"\ncount = 16\nfollowers = 1000\nfollowers_sd = 0.6\nfake_share = 0.0\n'
            f'niche = "n{n:02d}"\nbreadth = 0.25\n' for n in range(20)
        )
    ))  # fmt: skip
    pairs = jaccards(world)
    first, second = np.triu_indices(world.creator_group.size, 1)
    inside = world.creator_group[first] == world.creator_group[second]
    yield times("Twitch: median within niches", float(np.median(pairs[inside])), 0.009, 1.5, TUNED)
    yield times("P90 within", float(np.quantile(pairs[inside], 0.9)), 0.08, 1.5)
    yield times("mean across", float(pairs[~inside].mean()), 0.0012, 1.5)


def overlaps() -> Lines:
    """Compare overlaps within one niche, and within and across many (target 21)."""
    yield from one_niche()
    yield from twitch()
