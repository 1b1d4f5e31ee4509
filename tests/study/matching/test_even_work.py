"""The hours at which both sides cost the same: against the costs themselves."""

import math

import numpy as np
import pytest

from sim.study.matching.even_work import ends_of, even_work, factor_of, parts_of
from sim.study.matching.work import bill_by_work, work_prices


def billed(comparison):
    return [bill_by_work(each.columns, work_prices(each), "own_hours") for each in comparison.strategies]


def test_with_those_hours_both_cost_the_same(played):
    sides = billed(played)
    even = even_work(sides, (11, 5), "cpe")
    if even is None:
        pytest.fail("this pair has such hours")
    worked = {**sides[even.side]}
    factor = even.hours.value / even.today
    worked["outcomes/overhead_usd"] = factor * worked["outcomes/overhead_usd"]
    rest = worked["outcomes/cost_usd"] - sides[even.side]["outcomes/overhead_usd"]
    worked["outcomes/cost_usd"] = rest + worked["outcomes/overhead_usd"]
    both = [worked, sides[1 - even.side]]
    first, second = (each["outcomes/cost_usd"].mean() / each["outcomes/engagements"].mean() for each in both)
    assert first == pytest.approx(second, rel=1e-12)
    assert even.hours.low <= even.hours.value <= even.hours.high
    assert even.all_in == pytest.approx(worked["outcomes/cost_usd"].mean() / 11 if even.side == 0 else
                                        worked["outcomes/cost_usd"].mean() / 5)  # fmt: skip


def test_without_work_nothing_is_even(played):
    sides = [bill_by_work(each.columns, work_prices(each), "left_out") for each in played.strategies]
    assert even_work(sides, (11, 5), "cpe") is None


def campaigns(luck, n):
    """Costs and engagements [1, run] whose true break-even is 2.5 times today's work."""
    noise = luck.lognormal(-0.02, 0.2, (3, n))
    own = {"overhead_usd": 40.0 * noise[0], "engagements": 100.0 * noise[1]}
    own["cost_usd"] = own["overhead_usd"] + 100.0
    other = {"overhead_usd": np.zeros(n), "engagements": 50.0 * noise[2], "cost_usd": np.full(n, 100.0)}
    return [{f"outcomes/{name}": value[None] for name, value in side.items()} for side in (own, other)]


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """95% of 400 samples of 30: between 91.5% and 98%, or one in a thousand times by chance."""
    luck, inside = np.random.default_rng(7), 0
    for _ in range(400):
        parts = [parts_of(side, "cpe") for side in campaigns(luck, 30)]
        low, high = ends_of(parts, factor_of(parts))
        inside += low <= 2.5 <= high
    assert 0.915 <= inside / 400 <= 0.98


def test_two_units_have_no_interval():
    parts = [parts_of(side, "cpe") for side in campaigns(np.random.default_rng(1), 2)]
    assert all(map(math.isnan, ends_of(parts, factor_of(parts))))
