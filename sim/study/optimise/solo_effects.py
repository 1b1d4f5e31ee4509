"""What each creator does alone, by number of posts: from it follows what any plan does, where creators are independent.

They are independent where a repeated exposure counts like a first one, nobody shares and no feed has momentum. Then a
person is won by a plan with probability 1 - prod(1 - p), and the creators' luck may be averaged creator by creator.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.arrays import F64, I32, I64, Plan
from sim.core.coverage import play_creator
from sim.study.optimise.luck_scenarios import Luck, Worlds, luck_of

GOALS = ("reach", "reach_2", "reach_3", "engagers", "purchases", "revenue", "impressions", "engagements", "clicks")
PEOPLE = (
    "reach",
    "reach_2",
    "reach_3",
    "engagers",
    "purchases",
    "revenue",
)  # counted once, however often; the others are events
LEVELS = 8  # of how fitting and susceptible people are, where they are all different
FEW = 2_000  # sampled followers of a creator
LEAST_KEPT = 1e-6  # nobody is won for certain: who leaves a plan is divided out of it


class Rows(NamedTuple):
    """Followers by segment: a creator's followers of one kind, of one activity and fit. People alike are one row."""

    person: I32  # [link] row
    start: I64  # [segment + 1]
    weight: F64  # [row] people

    @property
    def people(self) -> F64:
        """How many there are [segment]."""
        sums = np.concatenate([[0.0], np.cumsum(self.weight[self.person])])
        return np.asarray(np.diff(sums[self.start]))


class Alone(NamedTuple):
    """What creators do alone, in worlds of luck and of what we do not know."""

    rows: Rows
    n_kinds: int  # segments of each creator
    kept: F64  # [step, segment, world] chance that a person is not won; of nobody's posts, step 0: 1
    events: F64  # [step, creator, world] answers; empty where people are counted
    factor: F64  # [world] what one person or event counts

    @property
    def n_creators(self) -> int:
        return int(self.kept.shape[1]) // self.n_kinds

    @property
    def n_worlds(self) -> int:
        return int(self.kept.shape[2])

    def in_world(self, world: int) -> "Alone":
        """The same in one of the worlds alone."""
        own = slice(world, world + 1)
        return self._replace(kept=self.kept[..., own], events=self.events[..., own], factor=self.factor[own])


SEEN = ("reach", "reach_2", "reach_3", "impressions")  # what people do about it does not matter


def dependences(plan: Plan, attention_exponent: float, goal: str) -> list[str]:
    """Why creators are not independent of one another in this plan; empty where they are."""
    does = goal not in SEEN
    told = {
        "repeated exposure counts otherwise than a first one (response)": plan.repeat_matters and does,
        "big and small creators interfere (response.interference)": plan.interferes and does,
        "people talk to friends (word_of_mouth)": plan.spreads,
        "the feed has momentum (exposure.feed)": plan.momentum > 0.0,
        "attention is divided among all candidates (exposure.attention_exponent)": attention_exponent > 0.0,
    }
    return [reason for reason, holds in told.items() if holds]


def fit_of(plan: Plan, goal: str) -> F64:
    """How much a person's fit and susceptibility multiply the chance of an answer [link], or a single value."""
    if goal in SEEN:
        return np.ones(1)
    if goal in ("engagers", "engagements"):
        return plan.link_match.astype(np.float64) * plan.link_susceptibility
    return plan.link_match.astype(np.float64)


def levels_of(fit: F64) -> tuple[I64, int]:
    """Which level of fit each link has, and how many there are: few values as they are, many in equal parts."""
    values = np.unique(fit)
    if values.size <= LEVELS:
        return np.searchsorted(values, fit).astype(np.int64), values.size
    edges = np.quantile(fit, np.arange(1, LEVELS) / LEVELS)
    return np.searchsorted(edges, fit, side="right").astype(np.int64), LEVELS


def answers(plan: Plan, goal: str, creator: int, fit: F64, luck: tuple[F64, F64]) -> tuple[F64, F64]:
    """Chance that a view is answered [kind, point], and the factor of each post's quality [post, point].

    luck: the creator's rate [point] and quality [post, point].
    """
    rate, quality = luck
    if goal in ("engagers", "engagements"):
        return plan.creator_engage_prob[creator] * fit[:, None] * rate, quality
    if goal in SEEN:
        return np.ones((fit.size, rate.size)), np.ones_like(quality)
    click = np.minimum(plan.creator_click_prob[creator] * fit[:, None], 1.0)
    buy = 1.0 if goal == "clicks" else plan.creator_buy_prob[creator]
    return np.tile(click * buy, (1, rate.size)), np.ones_like(quality)


def cells_of(plan: Plan) -> tuple[I64, I64]:
    """Cells in the order of creators and posts, and where each post's begin [post + 1]."""
    order = np.argsort(plan.cell_post, kind="stable")
    return order, np.searchsorted(plan.cell_post[order], np.arange(plan.post_creator.size + 1)).astype(np.int64)


def of_plan(plan: Plan, goal: str, fit: F64, luck: Luck, who: I64) -> tuple[F64, F64]:
    """Chance that a person is not won by each of these creators [creator, kind, world], and one person's answers.

    fit: [creator, kind].
    """
    order, cell_start = cells_of(plan)
    hazard = plan.cell_hazard[order]
    post_start = np.searchsorted(plan.post_creator, np.arange(plan.creator_key.size + 1))
    n_levels = fit.shape[1] // plan.class_activity.shape[1]
    n_worlds = luck.shows.shape[1]
    kept = np.empty((who.size, fit.shape[1], n_worlds))
    events = np.empty_like(kept)
    for place, creator in enumerate(who.tolist()):
        answer, quality = answers(plan, goal, creator, fit[creator], (luck.rate[place], luck.quality[place]))
        starts = cell_start[post_start[creator] : post_start[creator + 1] + 1]
        activity = np.repeat(plan.class_activity[creator], n_levels)
        own = hazard[starts[0] : starts[-1]]
        alone, often = play_creator(own, starts - starts[0], activity, answer, quality)
        if n_worlds < alone.shape[1]:
            alone, often = alone.mean(axis=1, keepdims=True), often.mean(axis=1, keepdims=True)
        shows = luck.shows[place]
        kept[place], events[place] = 1.0 - shows * (1.0 - alone), shows * often
    return kept, events


def usual(each: F64, few: NDArray[np.bool_], n_levels: int) -> F64:
    """Where few followers are simulated, all are of mean use: which classes they fall in by chance decides nothing."""
    classes = each.reshape(each.shape[0], -1, n_levels, each.shape[2])
    mean = np.broadcast_to(classes.mean(axis=1, keepdims=True), classes.shape)
    return np.where(few[:, None, None], mean.reshape(each.shape), each)


class AudienceKinds(NamedTuple):
    """Who follows whom, by kind."""

    segment: I64  # [link]
    people: I64  # [segment] in the sample
    rows: Rows
    shape: tuple[int, int, int]  # creators, classes of activity, levels of fit
    thin: F64  # [creator] real followers over those whom the sample has: its luck must not make a creator better
    few: NDArray[np.bool_]  # [creator] whose followers are taken at mean use
    weight: float  # people behind each of the sample

    @property
    def n_kinds(self) -> int:
        return self.shape[1] * self.shape[2]


class Sketch(NamedTuple):
    """What creators do with so many posts."""

    plan: Plan  # without its links
    fit: F64  # [creator, kind] factor on the chance of an answer


class DrawSetting(NamedTuple):
    """One draw of what we do not know."""

    steps: list[Sketch]  # by number of posts
    order_usd: float


class WantedMeasure(NamedTuple):
    """What is looked at."""

    goal: str
    n_worlds: int  # of luck in all, shared out among the draws; 1: the mean over all luck, in each draw
    turn: int = 0  # another turn has other luck

    def worlds(self, n_draws: int) -> list[Worlds]:
        if self.n_worlds == 1:
            return [Worlds(1)] * n_draws
        return [Worlds(self.n_worlds, self.turn, draw, n_draws) for draw in range(n_draws)]


def audience(plan: Plan, goal: str, thin: F64) -> AudienceKinds:
    """Followers by creator, activity and fit. thin: [creator] real followers over those whom the sample has."""
    classes = np.diff(plan.link_class_start, axis=1).ravel()
    level, n_levels = levels_of(np.broadcast_to(fit_of(plan, goal), (int(classes.sum()),)))
    segment = np.repeat(np.arange(classes.size), classes) * n_levels + level
    people = np.bincount(segment, minlength=classes.size * n_levels)
    few = (thin != 1.0) & (people.reshape(thin.size, -1).sum(axis=1) < FEW)
    if (plan.class_activity != plan.class_activity[0]).any():  # strangers have classes of their own
        few[:] = False
    shape = (thin.size, plan.class_activity.shape[1], n_levels)
    return AudienceKinds(
        segment,
        people,
        merge_alike(plan.link_follower, segment, np.ones(plan.n_followers), people.size),
        shape,
        thin,
        few,
        plan.weight,
    )


def merge_alike(person: I32, segment: I64, weight: F64, n_segments: int) -> Rows:
    """Those who are in the same segments as one row: no plan can tell them apart. person: [link], weight: [person]."""
    marks = np.random.default_rng(n_segments).integers(0, 1 << 64, n_segments, np.uint64)
    mark = np.zeros(weight.size, np.uint64)
    np.add.at(mark, person, marks[segment])
    _, first, alike = np.unique(mark, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(order.size, np.int32)
    place[order] = np.arange(order.size, dtype=np.int32)
    stands = np.flatnonzero(first[alike[person]] == person)
    stands = stands[np.argsort(segment[stands], kind="stable")]
    start = np.searchsorted(segment[stands], np.arange(n_segments + 1)).astype(np.int64)
    return Rows(place[alike[person[stands]]], start, np.bincount(place[alike], weight, order.size).astype(np.float64))


def followers_of(rows: Rows, n_kinds: int, who: I64) -> Rows:
    """The people whom these creators can win, others' followers left out."""
    segments = (who[:, None] * n_kinds + np.arange(n_kinds)).ravel()
    sizes = np.diff(rows.start)[segments]
    segment = np.repeat(np.arange(segments.size), sizes)
    links = np.repeat(rows.start[segments] - np.cumsum(sizes) + sizes, sizes) + np.arange(segment.size)
    there, person = np.unique(rows.person[links], return_inverse=True)
    return merge_alike(person.astype(np.int32), segment, rows.weight[there], segments.size)


def sketch(whom: AudienceKinds, plan: Plan, goal: str) -> Sketch:
    """What a plan of everybody does, without its links. Raises ValueError where they are not those of the audience."""
    if plan.link_follower.size != whom.segment.size:
        raise ValueError("other links")
    fit = np.broadcast_to(fit_of(plan, goal), whom.segment.shape)
    means = np.bincount(whom.segment, fit, whom.people.size) / np.maximum(whom.people, 1)
    none: dict[str, Any] = {name: np.zeros(0) for name in plan._fields if name.startswith("link_")}
    return Sketch(plan._replace(**none), means.reshape(whom.shape[0], -1))


def alone(whom: AudienceKinds, draws: Sequence[DrawSetting], wanted: WantedMeasure, who: I64 | None = None) -> Alone:
    """What each creator does alone. who: the only creators who are looked at, in their order."""
    rows = whom.rows if who is None else followers_of(whom.rows, whom.n_kinds, who)
    who = np.arange(whom.thin.size) if who is None else who
    worlds = wanted.worlds(len(draws))
    parts = [of_draw(whom, draw.steps, wanted.goal, one, who) for draw, one in zip(draws, worlds, strict=True)]
    events = np.concatenate([part[1] for part in parts], axis=2)
    counted = [draw.order_usd if wanted.goal == "revenue" else 1.0 for draw in draws]
    factor = whom.weight * np.repeat(counted, [one.taken for one in worlds])
    kept = np.concatenate([part[0] for part in parts], axis=2)
    return Alone(rows, whom.n_kinds, kept, events if wanted.goal not in PEOPLE else events[:0], factor)


def of_draw(whom: AudienceKinds, steps: Sequence[Sketch], goal: str, worlds: Worlds, who: I64) -> tuple[F64, F64]:
    """Chance that people are not won [step, segment, world], and answers [step, creator, world], by one draw."""
    scale, few, n_levels = whom.thin[who][:, None, None], whom.few[who], whom.shape[2]
    kept = np.ones((len(steps) + 1, who.size, whom.n_kinds, worlds.taken))
    events = np.zeros((len(steps) + 1, who.size, worlds.taken))
    people = whom.people.reshape(whom.thin.size, -1, 1)[who]
    for step, (plan, fit) in enumerate(steps, 1):
        alone, often = of_plan(plan, goal, fit, luck_of(plan, worlds, who), who)
        lost = usual(1.0 - alone, few, n_levels) * scale
        kept[step] = np.maximum(1.0 - lost, LEAST_KEPT)
        events[step] = (people * scale * usual(often, few, n_levels)).sum(axis=1)
    return kept.reshape(len(steps) + 1, -1, worlds.taken), events
