"""The response that is asked of a study: a measure of one strategy, or how two compare, for each point and run."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.measures.catalogue import MEASURES
from sim.statistics.prim import Flags
from sim.study.comparison.compare import find_measure
from sim.study.sweeps.collect import OpenStudy, per_run
from sim.text import suggest_or_list

LOG, MINUS = "/", "-"
STILL = 1e-9  # of its size: what moves less only differs by rounding


class Subject(NamedTuple):
    """A curve over the points of a study; its value at a point is the mean over runs."""

    name: str  # "A", "A-B" or "A/B"
    words: str  # "CPE of A", "ln of CPE of A over that of B"
    y: F64  # [point, run]; nan where it is unknown
    gain: F64  # [point] by how much the first is better than the second, in the measure's unit; empty for one strategy
    size: float  # of what is compared, by which rounding is told from a difference

    def spread(self, known: Flags) -> float:
        """Return the range of the curve over points, by its size; 0 for rounding. known: points to look at [point]."""
        apart = float(np.ptp(self.y[known].mean(axis=1)))
        return apart / self.size if apart > STILL * self.size else 0.0


def usual(study: OpenStudy, measure: str) -> str:
    """Name the subject unless the user does: the first two strategies against each other, else the only one.

    "A/B" where the measure of both is above zero wherever it is known, else "A-B".
    """
    if len(study.titles) < 2:
        return "A"
    values = per_run(study, measure)[:2].mean(axis=2)
    known = values[:, np.isfinite(values).all(axis=0)]
    return "A/B" if known.size and (known > 0.0).all() else "A-B"


def subject(study: OpenStudy, measure: str, name: str | None) -> Subject:
    """Return the curve that is asked for. Raises InputError, FileProblem.

    name: A, A-B or A/B with the strategies' letters; None: the usual one.
    """
    find_measure(measure)
    name = name or usual(study, measure)
    letters = [str(strategy["label"]) for strategy in study.about["strategies"]]
    known = [*letters, *(f"{a}{sign}{b}" for a in letters for b in letters if a != b for sign in (LOG, MINUS))]
    if name not in known:
        raise InputError(f'nothing is called "{name}" in this study{suggest_or_list(name, known)}')
    each, label = per_run(study, measure), MEASURES[measure].label
    if len(name) == 1:
        alone = each[letters.index(name)]
        return Subject(name, f"{label} of {name}", alone, np.empty(0), largest(alone))
    a, b = each[letters.index(name[0])], each[letters.index(name[-1])]
    gain = MEASURES[measure].better * difference(a.mean(axis=1), b.mean(axis=1))
    if MINUS in name:
        words = f"{label} of {name[0]} less that of {name[-1]}"
        return Subject(name, words, a - b, gain, max(largest(a), largest(b)))
    return Subject(name, f"ln of {label} of {name[0]} over that of {name[-1]}", log_ratio(a, b), gain, 1.0)


def largest(y: F64) -> float:
    """Return the largest size of the finite values; 0 where there is none.

    >>> largest(np.array([[1.0, -3.0], [np.nan, np.inf]]))
    3.0
    """
    return float(np.abs(y[np.isfinite(y)]).max(initial=0.0))


def difference(a: F64, b: F64) -> F64:
    """Return a less b [point]; exactly zero where they only differ by rounding.

    >>> difference(np.array([0.1 + 0.2, 2.0]), np.array([0.3, 1.0])).tolist()
    [0.0, 1.0]
    """
    apart, size = a - b, np.maximum(np.abs(a), np.abs(b))
    return np.where(np.abs(apart) <= STILL * np.where(np.isfinite(size), size, 0.0), 0.0, apart)


def log_ratio(a: F64, b: F64) -> F64:
    """Return ln of the ratio of two estimates to first order [point, run]; nan where one is not above zero."""
    top, bottom = a.mean(axis=1, keepdims=True), b.mean(axis=1, keepdims=True)
    positive = (top > 0.0) & (bottom > 0.0)
    top, bottom = np.where(positive, top, math.nan), np.where(positive, bottom, math.nan)
    return np.asarray(np.log(top / bottom) + (a - top) / top - (b - bottom) / bottom)
