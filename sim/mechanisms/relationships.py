"""Relationships with creators: their strength from campaign to campaign, and its effects.

They hold the claim that creators who are hired again do better and cost less than ever new ones.
"""

import numpy as np

from sim.core.arrays import F64
from sim.core.maths import exp, log
from sim.scenario.settings.programme_settings import Ambassadors


def step(strength: F64, pay: F64, fit: F64, posts: F64, rule: Ambassadors) -> F64:
    """Return the strength after a campaign [creator], within [0, 1].

    pay: fee over the fee that the law asks; fit: mean match of the audience; posts: of the campaign.

    >>> rule, ones = Ambassadors(workload_effect=0.1), np.ones(1)
    >>> step(0.5 * ones, ones, ones, 3.0 * ones, rule).round(9).tolist()
    [0.3]
    """
    better_paid = np.array([log(value) if value > 0.0 else -10.0 for value in pay])
    moved = rule.pay_effect * better_paid + rule.fit_effect * (fit - 1.0) - rule.workload_effect * (posts - 1.0)
    return np.asarray(np.clip(strength + moved, 0.0, 1.0))


def renewal_probs(strength: F64, rule: Ambassadors) -> F64:
    """Return the chance that a creator is there for the next campaign [creator]: the rule's, moved by strength.

    >>> renewal_probs(np.array([0.5, 1.0]), Ambassadors(renewal_prob=0.5, renewal_effect=2.0)).round(3).tolist()
    [0.5, 0.731]
    """
    if rule.renewal_prob in (0.0, 1.0):
        return np.full(strength.size, rule.renewal_prob)
    odds = rule.renewal_prob / (1.0 - rule.renewal_prob)
    grown = np.array([odds * exp(rule.renewal_effect * (s - rule.strength_start)) for s in strength])
    return np.asarray(grown / (1.0 + grown))


def trust_factor(strength: F64, rule: Ambassadors) -> F64:
    """Return the factor on conversion [creator].

    >>> trust_factor(np.array([1.0]), Ambassadors(trust_effect=0.4)).tolist()
    [1.2]
    """
    return np.asarray(np.maximum(1.0 + rule.trust_effect * (strength - rule.strength_start), 0.0))


def fee_factor(strength: F64, rule: Ambassadors) -> F64:
    """Return the factor on the fee [creator].

    >>> fee_factor(np.array([1.0]), Ambassadors(fee_effect=0.2)).tolist()
    [0.9]
    """
    return np.asarray(np.maximum(1.0 - rule.fee_effect * (strength - rule.strength_start), 0.0))


def freshness(campaigns: F64, rule: Ambassadors) -> F64:
    """Return the response that is left after so many campaigns for the brand [creator].

    >>> freshness(np.array([0.0, 2.0]), Ambassadors(fatigue=0.5)).tolist()
    [1.0, 0.25]
    """
    return np.asarray((1.0 - rule.fatigue) ** campaigns)
