"""Whole networkx graphs: their degrees are those asked for, and they agree with the fast generator."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.world import build, creators, whole_graph
from tests.scenes import ALL_ALIKE, ONE_COMMUNITY, audiences, scene, world_of
from tests.verdicts import FALSE_ALARM, same_law

CONFIGURATION, ATTACHMENT = "bipartite_configuration_model", "bipartite_preferential_attachment"
ROSTER = (
    {"name": "small", "count": 30, "followers": 20.0, "fake_share": 0.0, "breadth": 1.0},
    {"name": "large", "count": 1, "followers": 300.0, "fake_share": 0.0, "breadth": 1.0},
)  # networkx takes minutes for ten times as many
N_LINKS = 900
GAMMA = {"name": "gamma", "shape": 1.0}


def asked(generator, **changes):
    scenario = scene(creators=ROSTER, world={"generator": generator, **changes})
    who = creators.expand(scenario, Path(), None)
    _, field, ask, _ = build.spread_out(scenario, who)
    return scenario.world, field, ask


def message(generator, creators_=ROSTER, **changes):
    with pytest.raises(InputError) as caught:
        world_of(creators=creators_, world={"generator": generator, **changes})
    return str(caught.value)


def multiplicities(world):
    return np.bincount(np.bincount(world.link_person, minlength=world.n_people))


@pytest.mark.parametrize("generator", [CONFIGURATION, ATTACHMENT])
def test_degrees_are_those_asked_for(generator):
    world, field, ask = asked(generator)
    made = whole_graph.make_by_networkx(world, field, ask)
    assert [made.degree(creator) for creator in range(31)] == ask.n_links.tolist() == [20] * 30 + [300]
    assert made.number_of_edges() == N_LINKS
    starts, persons, dropped = whole_graph.draw(world, field, ask)
    for creator in range(31):
        row = persons[starts[creator] : starts[creator + 1]]
        assert row.tolist() == sorted({person - 31 for person in made[creator]})
    assert dropped == N_LINKS - starts[-1]
    assert persons.size == starts[-1]


def test_people_of_the_configuration_model_follow_by_followiness():
    world, field, ask = asked(CONFIGURATION, following_share=0.3)
    degrees = whole_graph.draw_degrees(field, N_LINKS)
    made = whole_graph.make_by_networkx(world, field, ask)
    assert [made.degree(31 + person) for person in range(20_000)] == degrees.tolist()
    outside = np.concatenate([np.arange(start + 600, start + 2_000) for start in field.community_start[:-1]])
    assert degrees.sum() == N_LINKS
    assert degrees[outside].sum() == 0


def test_attachment_one_makes_every_link_a_new_person():
    world = world_of(creators=ROSTER, world={"generator": ATTACHMENT, "attachment": 1.0})
    assert np.sort(world.link_person).tolist() == list(range(N_LINKS))
    assert world.notes == ()


def test_attachment_makes_the_rich_richer():
    even = world_of(creators=ROSTER, world={"generator": CONFIGURATION, "followiness": ALL_ALIKE, "people": 450})
    rich = world_of(creators=ROSTER, world={"generator": ATTACHMENT, "attachment": 0.5})
    assert multiplicities(rich).size > 2 * multiplicities(even).size
    assert same_law(multiplicities(rich)[1:], multiplicities(even)[1:]) < FALSE_ALARM


@pytest.mark.parametrize("followiness", [ALL_ALIKE, GAMMA, {"name": "zipf", "exponent": 3.0, "most": 50.0}])
def test_the_fast_generator_agrees_with_the_configuration_model(followiness):
    """How many follow none, one, two, ...: of 40 followers among 20,000 people, hardly any link is parallel."""
    few = ({"name": "c", "count": 500, "followers": 40.0, "fake_share": 0.0, "breadth": 1.0},)
    changes = {"communities": ONE_COMMUNITY, "followiness": followiness}
    fast = world_of(creators=few, world=changes)
    slow = world_of(creators=few, world={**changes, "generator": CONFIGURATION}, run={"seed": 99})
    assert slow.link_person.size > 0.995 * 20_000
    assert same_law(multiplicities(fast), multiplicities(slow)) > FALSE_ALARM


def test_another_followiness_does_not_agree():
    few = ({"name": "c", "count": 500, "followers": 40.0, "fake_share": 0.0, "breadth": 1.0},)
    fast = world_of(creators=few, world={"communities": ONE_COMMUNITY, "followiness": GAMMA})
    gamma = {"name": "gamma", "shape": 1.6}
    changes = {"communities": ONE_COMMUNITY, "followiness": gamma, "generator": CONFIGURATION}
    slow = world_of(creators=few, world=changes, run={"seed": 99})
    assert same_law(multiplicities(fast), multiplicities(slow)) < FALSE_ALARM


@pytest.mark.parametrize("generator", [CONFIGURATION, ATTACHMENT])
def test_the_same_seed_makes_the_same_graph(generator):
    one, again, other = (
        world_of(creators=ROSTER, world={"generator": generator}, run={"seed": seed}) for seed in (1, 1, 2)
    )
    assert one.link_person.tobytes() == again.link_person.tobytes() != other.link_person.tobytes()
    assert all((np.diff(row) > 0).all() for row in audiences(one).values())


def test_dropped_links_are_said():
    world = world_of(creators=ROSTER, world={"generator": CONFIGURATION, "people": 400})
    dropped = N_LINKS - world.link_person.size
    assert dropped > 50
    assert world.notes == (f"{dropped:,} parallel links of the generated graph were dropped",)


@pytest.mark.parametrize(
    ("generator", "creators_", "changes", "expected"),
    [
        (
            CONFIGURATION,
            ({"name": "m", "count": 2_001, "followers": 1_000.0, "fake_share": 0.0},),
            {},
            "world.generator: bipartite_configuration_model with 2,001,000 follower slots; at most 2,000,000: use "
            'generator = "communities", or a sample (world.sample_one_in)',
        ),
        (
            ATTACHMENT,
            ({"name": "m", "count": 11, "followers": 1_000.0, "fake_share": 0.0},),
            {},
            "world.generator: bipartite_preferential_attachment with 11,000 follower slots; at most 10,000: use "
            'generator = "communities", or a sample (world.sample_one_in)',
        ),
        (
            ATTACHMENT,
            ROSTER,
            {"attachment": 1.0, "people": 899},
            "world.people: preferential attachment made 900 people, world.people has 899; raise it, or lower "
            "world.attachment",
        ),
    ],
)
def test_graphs_that_are_refused(generator, creators_, changes, expected):
    assert message(generator, creators_, **changes) == expected
