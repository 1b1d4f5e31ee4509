"""Word of mouth from the scenario to the result: what is asked for, what is told, and what moves no bit."""

import threading

import numpy as np
import pytest

from sim.core import arrays
from sim.core.outcome import Outcome, join_outcomes
from sim.engine import batches, trace
from sim.engine.bills import rebill
from sim.engine.drawing import draws
from sim.errors import InputError
from sim.plan import make as planning
from sim.plan import word_of_mouth
from sim.report.pictures import cascade_picture
from sim.scenario.load import loads
from sim.store.stretches import Stretch
from sim.world import cache

FAR = 5.64
TEXT = """\
schema_version = 1
name = "talk"
platform = "instagram"

[run]
horizon_days = 30

[world]
people = 20_000
following_share = 0.4
communities = { generator = "complete_graph", parameters = { n = 4 }, niches = ["food", "tech"] }

[posts]
per_creator = 2
window_days = 7

[[creators]]
name = "micro"
count = 20
followers = 100
"""
TALK = "\n[word_of_mouth]\nr0 = 0.3\n"


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "home", lambda: tmp_path)


def planned(more=TALK, text=TEXT):
    loaded = loads(text + more)
    draw = next(iter(draws(loaded)))
    return planning.make(draw.scenario, draw.world, 0), draw


def played(plan, runs=40, threads=1, batch=None):
    found = list(batches.batches(plan, [Stretch(0, 0, runs)], threads, threading.Event(), batch))
    found.sort(key=lambda batch: batch.start)
    return join_outcomes([batch.outcome for batch in found])


def same(one, other):
    return all(a.tobytes() == b.tobytes() for a, b in zip(one, other, strict=True))


def test_threads_and_batches_move_no_bit():
    plan, _ = planned()
    one = played(plan)
    assert one.earned_impressions.sum() > 1000
    for threads, batch in ((2, None), (3, 7), (1, 1)):
        assert same(one, played(plan, threads=threads, batch=batch))


def test_room_for_shares_grows_as_needed(monkeypatch):
    plan, _ = planned()
    whole = played(plan)
    monkeypatch.setattr(arrays, "FIRST_ROOM", 2)
    assert same(whole, played(plan))


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


@pytest.mark.parametrize("friends", ["mean = 1e-9", 'generator = { name = "fast_gnp_random_graph", p = 0.0 }'])
def test_people_without_friends_talk_to_nobody(friends):
    lonely, draw = planned(f"\n[word_of_mouth]\nshare_prob = 0.5\n[friends]\n{friends}\n")
    assert not draw.world.friend.size
    assert not lonely.spreads
    alone = played(planned("")[0])
    for one, other in zip(played(lonely), alone, strict=True):
        assert np.array_equal(one, other)


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


def test_share_prob_may_be_given_instead():
    plan, draw = planned("\n[word_of_mouth]\nshare_prob = 0.25\n")
    assert plan.share_prob == 0.25
    assert word_of_mouth.share_prob(draw.scenario, draw.world) == 0.25
    assert planned("\n[word_of_mouth]\nshare_prob = 0.0\n")[0].spreads == 0
    assert planned("\n[word_of_mouth]\nshare_prob = 0.5\nfriend_view_prob = 0.0\n")[0].spreads == 0


def test_a_friend_responds_as_to_a_small_account_whoever_posted():
    large = TEXT.replace("count = 20\nfollowers = 100", "count = 1\nfollowers = 3000")
    assert planned()[0].friend_engage_prob == planned(text=large)[0].friend_engage_prob


def test_other_prices_are_billed_without_playing():
    plan, _ = planned()
    dear = arrays.freeze(plan._replace(creator_fee_usd=plan.creator_fee_usd * 2.0))
    assert same(rebill(played(plan), dear), played(dear))


def test_everybody_a_stranger_keeps_the_friends_of_whom_they_stand_in_for():
    loaded = loads(TEXT.replace("following_share = 0.4", "following_share = 0.05") + TALK)
    draw = next(iter(draws(loaded)))
    plan = planning.make(draw.scenario, draw.world, 0, lambda figures: figures._replace(apart=True))
    assert plan.stand_in.size > 0
    assert plan.n_followers == plan.link_person.size
    assert (plan.stand_in < draw.world.n_people).all()
    assert played(plan, 10).earned_impressions.sum() > 0


def test_brand_fit_and_susceptibility_hold_for_friends_too():
    more = TALK + '\n[brand]\nniche = "food"\nmatch_outside = 0.0\n'
    plan, draw = planned(more, TEXT.replace("people = 20_000", "people = 20_000\nsusceptibility_sd = 0.5"))
    inside = np.repeat(draw.world.community_niche == 0, np.diff(draw.world.community_start))
    assert (plan.person_match == inside).all()
    by_person = dict(zip(plan.link_person.tolist(), plan.link_susceptibility.tolist(), strict=True))
    assert all(plan.person_susceptibility[person] == np.float32(value) for person, value in by_person.items())
    found = trace.engagers(plan, 1)
    assert inside[found.person].all()


def test_friendships_are_kept_beside_worlds(tmp_path):
    one = planned()[1].world
    files = sorted(path.name for path in tmp_path.glob("*.world"))
    assert len(files) == 2
    assert files[0][:24] == files[1][:24]
    again = planned()[1].world
    assert (again.friend == one.friend).all()
    assert (again.friend_start == one.friend_start).all()
    kept = next(path for path in tmp_path.glob("*-*.world"))
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    assert (planned()[1].world.friend == one.friend).all()


def test_cascades_can_be_looked_at(tmp_path):
    plan, _ = planned("\n[word_of_mouth]\nshare_prob = 1.0\nfriend_view_prob = 0.6\n")
    found = trace.engagers(plan, 2)
    outcome = played(plan, 3)
    assert found.person.size == outcome.engagers[2]
    assert found.size.max() == outcome.largest_cascade[2]
    tree = found.cascade(int(np.argmax(found.size)))
    assert tree.person.size == tree.size[0] == found.size.max()
    assert (tree.parent[1:] >= 0).all()
    assert (tree.parent[1:] < np.arange(1, tree.person.size)).all()
    assert tree.parent[0] == -1
    assert (tree.hop[1:] == tree.hop[tree.parent[1:]] + 1).all()
    angle = cascade_picture.angles(tree)
    assert np.unique(np.round(angle[tree.size == 1], 9)).size == (tree.size == 1).sum()
    for form in ("svg", "png"):
        cascade_picture.save(tree, cascade_picture.Caption("One & <two>", "below"), tmp_path / f"c.{form}", force=False)
        assert (tmp_path / f"c.{form}").stat().st_size > 1000


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


def test_an_r0_that_no_sharing_reaches_is_refused():
    with pytest.raises(InputError, match="is unreachable: if everybody shared it would be"):
        planned("\n[word_of_mouth]\nr0 = 5.0\n")


def test_a_bad_friend_network_is_refused_before_anything_is_built():
    loaded = loads(TEXT + TALK + '\n[friends]\ngenerator = { name = "circels" }\n')
    with pytest.raises(InputError, match='unknown generator "circels"; did you mean "circles"'):
        planning.check(loaded.scenario)
