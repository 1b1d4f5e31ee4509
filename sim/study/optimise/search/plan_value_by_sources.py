"""What plans are worth where the k-th distinct source counts otherwise than the first: reach by several, contagion.

A person is followed through the number of sources seen so far: not won and seen k, for each k. Reach by two or three
sources is exact. With a response curve it is not: sources are met in the order of the plan, each engages with its own
mean chance times what the curve says of the k-th.
"""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.coverage import column_sums, meet, state_sums
from sim.mechanisms.curves import N_EXPOSURES, N_SOURCES
from sim.study.optimise.candidates import Candidates
from sim.study.optimise.goal import Goal
from sim.study.optimise.search.plan_value import Crowd, word
from sim.study.optimise.solo_effects import Alone, WantedMeasure, alone, followers_of

SEVERAL = {"reach_2": 2, "reach_3": 3}
MOST_SOURCES = 6  # that are told apart
SURE = 1.0 - 1e-6
HOPE = 0.03  # what a source that does not win yet is worth to a search, relative to the next one that may


class SourceWorth(NamedTuple):
    """What sources are worth in every world."""

    seen: F64  # [step, segment, world] chance that a creator's posts are seen at all
    wins: F64  # [step, segment, world] chance that they win who saw them, as a first source
    worth: F64  # [k, world] the factor on it after k others


class Sources(Crowd):
    """A plan in progress, people by how many sources they have seen."""

    def __init__(self, alone: Alone, table: SourceWorth) -> None:
        self.table = table
        self._hope, self._hopeless = hope_of(table.worth), np.zeros(len(table.worth))
        self.grows = bool((np.diff(table.worth, axis=0) > 0.0).any())
        super().__init__(alone)

    def _begin(self) -> None:
        shape = (self.rows.weight.size, self.n_worlds)
        precision = word(shape[0] * shape[1] * len(self.table.worth))
        self._state, self._won = np.empty((*shape, len(self.table.worth)), precision), np.empty(shape, precision)

    def _clear(self) -> None:
        self._won[:] = 0.0
        self._state[:] = 0.0
        self._state[:, :, 0] = self.rows.weight[:, None]

    def only(self, who: I64) -> "Sources":
        """The same of these creators alone."""
        kinds = self.alone.n_kinds
        own = (who[:, None] * kinds + np.arange(kinds)).ravel()
        rest = self.alone._replace(rows=followers_of(self.rows, kinds, who), kept=self.alone.kept[:, own])
        return Sources(rest, SourceWorth(self.table.seen[:, own], self.table.wins[:, own], self.table.worth))

    def in_world(self, world: int) -> "Sources":
        """The same in one of the worlds alone, nobody hired."""
        own, table = slice(world, world + 1), self.table
        one = SourceWorth(table.seen[..., own], table.wins[..., own], table.worth[:, own])
        return Sources(self.alone.in_world(world), one)

    def become(self, plan: I64) -> F64:
        """Be exactly this plan; what it is worth [world]."""
        self.become_in_part(plan, 1.0)
        self.value = column_sums(self._won) * self.alone.factor
        return self.value

    def become_in_part(self, plan: I64, share: float) -> None:
        """Be a plan of whom each creator is there with this chance."""
        self.clear()
        for creator in np.flatnonzero(plan).tolist():
            self._meet(creator, int(plan[creator]), share)
        self.plan = plan.copy()

    def gain(self, creator: int, step: int) -> F64:
        """What it would add to let a creator do so much [world]; a guess where they do something else already."""
        return self._loss(creator) if self.plan[creator] and not step else self._of_one(creator, step, self._hopeless)

    def gains(self) -> F64:
        """What every creator's every step would add to the plan [step, creator, world]; guesses as in `gain`."""
        return self._of_all(self._hopeless)

    def offer(self, creator: int, step: int) -> F64:
        """What it would add, and a little for those who are not won yet: else nobody would be a first source."""
        return self._of_one(creator, step, self._hope)

    def offers(self) -> F64:
        """What `offer` says of every step [step, creator, world]."""
        return self._of_all(self._hope)

    def move(self, creator: int, step: int, gain: F64 | None = None) -> None:
        """Let a creator do so much; gain: not used, it holds hope."""
        del gain
        changed = self.plan.copy()
        changed[creator] = step
        if self.plan[creator]:
            self.become(changed)
            return
        self.value = self.value + self._of_one(creator, step, self._hopeless)
        self._meet(creator, step, 1.0)
        self.plan = changed

    def _of_one(self, creator: int, step: int, hope: F64) -> F64:
        own, start = self._segments(creator)
        sums = np.empty((self.alone.n_kinds, self.n_worlds, len(self.table.worth)))
        state_sums(self.rows.person, start, self._state, sums)
        won = self._gained(sums, own, (int(self.plan[creator]), step), hope)
        return np.asarray(won.sum(axis=0) * self.alone.factor)

    def _of_all(self, hope: F64) -> F64:
        sums = np.empty((*self.alone.kept.shape[1:], len(self.table.worth)))
        state_sums(self.rows.person, self.rows.start, self._state, sums)
        now = np.repeat(self.plan, self.alone.n_kinds)
        won = np.stack([self._gained(sums, slice(None), (now, step), hope) for step in range(self.n_steps)])
        return np.asarray(won.reshape(self.n_steps, self.n_creators, -1, self.n_worlds).sum(axis=2) * self.alone.factor)

    def _loss(self, creator: int) -> F64:
        before, plan = self.value.copy(), self.plan.copy()
        rest = plan.copy()
        rest[creator] = 0
        lost = self.become(rest) - before
        self.become(plan)
        return lost

    def _gained(self, sums: F64, own: slice, steps: tuple[int | I64, int], hope: F64) -> F64:
        """Who would be won [segment, world] of those who have seen so many.

        sums: [segment, world, k]; steps: from which, and to which.
        """
        seen, wins = self.table.seen[steps[1], own], self.table.wins[steps[1], own]
        there = self.table.seen[steps[0], np.arange(self.table.seen.shape[1])[own]]
        chance = np.minimum(1.0, wins[..., None] * self.table.worth.T) + hope
        return np.asarray((sums * chance).sum(axis=-1) * (seen - there))

    def _meet(self, creator: int, step: int, share: float) -> None:
        own, start = self._segments(creator)
        wins = np.minimum(1.0, self.table.wins[step, own][..., None] * self.table.worth.T)
        meet(self.rows.person, start, share * self.table.seen[step, own], wins, self._state, self._won)


def hope_of(worth: F64) -> F64:
    """What a source after k others is worth before anybody is won [k]: nothing where any source may win."""
    if worth[0].any():
        return np.zeros(len(worth))
    return np.where((worth == 0.0).all(axis=1), np.power(HOPE, np.arange(len(worth) - 1.0, -1.0, -1.0)), 0.0)


def worth_of(who: Candidates, goal: Goal, worlds: list[int]) -> F64 | None:
    """The factor on the k-th source's chance to win [k, world]; None where all sources count the same."""
    if goal.measure in SEVERAL:
        k = SEVERAL[goal.measure]
        return np.repeat((np.arange(1, k + 1) == k)[:, None] * 1.0, sum(worlds), axis=1)
    curves = [
        one.steps[0].plan.response.reshape(2, N_SOURCES, N_EXPOSURES)[0, :MOST_SOURCES, 0] for one in who.settings
    ]
    if goal.measure not in ("engagers", "purchases", "revenue") or (np.array(curves) == 1.0).all():
        return None
    return np.repeat(np.stack(curves, axis=1), worlds, axis=1)


def crowd_of(who: Candidates, goal: Goal, n_worlds: int, turn: int = 0, hired: I64 | None = None) -> Crowd:
    """The crowd that a goal needs, in so many worlds of luck. hired: the only creators who are looked at."""
    measure = "reach" if goal.measure in SEVERAL else goal.measure
    wanted = WantedMeasure(measure, n_worlds, turn)
    each = alone(who.whom, who.settings, wanted, hired)
    worth = worth_of(who, goal, [one.taken for one in wanted.worlds(len(who.settings))])
    if worth is None:
        return Crowd(each)
    shown = each if measure == "reach" else alone(who.whom, who.settings, wanted._replace(goal="reach"), hired)
    seen = np.minimum(1.0 - shown.kept, SURE)
    wins = np.ones_like(seen) if measure == "reach" else wins_of(each, seen)
    return Sources(each, SourceWorth(seen, wins, worth))


def wins_of(each: Alone, seen: F64) -> F64:
    """Chance that who saw a creator's posts is won by them."""
    share = np.divide(1.0 - each.kept, seen, out=np.zeros_like(seen), where=seen > 0.0)
    return np.asarray(np.clip(share, 0.0, 1.0))


def shapley(crowd: Sources, plan: I64, nodes: int) -> F64:
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
