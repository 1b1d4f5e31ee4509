"""Exact expected costs of a campaign: they hang on who posts and what that costs, never on who sees it."""

import math
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64, Plan
from sim.mechanisms.tiers import mean_fee
from sim.plan.figures import Figures
from sim.scenario.model import Scenario


class BillTerms(NamedTuple):
    """All that a bill hangs on."""

    no_show_prob: F64  # [creator]
    pays_no_shows: bool
    fee_usd: F64  # [creator] median
    fee_sd: F64  # [creator] of ln fee
    fee_minimum_usd: F64  # [creator]
    gift_usd: F64  # [creator]
    hours: float
    hour_usd: float
    agency_share: float  # of fees
    agency_minimum_usd: float


def terms_of_plan(plan: Plan) -> BillTerms:
    """Return the terms of a plan that is ready to be played.

    >>> from sim.study.replication.scenes import any_creator, plan_of, scenario
    >>> terms_of_plan(plan_of(scenario(any_creator("fee_usd = 50.0")))).fee_usd.tolist()
    [50.0]
    """
    return BillTerms(
        plan.creator_no_show_prob, bool(plan.pay_no_shows), plan.creator_fee_usd, plan.creator_fee_sd,
        plan.creator_fee_minimum_usd, plan.creator_gift_usd, plan.management_hours, plan.hour_usd, plan.agency_share,
        plan.agency_minimum_usd,
    )  # fmt: skip


def terms_of_figures(figures: Figures, scenario: Scenario) -> BillTerms:
    """Return the terms of a scenario's figures, for which no post needs a viewer.

    >>> from sim.plan import make
    >>> from sim.study.replication.scenes import any_creator, scenario, world_of
    >>> asked = scenario(any_creator("fee_usd = 50.0"))
    >>> terms_of_figures(make.figures_of(asked, world_of(asked)), asked).fee_usd.tolist()
    [50.0]
    """
    return BillTerms(
        figures.no_show_prob, scenario.costs.pay_no_shows, figures.fee_usd, figures.fee_sd, figures.fee_minimum_usd,
        figures.gift_usd, figures.hours, scenario.costs.charged_hour_usd, figures.agency_share,
        figures.agency_minimum_usd,
    )  # fmt: skip


def expected_bill(terms: BillTerms) -> dict[str, float]:
    """Return expected costs; the agency fee is nan where its minimum may bind in some runs only.

    >>> from sim.study.replication.scenes import any_creator, plan_of, scenario
    >>> plan = plan_of(scenario(any_creator("fee_usd = 50.0\\ncount = 2")))
    >>> round(expected_bill(terms_of_plan(plan))["fees_usd"], 2)  # 8% do not post and are not paid
    92.0
    """
    shows = 1.0 - terms.no_show_prob
    paid = np.ones_like(shows) if terms.pays_no_shows else shows
    fees = math.fsum(paid * mean_fee(terms.fee_usd, terms.fee_sd, terms.fee_minimum_usd))
    certain = not ((paid * (1.0 - paid)).any() or terms.fee_sd.any())
    known = terms.agency_minimum_usd == 0.0 or terms.agency_share == 0.0 or certain
    agency = max(terms.agency_minimum_usd, terms.agency_share * fees) if known else math.nan
    gifts, overhead = math.fsum(terms.gift_usd), terms.hours * terms.hour_usd
    return {
        "fees_usd": fees,
        "gifts_usd": gifts,
        "hours": terms.hours,
        "overhead_usd": overhead,
        "agency_usd": agency,
        "cost_usd": fees + gifts + overhead + agency,
    }
