"""A scenario's network as a picture: its structure, who follows how many creators, what pairs share."""

import io
from pathlib import Path
from typing import Any

import numpy as np

from sim.core.arrays import F64, I64
from sim.errors import FileProblem
from sim.report.pictures import community_map, creator_ring
from sim.report.pictures.own_matplotlib import own_settings
from sim.report.pictures.strokes import (
    INK,
    PALE,
    SOFT,
    Label,
    bare,
    colour,
    count_noun,
    cut,
    heading,
    in_axes,
    ladder,
    percent,
    short,
    statement,
    tint,
)
from sim.report.style.numbers import number
from sim.scenario.model import Scenario
from sim.store.commit import commit
from sim.store.names import check_output
from sim.world import audience
from sim.world.audience_overlap import Overlap
from sim.world.build import World

INCHES = (13.5, 8.4)
DPI = 160  # of a PNG
FORMS = (".svg", ".png", ".pdf")
BLUE = colour(0)
BINS = 30
QUANTILES = (0.1, 0.5, 0.9, 0.99)
SETTINGS = {"svg.hashsalt": "influence-sim", "svg.fonttype": "none", "pdf.fonttype": 42}
MARGIN = 0.045  # of the figure: titles begin where the labels of the axes do
HEADROOM = 0.55  # of the axes, below the rows of labels


def follow_counts(world: World, weight: int) -> tuple[I64, I64]:
    """Numbers of creators that people follow, and how many real people follow so many; nobody left out."""
    counts = np.bincount(audience.multiplicity(world.link_person, world.n_people))
    creators = np.flatnonzero(counts[1:]) + 1
    return creators.astype(np.int64), (counts[creators] * weight).astype(np.int64)


def structure(axes: Any, scenario: Scenario, world: World, measured: Overlap) -> None:
    """Communities and creators; where everybody is in one community, creators and what they share."""
    n_creators, n_communities = len(world.creator_handle), world.community_start.size - 1
    people = count_noun(world.n_people * scenario.world.sample_one_in, "person", "people")
    whom = "this creator" if n_creators == 1 else "at least one of the creators"
    below = f"{percent(measured.n_unique / world.n_people)} of {people} follow {whom}"
    if scenario.world.network is not None or n_communities == 1:
        if n_creators > creator_ring.MOST_SHOWN:
            below += f"; the {creator_ring.MOST_SHOWN} most followed are shown"
        heading(axes, creator_ring.draw(axes, scenario, world), below)
        return
    community_map.draw(axes, scenario, world)
    niches = count_noun(np.unique(world.community_niche).size, "niche")
    where = f"{count_noun(n_communities, 'community', 'communities')} in {niches}"
    heading(axes, f"{count_noun(n_creators, 'creator')} among {where}", below)


def draw_follow_counts(axes: Any, world: World, weight: int) -> None:
    """People by the number of creators that they follow."""
    creators, people = follow_counts(world, weight)
    total = int(people.sum())
    groups = [int(people[creators == 1].sum()), int(people[creators == 2].sum()), int(people[creators > 2].sum())]
    mean = float((creators * people).sum() / max(total, 1))
    below = f"{count_noun(total, 'person', 'people')}, who follow {number(mean, 2)} of the creators on average"
    if total == groups[0]:
        heading(axes, "Nobody follows more than one creator", "the audience, each person once", MARGIN)
        statement(axes, f"{total:,}", "follow 1 creator\n0 follow 2\n0 follow 3 or more")
        return
    heading(axes, f"{percent(1.0 - groups[0] / total)} follow more than one creator", below, MARGIN)
    plot_follow_counts(axes, creators, people)
    words = ("follow 1 creator", "follow 2", "follow 3 or more")
    labels = []
    for n, (group, verb) in enumerate(zip(groups, words, strict=True), start=1):
        seen = people[creators == n] if n < 3 else []
        place, foot = in_axes(axes, n, float(seen[0]) if len(seen) else axes.get_ylim()[0])
        foot = foot if n < 3 else HEADROOM
        labels.append(Label(place, foot, f"{group:,} {verb} ({percent(group / total)})"))
    ladder(axes, labels)


def plot_follow_counts(axes: Any, creators: I64, people: I64) -> None:
    """The points, and a ground for those who follow three or more."""
    bare(axes)
    most, high, floor = max(int(creators[-1]), 12), int(people.max()), 0.5 * int(people.min())
    axes.set(xscale="log", yscale="log", xlim=(0.8, 1.35 * most))
    axes.set_ylim(floor, floor * (1.5 * high / floor) ** (1.0 / HEADROOM))
    axes.axvspan(2.5, 1.35 * most, 0.0, HEADROOM, color=tint(BLUE, 0.07), lw=0.0, zorder=0)
    axes.plot(creators, people, color=tint(BLUE, 0.35), lw=1.0, zorder=2)
    axes.scatter(creators, people, s=22.0, color=BLUE, edgecolors="white", linewidths=0.5, zorder=3, clip_on=False)
    whole_numbers(axes.xaxis, 1, most)
    whole_numbers(axes.yaxis, int(people.min()), high)
    axes.set(xlabel="creators that a person follows", ylabel="people")


def whole_numbers(axis: Any, low: int, high: int) -> None:
    """Ticks of a logarithmic axis at whole numbers in few letters, none beyond the data."""
    from matplotlib.ticker import NullLocator

    decades = range(len(str(low)) - 1, len(str(high)))
    steps = (1, 2, 5) if len(decades) < 4 else (1,)
    ticks = [step * 10**decade for decade in decades for step in steps if low <= step * 10**decade <= high]
    ticks = ticks[:: -(-len(ticks) // 7) or 1] if ticks else [high]
    axis.set_minor_locator(NullLocator())
    axis.set_ticks(ticks, labels=[short(tick) for tick in ticks])


def pairs_share(axes: Any, world: World, measured: Overlap) -> None:
    """Histogram of pairs by the share of the smaller audience that both have."""
    shares = measured.of_smaller
    if not shares.any():
        title = "No two creators share a follower" if shares.size else "There is no other creator to share with"
        heading(axes, title, overlap_sentence(world, measured), MARGIN)
        statement(axes, count_noun(shares.size, "pair"), "")
        return
    heading(
        axes,
        f"Two creators share {percent(float(shares.mean()))} on average",
        overlap_sentence(world, measured),
        MARGIN,
    )
    bare(axes)
    decades = np.log10(shares[shares > 0.0])
    low = float(min(decades.min(), np.log10(shares.mean()))) - 0.02  # where most share nothing, the mean is least
    high = float(decades.max()) + 0.02
    heights = np.histogram(decades, np.linspace(low, high, BINS + 1))[0] / shares.size
    width = (high - low) / BINS
    axes.bar(low + width * (np.arange(BINS) + 0.5), heights, 0.92 * width, color=BLUE, zorder=3)
    none, zero = 1.0 - decades.size / shares.size, low - 3.0 * width
    top = float(heights.max())
    axes.set(xlim=(zero - 2.0 * width if none else low - width, high + width), ylim=(0.0, top / HEADROOM))
    if none:
        no_share(axes, zero, 1.6 * width, none, top)
    places = [(float(np.log10(value)) if value > 0.0 else zero, words) for value, words in marks(shares)]
    tall = [HEADROOM if place == zero else height_at(heights, (place - low) / width) * HEADROOM / top
            for place, _ in places]  # fmt: skip
    ladder(axes, [Label(in_axes(axes, x, 0.0)[0], foot, words) for (x, words), foot in zip(places, tall, strict=True)])
    share_axes(axes, low, high, zero if none else None, top)
    n_creators = len(world.creator_handle)
    pair = "pair" if 2 * shares.size == n_creators * (n_creators - 1) else "sampled pair"
    axes.set(xlabel="shared followers, of the smaller audience", ylabel=f"share of {count_noun(shares.size, pair)}")


def height_at(heights: F64, place: float) -> float:
    """The height of the bar at a place, in bars from the left; nothing beyond them."""
    return float(heights[int(place)]) if 0.0 <= place < BINS else 0.0


def no_share(axes: Any, x: float, width: float, share: float, top: float) -> None:
    """The bar of the pairs that share nobody, broken where it would dwarf all others."""
    axes.bar([x], [min(share, top)], width, color=tint(BLUE, 0.35), zorder=3)
    inside = share > 0.7 * top
    axes.text(x, 0.15 * top if inside else share + 0.03 * top, percent(share), rotation=90, ha="center", va="bottom",
              fontsize=8.5, color=INK, zorder=5)  # fmt: skip
    if share > top:
        for middle in (0.78 * top, 0.84 * top):
            slant = np.array([-0.02, 0.02]) * top
            axes.plot(x + np.array([-0.8, 0.8]) * width, middle + slant, color="white", lw=2.0, zorder=4)


def marks(shares: F64) -> list[tuple[float, str]]:
    """Mean and quantiles; those of the same value in one."""
    values = {"mean": float(shares.mean())}
    values |= {f"P{int(100 * q)}": float(np.quantile(shares, q)) for q in QUANTILES}
    named: dict[float, list[str]] = {}
    for name, value in values.items():
        named.setdefault(value, []).append(name)
    return [(value, f"{', '.join(names)}: {percent(value)}") for value, names in named.items()]


def share_axes(axes: Any, first: float, last: float, zero: float | None, top: float) -> None:
    """Percent on both axes, though the lower one measures decades, from the first to the last."""
    from matplotlib.ticker import MaxNLocator

    low, high = 10.0**first, 10.0**last
    decades = range(int(np.floor(first)), int(np.ceil(last)) + 1)
    steps = (1.0, 2.0, 5.0) if last - first < 2.2 else (1.0,)
    ticks = [step * 10.0**decade for decade in decades for step in steps]
    if last - first < 0.5:
        ticks = list(MaxNLocator(4).tick_values(low, high))
    shown = [(float(np.log10(tick)), f"{100.0 * tick:.4g}%") for tick in ticks if low <= tick <= high]
    shown += [(zero, "none")] if zero is not None else []
    axes.set_xticks([place for place, _ in shown], [text for _, text in shown])
    rising = [tick for tick in MaxNLocator(4).tick_values(0.0, top) if tick <= top]
    axes.set_yticks(rising, [f"{100.0 * tick:.3g}%" for tick in rising])


def overlap_sentence(world: World, measured: Overlap) -> str:
    """The shared audience of this roster, and the one asked for and achieved."""
    here = f"of a creator's followers, {percent(measured.shared)} follow another one too"
    if np.isnan(world.shared_asked):
        return f"{here};\nno shared audience was asked for"
    target = f"asked for {percent(world.shared_asked)}, achieved {percent(world.shared_achieved)}"
    return f"{here};\nof the reference roster's: {target}"


def figure(scenario: Scenario, world: World, measured: Overlap) -> Any:
    """The three panels as a matplotlib Figure."""
    from matplotlib.figure import Figure

    out = Figure(INCHES, facecolor="white")
    weight = scenario.world.sample_one_in
    name = cut(scenario.name, 70)
    style: dict[str, Any] = {"fontsize": 19 if len(name) < 40 else 13, "fontweight": "bold", "color": INK}
    out.text(0.035, 0.95, f"Network of {name}", parse_math=False, **style)
    sample = f"; one person in {weight:,} is simulated, counts are of real people" if weight > 1 else ""
    note = f"seed {scenario.run.seed}{sample}"
    out.text(0.035, 0.918, note, fontsize=9.5, color=SOFT)
    structure(out.add_axes((0.035, 0.1, 0.53, 0.73)), scenario, world, measured)
    draw_follow_counts(out.add_axes((0.65, 0.53, 0.325, 0.3)), world, weight)
    pairs_share(out.add_axes((0.65, 0.08, 0.325, 0.29)), world, measured)
    out.add_artist(divider())
    return out


def divider() -> Any:
    """A line between the title and the panels."""
    from matplotlib.lines import Line2D

    return Line2D([0.035, 0.975], [0.9, 0.9], color=PALE, lw=0.8)


def render(scenario: Scenario, world: World, measured: Overlap, form: str) -> bytes:
    """The picture as svg, png or pdf: the same bytes for the same world and versions."""
    title = {"Title": f"Network of {cut(scenario.name, 70)}"}
    dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
    memory = io.BytesIO()
    with own_settings(SETTINGS):
        picture = figure(scenario, world, measured)
        picture.savefig(memory, format=form, dpi=DPI, metadata={**title, **dates.get(form, {})})
    return memory.getvalue()


def save(scenario: Scenario, world: World, measured: Overlap, path: Path) -> None:
    """Draw the network into a file, whole or not at all; its suffix says svg, png or pdf.

    A file of that name is replaced: whoever calls has asked. Raises FileProblem.
    """
    form = path.suffix.lower()
    if form not in FORMS:
        raise FileProblem(f"{path}: pictures end in {', '.join(FORMS)}")
    check_output(path, force=True)
    commit(path, [render(scenario, world, measured, form.removeprefix("."))])
