"""Trust in promises: what coverage shows, refutes or leaves open."""

import numpy as np
import pytest

from sim.statistics.intervals import share_interval
from sim.study.scoring.measure_score import LEVELS, promised_sample
from sim.study.scoring.over_campaigns import LevelCoverage, over_campaigns
from sim.study.scoring.trust import ENOUGH, Trust, measure_trust, overall_trust
from tests.promises import ladder


def over(n, *inside):
    """Reach of n campaigns, of which the intervals of each level held so many."""
    sample = promised_sample("reach", ladder(), "a.h5")
    found = over_campaigns([sample.score(50.0)] * n, np.full(n, np.nan))
    coverage = (LevelCoverage(level, k, share_interval(k / n, n)) for level, k in zip(LEVELS, inside, strict=True))
    return found._replace(coverage=tuple(coverage))


@pytest.mark.parametrize(
    ("n", "inside", "trust", "level"),
    [
        (10, (5, 8, 9), Trust.OPEN, 0.9),
        (200, (100, 160, 180), Trust.SHOWN, 0.9),
        (10, (2, 3, 4), Trust.REFUTED, 0.9),
        (40, (5, 32, 36), Trust.REFUTED, 0.5),
        (1000, (500, 800, 860), Trust.NEARLY, 0.9),
        (1000, (400, 800, 900), Trust.NEARLY, 0.5),
    ],
)
def test_coverage_decides(n, inside, trust, level):
    found = measure_trust(over(n, *inside))
    assert (found.trust, found.coverage.level) == (trust, level)


def test_enough_is_for_sure():
    for n_inside in range(60, 101):
        found = over(100, 50, 80, n_inside)
        is_sure = found.coverage[-1].share.low >= ENOUGH
        assert (measure_trust(found).trust in (Trust.SHOWN, Trust.NEARLY)) is is_sure


def test_the_worst_measure_decides():
    shown, still_open, refuted = (measure_trust(over(*numbers)) for numbers in (
        (200, 100, 160, 180), (10, 5, 8, 9), (10, 2, 3, 4)))  # fmt: skip
    assert overall_trust([shown, still_open, refuted]) is Trust.REFUTED
    assert overall_trust([shown, still_open]) is Trust.OPEN
    assert overall_trust([shown]) is Trust.SHOWN
    assert overall_trust([]) is Trust.OPEN


def test_promises_that_hold_are_hardly_ever_refuted():
    """At most 2.5% for each of three levels: of 400 rounds, more than 51 come by chance once in 10,000."""
    rng = np.random.default_rng(1)
    refuted = 0
    for _ in range(400):
        places = rng.random(50)
        inside = [int(np.count_nonzero(np.abs(places - 0.5) <= 0.5 * level)) for level in LEVELS]
        refuted += measure_trust(over(50, *inside)).trust in (Trust.REFUTED, Trust.NEARLY)
    assert refuted <= 51
