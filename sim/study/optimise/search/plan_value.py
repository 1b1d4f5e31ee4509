"""Worth of plans, move by move, in every world at once."""

from typing import Any

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.coverage import column_sums, row_sums, win
from sim.study.optimise.solo_effects import SoloEffects

EXACT = 50_000_000  # people times worlds that are held in double precision


def precision(n: int) -> type[np.floating[Any]]:
    """Number type in which so many shares are held."""
    return np.float64 if n <= EXACT else np.float32


class Crowd:
    """The people whom a plan in progress wins: its worth [world], and the gain from each further move."""

    grows = False  # whether offers may become better as creators are hired

    def __init__(self, effects: SoloEffects) -> None:
        self.effects = effects
        self.rows = effects.rows
        self.n_steps, self.n_worlds, self.n_creators = len(effects.miss_prob), effects.n_worlds, effects.n_creators
        self._people = not effects.events.size
        self._begin()
        self.clear()

    def _begin(self) -> None:
        shape = (self.rows.weight.size, self.n_worlds) if self._people else (0, 0)
        self._won = np.empty(shape, precision(shape[0] * shape[1]))
        self._weight = self.rows.weight.astype(self._won.dtype)
        self._there = self.rows.people

    def clear(self) -> None:
        """Hire nobody."""
        self.plan: I64 = np.zeros(self.n_creators, np.int64)
        self.value: F64 = np.zeros(self.n_worlds)
        self._clear()

    def _clear(self) -> None:
        self._won[:] = 0.0

    def in_world(self, world: int) -> "Crowd":
        """A crowd in one of the worlds alone, nobody hired."""
        return Crowd(self.effects.in_world(world))

    def become(self, plan: I64) -> F64:
        """Become exactly this plan. Returns its worth [world]."""
        self.clear()
        for creator in np.flatnonzero(plan):
            self._move(int(creator), int(plan[creator]))
        self.plan = plan.copy()
        if self._people:
            self.value = column_sums(self._won) * self.effects.factor
        else:
            self.value = self.effects.events[plan, np.arange(plan.size)].sum(axis=0) * self.effects.factor
        return self.value

    def gain(self, creator: int, step: int) -> F64:
        """Gain from letting a creator do so much [world]."""
        if not self._people:
            events = self.effects.events
            return np.asarray((events[step, creator] - events[self.plan[creator], creator]) * self.effects.factor)
        own, start = self._segments(creator)
        sums = np.empty((self.effects.n_kinds, self.n_worlds))
        row_sums(self.rows.person, start, self._won, sums)
        left = self._there[own, None] - sums
        return np.asarray((left * self._share(own, int(self.plan[creator]), step)).sum(axis=0) * self.effects.factor)

    def gains(self) -> F64:
        """Gains from every creator's every step [step, creator, world]."""
        if not self._people:
            now = self.effects.events[self.plan, np.arange(self.n_creators)]
            return np.asarray((self.effects.events - now) * self.effects.factor)
        sums = np.empty(self.effects.miss_prob.shape[1:])
        row_sums(self.rows.person, self.rows.start, self._won, sums)
        now = self.effects.miss_prob[np.repeat(self.plan, self.effects.n_kinds), np.arange(len(sums))]
        each = (self._there[:, None] - sums) * ((now - self.effects.miss_prob) / now)
        return np.asarray(
            each.reshape(self.n_steps, self.n_creators, -1, self.n_worlds).sum(axis=2) * self.effects.factor
        )

    def offer(self, creator: int, step: int) -> F64:
        """Gain that a search expects of a move [world]: as `gain` says."""
        return self.gain(creator, step)

    def offers(self) -> F64:
        """Gains that a search expects of all moves [step, creator, world]."""
        return self.gains()

    def move(self, creator: int, step: int, gain: F64 | None = None) -> None:
        """Let a creator do so much. gain: what `offer` said of it."""
        self.value = self.value + (self.gain(creator, step) if gain is None else gain)
        self._move(creator, step)
        self.plan[creator] = step

    def _move(self, creator: int, step: int) -> None:
        if self._people:
            own, start = self._segments(creator)
            share = self._share(own, int(self.plan[creator]), step).astype(self._won.dtype)
            win(self.rows.person, start, share, self._weight, self._won)

    def _share(self, own: slice, before: int, step: int) -> F64:
        """Share of the people still to be won whom a step wins, instead of the one before [segment, world]."""
        miss_prob = self.effects.miss_prob
        return np.asarray((miss_prob[before, own] - miss_prob[step, own]) / miss_prob[before, own])

    def _segments(self, creator: int) -> tuple[slice, I64]:
        first = creator * self.effects.n_kinds
        last = first + self.effects.n_kinds
        return slice(first, last), self.rows.start[first : last + 1]
