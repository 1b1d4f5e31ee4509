"""A map of communities: niches in a ring like petals, communities packed in each, their audience, their creators."""

from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.report.strokes import INK, PALE, SOFT, around, colour, counted, deep, discs, lines, people_say, tint
from sim.scenario.model import Scenario
from sim.world import communities
from sim.world.build import World

GOLDEN = np.pi * (3.0 - np.sqrt(5.0))  # turn from one disc to the next, as in a sunflower
AIR_INSIDE, AIR_BETWEEN = 1.25, 1.15  # distances, where 1 would be touching
LEAST_RADIUS = 0.004  # of a community of nearly nobody
MOST_TIES, MOST_CURVES = 3000, 700  # drawn inside niches and between them; more are a patch of grey
MOST_DOTS = 1500
FLAT_LABELS = 14  # more niches have their names turned outwards
MOST_LABELS = 60
STAR_SHARE = 0.1  # of all followers listed: a creator with so many is named
STARS = ("D", "s", "^")  # signs of those, largest first


class Ground(NamedTuple):
    """Where everything lies; the discs of all communities have area pi together."""

    centre: F64  # [community, 2]
    radius: F64  # [community]
    niche: I64  # [petal] index into niche_names
    angle: F64  # [petal]
    outside: F64  # [petal] distance of its outer edge from the middle


def packed(radius: F64) -> F64:
    """Centres of discs that do not touch, the largest in the middle [disc, 2]."""
    if radius.size == 1:
        return np.zeros((1, 2))
    order = np.argsort(-radius, kind="stable")
    area = radius[order] ** 2
    distance, turn = np.sqrt(np.cumsum(area) - 0.5 * area), GOLDEN * np.arange(radius.size)
    out = np.empty((radius.size, 2))
    out[order] = np.stack([distance * np.cos(turn), distance * np.sin(turn)], axis=1)
    apart = np.hypot(*(out[:, None] - out[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    return np.asarray(out * ((radius[:, None] + radius[None]) / apart).max() * AIR_INSIDE)


def ring(extent: F64) -> tuple[float, F64]:
    """Radius of the smallest ring on which circles of these radii stand side by side, and their angles."""
    if extent.size == 1:
        return 0.0, np.full(1, 0.5 * np.pi)
    pair = (extent + np.roll(extent, -1)) * AIR_BETWEEN
    low, high = 0.5 * pair.max(), pair.sum()
    for _ in range(60):
        middle = 0.5 * (low + high)
        if 2.0 * np.arcsin(pair / (2.0 * middle)).sum() > 2.0 * np.pi:
            low = middle
        else:
            high = middle
    steps = np.arcsin(pair / (2.0 * high))
    steps *= 2.0 * np.pi / steps.sum()
    return float(high), 0.5 * np.pi - np.concatenate([[0.0], np.cumsum(steps[:-1])])


def ground(world: World) -> Ground:
    """Communities of one niche side by side, niches around the middle."""
    radius = np.maximum(np.sqrt(np.diff(world.community_start) / world.n_people), LEAST_RADIUS)
    niches = np.unique(world.community_niche)
    centre = np.empty((radius.size, 2))
    extent = np.empty(niches.size)
    for petal, niche in enumerate(niches):
        inside = world.community_niche == niche
        centre[inside] = packed(radius[inside])
        extent[petal] = (np.hypot(*centre[inside].T) + radius[inside]).max()
    far, angle = ring(extent)
    petal_of = np.searchsorted(niches, world.community_niche)
    centre += far * np.stack([np.cos(angle), np.sin(angle)], axis=1)[petal_of]
    return Ground(centre, radius, niches, angle, far + extent)


def reached(world: World) -> I64:
    """People who follow a creator of the roster [community]."""
    followed = np.zeros(world.n_people + 1, np.int64)
    followed[world.link_person.astype(np.int64) + 1] = 1
    return np.diff(np.cumsum(followed)[world.community_start])


def thinned(ties: I64, most: int) -> I64:
    """An even sample of not more than so many."""
    return ties[:: -(-len(ties) // most) or 1]


def draw_ties(axes: Any, where: Ground, niche: I64, ties: I64) -> None:
    """Affinity inside a niche as straight lines in its colour, between niches as curves through the middle."""
    same = niche[ties[:, 0]] == niche[ties[:, 1]]
    lines(axes, where.centre[thinned(ties[~same], MOST_CURVES)], PALE, 0.45, bend=0.25)
    inside = thinned(ties[same], MOST_TIES)
    for one in where.niche.tolist():
        lines(axes, where.centre[inside[niche[inside[:, 0]] == one]], tint(colour(one), 0.45), 0.5)


def draw_people(axes: Any, world: World, where: Ground) -> None:
    """A pale disc for each community, in it a full one for those who follow a creator, of areas to scale."""
    core = np.sqrt(reached(world) / world.n_people)
    for niche in where.niche.tolist():
        inside = world.community_niche == niche
        discs(axes, where.centre[inside], where.radius[inside], tint(colour(niche), 0.3), zorder=3)
        discs(axes, where.centre[inside], core[inside], colour(niche), zorder=4)


def per_dot(n_creators: int) -> int:
    return -(-n_creators // MOST_DOTS) or 1


def stars(world: World) -> list[int]:
    """The few creators who are large enough to be named, largest first."""
    order = np.argsort(-world.creator_followers, kind="stable")[: len(STARS)]
    least = max(STAR_SHARE * float(world.creator_followers.sum()), 1.0)
    return [creator for creator in order.tolist() if world.creator_followers[creator] >= least]


def draw_creators(axes: Any, world: World, where: Ground) -> None:
    """Dots around the community where creators are at home."""
    plain = np.delete(world.creator_home, stars(world))
    homes = np.bincount(plain, minlength=where.radius.size)
    dots = np.ceil(homes / per_dot(plain.size)).astype(np.int64)
    home = np.repeat(np.arange(dots.size), dots)
    place = np.arange(home.size) - np.repeat(np.cumsum(dots) - dots, dots)
    turn = 0.5 * np.pi - 2.0 * np.pi * place / np.maximum(dots[home], 1)
    spots = where.centre[home] + where.radius[home, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    axes.scatter(*spots.T, s=4.0, color=INK, linewidths=0.3, edgecolors="white", zorder=5)


def draw_stars(axes: Any, world: World, where: Ground) -> None:
    """A sign of their own at home for the largest creators."""
    for mark, creator in zip(STARS, stars(world), strict=False):
        home = where.centre[world.creator_home[creator]]
        axes.scatter(*home, s=75.0, marker=mark, color=INK, edgecolors="white", linewidths=1.2, zorder=6)


def draw_names(axes: Any, world: World, where: Ground) -> None:
    """The niche beside each petal, in its colour."""
    turned = where.niche.size > FLAT_LABELS
    size = 10.5 if not turned else 8.0
    for niche, angle, outside in zip(where.niche.tolist()[:MOST_LABELS], where.angle, where.outside, strict=False):
        name = people_say(world.niche_names[niche], 20)
        around(axes, name, float(angle), 1.04 * float(outside), turned, color=deep(colour(niche)), fontsize=size)


def key(axes: Any, world: World, n_ties: int) -> None:
    """What the signs mean."""
    from matplotlib.lines import Line2D

    def dot(face: str, size: float, mark: str = "o") -> Any:
        return Line2D([], [], marker=mark, color="none", markerfacecolor=face, markeredgecolor="none", ms=size)

    named = stars(world)
    rows = [
        (dot(tint(colour(0), 0.3), 12), "a community; area: its people"),
        (dot(colour(0), 7), "of these, who follow a creator"),
    ]
    if n_plain := world.creator_home.size - len(named):
        unit = per_dot(n_plain)
        rows.append((dot(INK, 3.5), "a creator at home" if unit == 1 else f"up to {unit:,} creators at home"))
    for mark, creator in zip(STARS, named, strict=False):
        name = people_say(world.creator_handle[creator], 24)
        rows.append((dot(INK, 7, mark), f"{name}: {counted(int(world.creator_followers[creator]), 'follower')}"))
    drawn = "affinity" if n_ties <= MOST_CURVES else f"affinity (some of {n_ties:,} ties)"
    rows.append((Line2D([], [], color=PALE, lw=1.2), drawn))
    handles, names = zip(*rows, strict=True)
    made = axes.legend(handles, names, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=3, frameon=False,
                       fontsize=8.5, labelcolor=SOFT, handletextpad=0.5, columnspacing=1.6)  # fmt: skip
    for text in made.get_texts():
        text.set_parse_math(False)


def frame(axes: Any, where: Ground) -> None:
    """Everything in the middle, with room for names at the sides."""
    low = (where.centre - where.radius[:, None]).min(axis=0)
    high = (where.centre + where.radius[:, None]).max(axis=0)
    middle, half = 0.5 * (low + high), 0.5 * float((high - low).max())
    axes.set(xlim=middle[0] + np.array([-1.32, 1.32]) * half, ylim=middle[1] + np.array([-1.12, 1.12]) * half,
             aspect="equal")  # fmt: skip
    axes.axis("off")


def draw(axes: Any, scenario: Scenario, world: World) -> None:
    """The whole map."""
    where = ground(world)
    ties = communities.ties(scenario.world, scenario.run.seed)
    draw_ties(axes, where, world.community_niche, ties)
    draw_people(axes, world, where)
    draw_creators(axes, world, where)
    draw_stars(axes, world, where)
    draw_names(axes, world, where)
    key(axes, world, len(ties))
    frame(axes, where)
