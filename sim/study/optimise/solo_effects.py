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
from sim.study.optimise.answering_fit import FitWithin, answering_fit, fit_within, mean_answers
from sim.study.optimise.audience_kinds import AudienceKinds, AudienceRows, followers_of
from sim.study.optimise.goal import GoalKind
from sim.study.optimise.luck_scenarios import CreatorLuck, Worlds, luck_of
from sim.study.optimise.mean_luck import mean_luck
from sim.study.optimise.viewer_action import ActionChances, ViewerAction

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
    fit: F64  # [creator, kind] mean factor on the odds of an action
    within: FitWithin  # how the people of each level differ


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
    return Sketch(plan._replace(**none), means.reshape(whom.shape[0], -1), fit_within(whom, fit))


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
        each = effects_on_one(everybody, goal, worlds, who)
        lost = at_mean_use(1.0 - each.miss_prob, few, n_levels) * scale
        miss_prob[step] = np.maximum(1.0 - lost, LEAST_MISS_PROB)
        events[step] = (people * scale * at_mean_use(each.events, few, n_levels)).sum(axis=1)
    return Effects(miss_prob.reshape(len(steps) + 1, -1, worlds.taken), events)


def effects_on_one(everybody: Sketch, goal: GoalKind, worlds: Worlds, who: I64) -> Effects:
    """Effects of these creators on one follower of each kind [creator, kind, world]."""
    posts = PostsInTurn.of(everybody, goal.action)
    if worlds.n == 1:
        each = [posts.mean_effects(creator) for creator in who.tolist()]
    else:
        luck = luck_of(everybody.plan, worlds, who)
        each = [posts.effects(creator, luck.of_creator(place)) for place, creator in enumerate(who.tolist())]
    return Effects(np.stack([own.miss_prob for own in each]), np.stack([own.events for own in each]))


class PostsInTurn(NamedTuple):
    """The posts of all creators of a sketch, creator by creator, and the action that is looked at."""

    everybody: Sketch
    action: ViewerAction
    hazard: F64  # [cell] in the order of creators and posts
    cell_start: I64  # [post + 1]
    post_start: I64  # [creator + 1]
    left: F64  # [post] share of the audience

    @classmethod
    def of(cls, everybody: Sketch, action: ViewerAction) -> "PostsInTurn":
        """The posts of a sketch."""
        plan, cells = everybody.plan, cells_of(everybody.plan)
        post_start = np.searchsorted(plan.post_creator, np.arange(plan.creator_key.size + 1))
        return cls(everybody, action, plan.cell_hazard[cells.order], cells.start, post_start, audience_left(plan))

    def chances(self, creator: int, luck: CreatorLuck, views: F64) -> ActionChances:
        """Chances of the action by kind of people. views: of the first post at each point of luck."""

        def of_fit(fit: F64) -> ActionChances:
            return self.action.chances(self.everybody.plan, creator, fit, luck)

        mean = self.everybody.fit[creator]
        if not self.action.is_response:
            return of_fit(mean)
        return of_fit(answering_fit(mean, self.everybody.within, lambda fit: mean_answers(of_fit(fit), views)))

    def play(self, creator: int, posts: slice, chances: ActionChances, reach: F64) -> Effects:
        """Effects of some posts of a creator, of whom all posts show [kind, point]."""
        starts = self.cell_start[posts.start : posts.stop + 1]
        use = self.everybody.plan.class_activity[creator]
        activity = np.repeat(use, self.everybody.fit.shape[1] // use.size)
        cells = self.hazard[starts[0] : starts[-1]], starts - starts[0]
        return Effects(
            *play_creator(cells, activity, chances.odds, (chances.factor, reach, self.left[posts]), chances.after)
        )

    def effects(self, creator: int, luck: CreatorLuck) -> Effects:
        """Effects of a creator in worlds of luck [kind, world]."""
        own = slice(*self.post_start[creator : creator + 2].tolist())
        each = self.play(creator, own, self.chances(creator, luck, luck.reach[0]), luck.reach)
        return Effects(1.0 - luck.shows * (1.0 - each.miss_prob), luck.shows * each.events)

    def mean_effects(self, creator: int) -> Effects:
        """Effects of a creator on average over luck [kind, 1]: posts are independent, given the creator's."""
        points = mean_luck(self.everybody.plan, creator, self.action.is_response)
        luck, shows = points.luck, points.luck.shows
        chances = self.chances(creator, luck, luck.reach[0] * points.share)
        missed = np.ones((self.everybody.fit.shape[1], points.creator_share.size))
        events = np.zeros(missed.shape)
        for post in range(*self.post_start[creator : creator + 2].tolist()):
            each = self.play(creator, slice(post, post + 1), chances, luck.reach)
            missed *= points.of_post(each.miss_prob)
            events += points.of_post(each.events)
        return Effects(1.0 - shows * (1.0 - points.of_creator(missed)), shows * points.of_creator(events))


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
