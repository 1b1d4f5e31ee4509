"""Money of creators: influence and cost by hand, and the best size by its closed form."""

import numpy as np
import pytest

from sim.study.replication import money


@pytest.mark.parametrize(("g", "alpha"), [(0.5, 0.0), (0.7, 1e3)])
def test_influence_and_cost_are_powers_and_sums(g, alpha):
    influence, cost = money.influence_and_cost(money.GRID, g, alpha)
    assert influence == pytest.approx(money.GRID**g, rel=1e-12)
    assert cost == pytest.approx(money.PER_FOLLOWER_USD * (alpha + money.GRID), rel=1e-12)


def test_the_best_size_has_a_closed_form():
    assert money.best(0.3, 1e5) == pytest.approx(1e5 * 0.3 / 0.7, rel=money.STEP - 1.0)


@pytest.mark.parametrize(
    ("count", "followers", "hours", "usd"),
    [(1, 1e6, 20.0, 11_200.0), (1000, 1e3, 4.0, 250_000.0), (2, 1e4, 0.0, 200.0)],
)
def test_the_cost_of_a_campaign_is_fees_and_hours(count, followers, hours, usd):
    assert money.total(count, followers, hours) == pytest.approx(usd)


def test_gifts_stand_in_for_fees():
    assert money.total(10, 1e3, 1.0, "fee_per_1k_usd = 0.0") == pytest.approx(10 * (50.0 + 60.0))


def test_revenue_follows_match_and_trust():
    usual, trusted, unfit = (
        money.revenue_per_follower(0.1, 1e5, match, exponent)
        for match, exponent in ((1.0, 0.5), (1.0, 0.0), (0.5, 0.5))
    )
    assert trusted / usual == pytest.approx(10.0)
    assert unfit / usual == pytest.approx(0.5, rel=0.01)  # half the odds of a click are nearly half its chance


def test_targets_fail_where_the_law_of_costs_is_another(monkeypatch):
    monkeypatch.setattr(money, "total", lambda *_: 1.0)
    assert not any(figure.is_met for figure in list(money.fixed_costs())[:4])


def test_a_best_size_off_the_grid_step_is_not_met(monkeypatch):
    monkeypatch.setattr(money, "best", lambda g, alpha: alpha * g / (1.0 - g) * 1.03)
    assert not any(figure.is_met for figure in money.closed_form())
    assert np.isfinite(money.GRID).all()
