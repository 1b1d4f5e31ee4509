"""How a relationship with a creator moves from campaign to campaign, and what follows from it: H12."""

import numpy as np

from sim.core.arrays import F64
from sim.core.maths import exp, log
from sim.scenario.model import Ambassadors


def step(strength: F64, pay: F64, fit: F64, posts: F64, rule: Ambassadors) -> F64:
    """Strength after a campaign [creator], within [0, 1].

    pay: fee over the fee that the law asks; fit: mean match of the audience; posts: of the campaign.
    """
    better_paid = np.array([log(value) if value > 0.0 else -10.0 for value in pay])
    moved = rule.pay_effect * better_paid + rule.fit_effect * (fit - 1.0) - rule.workload_effect * (posts - 1.0)
    return np.asarray(np.clip(strength + moved, 0.0, 1.0))


def renewal_probs(strength: F64, rule: Ambassadors) -> F64:
    """Chance that a creator is there for the next campaign [creator]: the rule's, its odds moved by strength."""
    if rule.renewal_prob in (0.0, 1.0):
        return np.full(strength.size, rule.renewal_prob)
    odds = rule.renewal_prob / (1.0 - rule.renewal_prob)
    grown = np.array([odds * exp(rule.renewal_effect * (s - rule.strength_start)) for s in strength])
    return np.asarray(grown / (1.0 + grown))


def trust_factor(strength: F64, rule: Ambassadors) -> F64:
    """Factor on conversion [creator]."""
    return np.asarray(np.maximum(1.0 + rule.trust_effect * (strength - rule.strength_start), 0.0))


def fee_factor(strength: F64, rule: Ambassadors) -> F64:
    """Factor on the fee [creator]."""
    return np.asarray(np.maximum(1.0 - rule.fee_effect * (strength - rule.strength_start), 0.0))


def freshness(campaigns: F64, rule: Ambassadors) -> F64:
    """Response that is left after so many campaigns for the brand [creator]."""
    return np.asarray((1.0 - rule.fatigue) ** campaigns)
