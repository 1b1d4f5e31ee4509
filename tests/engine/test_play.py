"""Runs of a plan through the one door to the kernel."""

import math

from sim.core import arrays
from sim.engine.play import Player, is_compiled, play, warm_up
from tests import plans
from tests.plans import Campaign, Creator
from tests.talk import planned, played, same


def test_room_for_shares_grows_as_needed(monkeypatch):
    plan, _ = planned()
    whole = played(plan)
    monkeypatch.setattr(arrays, "FIRST_ROOM", 2)
    assert same(whole, played(plan))


SURE = Campaign((Creator(1, (0, 1, 2), (((0, 60.0),),), engage_odds=math.inf, fee_usd=5.0),), weight=10)


def test_real_people_leave_here():
    """Three simulated people, each of whom stands for ten; money is of creators, who stand for themselves."""
    outcome = play(plans.make(SURE), 2)
    assert outcome.reach.tolist() == [[30], [30]]
    assert outcome.fees_usd.tolist() == [5.0, 5.0]


def test_the_first_runs_are_played():
    campaign = Campaign((Creator(1, tuple(range(50)), (((0, 0.5),),)),))
    assert play(plans.make(campaign), 4).reach.tolist() == Player(plans.make(campaign)).play(0, 4).reach.tolist()
    assert play(plans.make(campaign), 4).reach[2:].tolist() == Player(plans.make(campaign)).play(2, 2).reach.tolist()


def test_warming_up_leaves_a_compiled_kernel():
    warm_up(plans.make(SURE))
    assert is_compiled()


def test_where_there_is_no_code_nothing_is_compiled(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.engine.play.code_cache", lambda: tmp_path)
    assert not is_compiled()
