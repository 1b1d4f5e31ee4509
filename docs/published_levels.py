"""The page of levels: what presets expect of one post, beside what is published, by platform and size of creator."""

import math
import textwrap
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.mechanisms.reach import crowd_of, mean_seen, views_per_follower
from sim.plan import figures as reading
from sim.plan.hired_creators import line_up
from sim.plan.links import activity_of
from sim.plan.posts import first_views
from sim.plan.responses import purchase_prob
from sim.scenario.model import Scenario
from sim.study.replication.scenes import ALONE, scenario, world_of

DATA = Path(__file__).parent / "published_levels.toml"
SIZES = {
    "nano 1,000": 1_000, "nano 5,000": 5_000, "micro 20,000": 20_000, "mid 200,000": 200_000, "macro 700,000": 700_000,
    "mega 2,000,000": 2_000_000,
}  # fmt: skip
PLATFORMS = {"instagram": "Instagram", "tiktok": "TikTok", "youtube": "YouTube", "x": "X"}
FAKE_SHARE = 0.28  # of listed followers, for all
FAR = 1.5  # times the end of a band
WIDTH = 116
INTRODUCTION = (
    "One post of one creator, as the presets have it, by platform and number of followers. Ours are exact values of "
    f"the laws in [the model](model.md): {100 * FAKE_SHARE:.0f}% of the followers are fake, the measured mean; nobody "
    "stays away, tires of sponsored posts or passes the post on.",
    "A published figure is a mean over creators, a median of creators, or a median of posts; ours beside it is the "
    "same. A **median creator** has half the creators above, on average over that creator's posts. Where luck is wide, "
    "the mean lies far above the median. Reach counts followers alone, views count strangers, too. Fees are for a "
    "single post. Purchases are all that a post brings, also those that no link shows.",
    "Bands and sources stand in `docs/published_levels.toml`. The last column is their reliability: H measured on data "
    "that we could check, M a credible published figure, L weak (vendors, rate cards), J our judgement. Presets are "
    "not changed to meet this page.",
)
CREATOR = """
[[creators]]
name = "of-{followers}"
followers = {followers}
fake_share = {fake_share}
sponsored_share = 0.0
no_show_prob = 0.0
"""


class Levels(NamedTuple):
    """One post of one creator of each size."""

    followers: F64  # [size]
    reach: F64  # [size] share of followers who see it
    views: F64  # [size] per follower, strangers' too
    rate: F64  # [size] engagements per follower
    clicks: F64  # [size] per view
    bought: F64  # [size] purchases per click that links show
    hidden: F64  # [size] all purchases per purchase that links show
    fee: F64  # [size] USD


class Luck(NamedTuple):
    """How lucky a post is in being shown, and what of its luck is left open."""

    factor: float  # on its intensity
    sd: float  # of ln intensity


def usual(value: float) -> str:
    """A number of two digits, or a whole one; halves are rounded up."""
    return f"{value:,.0f}" if value >= 10.0 else f"{float(f'{value * (1.0 + 1e-9):.2g}'):g}"


def percent(value: float) -> str:
    return f"{usual(100.0 * value)}%"


def usd(value: float) -> str:
    cents = 0.1 <= value < 10.0 and value != int(value)
    return f"${value:.2f}" if cents else f"${usual(value)}"


class Measure(NamedTuple):
    """A measure that is compared with what is published."""

    name: str
    show: Callable[[float], str]
    of: Callable[[Levels], F64]


MEASURES = {
    "reach": Measure("Followers reached", percent, lambda levels: levels.reach),
    "views": Measure("Views per follower", usual, lambda levels: levels.views),
    "rate": Measure("Engagements per follower", percent, lambda levels: levels.rate),
    "per_view": Measure("Engagements per view", percent, lambda levels: levels.rate / levels.views),
    "clicks": Measure("Clicks per view", percent, lambda levels: levels.clicks),
    "bought": Measure("Purchases per click, as links show them", percent, lambda levels: levels.bought),
    "hidden": Measure("All purchases per one that links show", usual, lambda levels: levels.hidden),
    "fee": Measure("Fee per post", usd, lambda levels: levels.fee),
    "cpm": Measure("CPM, fee per 1,000 views", usd, lambda levels: 1000.0 * levels.fee / of_all(levels, levels.views)),
    "cpe": Measure("CPE, fee per engagement", usd, lambda levels: levels.fee / of_all(levels, levels.rate)),
}
EXPECTED = {
    "Followers reached": lambda levels: of_all(levels, levels.reach),
    "Views": lambda levels: of_all(levels, levels.views),
    "Engagements": lambda levels: of_all(levels, levels.rate),
    "Clicks": lambda levels: of_all(levels, levels.views * levels.clicks),
    "Purchases": lambda levels: of_all(levels, levels.views * levels.clicks * levels.bought * levels.hidden),
}


def of_all(levels: Levels, each: F64) -> F64:
    """What a whole audience does [size]. each: per follower."""
    return levels.followers * each


class Published(NamedTuple):
    """One published figure, for those sizes that it speaks of."""

    platform: str
    measure: str
    statistic: str  # mean, median creator or median post
    bands: Mapping[str, tuple[float, float]]  # by tier, or any
    source: str
    reliability: str
    against: str = ""  # what sets the figure apart from another of the same measure
    outside: str = ""  # why ours is not within
    proposal: str = ""

    def band(self, size: str) -> tuple[float, float] | None:
        return self.bands.get(size.partition(" ")[0], self.bands.get("any"))


class Cell(NamedTuple):
    """Ours and the published band for one size."""

    value: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        return "below" if self.value < self.low else "above" if self.value > self.high else "within"

    @property
    def times_off(self) -> float:
        """How many times the band's end ours lies beyond it; 1 within."""
        return max(1.0, self.low / self.value, self.value / self.high)


def read_rows() -> list[Published]:
    """The published figures."""
    tables = tomllib.loads(DATA.read_text("utf-8"))
    return [Published(platform, **entry) for platform in PLATFORMS for entry in tables[platform]]


def missing(platform: str) -> str:
    """What nobody has published."""
    return str(tomllib.loads(DATA.read_text("utf-8"))["missing"][platform])


def scene(platform: str) -> Scenario:
    """A creator of each size, with the preset of the platform and one post each; nothing of it is drawn."""
    groups = [CREATOR.format(followers=followers, fake_share=FAKE_SHARE) for followers in SIZES.values()]
    world = f"[world]\npeople = 10_000_000\nsample_one_in = 100_000\n{ALONE}\n"
    return scenario(f"{world}[posts]\nper_creator = 1\n{''.join(groups)}", platform)


def luck_of(asked: Scenario, statistic: str) -> Luck:
    """The luck of the mean post, of the posts of a median creator, or of a median post."""
    rule = asked.exposure
    rest = math.hypot(rule.repeat_reach_sd, rule.post_reach_sd)
    every = math.hypot(rule.creator_reach_sd, rest)
    return {
        "mean": Luck(1.0, every),
        "median creator": Luck(math.exp(-0.5 * rule.creator_reach_sd**2), rest),
        "median post": Luck(math.exp(-0.5 * every**2), 0.0),
    }[statistic]


def levels_of(platform: str, statistic: str) -> Levels:
    """What a preset gives, by its laws alone: nothing is drawn."""
    asked = scene(platform)
    world = world_of(asked)
    roster = line_up(asked, world)
    figures, activity = reading.read(asked, world, roster), activity_of(asked)
    first, luck = first_views(asked, roster, figures, activity), luck_of(asked, statistic)
    crowd, real = crowd_of(activity, luck.sd), 1.0 - FAKE_SHARE
    intensity = first.intensity * luck.factor
    inside = views_per_follower(intensity, *crowd, reading.feed_of(asked).visibility) * real
    typical = statistic != "mean"
    hidden = 1.0 / asked.funnel.attributed_share
    order = np.argsort(figures.followers)
    levels = Levels(
        followers=figures.followers,
        reach=np.array([mean_seen(each, *crowd) for each in intensity]) * real,
        views=inside + first.outside * luck.factor,
        rate=figures.rate * figures.load * (math.exp(-0.5 * asked.engagement.residual_sd**2) if typical else 1.0),
        clicks=np.full(order.size, asked.funnel.click_prob),
        bought=purchase_prob(asked) / hidden * figures.trust,
        hidden=np.full(order.size, hidden),
        fee=figures.fee_usd * (1.0 if typical else math.exp(0.5 * asked.costs.fee_sd**2)),
    )
    return Levels(*(column[order] for column in levels))


def cells(row: Published, levels: Levels) -> dict[str, Cell]:
    """Ours and the band, by size. levels: of the row's platform and statistic."""
    values = MEASURES[row.measure].of(levels)
    pairs = [(size, float(value), row.band(size)) for size, value in zip(SIZES, values, strict=True)]
    return {size: Cell(value, *band) for size, value, band in pairs if band is not None}


def table(head: list[str], lines: list[list[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def expected_table(platform: str) -> str:
    """What one post is expected to bring, on average over creators and posts."""
    levels = levels_of(platform, "mean")
    lines = [[name, *map(usual, of(levels))] for name, of in EXPECTED.items()]
    costs = [MEASURES[name] for name in ("fee", "cpm", "cpe")]
    lines += [[measure.name, *map(measure.show, measure.of(levels))] for measure in costs]
    return table(["one post", *SIZES], lines)


def as_band(row: Published, cell: Cell) -> str:
    show = MEASURES[row.measure].show
    if math.isinf(cell.high):
        return f"{show(cell.low)} and more"
    if cell.low == cell.high:
        return show(cell.low)
    return f"up to {show(cell.high)}" if cell.low == 0.0 else f"{show(cell.low)} to {show(cell.high)}"


def as_text(row: Published, cell: Cell | None) -> str:
    """A cell of the table: ours, the verdict and the published band."""
    if cell is None:
        return ""
    value = MEASURES[row.measure].show(cell.value)
    ours = f"{value}, within" if cell.verdict == "within" else f"**{value}, {cell.verdict}**"
    return f"{ours} {as_band(row, cell)}"


class Compared(NamedTuple):
    """A published figure beside ours."""

    row: Published
    cells: Mapping[str, Cell]  # by size

    @property
    def title(self) -> str:
        against = f"; {self.row.against}" if self.row.against else ""
        return f"{MEASURES[self.row.measure].name} ({self.row.statistic}{against})"

    @property
    def times_off(self) -> float:
        return max(cell.times_off for cell in self.cells.values())


def compare() -> list[Compared]:
    """All published figures beside ours."""
    rows = read_rows()
    levels = {key: levels_of(*key) for key in {(row.platform, row.statistic) for row in rows}}
    return [Compared(row, cells(row, levels[row.platform, row.statistic])) for row in rows]


def published_table(compared: list[Compared]) -> str:
    lines = [
        [each.title, *(as_text(each.row, each.cells.get(size)) for size in SIZES), each.row.source,
         each.row.reliability]
        for each in compared
    ]  # fmt: skip
    return table(["measure", *SIZES, "source", "reliability"], lines)


def off(each: Compared) -> str:
    """Where a figure of ours is outside, and how far."""
    parts = []
    for verdict in ("below", "above"):
        times = [cell.times_off for cell in each.cells.values() if cell.verdict == verdict]
        if times:
            parts.append(f"{verdict} by up to {max(times):.2g} times")
    return ", ".join(parts)


def reasons(compared: list[Compared]) -> Iterator[str]:
    """A line for each figure that is not within everywhere."""
    for each in compared:
        if each.times_off > 1.0:
            proposal = f" Proposal: {each.row.proposal}" if each.row.proposal else ""
            yield f"**{each.title}**, {off(each)}: {each.row.outside}{proposal}"


def far(compared: list[Compared]) -> Iterator[str]:
    """A line for each figure that is far outside somewhere."""
    for each in compared:
        if each.times_off > FAR:
            sizes = [size for size, cell in each.cells.items() if cell.times_off > FAR]
            yield f"{PLATFORMS[each.row.platform]}, {each.title}: {off(each)}; far at {', '.join(sizes)}."


def section(platform: str, compared: list[Compared]) -> Iterator[str]:
    """The part of the page on one platform."""
    own = [each for each in compared if each.row.platform == platform]
    yield f"## {PLATFORMS[platform]}"
    yield "Ours, on average over creators and posts:"
    yield expected_table(platform)
    yield "Ours against what is published:"
    yield published_table(own)
    if why := list(reasons(own)):
        yield "Outside, and why:"
        yield listed(why)
    yield wrapped(missing(platform))


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def listed(lines: Iterable[str]) -> str:
    return "\n".join(wrapped(line, "- ", "  ") for line in lines)


def count(compared: list[Compared]) -> str:
    every = [cell for each in compared for cell in each.cells.values()]
    within = sum(cell.verdict == "within" for cell in every)
    off_far = sum(cell.times_off > FAR for cell in every)
    return (
        f"{within} of {len(every)} levels are within the published band; {off_far} are more than {FAR} times above its "
        "high end or below its low end:"
    )


def parts() -> Iterator[str]:
    """The page, paragraph by paragraph."""
    compared = compare()
    yield from map(wrapped, INTRODUCTION)
    yield wrapped(count(compared))
    yield listed(far(compared))
    for platform in PLATFORMS:
        yield from section(platform, compared)
    yield "Next: [the same bits anywhere](same_bits.md)"
