"""The strategy that is ahead, point by point, as cells arrive."""

import math
from typing import Any

import numpy as np
import pytest

from sim.study.sweeps.leader import NAMES, Leader, of_totals


def values(impressions: float, cost: float = 10.0, engagements: float = 1.0) -> Any:
    rows = np.zeros((len(NAMES), 3))
    for name, value in (("impressions", impressions), ("cost_usd", cost), ("engagements", engagements)):
        rows[NAMES.index(name)] = value
    return rows


def test_the_leader_is_ahead_in_most_points() -> None:
    leader = Leader(2, "impressions")
    assert leader.in_words() == ""
    assert not leader.add(0, 0, values(5.0))
    assert leader.add(0, 1, values(4.0))
    assert leader.in_words() == "A ahead in 100% of points by Impressions"
    for point, other in ((1, 6.0), (2, 7.0), (3, 5.0)):
        leader.add(point, 1, values(other))
        leader.add(point, 0, values(5.0))
    assert leader.in_words() == "B ahead in 67% of points by Impressions"  # of points that are not equal
    leader.add(4, 0, values(9.0))
    leader.add(4, 1, np.empty((0, 3)))  # cannot be had
    assert leader.in_words() == "B ahead in 67% of points by Impressions"


def test_less_is_better_where_it_costs() -> None:
    leader = Leader(2, "cpe")
    leader.add(0, 0, values(1.0, cost=10.0, engagements=2.0))
    leader.add(0, 1, values(1.0, cost=8.0, engagements=2.0))
    leader.add(1, 0, values(1.0, engagements=0.0))  # undefined
    leader.add(1, 1, values(1.0))
    assert leader.in_words() == "B ahead in 100% of points by CPE"


@pytest.mark.parametrize(
    ("top", "bottom", "value"),
    [("impressions", "", 6.0), ("cost_usd", "engagements", 5.0), ("cost_usd", "clicks", math.nan)],
)
def test_a_measure_of_one_cell(top: str, bottom: str, value: float) -> None:
    measured = of_totals(top, bottom, values(6.0, cost=10.0, engagements=2.0))
    assert measured == pytest.approx(value, nan_ok=True)


def test_a_cell_without_runs_is_unknown() -> None:
    assert math.isnan(of_totals("impressions", "", np.empty((0, 3))))


def test_a_single_strategy_never_leads() -> None:
    leader = Leader(1, "impressions")
    assert leader.add(0, 0, values(5.0))
    assert leader.in_words() == ""
