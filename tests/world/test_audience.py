"""Audiences: successive sampling from each creator's own address, and nothing that another creator could disturb."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables.handles import identity
from sim.world import audience, communities, people
from sim.world.audience import Ask, Field
from tests.scenes import ALL_ALIKE, ONE_COMMUNITY, audiences, scene, world_of
from tests.verdicts import FALSE_ALARM, FAR, fit

SEED = np.uint64(5)
MICRO = {"name": "micro", "count": 20, "followers": 100.0, "fake_share": 0.26}
MEGA = {"name": "mega", "followers": 9_000.0, "breadth": 0.85, "fake_share": 0.26}
LATE = {"name": "late", "count": 3, "followers": 700.0, "niche": "tech", "fake_share": 0.0}


def keys(n):
    return np.array([identity(f"c{number}") for number in range(n)], np.uint64)


def one_pool(weights):
    """A field of one community with these followinesses."""
    starts = np.array([0, len(weights)], np.int64)
    running = np.concatenate([[0.0], np.cumsum(weights)])
    return Field(SEED, starts, starts[1:].copy(), running, np.ones((1, 1)), np.ones(1))


def in_communities(scenario):
    """The communities of a scenario, and their field if everybody follows creators."""
    where = communities.build(scenario.world, scenario.run.seed, scenario.world.people)
    table = people.followiness_table(people.zipf)
    running = people.cumulative_followiness(SEED, table, where.start)
    return where, audience.field_of(where, int(SEED), running, 1.0)


# Who is in it


def test_nobody_follows_a_creator_twice():
    world = world_of(creators=(MICRO, MEGA, LATE))
    rows = audiences(world)
    assert {handle: row.size for handle, row in rows.items()} == {
        handle: round(listed * (1.0 if handle.startswith("late") else 0.74))
        for handle, listed in zip(world.creator_handle, world.creator_followers.tolist(), strict=True)
    }
    assert all((np.diff(row) > 0).all() and row[0] >= 0 and row[-1] < 20_000 for row in rows.values())


@pytest.mark.parametrize("added", [(MEGA,), (LATE,), (MEGA, LATE)])
def test_one_creator_more_changes_nobody_elses_audience(added):
    few = audiences(world_of(creators=(MICRO, {**MEGA, "name": "star"})))
    for groups in ((MICRO, {**MEGA, "name": "star"}, *added), (*added, {**MEGA, "name": "star"}, MICRO)):
        many = audiences(world_of(creators=groups))
        assert many.keys() > few.keys()
        assert all(many[handle].tobytes() == row.tobytes() for handle, row in few.items())


def test_more_followers_keep_the_first_ones():
    def rows(n):
        return audiences(world_of(creators=({**MICRO, "followers": float(n), "fake_share": 0.0},)))

    small, large = rows(100), rows(130)
    assert all(np.isin(row, large[handle]).all() for handle, row in small.items())


@pytest.mark.parametrize("n_threads", [1, 3, 8])
def test_threads_change_nothing(monkeypatch, n_threads):
    groups = (MICRO, MEGA, LATE)
    two = world_of(creators=groups)
    monkeypatch.setattr(audience, "N_THREADS", n_threads)
    assert world_of(creators=groups).link_person.tobytes() == two.link_person.tobytes()


@pytest.mark.parametrize("by_clock", [False, True])
def test_audiences_are_successive_samples(by_clock):
    """Of four people with weights 1, 2, 3, 6 two follow: all ordered draws enumerated, 20,000 creators."""
    weights = np.array([1.0, 2.0, 3.0, 6.0])
    field, whos = one_pool(weights), keys(20_000)
    out, spread = np.empty(2, np.int64), np.ones(1)
    seen = Counter()
    for who in whos:
        if by_clock:
            audience.draw_clocks(field, who, spread, out)
        else:
            assert audience.draw_slots(field, who, spread, out)
        seen[tuple(out.tolist())] += 1
    due = Counter()
    for first, second in permutations(range(4), 2):
        chance = weights[first] / 12.0 * weights[second] / (12.0 - weights[first])
        due[tuple(sorted((first, second)))] += 20_000 * chance
    pairs = sorted(due)
    assert set(seen) <= set(pairs)
    assert fit([seen[pair] for pair in pairs], [due[pair] for pair in pairs]) > FALSE_ALARM
    assert fit([seen[pair] for pair in pairs], np.full(6, 20_000 / 6)) < FALSE_ALARM


def test_a_crowded_audience_is_drawn_by_clocks_and_counts_the_same():
    """A quarter of the people and just less: what share of a creator's audience is the heavier half."""
    weights = np.repeat([1.0, 3.0], 2_000)
    field = one_pool(weights)
    ask = Ask(keys(40), np.zeros(40, np.int64), np.ones(40), np.repeat([1_000, 1_001], 20).astype(np.int64))
    most, reachable = audience.crowding(field, ask)
    assert (most > audience.CROWDED).tolist() == [False] * 20 + [True] * 20
    assert (reachable == 4_000).all()
    starts, persons = audience.draw(field, ask)
    heavy = np.add.reduceat(persons >= 2_000, starts[:-1])
    assert abs(heavy[:20].mean() - heavy[20:].mean()) < FAR * np.sqrt(2 * 250.0 / 20)  # at most binomial


# Where it is


def test_breadth_one_follows_community_sizes():
    world = world_of(
        world={"communities": {"size_exponent": 1.0}, "people": 200_000},
        creators=({"name": "wide", "count": 100, "followers": 500.0, "breadth": 1.0},),
    )
    where = np.searchsorted(world.community_start, world.link_person, side="right") - 1
    sizes = np.diff(world.community_start) / world.n_people
    assert fit(np.bincount(where, minlength=10), where.size * sizes) > FALSE_ALARM
    assert fit(np.bincount(where, minlength=10), np.full(10, where.size / 10)) < FALSE_ALARM


def test_breadth_mixes_affinity_and_size():
    """(1 - breadth) PageRank at home + breadth size, for a creator too small to crowd a community."""
    changes = {"world": {"people": 2_000_000}}
    world = world_of(creators=({"name": "c", "followers": 40_000.0, "breadth": 0.4, "fake_share": 0.0},), **changes)
    scenario = scene(**changes)
    made = communities.build(scenario.world, scenario.run.seed, 2_000_000)
    where = np.searchsorted(world.community_start, world.link_person, side="right") - 1
    due = 0.6 * made.affinity[world.creator_home[0]] + 0.4 * 0.1
    assert fit(np.bincount(where, minlength=10), 40_000 * due) > FALSE_ALARM
    assert fit(np.bincount(where, minlength=10), np.full(10, 4_000.0)) < FALSE_ALARM


def test_restart_one_and_no_breadth_stay_at_home():
    world = world_of(
        world={"communities": {"restart": 1.0}}, creators=({**MICRO, "breadth": 0.0, "followers": 1_500.0},)
    )
    for home, row in zip(world.creator_home, audiences(world).values(), strict=True):
        assert world.community_start[home] <= row[0]
        assert row[-1] < world.community_start[home + 1]


def test_homes_are_chosen_by_size_within_the_niche():
    size = np.array([0.1, 0.2, 0.3, 0.4])
    niche = np.array([0, 0, 1, 1])
    anywhere = audience.homes(SEED, keys(20_000), np.full(20_000, -1), niche, size)
    assert fit(np.bincount(anywhere, minlength=4), 20_000 * size) > FALSE_ALARM
    inside = audience.homes(SEED, keys(20_000), np.full(20_000, 1), niche, size)
    assert inside.min() == 2
    assert fit(np.bincount(inside)[2:], 20_000 * size[2:] / 0.7) > FALSE_ALARM


def test_only_the_following_share_follows():
    world = world_of(world={"following_share": 0.1}, creators=({**MICRO, "breadth": 1.0},))
    where = np.searchsorted(world.community_start, world.link_person, side="right") - 1
    place = world.link_person - world.community_start[where]
    assert place.max() == 199
    assert world.following_share == 0.1


# How many it holds


@pytest.mark.parametrize(("fake_share", "real"), [(0.0, 100), (0.26, 74), (0.5, 50), (0.999, 0)])
def test_fakes_take_slots(fake_share, real):
    world = world_of(creators=({**MICRO, "fake_share": fake_share},))
    assert (world.creator_followers == 100).all()
    assert (np.diff(world.link_start) == real).all()


def test_a_sample_is_rounded_without_bias():
    found = audience.real_links(SEED, keys(20_000), np.full(20_000, 1_000), np.full(20_000, 0.26), 16)
    assert set(found.tolist()) == {46, 47}  # 46.25
    assert abs(found.mean() - 46.25) < FAR * np.sqrt(0.25 * 0.75 / 20_000)


@pytest.mark.parametrize("people_", [74, 75])
def test_everybody_can_follow(people_):
    world = world_of(world={"people": people_}, creators=({**MICRO, "breadth": 1.0},))
    assert all(row.size == 74 for row in audiences(world).values())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"world": {"people": 9_000}, "creators": (MICRO, {**MEGA, "followers": 13_000.0})},
            "world.people: a creator has 9,620 real followers, but only 9,000 people follow creators where their "
            "audience lives; raise world.people or breadth, or ask for less shared audience",
        ),
        (
            {"world": {"communities": {"restart": 1.0}}, "creators": ({**MEGA, "breadth": 0.0},)},
            "world.people: a creator has 6,660 real followers, but only 2,000 people follow creators where their "
            "audience lives; raise world.people or breadth, or ask for less shared audience",
        ),
        (
            {"world": {"following_share": 0.1}, "creators": (MEGA,)},
            "world.people: a creator has 6,660 real followers, but only 2,000 people follow creators where their "
            "audience lives; raise world.people or breadth, or ask for less shared audience",
        ),
    ],
)
def test_a_creator_with_more_followers_than_people(changes, expected):
    with pytest.raises(InputError) as caught:
        world_of(**changes)
    assert str(caught.value) == expected


def test_very_uneven_followiness_ends_by_clocks():
    """Slot by slot, the same few people would be drawn for ever."""
    changes = {"people": 10_000, "communities": ONE_COMMUNITY, "followiness": {"name": "gamma", "shape": 0.02}}
    world = world_of(world=changes, creators=({**MICRO, "followers": 2_000.0, "fake_share": 0.0},))
    assert all(np.unique(row).size == 2_000 for row in audiences(world).values())


def test_followiness_too_uneven_for_so_many_followers():
    with pytest.raises(InputError) as caught:
        audience.draw_clocks(one_pool([1.0, 0.0, 2.0, 0.0]), keys(1)[0], np.ones(1), np.empty(3, np.int64))
    assert str(caught.value) == (
        "world.followiness: a creator has 3 real followers, but followiness is so uneven that only 2 people would "
        "ever follow; make it more even, or raise world.people"
    )


# How it is kept


def test_rows_are_sorted_by_class_then_person():
    world = world_of(creators=(MICRO, MEGA), world={"activity_classes": 3})
    starts = world.link_class_start
    assert (starts[:, 0] == world.link_start[:-1]).all()
    assert (starts[:, -1] == world.link_start[1:]).all()
    classes = people.activity_classes(np.uint64(20261), world.link_person, 3)
    for row in starts:
        for number in range(3):
            cell = slice(row[number], row[number + 1])
            assert (classes[cell] == number).all()
            assert (np.diff(world.link_person[cell]) > 0).all()
    assert world.link_person.dtype == np.int32


def test_multiplicity_counts_beyond_two_bytes():
    assert audience.multiplicity(np.zeros(70_000, np.int64), 2).tolist() == [70_000, 0]


def test_shared_share_is_a_share_of_links():
    assert audience.shared_share(np.array([0, 1, 1, 2, 2, 2]), 4) == 5 / 6
    assert audience.shared_share(np.zeros(0, np.int64), 4) == 0.0


def test_nobody_follows_nobody():
    world = world_of(creators=({**MICRO, "followers": 0.0}, {"name": "none", "count": 0, "followers": 5.0}))
    assert world.link_start.tolist() == [0] * 21
    assert world.link_person.size == 0


def test_equal_people_are_equally_likely():
    world = world_of(
        world={"people": 2_000, "communities": ONE_COMMUNITY, "followiness": ALL_ALIKE},
        creators=({**MICRO, "count": 4_000, "followers": 20.0, "fake_share": 0.0},),
    )
    counts = np.bincount(world.link_person, minlength=2_000)
    assert fit(counts, np.full(2_000, 40.0)) > FALSE_ALARM


def test_every_community_keeps_somebody_in_the_pool():
    where, field = in_communities(scene(world={"people": 10}))
    assert field.pool.tolist() == [1] * 10
    assert audience.field_of(where, 5, field.cumulative, 1e-7).pool.tolist() == [1] * 10
