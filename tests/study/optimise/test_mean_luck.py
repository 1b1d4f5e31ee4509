"""Means over all luck of a creator: shares and moments by hand, and that nobody is favoured by points."""

import numpy as np
import pytest

from sim.study.optimise.candidates import candidates
from sim.study.optimise.mean_luck import OWN, POST_OWN, POST_REACH, REACH, mean_luck, normal_points, pairs
from tests.hiring import asked, on_platform


@pytest.fixture(scope="module")
def plan(loaded):
    """Everybody hired for two posts on YouTube, where luck spreads most."""
    return candidates(on_platform(loaded, "youtube"), asked()).settings[0].steps[1].plan


def test_points_have_the_moments_of_a_normal_variable():
    point, share = normal_points(0.7, 6)
    assert [float(share @ point**power) for power in range(7)] == pytest.approx([1, 0, 1, 0, 3, 0, 15], abs=1e-9)


def test_what_does_not_spread_is_one_point():
    assert [each.tolist() for each in normal_points(0.0, 6)] == [[0.0], [1.0]]


def test_pairs_are_independent():
    one, other, share = pairs(normal_points(1.0, 3), normal_points(1.0, 5))
    assert share.size == 15
    assert float(share @ (one * other)) == pytest.approx(0.0, abs=1e-12)
    assert float(share @ (one**2 * other**4)) == pytest.approx(3.0)


def test_shares_add_up_and_the_creators_points_come_first(plan):
    luck = mean_luck(plan, 4, is_answer=True)
    assert luck.creator_share.size == REACH * OWN
    assert luck.post_share.size == POST_REACH * POST_OWN
    assert luck.share.sum() == pytest.approx(1.0)
    values = np.arange(luck.share.size, dtype=float)[None, :]
    assert luck.of_creator(luck.of_post(values))[0, 0] == pytest.approx(float(values[0] @ luck.share))


def test_views_hang_on_the_luck_of_reach_alone(plan):
    luck = mean_luck(plan, 4, is_answer=False)
    assert luck.share.size == REACH * POST_REACH
    assert float(luck.luck.reach[0] @ luck.share) == pytest.approx(1.0, rel=2e-3)


def test_means_over_views_are_those_of_the_kernels_luck(plan):
    """Of odds to engage, over all views: e^(covariance with reach + half of the variance)."""
    luck = mean_luck(plan, 4, is_answer=True)
    sds = plan.creator_reach_sd[4] * plan.creator_luck_sd[4] + plan.post_reach_sd[4] * plan.quality_sd
    variance = plan.creator_luck_sd[4] ** 2 + plan.quality_sd**2
    views = luck.luck.reach[0] * luck.share
    mean = float(views @ luck.luck.engagement[0])
    assert mean == pytest.approx(float(np.exp(plan.reach_correlation * sds + 0.5 * variance)), rel=2e-3)


def test_creators_of_the_same_luck_have_the_same_points(plan):
    first, second = (mean_luck(plan, creator, is_answer=True).luck for creator in (2, 7))
    assert plan.creator_reach_sd[2] == plan.creator_reach_sd[7]
    assert (first.reach == second.reach).all()
