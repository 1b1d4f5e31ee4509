"""The same campaign in vectorised numpy: does it agree, and how much slower is it?

Neither peer loops over creators, posts or followers.

- careful: a coin for every follower who could see a post on a day, all of a day at once; a stable argsort brings each
  person's exposures together in the order of time. A first vectorised version.
- expert: two ideas of ours lent to numpy. All views of a run are one Poisson process along the line of (post, day,
  class, follower), so that viewers come out in order and only they cost anything; exposures are numbered by one sort
  of packed 64-bit keys, which numpy does with vector instructions.

numpy_tuned.py is faster than both (day by day, 32-bit coins), and is the one to be judged by. Tried and slower than
either: binomial counts with a choice of followers per cell, Poisson counts with uniform places and a sort, np.unique,
PCG64 instead of SFC64.

Exits 1 unless every measure of both agrees: |z| below 5.0 each, a false alarm below 1e-5 for all together.
"""

import sys
from typing import NamedTuple

import common
import numpy as np
from common import on_threads

from sim.core.arrays import Plan
from sim.engine.play import Player, play

MEASURES = ("impressions", "reach", "reach_2", "engagements", "engagers", "clicks", "purchases")
LIMIT = 5.0
RUNS = 16  # of ours in a turn


class Line(NamedTuple):
    """Everything about a plan that no run changes: one interval for each cell and activity class."""

    creator: np.ndarray  # [interval]
    post: np.ndarray
    day: np.ndarray
    first: np.ndarray  # first link
    size: np.ndarray  # links
    length: np.ndarray  # expected views
    per_length: np.ndarray  # links per expected view


def line_of(plan: Plan) -> Line:
    n_classes = plan.class_activity.shape[1]
    post = np.repeat(plan.cell_post, n_classes)
    kind = np.tile(np.arange(n_classes), plan.cell_post.size)
    creator = plan.post_creator[post]
    first = plan.link_class_start[creator, kind]
    size = plan.link_class_start[creator, kind + 1] - first
    length = np.repeat(plan.cell_hazard, n_classes) * plan.class_activity[creator, kind] * size
    day = np.repeat(np.repeat(np.arange(plan.n_days), np.diff(plan.day_cell_start)), n_classes)
    per_length = np.divide(size, length, out=np.zeros_like(length), where=length > 0.0)
    return Line(creator, post, day, first, size, length, per_length)


class Candidates(NamedTuple):
    """Everybody who could see a post on one day."""

    interval: np.ndarray  # [candidate]
    link: np.ndarray  # [candidate]
    prob: np.ndarray  # [candidate]


def candidates(plan: Plan, line: Line) -> list[Candidates]:
    """Made once for a plan: a gift to the peer."""
    prob = -np.expm1(-np.divide(line.length, line.size, out=np.zeros_like(line.length), where=line.size > 0))
    days = []
    for day in range(plan.n_days):
        which = np.flatnonzero((line.day == day) & (line.size > 0))
        interval = np.repeat(which, line.size[which]).astype(np.int32)
        ends = np.cumsum(line.size[which])
        link = np.arange(interval.size) - np.repeat(ends - line.size[which] - line.first[which], line.size[which])
        days.append(Candidates(interval, link.astype(np.int32), prob[interval].astype(np.float32)))
    return days


def coins(
    days: list[Candidates], line: Line, posted: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Interval and link of every view, in order of time: a coin for every candidate."""
    seen = [np.flatnonzero(rng.random(day.prob.size, np.float32) < day.prob) for day in days]
    interval = np.concatenate([day.interval[who] for day, who in zip(days, seen, strict=True)])
    link = np.concatenate([day.link[who] for day, who in zip(days, seen, strict=True)])
    keep = posted[line.creator[interval]]
    return interval[keep], link[keep].astype(np.int64)


def places_on(line: Line, posted: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Interval and link of every view, in order of time: places along a line."""
    length = np.where(posted[line.creator], line.length, 0.0)
    edges = np.concatenate([[0.0], np.cumsum(length)])
    total = edges[-1]
    places = np.cumsum(rng.standard_exponential(int(total + 6.0 * np.sqrt(total) + 20.0)))
    interval = np.repeat(np.arange(length.size), np.diff(np.searchsorted(places, edges)))
    within = (places[: interval.size] - edges[interval]) * line.per_length[interval]
    link = line.first[interval] + np.minimum(within.astype(np.int64), line.size[interval] - 1)
    keep = np.ones(link.size, bool)
    keep[1:] = (link[1:] != link[:-1]) | (interval[1:] != interval[:-1])
    return interval[keep], link[keep]


def by_person(follower: np.ndarray, packed: bool) -> tuple[np.ndarray, np.ndarray]:
    """Followers sorted, and the view that each stands for; views of a person stay in the order of time."""
    if not packed:
        view = np.argsort(follower, kind="stable")
        return follower[view], view
    key = (follower.astype(np.uint64) << np.uint64(32)) | np.arange(follower.size, dtype=np.uint64)
    key.sort()
    return (key >> np.uint64(32)).astype(np.int64), (key & np.uint64(0xFFFFFFFF)).astype(np.int64)


def run(plan: Plan, line: Line, days: list[Candidates] | None, rng: np.random.Generator) -> tuple[int, ...]:
    """One run; days: the careful way, tossing coins for these candidates; None: the expert way."""
    posted = rng.random(plan.creator_key.size) >= plan.creator_no_show_prob
    luck = np.exp(plan.creator_luck_sd * rng.standard_normal(posted.size) + plan.creator_luck_shift)
    noise = plan.quality_sd * rng.standard_normal(plan.post_creator.size) - 0.5 * plan.quality_sd**2
    rate = (plan.creator_engage_prob * luck)[plan.post_creator] * np.exp(noise)
    interval, link = places_on(line, posted, rng) if days is None else coins(days, line, posted, rng)
    order = np.arange(link.size)
    first_sight = np.empty(plan.link_follower.size, np.int64)
    first_sight[link[::-1]] = order[::-1]  # the earliest view of a link is written last
    person, view = by_person(plan.link_follower[link], packed=days is None)
    interval, link = interval[view], link[view]
    starts = np.flatnonzero(np.concatenate([[True], person[1:] != person[:-1]]))
    sizes = np.diff(np.append(starts, person.size))
    exposure = np.arange(person.size) - np.repeat(starts, sizes)
    fresh = first_sight[link] == view
    seen = np.cumsum(fresh)
    source = seen - np.repeat(seen[starts] - 1, sizes)
    row = (~fresh) * plan.n_sources + np.minimum(source, plan.n_sources) - 1
    base = plan.response[row * plan.n_exposures + np.minimum(exposure, plan.n_exposures - 1)]
    base = base * plan.link_match[link * plan.match_step]
    engage = (
        rate[line.post[interval]]
        * base
        * plan.susceptibility[plan.link_susceptibility[link * plan.susceptibility_step]]
    )
    engaged = rng.random(person.size) < engage
    clicked = np.flatnonzero(rng.random(person.size) < plan.creator_click_prob[line.creator[interval]] * base)
    bought = clicked[rng.random(clicked.size) < plan.creator_buy_prob[line.creator[interval[clicked]]]]
    day = line.day[interval]
    for events in (slice(None), starts, engaged, clicked, bought):
        np.bincount(day[events], minlength=plan.n_days)  # the days that our kernel counts as well
    n_sources = source[starts + sizes - 1]
    np.bincount(n_sources)
    engagers = np.count_nonzero(np.diff(person[engaged], prepend=-1))
    buyers = np.count_nonzero(np.diff(person[bought], prepend=-1))
    n_engaged = np.count_nonzero(engaged)
    return (link.size, starts.size, np.count_nonzero(n_sources > 1), n_engaged, engagers, clicked.size, buyers)


def ours(plan: Plan, runs: int) -> np.ndarray:
    """The kernel's measures [run, measure]."""
    outcome = play(plan, runs)
    days = [array.sum(axis=1) for array in (outcome.impressions, outcome.reach, outcome.engagements)]
    clicks, purchases = outcome.clicks.sum(axis=1), outcome.purchases.sum(axis=1)
    more = outcome.sources[:, 1:].sum(axis=1)
    return np.stack([days[0], days[1], more, days[2], outcome.engagers, clicks, purchases], axis=1)


def agree(a: np.ndarray, b: np.ndarray) -> bool:
    """Print and judge the z of each mean's difference."""
    error = np.sqrt(a.var(axis=0, ddof=1) / len(a) + b.var(axis=0, ddof=1) / len(b))
    z = (a.mean(axis=0) - b.mean(axis=0)) / error
    for name, mean, other, score in zip(MEASURES, a.mean(axis=0), b.mean(axis=0), z, strict=True):
        print(f"{name:<14} ours {mean:14,.1f}   numpy {other:14,.1f}   z {score:5.2f}")
    return bool((np.abs(z) < LIMIT).all())


def main() -> None:
    options = common.parse_arguments(__doc__, runs=(200, "runs that are compared"), repeats=(15, "turns of timing"))
    plan = common.plan_of("micro_1000")
    line = line_of(plan)
    days = candidates(plan, line)
    rng = np.random.Generator(np.random.SFC64(1))
    own = ours(plan, options.runs).astype(np.float64)
    fine = True
    for name, given in (("expert", None), ("careful", days)):
        print(f"ours against numpy ({name})")
        fine &= agree(own, np.array([run(plan, line, given, rng) for _ in range(options.runs)], np.float64))
    player = Player(plan)
    spent = common.alternate(
        options.repeats,
        ours=lambda: player.play(0, RUNS),
        two=lambda: on_threads(plan, RUNS, 2),
        careful=lambda: run(plan, line, days, rng),
        expert=lambda: run(plan, line, None, rng),
    )
    for name in ("ours", "two"):
        spent[name] = [seconds / RUNS for seconds in spent[name]]
    for name, seconds in spent.items():
        common.report(name, seconds, 1e3, "us per run")
    for peer in ("careful", "expert"):
        one, two = common.ratio(spent, peer, "ours"), common.ratio(spent, peer, "two")
        print(f"numpy ({peer}) / ours: {one:.1f} core against core, {two:.1f} with our two threads  (target 20)")
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
