"""Fake followers: as SRF Data measured them, from each creator's own address."""

import numpy as np
import pytest

from sim.world import fakes
from tests.scenes import scene, world_of

MICRO = {"name": "micro", "count": 4_000, "followers": 20.0}
KEYS = np.arange(20_000, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


def drawn(seed=1, keys=KEYS):
    return fakes.draw_fake_shares(np.uint64(seed), keys, fakes.MEASURED)


def test_the_table_is_of_the_mixture_that_is_documented():
    from scipy.stats import beta

    below = 0.68 * beta.cdf(fakes.MEASURED, 0.128 * 24.0, 0.872 * 24.0)
    below += 0.32 * beta.cdf(fakes.MEASURED, 0.60 * 14.0, 0.40 * 14.0)
    asked = np.concatenate([[0.001], np.arange(1, 100) / 100.0, [0.999]])
    assert below == pytest.approx(asked, abs=0.004)


@pytest.mark.parametrize(("share", "published"), [(0.25, 0.101), (0.5, 0.161), (0.75, 0.499)])
def test_quartiles_are_those_of_the_115_accounts(share, published):
    """By the residuals of SRF Data's regression on size, whose slope is nothing."""
    assert np.quantile(drawn(), share) == pytest.approx(published, abs=0.015)


def test_the_mean_is_that_of_the_115_accounts():
    """Published: 26.4 to 31.5%, residuals 0.281."""
    assert drawn().mean() == pytest.approx(0.281, abs=0.008)


def test_the_spread_is_that_of_the_115_accounts():
    assert drawn().std() == pytest.approx(0.235, abs=0.01)


def test_about_30_of_115_are_mostly_fake():
    assert (drawn() > 0.5).mean() == pytest.approx(30.0 / 115.0, abs=0.02)


def test_a_share_is_the_creators_own_whoever_else_is_there():
    assert drawn(keys=KEYS[7:8])[0] == drawn()[7]


def test_another_seed_has_other_shares():
    assert (drawn(2) != drawn()).mean() > 0.99


def test_parts_have_the_mean_of_the_table():
    assert fakes.measured_shares(8).mean() == pytest.approx(0.279, abs=0.003)


def test_a_number_holds_for_all_of_a_group():
    groups = scene(creators=({**MICRO, "fake_share": 0.1}, {**MICRO, "name": "other"}))
    shares = fakes.fake_shares(groups, np.array([0, 1, 0]), KEYS[:3])
    assert shares.tolist() == [0.1, drawn(groups.run.seed)[1], 0.1]


def test_only_shares_that_nobody_says_are_drawn():
    groups = scene(creators=({**MICRO, "fake_share": 0.0}, {**MICRO, "name": "other"}))
    assert fakes.are_drawn(groups, np.array([0, 1])).tolist() == [False, True]


def test_followers_of_the_world_are_those_that_are_real():
    world = world_of(creators=(MICRO,), world={"people": 20_000})
    real = np.diff(world.link_start)
    shares = fakes.fake_shares(scene(creators=(MICRO,)), world.creator_group, world.creator_key)
    assert np.abs(real - 20.0 * (1.0 - shares)).max() <= 0.5 + 1e-9
