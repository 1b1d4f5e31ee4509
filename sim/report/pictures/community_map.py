"""A map of communities: niches in a ring like petals, communities packed in each, their audience, their creators."""

import textwrap
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.report.pictures.strokes import INK, PALE, SOFT, around, colour, count_noun, cut, deep, discs, lines, tint
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
LETTER = 0.024  # width of a letter of a turned name, of half the axes
LEAST_PETAL = 0.2  # of the largest: names need their place
STAR_SHARE = 0.1  # of all followers listed: a creator with so many is named
STARS = ("D", "s", "^")  # signs of those, largest first


class Ground(NamedTuple):
    """The layout: places of communities and niches; the discs of all communities have area pi together."""

    centre: F64  # [community, 2]
    radius: F64  # [community]
    niche: I64  # [petal] index into niche_names
    angle: F64  # [petal]
    outside: F64  # [petal] distance of its outer edge from the middle


def pack(radius: F64) -> F64:
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
        centre[inside] = pack(radius[inside])
        extent[petal] = (np.hypot(*centre[inside].T) + radius[inside]).max()
    extent = np.maximum(extent, LEAST_PETAL * extent.max())
    far, angle = ring(extent)
    petal_of = np.searchsorted(niches, world.community_niche)
    centre += far * np.stack([np.cos(angle), np.sin(angle)], axis=1)[petal_of]
    return Ground(centre, radius, niches, angle, far + extent)


def followers_by_community(world: World) -> I64:
    """People who follow a creator of the roster [community]."""
    followed = np.zeros(world.n_people + 1, np.int64)
    followed[world.link_person.astype(np.int64) + 1] = 1
    return np.diff(np.cumsum(followed)[world.community_start])


def thin(ties: I64, most: int) -> I64:
    """An even sample of not more than so many."""
    return ties[:: -(-len(ties) // most) or 1]


def draw_ties(axes: Any, where: Ground, niche: I64, ties: I64) -> bool:
    """Affinity inside a niche as straight lines in its colour, between niches as curves through the middle.

    Gives back whether all of it is drawn.
    """
    same = niche[ties[:, 0]] == niche[ties[:, 1]]
    between, inside = thin(ties[~same], MOST_CURVES), thin(ties[same], MOST_TIES)
    lines(axes, where.centre[between], PALE, 0.45, bend=0.25)
    for petal in where.niche.tolist():
        lines(axes, where.centre[inside[niche[inside[:, 0]] == petal]], tint(colour(petal), 0.45), 0.5)
    return len(between) + len(inside) == len(ties)


def draw_people(axes: Any, world: World, where: Ground) -> None:
    """A pale disc for each community, in it a full one for those who follow a creator, of areas to scale."""
    core = np.sqrt(followers_by_community(world) / world.n_people)
    for niche in where.niche.tolist():
        inside = world.community_niche == niche
        discs(axes, where.centre[inside], where.radius[inside], tint(colour(niche), 0.3), zorder=3)
        discs(axes, where.centre[inside], core[inside], colour(niche), zorder=4)


def per_dot(n_creators: int) -> int:
    """Creators that a dot stands for."""
    return -(-n_creators // MOST_DOTS) or 1


def stars(world: World) -> list[int]:
    """The few creators who are large enough to be named, largest first."""
    order = np.argsort(-world.creator_followers, kind="stable")[: len(STARS)]
    least = max(STAR_SHARE * float(world.creator_followers.sum()), 1.0)
    return [creator for creator in order.tolist() if world.creator_followers[creator] >= least]


def around_home(where: Ground, home: I64) -> F64:
    """Places evenly around the communities where these are at home, clockwise from the top [thing, 2]."""
    counts = np.bincount(home, minlength=where.radius.size)
    place = np.empty(home.size, np.int64)
    place[np.argsort(home, kind="stable")] = np.arange(home.size) - np.repeat(np.cumsum(counts) - counts, counts)
    turn = 0.5 * np.pi - 2.0 * np.pi * place / counts[home]
    steps: F64 = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return np.asarray(where.centre[home] + where.radius[home, None] * steps)


def draw_creators(axes: Any, world: World, where: Ground) -> None:
    """A sign of their own for the largest creators, dots for the others, around the communities of their homes."""
    named = stars(world)
    plain = np.delete(world.creator_home, named)
    dots = np.ceil(np.bincount(plain, minlength=where.radius.size) / per_dot(plain.size)).astype(np.int64)
    spots = around_home(where, np.concatenate([world.creator_home[named], np.repeat(np.arange(dots.size), dots)]))
    axes.scatter(*spots[len(named) :].T, s=4.0, color=INK, linewidths=0.3, edgecolors="white", zorder=5)
    for mark, spot in zip(STARS, spots[: len(named)], strict=False):
        axes.scatter(*spot, s=50.0, marker=mark, color=INK, edgecolors="white", linewidths=1.0, zorder=6)


def names(world: World, where: Ground) -> list[str]:
    """The name of each petal; nothing beyond as many as can be read."""
    called = [world.niche_names[niche] for niche in where.niche.tolist()[:MOST_LABELS]]
    if len(called) > FLAT_LABELS:
        return [cut(name, 16) for name in called]
    return ["\n".join(textwrap.wrap(cut(name, 26), 14)) for name in called]


def draw_names(axes: Any, world: World, where: Ground) -> None:
    """The niche beside each petal, in its colour."""
    called = names(world, where)
    turned = len(called) > FLAT_LABELS
    for petal, name in enumerate(called):
        shade = deep(colour(int(where.niche[petal])))
        distance, size = 1.04 * float(where.outside[petal]), 8.0 if turned else 10.5
        around(axes, name, float(where.angle[petal]), distance, turned, color=shade, fontsize=size)
    frame(axes, where, max(map(len, called)) if turned else 0)


def key(axes: Any, world: World, affinity: str) -> None:
    """The legend below the map."""
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
        name = cut(world.creator_handle[creator], 16)
        rows.append((dot(INK, 7, mark), f"{name}: {count_noun(int(world.creator_followers[creator]), 'follower')}"))
    rows.append((Line2D([], [], color=PALE, lw=1.2), affinity))
    signs, words = zip(*rows, strict=True)
    legend = axes.legend(signs, words, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=3, frameon=False,
                         fontsize=8.5, labelcolor=SOFT, handletextpad=0.5, columnspacing=1.6)  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)


def frame(axes: Any, where: Ground, letters: int) -> None:
    """Everything in the middle, with room for names at the sides, or of so many letters all around."""
    tips = where.outside[:, None] * np.stack([np.cos(where.angle), np.sin(where.angle)], axis=1)
    low = np.minimum((where.centre - where.radius[:, None]).min(axis=0), tips.min(axis=0))
    high = np.maximum((where.centre + where.radius[:, None]).max(axis=0), tips.max(axis=0))
    middle, half = 0.5 * (low + high), 0.5 * float((high - low).max())
    room = half / (1.0 - LETTER * letters) * np.array([-1.12, 1.12])
    axes.set(xlim=middle[0] + 1.15 * room, ylim=middle[1] + room, aspect="equal")
    axes.axis("off")


def draw(axes: Any, scenario: Scenario, world: World) -> None:
    """The whole map."""
    where = ground(world)
    ties = communities.ties(scenario.world, scenario.run.seed)
    complete = draw_ties(axes, where, world.community_niche, ties)
    draw_people(axes, world, where)
    draw_creators(axes, world, where)
    draw_names(axes, world, where)
    key(axes, world, "affinity" if complete else f"affinity, a sample of {len(ties):,} ties")
