"""Chances over luck by a table: against sums over fine grids, and at both ends."""

import math

import numpy as np
import pytest

from sim.measures.chances import LEAST, MOST, chance_at, shift_tables, tabulate_answers, tabulate_views
from sim.mechanisms.reach_luck import NORMAL

RATES = (-30.0, -8.0, -1.03, 0.0, 0.77, 2.5, 6.01)
PRECISION = 1e-7
"""What lies between the steps of a table is right to this, relative to the chance."""


def over_luck(chance, sd):
    """Mean of a chance over normal luck at the points that the tables take."""
    return float(sum(share * chance(sd * point) for point, share in zip(*NORMAL, strict=True)))


@pytest.mark.parametrize("sd", [0.0, 0.4, 1.3])
@pytest.mark.parametrize("ln_odds", RATES)
def test_an_answer_is_as_probable_as_its_odds_on_average_over_luck(ln_odds, sd):
    wanted = over_luck(lambda luck: 1.0 / (1.0 + math.exp(-ln_odds - luck)), sd)
    assert chance_at(tabulate_answers(np.array([sd]), NORMAL)[0], ln_odds) == pytest.approx(wanted, rel=PRECISION)


@pytest.mark.parametrize("sd", [0.0, 0.4, 1.3])
@pytest.mark.parametrize("ln_hazard", RATES)
def test_a_post_is_seen_by_whom_its_hazard_meets_on_average_over_luck(ln_hazard, sd):
    wanted = over_luck(lambda luck: -math.expm1(-math.exp(ln_hazard + luck - 0.5 * sd * sd)), sd)
    assert chance_at(tabulate_views(np.array([sd]), NORMAL)[0], ln_hazard) == pytest.approx(wanted, rel=PRECISION)


def test_beyond_the_table_a_chance_is_one_or_in_proportion_to_its_rate():
    table = tabulate_answers(np.array([0.0]), NORMAL)[0]
    assert chance_at(table, MOST + 1.0) == 1.0
    assert chance_at(table, -math.inf) == 0.0
    assert chance_at(table, LEAST - 5.0) == pytest.approx(math.exp(LEAST - 5.0), rel=PRECISION)


def test_tables_of_shifted_odds_are_those_of_the_odds_times_the_shift():
    table = tabulate_answers(np.array([0.6]), NORMAL)
    shifted = shift_tables(table, np.array([0]), np.array([[0.0, 1.5]]))
    for node, shift in enumerate((0.0, 1.5)):
        assert chance_at(np.ascontiguousarray(shifted[0, :, node]), -0.4) == pytest.approx(
            chance_at(table[0], -0.4 + shift), rel=PRECISION
        )
