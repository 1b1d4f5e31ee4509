"""Overlap: what is asked for is reached or refused with what could be asked for, and measured as it is."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from sim.core.address import U64
from sim.errors import InputError
from sim.mechanisms.registry import bind
from sim.tables.handles import identity
from sim.world import audience, audience_overlap, build, communities, people
from tests.scenes import ALL_ALIKE, ONE_COMMUNITY, scene, world_of
from tests.verdicts import FAR

AMONG = {"creators": 300, "followers": 1_000}


def asking(share, among=None, **world):
    return {"people": 2_000_000, **world, "shared_audience": {"share": share, "among": among or AMONG}}


def message(world):
    with pytest.raises(InputError) as caught:
        world_of(world=world)
    return str(caught.value)


def counted(asked, following_share):
    """Share of the reference roster's followers who follow another of it, counted person by person."""
    scenario = scene(world=asked)
    where = communities.build(scenario.world, scenario.run.seed, scenario.world.people)
    law = bind(people.FOLLOWINESS_LAWS, scenario.world.followiness, ("world", "followiness"))
    running = people.cumulative_followiness(U64(20261), people.followiness_table(law), where.start)
    field = audience.field_of(where, 20261, running, following_share)
    ask = audience_overlap.reference(scenario.world.shared_audience.among, where, 20261, 1)
    _, persons = audience.draw(field, ask)
    _, times = np.unique(persons, return_counts=True)
    return times[times > 1].sum() / times.sum()


@pytest.mark.parametrize(
    "world",
    [
        {},
        {"followiness": ALL_ALIKE},
        {"followiness": {"name": "gamma", "shape": 0.3}, "people": 4_000_000},
        {"communities": ONE_COMMUNITY},
        {"communities": {"size_exponent": 1.0}},
    ],
)
@pytest.mark.parametrize("share", [0.35, 0.8])
def test_the_share_asked_for_is_reached(world, share):
    asked = asking(share, **world)
    found = world_of(world=asked)
    assert abs(found.shared_achieved - share) < audience_overlap.CLOSE
    assert found.shared_asked == share
    assert found.shared_achieved == pytest.approx(counted(asked, found.following_share), abs=1e-12)


def test_more_shared_audience_means_fewer_people_who_follow():
    found = [world_of(world=asking(share)) for share in (0.25, 0.4, 0.6, 0.8, 0.95)]
    assert (np.diff([world.following_share for world in found]) < 0.0).all()
    assert (np.diff([world.shared_achieved for world in found]) > 0.0).all()


def test_other_creators_share_as_much_as_the_reference():
    """Real followers alike, other handles: within luck, whose square is at most the sum of squared follows."""
    roster = ({"name": "other", "count": 300, "followers": 1_000.0, "fake_share": 0.0, "breadth": 0.1},)
    world = world_of(world=asking(0.35), creators=roster)
    found = audience_overlap.measure(world.link_start, world.link_person, world.n_people)
    times = np.bincount(world.link_person)
    luck = np.sqrt((times.astype(float) ** 2).sum()) / found.n_links
    assert abs(found.shared - 0.35) < FAR * np.sqrt(2.0) * luck + audience_overlap.CLOSE


def test_nothing_asked_nothing_reported():
    world = world_of(world={"following_share": 0.5})
    assert np.isnan(world.shared_asked)
    assert np.isnan(world.shared_achieved)
    assert world.following_share == 0.5


def test_a_sample_shares_as_much_as_everybody():
    everybody, sample = (world_of(world=asking(0.35, sample_one_in=one_in)) for one_in in (1, 4))
    assert abs(sample.shared_achieved - 0.35) < audience_overlap.CLOSE
    assert sample.n_people == 500_000
    # A creator's sampled followers keep their fellow followers only if these are sampled as often: people are.
    assert sample.following_share == pytest.approx(everybody.following_share, rel=0.02)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.3, 0.6, 0.9])
def test_two_small_creators_come_as_close_as_they_can(share):
    """Two times 100 followers share whole persons: the closest try is two of them off at most, and is said."""
    asked = asking(share, {"creators": 2, "followers": 100}, people=20_000)
    found = world_of(world=asked)
    assert abs(found.shared_achieved - share) * 200 <= 4 + 1e-9
    assert found.shared_achieved == pytest.approx(counted(asked, found.following_share), abs=1e-12)


# What cannot be


def test_too_little_is_refused_with_what_is_possible():
    assert message(asking(0.1)) == (
        "world.shared_audience.share: 0.1 is outside [0.228, 1.000], what 300 creators with 1,000 followers each "
        "can share among world.people = 2,000,000; raise world.people to about 6,210,000"
    )
    assert abs(world_of(world=asking(0.1, people=6_210_000)).shared_achieved - 0.1) < audience_overlap.CLOSE


def test_too_much_is_refused_with_what_is_possible():
    alone = {"generator": "complete_graph", "parameters": {"n": 40}, "restart": 1.0}
    among = {"creators": 3, "followers": 100, "breadth": 0.0}
    assert message(asking(0.5, among, communities=alone)) == (
        "world.shared_audience.share: 0.5 is outside [0.000, 0.000], what 3 creators with 100 followers each can "
        "share among world.people = 2,000,000"
    )


def test_what_is_said_to_be_possible_is():
    told = message(asking(0.1))
    least = float(told.split("[")[1].split(",")[0])
    assert abs(world_of(world=asking(least + 1e-3)).shared_achieved - least) < 1e-3 + audience_overlap.CLOSE
    assert "is outside" in message(asking(least - 2e-3))


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        (
            asking(0.3, {"creators": 2, "followers": 20_001}, people=20_000),
            "world.shared_audience.among.followers: 20,001 is more than world.people = 20,000",
        ),
        (
            asking(0.3, {"creators": 2, "followers": 1}, people=20_000, sample_one_in=1_000),
            "world.shared_audience.share: one person in 1,000 leaves the reference roster no followers",
        ),
    ],
)
def test_references_that_are_refused(world, expected):
    assert message(world) == expected


# The solver's parts


def test_prediction_of_people_who_are_all_alike():
    """With m follows per person, a follower follows nobody else with probability e^-m."""
    found = audience_overlap.predicted_share(np.array([50.0]), np.array([100.0]), np.ones(64), 0.25)
    assert found == pytest.approx(1.0 - np.exp(-2.0), abs=1e-12)


def test_prediction_under_gamma_followiness():
    """Of negative binomial follows, seen from a follow: 1 - (1 + m/r)^-(r + 1)."""
    table = people.followiness_table(lambda tail: people.gamma(tail, shape=1.0))
    found = audience_overlap.predicted_share(np.array([50.0]), np.array([100.0]), build.followiness_grid(table), 1.0)
    assert found == pytest.approx(1.0 - 1.5**-2, abs=2e-4)  # of a grid of 2048 quantiles


def test_inversion_undoes_the_prediction():
    slots, many, weights = np.array([30.0, 500.0]), np.array([1e3, 2e3]), np.array([0.5, 1.0, 1.5])
    target = audience_overlap.logit(audience_overlap.predicted_share(slots, many, weights, 0.037))
    assert audience_overlap.invert(slots, many, weights, target) == pytest.approx(0.037, rel=1e-9)


def test_the_reference_is_in_its_niche():
    scenario = scene(world=asking(0.5, {**AMONG, "niche": "tech"}))
    where = communities.build(scenario.world, 1, 20_000)
    assert set(audience_overlap.reference(scenario.world.shared_audience.among, where, 1, 1).home.tolist()) == set(
        range(5, 10)
    )


# What is measured


def test_three_audiences_by_hand():
    starts = np.array([0, 3, 5, 9])
    persons = np.array([0, 1, 2, 1, 2, 2, 3, 4, 5], np.int32)
    found = audience_overlap.measure(starts, persons, 8)
    assert found.n_links == 9
    assert found.n_unique == 6
    assert found.shared == 5 / 9
    assert found.multiplicity.tolist() == [4, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert found.of_smaller.tolist() == [1.0, 1 / 4 * 4 / 3, 1 / 2]
    assert found.jaccard.tolist() == [2 / 3, 1 / 6, 1 / 5]


def test_rows_by_class_are_measured_alike():
    starts = np.array([0, 3, 5])
    found = audience_overlap.measure(starts, np.array([2, 0, 1, 5, 0], np.int32), 8)
    assert found.of_smaller.tolist() == [1 / 2]
    assert found.jaccard.tolist() == [1 / 4]


def test_nothing_to_measure():
    found = audience_overlap.measure(np.array([0, 0]), np.zeros(0, np.int32), 3)
    assert (found.n_links, found.n_unique, found.shared) == (0, 0, 0.0)
    assert found.jaccard.size == 0


def test_empty_audiences_overlap_in_nothing():
    found = audience_overlap.measure(np.array([0, 0, 0]), np.zeros(0, np.int32), 3)
    assert found.of_smaller.tolist() == found.jaccard.tolist() == [0.0]


@pytest.mark.parametrize("n", [0, 1, 2, 3, 200])
def test_few_creators_are_paired_all(n):
    found = audience_overlap.sample_pairs(n)
    assert sorted(map(tuple, found.tolist())) == sorted(combinations(range(n), 2))


@pytest.mark.parametrize("n", [202, 1_000, 1_000_000])
def test_of_many_creators_a_sample_is_paired(n):
    found = audience_overlap.sample_pairs(n)
    assert found.shape == (audience_overlap.MOST_PAIRS, 2)
    assert len({tuple(pair) for pair in found.tolist()}) == len(found)
    assert (found[:, 0] < found[:, 1]).all()
    assert found.min() >= 0
    assert found.max() == n - 1


def test_unique_people_are_never_more_than_follows():
    world = build.build(scene(creators=({"name": "m", "count": 60, "followers": 900.0, "fake_share": 0.26},)), Path())
    found = audience_overlap.measure(world.link_start, world.link_person, world.n_people)
    assert found.n_unique < found.n_links == 60 * 666
    assert (found.of_smaller <= 1.0).all()
    assert (found.jaccard <= found.of_smaller).all()
    assert found.multiplicity.sum() == found.n_unique
    assert identity("reference-00001") not in world.creator_key
