"""The most followed creators of a world without communities, in a ring, joined by the followers they share."""

from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.report.pictures.strokes import COLOURS, INK, SOFT, around, colour, count_noun, cut, discs, lines, short, tint
from sim.scenario.model import Scenario
from sim.world.audience_overlap import shared_persons
from sim.world.build import World

MOST_SHOWN = 24
WIDEST = 7.0  # points, the line of the pair that shares most
WIDTHS = 12  # of lines, so that a ring is a dozen paths and not hundreds
LETTER = 0.0245  # width of a letter, of half the axes
CROWD = 12  # more creators have their names turned outwards


class Ring(NamedTuple):
    """Creators side by side with whom they share most."""

    creator: I64  # [place]
    followers: I64  # [place] simulated
    shared: I64  # [place, place] persons


def chain(closeness: F64) -> list[int]:
    """Order of creators in a ring: from the first, always to the closest of those left."""
    left = list(range(1, len(closeness)))
    order = [0] if len(closeness) else []
    while left:
        following = max(left, key=lambda other: (closeness[order[-1], other], -other))
        left.remove(following)
        order.append(following)
    return order


def ring(world: World) -> Ring:
    """The most followed creators, and the persons that each two of them share."""
    sizes = np.diff(world.link_start)
    top = np.argsort(-sizes, kind="stable")[:MOST_SHOWN]
    rows = [np.sort(world.link_person[world.link_start[c] : world.link_start[c + 1]]) for c in top]
    shared = np.zeros((top.size, top.size), np.int64)
    for first in range(top.size):
        for second in range(first):
            shared[first, second] = shared[second, first] = shared_persons(rows[first], rows[second])
    both = np.maximum(sizes[top][:, None] + sizes[top][None] - shared, 1)
    order = np.array(chain(shared / both), np.int64)
    return Ring(top[order], sizes[top][order], shared[np.ix_(order, order)])


def count(n: int) -> str:
    """A number of followers in few letters."""
    return f"{n:,}" if n < 100_000 else short(float(f"{n:.3g}"))


def spots(n: int) -> tuple[F64, F64]:
    """Angles and centres on a ring of radius 1; one alone stands in the middle."""
    angle = 0.5 * np.pi - 2.0 * np.pi * np.arange(n) / max(n, 1)
    return angle, np.stack([np.cos(angle), np.sin(angle)], axis=1) * (n > 1)


def draw_overlaps(axes: Any, made: Ring, centre: F64) -> None:
    """Curves between creators, wider and darker with the followers they share."""
    first, second = np.triu_indices(made.creator.size, 1)
    strength = made.shared[first, second] / max(int(made.shared.max(initial=0)), 1)
    level = np.ceil(strength * WIDTHS).astype(np.int64)
    for step in range(1, WIDTHS + 1):
        at_level = level == step
        ends = np.stack([centre[first[at_level]], centre[second[at_level]]], axis=1)
        share = step / WIDTHS
        lines(axes, ends, tint(INK, 0.08 + 0.5 * share**1.5), 0.3 + WIDEST * share**2, 0.35, 1.0 + share)


def title(made: Ring, names: list[str], weight: int) -> str:
    """The title of the picture: the pair that shares most."""
    if made.creator.size == 1:
        return f"“{names[0]}” has {count_noun(int(made.followers[0]) * weight, 'real follower')}"
    if not made.shared.any():
        return f"{count_noun(made.creator.size, 'creator')} without shared followers"
    first, second = np.unravel_index(int(made.shared.argmax()), made.shared.shape)
    shared = int(made.shared.max()) * weight
    return f"“{names[first]}” and “{names[second]}” share most: {count_noun(shared, 'follower')}"


def key(axes: Any, scenario: Scenario, group: I64) -> None:
    """The legend below the ring; groups only where there are several."""
    from matplotlib.lines import Line2D

    groups = np.unique(group).tolist()[: len(COLOURS)]
    several = len(groups) > 1
    rows = [
        (Line2D([], [], marker="o", color="none", markerfacecolor=colour(index), markeredgecolor="none", ms=9),
         cut(scenario.creators[index].name, 20) if several else "name · real followers; area: followers")
        for index in groups
    ]  # fmt: skip
    if group.size > 1:
        rows.append((Line2D([], [], color=tint(INK, 0.4), lw=3.0), "width: followers shared"))
    handles, names = [sign for sign, _ in rows], [text for _, text in rows]  # of no creators, none
    axes.legend(handles, names, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=4, frameon=False,
                fontsize=8.5, labelcolor=SOFT, handletextpad=0.5, columnspacing=1.6)  # fmt: skip


def draw(axes: Any, scenario: Scenario, world: World) -> str:
    """The ring; its title is given back."""
    made, weight = ring(world), scenario.world.sample_one_in
    n = made.creator.size
    angle, centre = spots(n)
    most = min(0.8 * np.sin(np.pi / n), 0.16) if n > 1 else 0.5
    radius = np.maximum(most * np.sqrt(made.followers / max(int(made.followers.max(initial=0)), 1)), 0.012)
    draw_overlaps(axes, made, centre)
    names = [cut(world.creator_handle[creator], 16) for creator in made.creator]
    group = world.creator_group[made.creator]
    for index in np.unique(group).tolist():
        discs(axes, centre[group == index], radius[group == index], colour(index), zorder=4)
    labels = [f"{name} · {count(int(n) * weight)}" for name, n in zip(names, made.followers, strict=True)]
    for place, label in enumerate(labels):
        out = (1.0 if n > 1 else 0.0) + float(radius[place]) + 0.05
        around(axes, label, float(angle[place]), out, n > CROWD, color=INK, fontsize=9.0)
    key(axes, scenario, group)
    half = 1.2 / (1.0 - LETTER * max((len(label) for label in labels), default=0))
    axes.set(xlim=(-1.15 * half, 1.15 * half), ylim=(-half, half), aspect="equal")
    axes.axis("off")
    return title(made, names, weight)
