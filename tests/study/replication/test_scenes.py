"""Scenarios and creators of targets: as a user would write them."""

import numpy as np
import pytest

from sim.study.replication.scenes import ALONE, any_creator, load_lines, plan_of, rates, roster, scenario, slope


def test_lines_are_a_scenario_of_their_platform():
    assert scenario(any_creator("posts = 2"), "tiktok").platform == "tiktok"
    assert load_lines(any_creator("posts = 2")).scenario.creators[0].posts == 2


def test_a_creator_without_other_sponsors():
    (group,) = scenario(any_creator()).creators
    assert (group.followers, group.sponsored_share) == (1000.0, 0.0)


def test_rates_are_those_of_the_law():
    asked = scenario(any_creator() + "[engagement]\nrate_1k = 0.08\nexponent = 0.5\n")
    assert rates(asked, [1000.0, 4000.0]) == pytest.approx([0.08, 0.04])


def test_other_sponsors_lower_the_rate():
    asked = scenario(any_creator().replace("sponsored_share = 0.0", "sponsored_share = 0.25"))
    assert rates(asked, [1000.0]) == pytest.approx(0.75 * rates(scenario(any_creator()), [1000.0]))


def test_a_roster_of_these_sizes():
    who = roster([5.0, 7.0])
    assert (who.followers.tolist(), who.posts.tolist(), who.fake_share.tolist()) == ([5.0, 7.0], [1, 1], [0.0, 0.0])
    assert np.isnan(who.rate).all()


def test_a_slope_of_a_power_law():
    sizes = np.array([10.0, 100.0, 1e4])
    assert slope(sizes, 3.0 * sizes**-0.2) == pytest.approx(-0.2)


def test_a_plan_needs_no_files():
    plan = plan_of(scenario(f"[world]\npeople = 5_000\n{ALONE}\n{any_creator('fake_share = 0.0')}"))
    assert (plan.creator_key.size, plan.link_follower.size) == (1, 1000)
