"""Relationships: strength moves within its limits, and a neutral rule changes nothing."""

import numpy as np
import pytest

from sim.mechanisms import relationships
from sim.scenario.settings.programme_settings import Ambassadors

RULE = Ambassadors(strength_start=0.5)


def test_strength_moves_with_pay_fit_and_work_within_its_limits():
    rule = RULE.model_copy(update={"pay_effect": 0.2, "fit_effect": 0.1, "workload_effect": 0.05})
    half, one = np.array([0.5]), np.array([1.0])
    assert relationships.step(half, np.exp(one), one, one, rule) == pytest.approx([0.7])
    assert relationships.step(half, one, 2.0 * one, one, rule) == pytest.approx([0.6])
    assert relationships.step(half, one, one, 3.0 * one, rule) == pytest.approx([0.4])
    assert relationships.step(half, 0.0 * one, one, one, rule) == [0.0]
    assert relationships.step(half, 1e9 * one, one, one, rule) == [1.0]


def test_renewal_is_the_rules_at_the_start_and_grows_with_strength():
    rule = RULE.model_copy(update={"renewal_prob": 0.35, "renewal_effect": 2.0})
    found = relationships.renewal_probs(np.array([0.0, 0.5, 1.0]), rule)
    assert found[1] == pytest.approx(0.35, rel=1e-12)
    assert (np.diff(found) > 0).all()
    for certain in (0.0, 1.0):
        always = rule.model_copy(update={"renewal_prob": certain})
        assert (relationships.renewal_probs(np.array([0.0, 1.0]), always) == certain).all()


def test_neutral_factors_are_one():
    strength = np.array([0.0, 0.5, 1.0])
    for factor in (relationships.trust_factor, relationships.fee_factor):
        assert (factor(strength, RULE) == 1.0).all()
    assert (relationships.freshness(np.arange(3.0), RULE) == 1.0).all()
    half = RULE.model_copy(update={"fee_effect": 0.2, "trust_effect": 0.5})
    assert relationships.fee_factor(strength, half).tolist() == pytest.approx([1.1, 1.0, 0.9])
    assert relationships.trust_factor(strength, half).tolist() == pytest.approx([0.75, 1.0, 1.25])
