"""Curves of exposure by hand, and targets that fail where a mechanism is broken."""

import math

import numpy as np
import pytest

from sim.study.replication import exposure


def test_exposures_come_from_the_kernels_own_table():
    weights = exposure.cumulative('curve = { name = "independent" }\nwear_out_start = 2\nwear_out_factor = 0.5')
    assert weights[:4].tolist() == [1.0, 2.0, 2.5, 2.75]


def test_a_hazard_power_is_a_power_of_the_number_of_sources():
    weights = exposure.cumulative('curve = { name = "hazard_power", beta = 1.5 }')
    assert weights[:4] == pytest.approx(np.arange(1.0, 5.0) ** 1.5)


def test_a_flat_curve_persists_fully():
    assert exposure.persistence('curve = { name = "independent" }') == (1, pytest.approx(1.0))


def test_a_curve_that_falls_by_half_persists_little():
    """Weights 1, 1/2, 1/4 ... up to twenty: their sum is nearly 2, over 20."""
    peak, area = exposure.persistence('curve = { name = "independent" }\nwear_out_start = 1\nwear_out_factor = 0.5')
    assert peak == 1
    assert area == pytest.approx(2.0 / 20.0, rel=1e-5)


def test_people_follow_as_many_as_there_are_slots():
    k = exposure.multiplicities(1_000_000, exposure.ALIKE)
    assert k.sum() == 1_000_000
    assert (k > 0).mean() == pytest.approx(1.0 - math.exp(-1.0), rel=0.005)


def test_luck_of_a_creator_is_averaged_in_a_portfolio():
    one, many = (exposure.portfolio(n, 300) for n in (1, 25))
    spread = [sample.std() / sample.mean() for sample in (one, many)]
    assert spread[0] / spread[1] == pytest.approx(5.0, rel=0.35)
