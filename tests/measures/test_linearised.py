"""A ratio to first order: its mean is the ratio, its spread that of a jackknife."""

import numpy as np
import pytest

from sim.measures.catalogue import MEASURES
from sim.measures.linearised import linearise


def test_a_linearised_ratio_has_its_mean_and_its_jackknife():
    """Leaving one run out moves a ratio of means by what the linearisation says, to first order in 1 / n."""
    random = np.random.default_rng(1)
    top, bottom = random.gamma(50.0, size=(2, 1, 400))
    found = linearise(MEASURES["cpm"], {"outcomes/cost_usd": top, "outcomes/impressions": bottom})
    ratio = 1000.0 * top.mean() / bottom.mean()
    assert found.mean() == pytest.approx(ratio)
    without = [1000.0 * np.delete(top, run).sum() / np.delete(bottom, run).sum() for run in range(400)]
    assert ratio + 399.0 * (ratio - np.array(without)) == pytest.approx(found, rel=5e-3)


def test_a_ratio_to_nothing_says_nothing():
    columns = {"outcomes/cost_usd": np.ones((1, 3)), "outcomes/purchases": np.zeros((1, 3))}
    assert np.isnan(linearise(MEASURES["cpa"], columns)).all()


def test_a_count_is_itself():
    columns = {"outcomes/reach": np.array([[3, 1, 4]])}
    assert linearise(MEASURES["reach"], columns).tolist() == [3.0, 1.0, 4.0]


def test_units_are_draws_where_there_are_several():
    columns = {"outcomes/reach": np.array([[1.0, 3.0], [10.0, 20.0]])}
    assert linearise(MEASURES["reach"], columns).tolist() == [2.0, 15.0]
