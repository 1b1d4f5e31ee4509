"""What is wanted of a measure over the worlds: its mean, what nine in ten campaigns reach, its worst tenth."""

from typing import Literal, NamedTuple

import numpy as np

from sim.core.arrays import F64

Kind = Literal["mean", "quantile", "cvar"]


TOLD = ("shares", "earned_impressions", "earned_reach", "earned_engagements")  # word of mouth: seen in runs alone


class Goal(NamedTuple):
    """A measure and which figure of it counts."""

    measure: str
    kind: Kind
    tail: float = 0.1  # share of campaigns that may do worse (quantile), or whose mean counts (cvar)

    @property
    def search_goal(self) -> "Goal":
        """What is searched for: of word of mouth, which only runs show, who engages and may share."""
        return self._replace(measure="engagers") if self.measure in TOLD else self

    def of(self, values: F64) -> F64:
        """The figure of values [..., world]."""
        if self.kind == "mean":
            return np.asarray(values.mean(axis=-1))
        if self.kind == "quantile":
            return np.asarray(np.quantile(values, self.tail, axis=-1, method="inverted_cdf"))
        return np.asarray(
            np.partition(values, self.n_worst(values.shape[-1]) - 1)[..., : self.n_worst(values.shape[-1])].mean(
                axis=-1
            )
        )

    def n_worst(self, n_worlds: int) -> int:
        return max(1, round(self.tail * n_worlds))

    def weights(self, values: F64) -> F64:
        """How much each world counts at these values [world]: a supergradient of mean and cvar."""
        if self.kind == "mean":
            return np.full(values.size, 1.0 / values.size)
        weights = np.zeros(values.size)
        n_worst = self.n_worst(values.size)
        weights[np.argsort(values, kind="stable")[:n_worst]] = 1.0 / n_worst
        return weights
