"""The question that a comparison answers, in words: what both sides have in common, and who does the work."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.measures.catalogue import MEASURES
from sim.study.comparison.compare import Comparison, Strategy
from sim.study.comparison.values import resolved_tables
from sim.study.comparison.wording import percent
from sim.study.matching.equalities import EQUALITIES

ABOUT = 0.1  # of fees that differ by less, people say that they are about the same
AS_THEY_ARE = "fees as they are"
DOERS = {"left_out": "work left out", "own_hours": "our own hours", "agency": "an agency for {}"}
MONEY = ("fees_usd", "cost_usd", "overhead_usd", "agency_usd")


def question_words(comparison: Comparison) -> str:
    """The reading of the question: "about the same fees, our own hours". Work matters where money does."""
    measure, equal = MEASURES[comparison.measure], equal_words(comparison)
    if measure.top in MONEY or measure.bottom in MONEY:
        return ", ".join(filter(None, (equal, work_words(comparison.strategies))))
    return "" if equal == AS_THEY_ARE else equal


def equal_words(comparison: Comparison) -> str:
    """The respect in which all sides are equal: one that was asked for, else fees where they are about the same."""
    if comparison.equal:
        return EQUALITIES[comparison.equal].words
    fees = [float(np.mean(strategy.columns["outcomes/fees_usd"])) for strategy in comparison.strategies]
    if not max(fees) > 0.0:
        return ""
    are_alike = math.isclose(min(fees), max(fees), rel_tol=ABOUT)
    return "about the same fees" if are_alike else AS_THEY_ARE


def work_words(strategies: tuple[Strategy, ...]) -> str:
    """The doer of the work; "work as each says" where strategies differ."""
    words = {doer_words(resolved_tables(strategy).get("costs", {})) for strategy in strategies}
    return words.pop() if len(words) == 1 else "work as each says"


def doer_words(costs: Mapping[str, Any]) -> str:
    """The doer of a strategy's work; results made before that was a setting count own hours.

    >>> doer_words({"work": "agency", "agency_share": 0.15}), doer_words({})
    ('an agency for 15%', 'our own hours')
    """
    share = costs.get("agency_share")
    named = percent(float(share)) if isinstance(share, int | float) else "a share of fees"
    work = costs.get("work", "own_hours")
    if work == "own_hours" and share:
        return f"{DOERS[work]} and {DOERS['agency'].format(named)}"
    return DOERS[work].format(named)
