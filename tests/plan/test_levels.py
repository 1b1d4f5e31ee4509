"""Levels of creators: drawn for each draw, from a creator's own address."""

import numpy as np
import pytest

from sim.plan import figures as reading
from sim.plan import make as planning
from sim.plan.hired_creators import line_up
from sim.plan.levels import levels_as_luck, levels_of
from sim.plan.responses import engagement_luck, reach_sd
from tests.scenes import scene, world_of

SPREADS = {
    "exposure": {"creator_reach_sd": 0.5, "repeat_reach_sd": 0.3},
    "engagement": {"residual_sd": 0.8, "repeat_sd": 0.5, "reach_correlation": -0.4},
}


def drawn(draws, numbers, **changes):
    """Levels of the scene's creators in these draws [draw, creator]: factors on reach and on odds."""
    tables = {"run": {"draws": draws}, **SPREADS, **changes}
    scenario, world = scene(**tables), world_of(**tables)
    roster = line_up(scenario, world)
    figures = reading.read(scenario, world, roster)
    levels = [levels_of(scenario, number, roster, figures) for number in numbers]
    return np.array([level.reach for level in levels]), np.array([level.odds for level in levels])


def test_with_a_single_draw_everybody_is_as_their_size_says():
    reach, odds = drawn(1, [0])
    assert (reach == 1.0).all()
    assert (odds == 1.0).all()


def test_levels_differ_between_creators_and_between_draws():
    reach, odds = drawn(3, range(3))
    assert np.unique(reach).size == np.unique(odds).size == 60


def test_a_level_hangs_on_neither_the_other_creators_nor_the_number_of_draws():
    few, many = ({"creators": ({"name": "micro", "count": count, "followers": 100.0},)} for count in (19, 20))
    assert set(drawn(2, [1], **few)[0].ravel()) < set(drawn(9, [1], **many)[0].ravel())


def test_levels_spread_as_the_keys_say():
    """40,000 levels, each figure within five of its standard errors: one false alarm in a million."""
    reach, odds = drawn(2000, range(2000))
    n = reach.size
    assert reach.mean() == pytest.approx(1.0, abs=5.0 * np.sqrt(np.expm1(0.25) / n))
    rate = np.log(reach) + np.log(odds)
    assert rate.std() == pytest.approx(0.8, abs=5.0 * 0.8 / np.sqrt(2 * n))
    correlation = np.corrcoef(np.log(reach).ravel(), np.log(odds).ravel())[0, 1]
    assert correlation == pytest.approx(-0.4, abs=5.0 / np.sqrt(n))


def test_a_plan_has_the_level_of_its_creators():
    tables = {"run": {"draws": 4}, **SPREADS}
    scenario, world = scene(**tables), world_of(**tables)
    first, second = (planning.make(scenario, world, draw) for draw in (0, 1))
    reach, odds = drawn(4, [0, 1])
    hazard = second.cell_hazard / first.cell_hazard
    assert hazard == pytest.approx((reach[1] / reach[0])[first.post_creator[first.cell_post]])
    assert second.creator_engage_odds / first.creator_engage_odds == pytest.approx(odds[1] / odds[0])


def test_levels_as_luck_leave_the_spread_of_single_campaigns_as_it_is():
    """Reach exactly; answers per view to a thousandth, as reach has its part of either spread."""
    tables = {"run": {"draws": 4}, **SPREADS}
    drawn_figures = planning.figures_of(scene(**tables), world_of(**tables))
    as_luck = levels_as_luck(drawn_figures)
    assert (as_luck.level_sd == 0.0).all()
    assert reach_sd(as_luck) == pytest.approx(reach_sd(drawn_figures))
    assert engagement_luck(as_luck).variance == pytest.approx(engagement_luck(drawn_figures).variance, rel=2e-3)
