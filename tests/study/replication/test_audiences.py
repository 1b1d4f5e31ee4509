"""Overlaps of audiences by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.study.replication import audiences

WORLD = SimpleNamespace(link_person=np.array([0, 1, 2, 1, 2, 3, 4]), link_start=np.array([0, 3, 6, 7]), n_people=6)
"""Accounts followed by 0 1 2, by 1 2 3, and by 4."""


def test_accounts_that_each_follower_follows():
    assert audiences.multiplicity(WORLD).tolist() == [1.0, 2.0, 2.0, 1.0, 1.0]


def test_jaccard_indices_by_hand():
    assert audiences.jaccards(WORLD).tolist() == [pytest.approx(2.0 / 4.0), 0.0, 0.0]


def test_accounts_that_nobody_follows_share_nothing():
    empty = SimpleNamespace(link_person=np.array([], np.int64), link_start=np.array([0, 0, 0]), n_people=3)
    assert audiences.jaccards(empty).tolist() == [0.0]


@pytest.mark.parametrize(("value", "is_met"), [(2.0, True), (8.0, True), (1.9, False), (8.1, False)])
def test_a_factor_either_way(value, is_met):
    figure = audiences.times("median", value, 4.0, 2.0)
    assert (figure.expected, figure.is_met) == ("median: 4 times or by 2", is_met)
