"""One run in full: who engaged, and from whom they had it."""

from typing import NamedTuple

import numpy as np

from sim.core.arrays import HOP, I64, NODES, PARENT, PERSON, POST, SIZE, Plan
from sim.engine.play import Player


class Engagers(NamedTuple):
    """The engagers of a run in the order of their first engagement; empty where nobody shares."""

    person: I64  # [engager]
    post: I64  # [engager] what they engaged with
    parent: I64  # [engager] who had shared it with them, -1: its creator
    hop: I64  # [engager] shares between the creator and them
    size: I64  # [engager] engagers in the branch that begins here

    def cascade(self, root: int) -> "Engagers":
        """Those who have it from one engager, directly or not; parents count within the cascade."""
        inside = np.zeros(self.parent.size, bool)
        inside[root] = True
        for node in range(root + 1, self.parent.size):  # whoever has it from somebody comes after them
            inside[node] = self.parent[node] >= 0 and inside[self.parent[node]]
        place = np.cumsum(inside) - 1
        parts = [values[inside] for values in self]
        parts[2] = np.where(parts[2] == self.parent[root], -1, place[np.maximum(parts[2], 0)])
        return Engagers(*parts)

    def virality(self) -> float:
        """Mean distance between two engagers of this one cascade (Goel et al. 2016)."""
        n = self.person.size
        below = self.size[1:].astype(np.float64)
        return float(2.0 * (below * (n - below)).sum() / (n * (n - 1.0))) if n > 1 else 0.0


def engagers(plan: Plan, run: int) -> Engagers:
    """Play a run and look at its engagers."""
    player = Player(plan)
    player.play(run, 1)
    nodes = player.scratch.nodes[:, : player.scratch.totals[NODES]].astype(np.int64)
    return Engagers(nodes[PERSON], nodes[POST], nodes[PARENT], nodes[HOP], nodes[SIZE])
