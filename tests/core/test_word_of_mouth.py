"""Word of mouth from the scenario to the result: what is asked for, what is told, and what moves no bit."""

import pytest

from sim.core import arrays
from sim.core.outcome import Outcome
from sim.engine import trace
from sim.errors import InputError
from sim.plan import make as planning
from sim.plan import word_of_mouth
from sim.scenario.load import loads
from tests.talk import TALK, TEXT, planned, played, same

FAR = 5.64


def test_threads_and_batches_move_no_bit():
    plan, _ = planned()
    one = played(plan)
    assert one.earned_impressions.sum() > 1000
    for threads, batch in ((2, None), (3, 7), (1, 1)):
        assert same(one, played(plan, threads=threads, batch=batch))


def test_who_shares_with_nobody_changes_nobody():
    """Nobody shares, or shares and no friend sees it: not one bit but the count of shares moves."""
    plan, _ = planned()
    silent = played(plan._replace(spreads=0))
    for changes in ({"share_prob": 0.0}, {"friend_view_prob": 1e-300}):
        quiet = played(plan._replace(**changes))
        for name in Outcome._fields:
            if name not in ("shares", "cascades", "largest_cascade"):
                assert getattr(quiet, name).tobytes() == getattr(silent, name).tobytes(), name
        assert quiet.cascades[:, 0].tolist() == silent.engagers.tolist()
    without, _ = planned(more="")
    assert same(silent, played(without))


def test_what_others_do_is_not_moved_by_friends_of_friends_far_away():
    """Two communities of friends: cutting all friendships of one moves nobody of the other."""
    plan, draw = planned()
    edge = int(draw.world.community_start[1])
    cut = plan.friend_start.copy()
    cut[edge:] = plan.friend_start[edge]  # from the second community on nobody has friends
    alone = arrays.freeze(plan._replace(friend_start=cut))
    apart = played(alone)
    whole = trace.engagers(plan, 3)
    half = trace.engagers(alone, 3)

    def here(found):
        return sorted(
            zip(*(part[found.person < edge].tolist() for part in (found.person, found.post, found.hop)), strict=False)
        )

    assert here(whole) == here(half) != []
    assert apart.earned_impressions.sum() < played(plan).earned_impressions.sum()


def test_r0_is_what_was_asked_for():
    """Friends who engage at their first exposure, per sharer, over the sharers of many runs: mean R0."""
    plan, draw = planned()
    found = word_of_mouth.r0(draw.scenario, draw.world, plan.share_prob)
    assert found == pytest.approx(0.3, rel=1e-12)
    outcome = played(plan, 400)
    grown = outcome.engagers.sum() / outcome.cascades.sum()
    error = (outcome.engagers / outcome.cascades.sum(axis=1)).std() / 20.0
    assert grown - FAR * error > 1.0 / (1.0 - 0.3) - 0.05
    assert grown + FAR * error < 1.0 / (1.0 - 0.3) + 0.15


# Interference


def test_interference_weighs_the_second_kind_of_creator():
    """Who has seen the big creator first engages with small ones half as often; order decides."""
    text = TEXT.replace("people = 20_000", "people = 1_500").replace("following_share = 0.4", "following_share = 1.0")
    text += '\n[[creators]]\nname = "mega"\nfollowers = 1500\nfake_share = 0.0\nbreadth = 1.0\n'
    rule = "\n[response.interference]\nbig_followers = 1000\nafter_big = {}\nafter_small = {}\n"
    plain = played(planned("", text)[0], 60).engagements.sum()
    damped = played(planned(rule.format(0.5, 1.0), text)[0], 60).engagements.sum()
    lifted = played(planned(rule.format(1.0, 1.5), text)[0], 60).engagements.sum()
    assert damped < plain < lifted
    assert same(played(planned("", text)[0]), played(planned(rule.format(1.0, 1.0), text)[0]))


# Border


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("[word_of_mouth]\nr0 = 0.1\nshare_prob = 0.2", "word_of_mouth.r0: must be left out, not 0.1"),
        ("[word_of_mouth]\nshare_prob = 1.2", "word_of_mouth.share_prob: must be a number from 0 to 1"),
        ("[word_of_mouth]\nshare_probs = 0.2", 'word_of_mouth.share_probs: unknown key; did you mean "share_prob"?'),
        ("[word_of_mouth]\nr0 = -1", "word_of_mouth.r0: must be a number from 0 to 1000"),
    ],
)
def test_contradictions_are_refused(more, told):
    with pytest.raises(InputError) as caught:
        loads(f"{TEXT}\n{more}\n")
    assert told in str(caught.value)


def test_a_bad_friend_network_is_refused_before_anything_is_built():
    loaded = loads(TEXT + TALK + '\n[friends]\ngenerator = { name = "circels" }\n')
    with pytest.raises(InputError, match='unknown generator "circels"; did you mean "circles"'):
        planning.check(loaded.scenario)
