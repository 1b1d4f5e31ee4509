"""Effects of each creator alone, by number of posts: any plan's worth follows from them where creators are independent.

They are independent where a repeated exposure counts like a first one, nobody shares and no feed has momentum. Then a
person is won by a plan with probability 1 - prod(1 - p), and the creators' luck may be averaged creator by creator.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.arrays import F64, I64, Plan
from sim.core.coverage import play_creator
from sim.scenario.model import Scenario
from sim.study.optimise.audience_kinds import AudienceKinds, AudienceRows, followers_of
from sim.study.optimise.goal import GoalKind
from sim.study.optimise.luck_scenarios import Luck, Worlds, luck_of

LEAST_MISS_PROB = 1e-6  # nobody is won for certain: who leaves a plan is divided out of it


class SoloEffects(NamedTuple):
    """Effects of each creator alone, in worlds of luck and of what is not known."""

    rows: AudienceRows
    n_kinds: int  # segments of each creator
    miss_prob: F64  # [step, segment, world] chance that a person is not won; of nobody's posts, step 0: 1
    events: F64  # [step, creator, world] actions; empty where people are counted
    factor: F64  # [world] weight of one person or event

    @property
    def n_creators(self) -> int:
        """Number of creators."""
        return int(self.miss_prob.shape[1]) // self.n_kinds

    @property
    def n_worlds(self) -> int:
        """Number of worlds."""
        return int(self.miss_prob.shape[2])

    def in_world(self, world: int) -> "SoloEffects":
        """The effects in one of the worlds alone."""
        own = slice(world, world + 1)
        return self._replace(miss_prob=self.miss_prob[..., own], events=self.events[..., own], factor=self.factor[own])


class Sketch(NamedTuple):
    """A plan in which everybody is hired for so many posts, without its links."""

    plan: Plan
    fit: F64  # [creator, kind] factor on the chance of an action


class DrawSetting(NamedTuple):
    """One draw of what is not known."""

    steps: list[Sketch]  # by number of posts
    scenario: Scenario


class WantedEffects(NamedTuple):
    """The goal whose effects are wanted, and the worlds of luck in which."""

    goal: GoalKind
    n_worlds: int  # of luck in all, shared out among the draws; 1: the mean over all luck, in each draw
    turn: int = 0  # another turn has other luck

    def worlds(self, n_draws: int) -> list[Worlds]:
        """The worlds of each draw."""
        if self.n_worlds == 1:
            return [Worlds(1)] * n_draws
        return [Worlds(self.n_worlds, self.turn, draw, n_draws) for draw in range(n_draws)]


class CellOrder(NamedTuple):
    """Cells in the order of creators and posts."""

    order: I64  # [cell]
    start: I64  # [post + 1] first of each post


class Effects(NamedTuple):
    """Effects of creators' posts on people who follow them."""

    miss_prob: F64  # chance that a person is not won
    events: F64  # mean number of actions


def dependences(plan: Plan, attention_exponent: float, goal: GoalKind) -> list[str]:
    """Reasons why creators are not independent of one another in this plan; empty where they are."""
    responds = goal.action.is_response
    reasons = {
        "repeated exposure counts otherwise than a first one (response)": plan.repeat_matters and responds,
        "big and small creators interfere (response.interference)": plan.interferes and responds,
        "people talk to friends (word_of_mouth)": plan.spreads,
        "the feed has momentum (exposure.feed)": plan.momentum > 0.0,
        "attention is divided among all candidates (exposure.attention_exponent)": attention_exponent > 0.0,
    }
    return [reason for reason, holds in reasons.items() if holds]


def sketch(whom: AudienceKinds, plan: Plan, goal: GoalKind) -> Sketch:
    """The sketch of a plan of everybody. Raises ValueError where its links are not those of the audience."""
    if plan.link_follower.size != whom.segment.size:
        raise ValueError("other links")
    fit = np.broadcast_to(goal.action.fit(plan), whom.segment.shape)
    means = np.bincount(whom.segment, fit, whom.people.size) / np.maximum(whom.people, 1)
    of_each = [name for name in plan._fields if name.startswith("link_") and name != "link_class_start"]
    none: dict[str, Any] = {name: np.zeros(0) for name in of_each}
    return Sketch(plan._replace(**none), means.reshape(whom.shape[0], -1))


def solo_effects(
    whom: AudienceKinds, draws: Sequence[DrawSetting], wanted: WantedEffects, who: I64 | None = None
) -> SoloEffects:
    """Effects of each creator alone. who: the only creators who are looked at, in their order."""
    rows = whom.rows if who is None else followers_of(whom.rows, whom.n_kinds, who)
    who = np.arange(whom.thin.size) if who is None else who
    goal, worlds = wanted.goal, wanted.worlds(len(draws))
    parts = [effects_in_draw(whom, draw.steps, goal, own, who) for draw, own in zip(draws, worlds, strict=True)]
    miss_prob = np.concatenate([part.miss_prob for part in parts], axis=2)
    events = np.concatenate([part.events for part in parts], axis=2)
    factor = whom.weight * np.repeat([goal.weight(draw.scenario) for draw in draws], [own.taken for own in worlds])
    return SoloEffects(rows, whom.n_kinds, miss_prob, events if goal.counts == "events" else events[:0], factor)


def effects_in_draw(whom: AudienceKinds, steps: Sequence[Sketch], goal: GoalKind, worlds: Worlds, who: I64) -> Effects:
    """Effects of each creator in one draw: miss_prob [step, segment, world], events [step, creator, world]."""
    scale, few, n_levels = whom.thin[who][:, None, None], whom.few[who], whom.shape[2]
    miss_prob = np.ones((len(steps) + 1, who.size, whom.n_kinds, worlds.taken))
    events = np.zeros((len(steps) + 1, who.size, worlds.taken))
    people = whom.people.reshape(whom.thin.size, -1, 1)[who]
    for step, everybody in enumerate(steps, 1):
        each = effects_on_one(everybody, goal, luck_of(everybody.plan, worlds, who), who)
        lost = at_mean_use(1.0 - each.miss_prob, few, n_levels) * scale
        miss_prob[step] = np.maximum(1.0 - lost, LEAST_MISS_PROB)
        events[step] = (people * scale * at_mean_use(each.events, few, n_levels)).sum(axis=1)
    return Effects(miss_prob.reshape(len(steps) + 1, -1, worlds.taken), events)


def effects_on_one(everybody: Sketch, goal: GoalKind, luck: Luck, who: I64) -> Effects:
    """Effects of these creators on one follower of each kind [creator, kind, world]."""
    plan, fit = everybody
    cells = cells_of(plan)
    hazard = plan.cell_hazard[cells.order]
    post_start = np.searchsorted(plan.post_creator, np.arange(plan.creator_key.size + 1))
    n_levels = fit.shape[1] // plan.class_activity.shape[1]
    left = audience_left(plan)
    n_worlds = luck.shows.shape[1]
    all_miss_prob = np.empty((who.size, fit.shape[1], n_worlds))
    all_events = np.empty_like(all_miss_prob)
    for place, creator in enumerate(who.tolist()):
        own_luck = luck.of_creator(place)
        chances = goal.action.chances(plan, creator, fit[creator], own_luck)
        starts = cells.start[post_start[creator] : post_start[creator + 1] + 1]
        activity = np.repeat(plan.class_activity[creator], n_levels)
        own = hazard[starts[0] : starts[-1]]
        posts = (chances.factor, own_luck.reach, left[post_start[creator] : post_start[creator + 1]])
        miss_prob, events = play_creator((own, starts - starts[0]), activity, chances.odds, posts, chances.after)
        if n_worlds < miss_prob.shape[1]:
            miss_prob, events = miss_prob.mean(axis=1, keepdims=True), events.mean(axis=1, keepdims=True)
        all_miss_prob[place] = 1.0 - own_luck.shows * (1.0 - miss_prob)
        all_events[place] = own_luck.shows * events
    return Effects(all_miss_prob, all_events)


def audience_left(plan: Plan) -> F64:
    """Share of a creator's links that a post can reach [post]: leavers are taken for a mean of all."""
    starts = plan.link_class_start[plan.post_creator]
    there, all_links = (plan.post_class_stop - starts[:, :-1]).sum(axis=1), starts[:, -1] - starts[:, 0]
    return np.asarray(np.divide(there, all_links, out=np.ones(there.size), where=all_links > 0))


def cells_of(plan: Plan) -> CellOrder:
    """Cells of a plan in the order of creators and posts."""
    order = np.argsort(plan.cell_post, kind="stable")
    start = np.searchsorted(plan.cell_post[order], np.arange(plan.post_creator.size + 1)).astype(np.int64)
    return CellOrder(order, start)


def at_mean_use(each: F64, few: NDArray[np.bool_], n_levels: int) -> F64:
    """Take all followers at mean use where few are simulated: their classes of activity are a matter of chance.

    each: [creator, kind, world]; few: [creator].
    """
    classes = each.reshape(each.shape[0], -1, n_levels, each.shape[2])
    mean = np.broadcast_to(classes.mean(axis=1, keepdims=True), classes.shape)
    return np.where(few[:, None, None], mean.reshape(each.shape), each)
