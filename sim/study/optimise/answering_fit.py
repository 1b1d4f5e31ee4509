"""The fit at which one person answers as the people of a level do on average: people of a level are not alike.

A view is answered with probability x / (1 + x) at odds x. That bends, so at the mean fit of a level more views would be
answered than its people answer.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.study.optimise.audience_kinds import PARTS, AudienceKinds
from sim.study.optimise.viewer_action import ActionChances

LEAST = 1e-9  # fit, below which nobody answers
GRID = 32  # points of fit at which answers are computed


class FitWithin(NamedTuple):
    """The people of each level of fit in parts."""

    fit: F64  # [level, part] relative to the mean of the level; 1 where a part has nobody
    share: F64  # [level, part] of the level's people

    @property
    def is_even(self) -> bool:
        """Whether all people of each level are alike."""
        return bool((self.fit == 1.0).all())


def fit_within(whom: AudienceKinds, fit: F64) -> FitWithin:
    """The people of each level in parts. fit: [link]."""
    n = whom.shape[2] * PARTS
    people = np.bincount(whom.part, minlength=n).reshape(-1, PARTS)
    sums = np.bincount(whom.part, fit, n).reshape(-1, PARTS)
    share = people / np.maximum(people.sum(axis=1, keepdims=True), 1)
    each = sums / np.maximum(people, 1)
    mean = (share * each).sum(axis=1, keepdims=True)
    relative = np.divide(each, mean, out=np.ones(each.shape), where=(people > 0) & (mean > 0.0))
    return FitWithin(np.where(np.abs(relative - 1.0) < LEAST, 1.0, relative), share)


def answering_fit(mean: F64, within: FitWithin, answers: Callable[[F64], F64]) -> F64:
    """The fit at which a person answers as people of this mean fit do on average [kind].

    mean: [kind], levels last; answers: mean answers to a view, by fit.
    """
    known = mean[mean > LEAST]
    if within.is_even or not known.size:
        return mean
    each = mean.reshape(-1, within.share.shape[0])[:, :, None] * within.fit
    ln_each = np.log(np.maximum(each, LEAST))
    grid = np.linspace(ln_each.min(), ln_each.max(), GRID)
    of_grid = answers(np.exp(grid))
    if not of_grid.all():  # nobody answers
        return mean
    ln_answers = np.log(of_grid)
    average = (np.exp(np.interp(ln_each, grid, ln_answers)) * within.share).sum(axis=2)
    ln_average = np.log(np.maximum(average, np.exp(ln_answers[0]))).ravel()
    return np.where(mean > LEAST, np.exp(np.interp(ln_average, ln_answers, grid)), mean)


def mean_answers(chances: ActionChances, views: F64) -> F64:
    """Mean answers to a view of the first post, by fit [kind]. views: [point] at each point of luck."""
    odds = chances.odds[:, None] * chances.factor[0]
    return np.asarray((odds / (1.0 + odds)) @ views / views.sum())
