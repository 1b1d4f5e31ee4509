"""Worth of plans where the k-th distinct source counts otherwise than the first: reach by several, contagion.

A person is followed through the number of sources seen so far: not won and seen k, for each k. Reach by two or three
sources is exact. With a response curve it is not: sources are met in the order of the plan, each engages with its own
mean chance times what the curve says of the k-th.
"""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.coverage import column_sums, meet, state_sums
from sim.mechanisms.curves import N_EXPOSURES, N_SOURCES
from sim.study.optimise.audience_kinds import followers_of
from sim.study.optimise.candidates import Candidates
from sim.study.optimise.goal import GoalKind
from sim.study.optimise.search.plan_value import Crowd, precision
from sim.study.optimise.solo_effects import SoloEffects, WantedEffects, solo_effects
from sim.study.optimise.viewer_action import VIEW

MOST_SOURCES = 6  # that are told apart
SURE = 1.0 - 1e-6
HOPE = 0.03  # what a source that does not win yet is worth to a search, relative to the next one that may


class SourceWorth(NamedTuple):
    """Worth of a creator's posts as a source, in every world."""

    seen: F64  # [step, segment, world] chance that a creator's posts are seen at all
    wins: F64  # [step, segment, world] chance that they win who saw them, as a first source
    worth: F64  # [k, world] the factor on it after k others


class CrowdBySources(Crowd):
    """A crowd whose people are counted by how many sources they have seen."""

    def __init__(self, effects: SoloEffects, table: SourceWorth) -> None:
        self.table = table
        self._hope, self._hopeless = hope_of(table.worth), np.zeros(len(table.worth))
        self.grows = bool((np.diff(table.worth, axis=0) > 0.0).any())
        super().__init__(effects)

    def _begin(self) -> None:
        shape = (self.rows.weight.size, self.n_worlds)
        n_states = len(self.table.worth)
        dtype = precision(shape[0] * shape[1] * n_states)
        self._state, self._won = np.empty((*shape, n_states), dtype), np.empty(shape, dtype)

    def _clear(self) -> None:
        self._won[:] = 0.0
        self._state[:] = 0.0
        self._state[:, :, 0] = self.rows.weight[:, None]

    def only(self, who: I64) -> "CrowdBySources":
        """A crowd in which nobody but these creators can be hired."""
        kinds = self.effects.n_kinds
        own = (who[:, None] * kinds + np.arange(kinds)).ravel()
        rest = self.effects._replace(rows=followers_of(self.rows, kinds, who), miss_prob=self.effects.miss_prob[:, own])
        return CrowdBySources(rest, SourceWorth(self.table.seen[:, own], self.table.wins[:, own], self.table.worth))

    def in_world(self, world: int) -> "CrowdBySources":
        """A crowd in one of the worlds alone, nobody hired."""
        own, table = slice(world, world + 1), self.table
        in_world = SourceWorth(table.seen[..., own], table.wins[..., own], table.worth[:, own])
        return CrowdBySources(self.effects.in_world(world), in_world)

    def become(self, plan: I64) -> F64:
        """Become exactly this plan. Returns its worth [world]."""
        self.become_in_part(plan, 1.0)
        self.value = column_sums(self._won) * self.effects.factor
        return self.value

    def become_in_part(self, plan: I64, share: float) -> None:
        """Become a plan whose creators are there with this chance, each on their own."""
        self.clear()
        for creator in np.flatnonzero(plan).tolist():
            self._meet(creator, int(plan[creator]), share)
        self.plan = plan.copy()

    def gain(self, creator: int, step: int) -> F64:
        """Gain from letting a creator do so much [world]; a guess where they do something else already."""
        return self._loss(creator) if self.plan[creator] and not step else self._by_step(creator, step, self._hopeless)

    def gains(self) -> F64:
        """Gains from every creator's every step [step, creator, world]; guesses as in `gain`."""
        return self._by_all_steps(self._hopeless)

    def offer(self, creator: int, step: int) -> F64:
        """The gain, and a little for those who are not won yet: else nobody would be a first source [world]."""
        return self._by_step(creator, step, self._hope)

    def offers(self) -> F64:
        """The `offer` of every step [step, creator, world]."""
        return self._by_all_steps(self._hope)

    def move(self, creator: int, step: int, gain: F64 | None = None) -> None:
        """Let a creator do so much. gain: not used, it holds hope."""
        del gain
        changed = self.plan.copy()
        changed[creator] = step
        if self.plan[creator]:
            self.become(changed)
            return
        self.value = self.value + self._by_step(creator, step, self._hopeless)
        self._meet(creator, step, 1.0)
        self.plan = changed

    def _by_step(self, creator: int, step: int, hope: F64) -> F64:
        own, start = self._segments(creator)
        sums = np.empty((self.effects.n_kinds, self.n_worlds, len(self.table.worth)))
        state_sums(self.rows.person, start, self._state, sums)
        won = self._win(sums, own, int(self.plan[creator]), step, hope)
        return np.asarray(won.sum(axis=0) * self.effects.factor)

    def _by_all_steps(self, hope: F64) -> F64:
        sums = np.empty((*self.effects.miss_prob.shape[1:], len(self.table.worth)))
        state_sums(self.rows.person, self.rows.start, self._state, sums)
        now = np.repeat(self.plan, self.effects.n_kinds)
        won = np.stack([self._win(sums, slice(None), now, step, hope) for step in range(self.n_steps)])
        return np.asarray(
            won.reshape(self.n_steps, self.n_creators, -1, self.n_worlds).sum(axis=2) * self.effects.factor
        )

    def _loss(self, creator: int) -> F64:
        before, plan = self.value.copy(), self.plan.copy()
        rest = plan.copy()
        rest[creator] = 0
        lost = self.become(rest) - before
        self.become(plan)
        return lost

    def _win(self, sums: F64, own: slice, before: int | I64, step: int, hope: F64) -> F64:
        """People who would be won [segment, world] by a step instead of the one before.

        sums: [segment, world, k] people who have seen k sources.
        """
        seen, wins = self.table.seen[step, own], self.table.wins[step, own]
        there = self.table.seen[before, np.arange(self.table.seen.shape[1])[own]]
        chance = weigh_odds(wins, self.table.worth) + hope
        return np.asarray((sums * chance).sum(axis=-1) * (seen - there))

    def _meet(self, creator: int, step: int, share: float) -> None:
        own, start = self._segments(creator)
        wins = weigh_odds(self.table.wins[step, own], self.table.worth)
        meet(self.rows.person, start, share * self.table.seen[step, own], wins, self._state, self._won)


def weigh_odds(wins: F64, worth: F64) -> F64:
    """Chances [segment, world, k] whose odds are multiplied by the worth of a source after k others [k, world]."""
    certain, factor = wins[..., None], worth.T
    top = certain * factor
    return np.asarray(np.divide(top, 1.0 - certain + top, out=np.zeros(top.shape), where=top > 0.0))


def hope_of(worth: F64) -> F64:
    """Worth to a search of a source after k others before anybody is won [k]: nothing where any source may win."""
    if worth[0].any():
        return np.zeros(len(worth))
    return np.where((worth == 0.0).all(axis=1), np.power(HOPE, np.arange(len(worth) - 1.0, -1.0, -1.0)), 0.0)


def worth_of(who: Candidates, goal: GoalKind, worlds: list[int]) -> F64 | None:
    """Factor on the k-th source's chance to win [k, world]; None where all sources count the same.

    worlds: how many there are of each draw.
    """
    plans = [setting.steps[0].plan for setting in who.settings]
    curves = [plan.response.reshape(2, N_SOURCES, N_EXPOSURES)[0, :MOST_SOURCES, 0] for plan in plans]
    factors = goal.source_factors(np.stack(curves))
    return None if (factors == 1.0).all() else np.repeat(factors.T, worlds, axis=1)


def crowd_of(who: Candidates, goal: GoalKind, n_worlds: int, turn: int = 0, hired: I64 | None = None) -> Crowd:
    """The crowd that a goal needs, in so many worlds of luck. hired: the only creators who are looked at."""
    wanted = WantedEffects(goal, n_worlds, turn)
    effects = solo_effects(who.whom, who.settings, wanted, hired)
    worth = worth_of(who, goal, [worlds.taken for worlds in wanted.worlds(len(who.settings))])
    if worth is None:
        return Crowd(effects)
    if goal.action == VIEW:
        seen = np.minimum(1.0 - effects.miss_prob, SURE)
        return CrowdBySources(effects, SourceWorth(seen, np.ones_like(seen), worth))
    views = solo_effects(who.whom, who.settings, wanted._replace(goal=goal._replace(action=VIEW)), hired)
    seen = np.minimum(1.0 - views.miss_prob, SURE)
    return CrowdBySources(effects, SourceWorth(seen, wins_of(effects, seen), worth))


def wins_of(effects: SoloEffects, seen: F64) -> F64:
    """Chance that a person who saw a creator's posts is won by them [step, segment, world]."""
    share = np.divide(1.0 - effects.miss_prob, seen, out=np.zeros_like(seen), where=seen > 0.0)
    return np.asarray(np.clip(share, 0.0, 1.0))


def shapley(crowd: CrowdBySources, plan: I64, nodes: int) -> F64:
    """Shapley values [creator of the plan], as `contributions.shapley`: each beside the others, there by chance."""
    hired = np.flatnonzero(plan)
    few, steps = crowd.only(hired), plan[hired]
    points, weights = np.polynomial.legendre.leggauss(nodes)
    total = np.zeros(hired.size)
    for point, weight in zip(0.5 * (points + 1.0), 0.5 * weights, strict=True):
        for place, step in enumerate(steps.tolist()):
            others = steps.copy()
            others[place] = 0
            few.become_in_part(others, float(point))
            total[place] += weight * float((few.gain(place, step)).mean())
    return total
