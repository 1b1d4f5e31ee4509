"""Luck of creators: evenly spread over worlds, each creator's own, exact in the mean."""

import numpy as np
import pytest
from scipy import stats

from sim.study.optimise.candidates import candidates
from sim.study.optimise.luck_scenarios import POINTS, Worlds, lognormal, luck_of, normals, spread_evenly
from tests.hiring import asked


@pytest.fixture(scope="module")
def plan(loaded):
    """Everybody hired for two posts."""
    return candidates(loaded, asked()).settings[0].steps[1].plan


EVERYBODY = np.arange(9)


@pytest.mark.parametrize(
    ("worlds", "n"), [(Worlds(1), 1), (Worlds(40), 40), (Worlds(40, 0, 0, 3), 14), (Worlds(40, 0, 2, 3), 13)]
)
def test_worlds_that_are_taken(worlds, n):
    assert worlds.taken == n


def test_each_row_has_one_value_in_every_part():
    rows = spread_evenly([1, 2], 3, 8)
    assert (np.sort(rows, axis=1) == (np.arange(8) + 0.5) / 8).all()
    assert len({tuple(row) for row in rows.tolist()}) == 3


def test_normal_values_are_those_of_scipy():
    uniforms = np.array([0.001, 0.3, 0.5, 0.99])
    assert normals(uniforms) == pytest.approx(stats.norm.ppf(uniforms), rel=1e-6)


def test_lognormal_luck_has_a_mean_of_exactly_one():
    luck = lognormal(normals((np.arange(50) + 0.5) / 50), 0.8)
    assert luck.mean() == pytest.approx(1.0, rel=1e-15)
    assert np.log(luck).std() == pytest.approx(0.8, rel=0.05)


def test_who_does_not_post_is_absent_in_just_that_share_of_worlds(plan):
    shows = luck_of(plan, Worlds(100), EVERYBODY).shows
    assert shows.mean(axis=1) == pytest.approx(1.0 - plan.creator_no_show_prob)
    assert set(shows.ravel().tolist()) == {0.0, 1.0}


def test_a_single_world_has_the_chance_and_the_points(plan):
    luck = luck_of(plan, Worlds(1), EVERYBODY)
    assert luck.shows[:, 0] == pytest.approx(1.0 - plan.creator_no_show_prob)
    assert luck.rate.shape == (9, POINTS)
    assert [quality.shape for quality in luck.quality] == [(2, POINTS)] * 9


def test_luck_of_rate_and_quality_leaves_the_mean_as_it_is(plan):
    luck = luck_of(plan, Worlds(1), EVERYBODY)
    level = np.exp(plan.creator_luck_shift + 0.5 * plan.creator_luck_sd**2)
    for place in range(9):
        own = luck.of_creator(place)
        assert own.rate.mean() == pytest.approx(level[place])
        assert (own.rate * own.quality).mean(axis=1) == pytest.approx([level[place]] * 2)


def test_a_creator_has_the_same_luck_beside_others_and_alone(plan):
    all_, alone = luck_of(plan, Worlds(40), EVERYBODY), luck_of(plan, Worlds(40), np.array([4]))
    assert (all_.rate[4] == alone.rate[0]).all()
    assert (all_.quality[4] == alone.quality[0]).all()


def test_another_turn_has_other_luck(plan):
    first, second = (luck_of(plan, Worlds(40, turn), EVERYBODY).rate for turn in (0, 1))
    assert (first != second).any()
    assert np.sort(first) == pytest.approx(np.sort(second))


def test_draws_share_the_worlds_out(plan):
    whole = luck_of(plan, Worlds(40), EVERYBODY).rate
    parts = [luck_of(plan, Worlds(40, 0, first, 3), EVERYBODY).rate for first in range(3)]
    assert all((part == whole[:, first::3]).all() for first, part in enumerate(parts))
