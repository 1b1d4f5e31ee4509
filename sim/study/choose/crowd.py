"""What plans are worth, move by move, in every world at once."""

import numpy as np

from sim.core.arrays import F64, I64
from sim.core.coverage import column_sums, multiply, row_sums
from sim.measures.alone import Alone


class Crowd:
    """A plan in progress: what it is worth [world], and what each further move would be worth."""

    def __init__(self, alone: Alone) -> None:
        self.alone = alone
        self.rows = alone.rows
        self.n_steps, self.n_worlds, self.n_creators = len(alone.kept), alone.n_worlds, alone.n_creators
        self._people = not alone.events.size
        self._begin()
        self.clear()

    def _begin(self) -> None:
        self._kept = self.alone.kept.astype(np.float32)
        shape = (self.rows.weight.size, self.n_worlds) if self._people else (0, 0)
        self._alive = np.empty(shape, np.float32)

    def clear(self) -> None:
        """Nobody is hired."""
        self.plan: I64 = np.zeros(self.n_creators, np.int64)
        self.value: F64 = np.zeros(self.n_worlds)
        self._clear()

    def _clear(self) -> None:
        if self._people:
            self._alive[:] = self.rows.weight[:, None]

    def in_world(self, world: int) -> "Crowd":
        """The same in one of the worlds alone, nobody hired."""
        return Crowd(self.alone.in_world(world))

    def become(self, plan: I64) -> F64:
        """Be exactly this plan; what it is worth [world]."""
        self.clear()
        for creator in np.flatnonzero(plan):
            self._move(int(creator), int(plan[creator]))
        self.plan = plan.copy()
        if self._people:
            missed = column_sums(self._alive)
            self.value = (self.rows.weight.sum() - missed) * self.alone.factor
        else:
            self.value = self.alone.events[plan, np.arange(plan.size)].sum(axis=0) * self.alone.factor
        return self.value

    def gain(self, creator: int, step: int) -> F64:
        """What it would add to let a creator do so much [world]."""
        if not self._people:
            events = self.alone.events
            return np.asarray((events[step, creator] - events[self.plan[creator], creator]) * self.alone.factor)
        own, start = self._segments(creator)
        sums = np.empty((self.alone.n_kinds, self.n_worlds))
        row_sums(self.rows.person, start, self._alive, sums)
        lost = 1.0 - self.alone.kept[step, own] / self.alone.kept[self.plan[creator], own]
        return np.asarray((sums * lost).sum(axis=0) * self.alone.factor)

    def gains(self) -> F64:
        """What every creator's every step would add to the plan [step, creator, world]."""
        if not self._people:
            now = self.alone.events[self.plan, np.arange(self.n_creators)]
            return np.asarray((self.alone.events - now) * self.alone.factor)
        sums = np.empty(self.alone.kept.shape[1:])
        row_sums(self.rows.person, self.rows.start, self._alive, sums)
        now = self.alone.kept[np.repeat(self.plan, self.alone.n_kinds), np.arange(len(sums))]
        each = sums * (1.0 - self.alone.kept / now)
        return np.asarray(
            each.reshape(self.n_steps, self.n_creators, -1, self.n_worlds).sum(axis=2) * self.alone.factor
        )

    def offer(self, creator: int, step: int) -> F64:
        """What a search takes a move for [world]; what `gain` says."""
        return self.gain(creator, step)

    def offers(self) -> F64:
        """What a search takes all moves for [step, creator, world]."""
        return self.gains()

    def move(self, creator: int, step: int, gain: F64 | None = None) -> None:
        """Let a creator do so much; gain: what `offer` said of it."""
        self.value = self.value + (self.gain(creator, step) if gain is None else gain)
        self._move(creator, step)
        self.plan[creator] = step

    def _move(self, creator: int, step: int) -> None:
        if self._people:
            own, start = self._segments(creator)
            factor = self._kept[step, own] / self._kept[self.plan[creator], own]
            multiply(self.rows.person, start, factor, self._alive)

    def _segments(self, creator: int) -> tuple[slice, I64]:
        first = creator * self.alone.n_kinds
        last = first + self.alone.n_kinds
        return slice(first, last), self.rows.start[first : last + 1]
