"""Targets about sizes fail where the law of engagement is another."""

import numpy as np
import pytest

from sim.study.replication import sizes


def test_a_law_that_does_not_fall_is_found(monkeypatch):
    monkeypatch.setattr(sizes, "rates", lambda _, followers: np.full(len(followers), 0.04))
    assert [figure.is_met for figure in sizes.instagram()] == [False, True, False, False, False]


@pytest.mark.parametrize(
    ("law", "met"),
    [
        (lambda size: size**-0.5, [False, False]),  # grows for ever
        (lambda size: np.exp(-((np.log10(size) - 6.0) ** 2)) / size, [True, False]),  # one maximum, never flatter
    ],
)
def test_a_curve_without_its_maximum_is_found(monkeypatch, law, met):
    monkeypatch.setattr(sizes, "rates", lambda _, followers: law(followers))
    assert [figure.is_met for figure in sizes.inverted_u()] == met
