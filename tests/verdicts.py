"""Verdicts of statistical tests: p-values against a stated rate of false alarms, at fixed seeds."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from sim.core.arrays import F64

FALSE_ALARM = 1e-6  # of each test, had its seed been drawn
FAR = 4.9  # standard errors: a normal variate is farther from its mean with probability 1e-6
LEAST_EXPECTED = 25.0  # per cell: below, chi-square is no good guide to one in a million


def fit(observed: ArrayLike, expected: ArrayLike) -> float:
    """Pearson's chi-square p-value of counts under expected counts; thin neighbouring cells are joined."""
    seen, due = joined(np.array([observed, expected], np.float64), 1)
    return float(chdtrc(seen.size - 1, ((seen - due) ** 2 / due).sum()))


def same_law(first: ArrayLike, second: ArrayLike) -> float:
    """Chi-square p-value that two histograms of independent samples come from one law."""
    size = max(np.size(first), np.size(second))
    both = np.array([np.pad(np.asarray(one), (0, size - np.size(one))) for one in (first, second)], np.float64)
    cells = joined(np.vstack([both, both.min(axis=0)]), 2)[:2]
    total = cells.sum(axis=1)
    due = np.outer(total, cells.sum(axis=0)) / total.sum()
    return float(chdtrc(cells.shape[1] - 1, ((cells - due) ** 2 / due).sum()))


def joined(rows: F64, thin: int) -> F64:
    """Neighbouring columns added up until the row `thin` has enough in each; at least two columns."""
    columns = [np.zeros(len(rows))]
    for column in rows.T:
        if columns[-1][thin] >= LEAST_EXPECTED:
            columns.append(np.zeros(len(rows)))
        columns[-1] = columns[-1] + column
    if columns[-1][thin] < LEAST_EXPECTED:
        left = columns.pop()
        columns[-1] = columns[-1] + left
    assert len(columns) > 1, "a chi-square test of a single cell can never fail"
    return np.array(columns).T
