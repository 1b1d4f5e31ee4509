"""The same campaign at other prices."""

from sim.core import arrays
from sim.engine.bills import rebill
from tests.talk import planned, played, same


def test_other_prices_are_billed_without_playing():
    plan, _ = planned()
    dear = arrays.freeze(plan._replace(creator_fee_usd=plan.creator_fee_usd * 2.0))
    assert same(rebill(played(plan), dear), played(dear))
