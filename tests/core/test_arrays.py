"""Working memory has the sizes of its plan, and plans cannot be written."""

import numpy as np
import pytest

from sim.core import arrays
from sim.core.arrays import FIRST_ROOM, SLOTS, freeze, new_scratch, with_more_room
from tests import plans
from tests.plans import Campaign, Creator

TWO_DAYS = Campaign((Creator(1, (0, 1, 2), (((0, 1.0), (1, 0.5)), ((1, 0.5),))), Creator(2, (2, 3))), n_days=2)
OF_ORDER = (
    "day_count", "day_links", "day_posts", "moments", "waiting_links", "waiting_posts", "bucket_end", "order",
)  # fmt: skip
TALKING = TWO_DAYS._replace(friends=((1,), (0,), (), (), (5,), (4,)), share_prob=1.0, friend_view_prob=1.0)


def test_memory_has_the_sizes_of_the_plan():
    scratch = new_scratch(plans.make(TWO_DAYS))
    assert scratch.creator_luck.size == scratch.creator_reach.size == scratch.creator_posted.size == 2
    assert scratch.post_engage_odds.size == scratch.post_click_odds.size == 2
    assert scratch.post_reach.size == scratch.post_engagements.size == 2
    assert scratch.cell_hazard.size == scratch.cell_gaps.size == 3
    assert scratch.link_seen.size == 5
    assert scratch.person_state.tolist() == [0] * 4
    assert scratch.days.tolist() == [[-1, -1], [-1, -1]]


def test_where_nobody_talks_there_is_no_room_for_shares():
    scratch = new_scratch(plans.make(TWO_DAYS))
    assert scratch.paths.size == scratch.squares.size == 0
    assert scratch.nodes.shape == (5, 0)
    assert scratch.events.shape == (4, 0)


def test_where_order_does_not_matter_no_view_is_put_aside():
    scratch = new_scratch(plans.make(TWO_DAYS))
    assert {getattr(scratch, name).size for name in OF_ORDER} == {0}


def test_where_order_matters_there_is_room_for_views_and_a_count_for_each_follower():
    scratch = new_scratch(plans.make(TWO_DAYS._replace(interference=(0.5, 1.0))))
    assert {getattr(scratch, name).size for name in OF_ORDER[1:]} == {FIRST_ROOM}
    assert scratch.day_count.tolist() == [0] * 4


def test_room_for_the_views_of_a_day_doubles_and_nobody_is_counted(monkeypatch):
    monkeypatch.setattr(arrays, "FIRST_ROOM", 8)
    plan = plans.make(TWO_DAYS._replace(interference=(0.5, 1.0)))
    scratch = new_scratch(plan)
    scratch.day_count[:] = 1
    more = with_more_room(plan, scratch)
    assert {getattr(more, name).size for name in OF_ORDER[1:]} == {16}
    assert more.day_count.tolist() == [0] * 4


def test_where_people_talk_everybody_has_a_place():
    """Four followers among six people, of whom all six have a state."""
    assert new_scratch(plans.make(TALKING)).person_state.size == 6


def test_room_for_shares_doubles_and_begins_empty(monkeypatch):
    monkeypatch.setattr(arrays, "FIRST_ROOM", 8)
    plan = plans.make(TALKING)
    scratch = new_scratch(plan)
    scratch.totals[:] = 5
    more = with_more_room(plan, scratch)
    assert (scratch.paths.size, more.paths.size) == (8, 16)
    assert more.nodes.shape == (5, 16)
    assert more.events.shape == (4, 16)
    assert more.totals.tolist() == [0, 0, 0]
    assert more.person_state is scratch.person_state


def test_a_block_is_made_of_whole_addresses():
    """Four gaps to an address, two to a word; behind them is room for the next four of a walk that runs out."""
    scratch = new_scratch(plans.make(TWO_DAYS))
    assert scratch.gaps.size - 4 == SLOTS == 4 * scratch.who.size == 2 * scratch.words.size


def test_a_frozen_tuple_cannot_be_written():
    plan = freeze(plans.make(TWO_DAYS)._replace(cell_hazard=np.ones(3)))
    with pytest.raises(ValueError, match="read-only"):
        plan.cell_hazard[0] = 2.0
