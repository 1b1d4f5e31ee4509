"""Exact expected costs by hand, and the same from figures as from a plan."""

import math

import pytest

from sim.measures.expected_bill import expected_bill, terms_of_figures, terms_of_plan
from sim.plan import make as planning
from sim.scenario.load import loads
from sim.world import cache
from tests import plans
from tests.plans import Campaign, Creator
from tests.scenarios import BASE


def test_money_by_hand():
    creators = (
        Creator(1, no_show_prob=0.25, fee_usd=100.0, gift_usd=7.0),
        Creator(2, fee_usd=50.0, fee_sd=0.6, gift_usd=3.0),
    )
    values = expected_bill(
        terms_of_plan(plans.make(Campaign(creators, management_hours=4.0, hour_usd=30.0, agency_share=0.1)))
    )
    fees = 75.0 + 50.0 * math.exp(0.18)
    assert values == pytest.approx({
        "fees_usd": fees,
        "gifts_usd": 10.0,
        "hours": 4.0,
        "overhead_usd": 120.0,
        "agency_usd": 0.1 * fees,
        "cost_usd": 1.1 * fees + 130.0,
    })  # fmt: skip


@pytest.mark.parametrize("costs", ["hour_usd = 35", 'work = "agency"\nagency_share = 0.2', 'work = "left_out"'])
def test_figures_cost_what_their_plan_costs(costs, tmp_path):
    loaded = loads(f"{BASE}[costs]\n{costs}\n", ["world.people=20_000", "run.runs=1"])
    world = cache.world_of(loaded.scenario, tmp_path)
    figures = planning.figures_of(loaded.scenario, world)
    plan = planning.make(loaded.scenario, world, 0)
    from_figures = expected_bill(terms_of_figures(figures, loaded.scenario))
    assert from_figures == pytest.approx(expected_bill(terms_of_plan(plan)), rel=1e-12)


def bill(work):
    loaded = loads(f"{BASE}[costs]\nwork = '{work}'\nagency_share = 0.2\n", ["world.people=20_000"])
    figures = planning.figures_of(loaded.scenario, cache.world_of(loaded.scenario, loaded.folder))
    return expected_bill(terms_of_figures(figures, loaded.scenario))


def test_work_costs_what_its_doer_takes():
    own, agency, left_out = map(bill, ("own_hours", "agency", "left_out"))
    assert own["fees_usd"] == agency["fees_usd"] == left_out["fees_usd"]
    assert own["hours"] == agency["hours"] == left_out["hours"] > 0.0  # somebody works them in any case
    assert own["overhead_usd"] == 60.0 * own["hours"]
    assert agency["overhead_usd"] == left_out["overhead_usd"] == left_out["agency_usd"] == 0.0
    assert agency["agency_usd"] == own["agency_usd"] == pytest.approx(0.2 * own["fees_usd"])
