"""The fastest numpy programs that we could write for the same run: the peers to be measured against.

Two that differ in how they find who sees a post, and in nothing else:
- coins: a coin for every follower who could see a post on that day.
- line: our sampler lent to numpy. All that can be seen on a day lies on one line, as long as its expected views;
  sorted uniform places on it are the views, in order, and only they cost anything.

Both go day by day, so that their arrays stay in the cache, number exposures only where that changes a probability, use
32-bit coins and thin the clicks. What they do not give: draws with addresses, so the same luck in every strategy and
the same bits in any batch; people who differ in match or susceptibility.

Exits 1 unless every mean agrees, with and without a response to repetition.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import common
import numpy as np
from numpy_peer import agree, ours

from sim.core.arrays import Plan
from sim.engine.play import Player
from sim.plan import make as planning
from sim.scenario.load import load
from sim.world import cache

SCENARIOS: dict[str, dict[str, Any]] = {
    "as shipped": {},
    "repetition matters": {"response.curve": {"name": "hazard_power", "beta": 1.9}, "response.repeat_weight": 0.5},
}
RUNS = 16  # of ours in a turn


class Day(NamedTuple):
    """A day as it is in every run: an interval for each visible post and activity class. A gift to the peers."""

    post: np.ndarray  # [interval]
    creator: np.ndarray  # [interval]
    first: np.ndarray  # [interval] first link
    size: np.ndarray  # [interval] links
    views: np.ndarray  # [interval] expected for one link


class Seen(NamedTuple):
    """The views of a day in order."""

    until: np.ndarray  # [interval] views up to its end
    link: np.ndarray  # [view]
    counts: np.ndarray  # [view] false: the same follower and post again, which is no view


class People(NamedTuple):
    """The memory of a run."""

    link_seen: np.ndarray  # [link] bool
    reached: np.ndarray  # [follower] bool
    engaged: np.ndarray  # [follower] bool
    exposures: np.ndarray  # [follower] kept where repetition matters
    sources: np.ndarray  # [follower] likewise
    first_view: np.ndarray  # [link] of the day, likewise


Find = Callable[[Plan, Day, np.ndarray, np.random.Generator], Seen]


def days_of(plan: Plan) -> list[Day]:
    n_classes = plan.class_activity.shape[1]
    days = []
    for start, stop in zip(plan.day_cell_start[:-1], plan.day_cell_start[1:], strict=True):
        post = np.repeat(plan.cell_post[start:stop], n_classes)
        kind = np.tile(np.arange(n_classes), stop - start)
        creator = plan.post_creator[post]
        first = plan.link_class_start[creator, kind]
        size = plan.link_class_start[creator, kind + 1] - first
        views = np.repeat(plan.cell_hazard[start:stop], n_classes) * plan.class_activity[creator, kind]
        days.append(Day(post, creator, first, size, views))
    return days


def people_of(plan: Plan) -> People:
    n_links, n_followers = plan.link_follower.size, plan.n_followers
    flags = [np.zeros(size, bool) for size in (n_links, n_followers, n_followers)]
    sizes = (n_followers, n_followers, n_links) if plan.repeat_matters else (0, 0, 0)
    return People(*flags, *(np.zeros(size, np.int32) for size in sizes))


def coins(_: Plan, day: Day, posted: np.ndarray, rng: np.random.Generator) -> Seen:
    prob = -np.expm1(-day.views) * posted[day.creator]
    ends = np.cumsum(day.size)
    hit = np.flatnonzero(rng.random(ends[-1], np.float32) < np.repeat(prob.astype(np.float32), day.size))
    until = np.searchsorted(hit, ends)
    link = hit + np.repeat(day.first + day.size - ends, np.diff(until, prepend=0))
    return Seen(until, link, np.ones(hit.size, bool))


def line(plan: Plan, day: Day, posted: np.ndarray, rng: np.random.Generator) -> Seen:
    edges = np.cumsum(day.views * day.size * posted[day.creator])
    words = rng.integers(0, 2**32 - 1, rng.poisson(edges[-1]), np.uint32, endpoint=True)
    words.sort()
    places = words * (edges[-1] * 2.0**-32)
    until = np.searchsorted(places, edges)
    until[-1] = places.size
    n_views = np.diff(until, prepend=0)
    per_view = 1.0 / day.views
    places *= np.repeat(per_view, n_views)
    places += np.repeat(day.first - np.append(0.0, edges[:-1]) * per_view, n_views)
    link = places.astype(np.int64)
    np.minimum(link, plan.link_follower.size - 1, out=link)  # should the very last place be rounded up
    counts = np.ones(link.size, bool)
    np.not_equal(link[1:], link[:-1], out=counts[1:])
    return Seen(until, link, counts)


def is_fresh(people: People, seen: Seen) -> np.ndarray:
    """Whether a view is the first one of its link in this run [view]."""
    view = np.flatnonzero(seen.counts)
    people.first_view[seen.link[view[::-1]]] = view[::-1]  # the earliest view of a link is written last
    return (people.first_view[seen.link] == np.arange(seen.link.size)) & ~people.link_seen[seen.link]


def weights(plan: Plan, people: People, seen: Seen, person: np.ndarray) -> np.ndarray:
    """Worth of each view by the numbers of its exposure and source [view]; remembers both."""
    view = np.flatnonzero(seen.counts).astype(np.uint64)
    key = (person[seen.counts].astype(np.uint64) << np.uint64(32)) | view
    key.sort()
    view = (key & np.uint64(0xFFFFFFFF)).astype(np.int64)
    who = (key >> np.uint64(32)).astype(np.int64)
    fresh = is_fresh(people, seen).take(view)
    starts = np.flatnonzero(np.concatenate([[True], who[1:] != who[:-1]]))
    sizes = np.diff(starts, append=who.size)
    once = who[starts]  # each person once
    found = np.cumsum(fresh)
    before = found[starts] - fresh[starts]
    source = found + np.repeat(people.sources[once] - before, sizes)
    exposure = np.arange(who.size) + np.repeat(people.exposures[once] - starts, sizes)
    people.exposures[once] += sizes.astype(np.int32)
    people.sources[once] += np.diff(before, append=found[-1]).astype(np.int32)
    row = ~fresh * plan.n_sources + np.minimum(source, plan.n_sources) - 1
    weight = np.zeros(seen.link.size)
    weight[view] = plan.response[row * plan.n_exposures + np.minimum(exposure, plan.n_exposures - 1)]
    return weight


def creator_of(day: Day, seen: Seen, view: np.ndarray) -> np.ndarray:
    return day.creator[np.searchsorted(seen.until, view, side="right")]


def click(plan: Plan, day: Day, seen: Seen, weight: np.ndarray | None, rng: np.random.Generator) -> np.ndarray:
    """The views that are clicked."""
    prob = plan.creator_click_prob
    if weight is not None:
        coins = rng.random(weight.size, np.float32)
        return np.flatnonzero(coins < np.repeat(prob[day.creator], np.diff(seen.until, prepend=0)) * weight)
    n, top = seen.link.size, prob.max()  # as many as the largest probability gives, thinned to each one's own
    view = rng.choice(n, rng.binomial(n, top), replace=False, shuffle=False)
    return view[seen.counts[view] & (rng.random(view.size) * top < prob[creator_of(day, seen, view)])]


def play_day(
    plan: Plan, day: Day, seen: Seen, rate: np.ndarray, people: People, rng: np.random.Generator
) -> tuple[list[int], np.ndarray]:
    """Impressions, people reached so far, engagements and clicks; and who bought."""
    person = plan.link_follower.take(seen.link)
    weight = weights(plan, people, seen, person) if plan.repeat_matters else None
    people.link_seen[seen.link] = True
    people.reached[person] = True
    prob = np.repeat(rate[day.post], np.diff(seen.until, prepend=0))
    engages = rng.random(prob.size, np.float32) < (prob if weight is None else prob * weight)
    engages &= seen.counts
    engaged = np.flatnonzero(engages)
    people.engaged[person.take(engaged)] = True
    clicked = click(plan, day, seen, weight, rng)
    buys = rng.random(clicked.size) < plan.creator_buy_prob[creator_of(day, seen, clicked)]
    n_views, n_reached = np.count_nonzero(seen.counts), np.count_nonzero(people.reached)
    return [n_views, n_reached, engaged.size, clicked.size], person[clicked[buys]]


def run(plan: Plan, days: list[Day], find: Find, rng: np.random.Generator) -> tuple[int, ...]:
    """The measures of one run."""
    posted = rng.random(plan.creator_key.size) >= plan.creator_no_show_prob
    luck = np.exp(plan.creator_luck_sd * rng.standard_normal(posted.size) + plan.creator_luck_shift)
    noise = plan.quality_sd * rng.standard_normal(plan.post_creator.size) - 0.5 * plan.quality_sd**2
    rate = ((plan.creator_engage_prob * luck)[plan.post_creator] * np.exp(noise)).astype(np.float32)
    people = people_of(plan)
    played = [play_day(plan, day, find(plan, day, posted, rng), rate, people, rng) for day in days]
    n_views, _, n_engaged, n_clicked = np.array([counted for counted, _ in played]).sum(axis=0)
    n_buyers = np.unique(np.concatenate([bought for _, bought in played])).size
    sources = np.bincount(np.bincount(plan.link_follower[people.link_seen], minlength=plan.n_followers))
    n_engagers = np.count_nonzero(people.engaged)
    return n_views, sources[1:].sum(), sources[2:].sum(), n_engaged, n_engagers, n_clicked, n_buyers


def time_all(plan: Plan, days: list[Day], repeats: int) -> None:
    """Print our time for a run, the peers' and the ratios."""
    rng = np.random.Generator(np.random.SFC64(2))
    player = Player(plan)
    spent = common.alternate(
        repeats,
        one=lambda: player.play(0, RUNS),
        two=lambda: common.on_threads(plan, RUNS, 2),
        coins=lambda: [run(plan, days, coins, rng) for _ in range(2)],
        line=lambda: [run(plan, days, line, rng) for _ in range(2)],
    )
    runs = {"one": RUNS, "two": RUNS, "coins": 2, "line": 2}
    names = {"one": "ours, one thread", "two": "ours, two threads", "coins": "numpy, coins", "line": "numpy, line"}
    for key, name in names.items():
        common.report(name, [seconds / runs[key] for seconds in spent[key]], 1e3, "us per run")
    for peer in ("coins", "line"):
        one, two = (common.ratio(spent, peer, own) * RUNS / runs[peer] for own in ("one", "two"))
        print(f"numpy ({peer}) / ours: {one:.1f} core against core, {two:.1f} with our two threads")


def plan_with(changes: Mapping[str, Any]) -> Plan:
    """The plan of micro_1000 with other values."""
    loaded = load(common.ROOT / "configs" / "micro_1000.toml")
    for key, value in changes.items():
        loaded = loaded.replace(key, value)
    return planning.make(loaded.scenario, cache.world_of(loaded.scenario, loaded.folder), 0)


def compare(title: str, plan: Plan, runs: int, repeats: int) -> bool:
    """Do both peers agree with us on this plan? Prints how long all take."""
    days, own = days_of(plan), ours(plan, runs).astype(np.float64)
    fine = True
    for find in (coins, line):
        rng = np.random.Generator(np.random.SFC64(1))
        print(f"{title}, numpy ({find.__name__})")
        fine &= agree(own, np.array([run(plan, days, find, rng) for _ in range(runs)], np.float64))
    time_all(plan, days, repeats)
    return fine


def main() -> None:
    options = common.parse_arguments(__doc__, runs=(200, "runs that are compared"), repeats=(15, "turns of timing"))
    fine = [compare(title, plan_with(changes), options.runs, options.repeats) for title, changes in SCENARIOS.items()]
    sys.exit(0 if all(fine) else 1)


if __name__ == "__main__":
    main()
