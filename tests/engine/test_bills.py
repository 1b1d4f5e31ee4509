"""The same campaign at other prices: played once, billed as often as asked."""

import numpy as np
import pytest

from sim.core import arrays
from sim.core.arrays import Plan
from sim.engine.bills import MONEY_OUTCOMES, identity, rebill
from tests import plans
from tests.plans import Campaign, Creator
from tests.talk import planned, played, same


def test_other_prices_are_billed_without_playing():
    plan, _ = planned()
    dear = arrays.freeze(plan._replace(creator_fee_usd=plan.creator_fee_usd * 2.0))
    assert same(rebill(played(plan), dear), played(dear))


PLAN = plans.make(Campaign(
    (Creator(1, (0, 1), (((0, 1.0),),), fee_usd=5.0, no_show_prob=0.5), Creator(2, (1,))), friend_engage_odds=2.0,
))  # fmt: skip


PRICES = (
    "creator_fee_usd", "creator_fee_sd", "creator_fee_minimum_usd", "creator_gift_usd", "pay_no_shows",
    "management_hours", "hour_usd", "agency_share", "agency_minimum_usd",
)  # fmt: skip


def moved(name):
    """The plan with another value of a field."""
    value = getattr(PLAN, name)
    other = np.append(value, value[-1:]) if isinstance(value, np.ndarray) and value.size else value
    return PLAN._replace(**{name: value + 1 if other is value else other})


@pytest.mark.parametrize("name", PRICES)
def test_prices_do_not_make_another_campaign(name):
    assert identity(moved(name)) == identity(PLAN)


@pytest.mark.parametrize("name", [name for name in Plan._fields if name not in PRICES and np.size(getattr(PLAN, name))])
def test_everything_else_does(name):
    assert identity(moved(name)) != identity(PLAN)


def test_the_columns_of_money_are_those_in_dollars_and_hours():
    assert MONEY_OUTCOMES == ("fees_usd", "gifts_usd", "hours", "overhead_usd", "agency_usd")


def test_no_shows_are_the_same_people_when_billed_again():
    """Half of the runs have a fee, whatever it is."""
    outcome = plans.play(Campaign((Creator(1, (0, 1), (((0, 1.0),),), fee_usd=5.0, no_show_prob=0.5),)), 60)
    billed = rebill(outcome, PLAN._replace(creator_fee_usd=np.array([8.0, 0.0])))
    assert billed.fees_usd.tolist() == np.where(outcome.no_shows == 1, 0.0, 8.0).tolist()
    assert 0 < outcome.no_shows.sum() < 60
