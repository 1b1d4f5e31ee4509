"""Worlds that are refused before they are built, and those at the edge, which are not."""

import pytest

from sim.errors import InputError
from sim.world import audience, audience_overlap, build, communities, creators, people, unbuildable
from tests.scenes import scene


def check(folder, **changes):
    scenario = scene(**changes)
    unbuildable.check(scenario, creators.expand(scenario, folder, None), None)
    unbuildable.check_least_overlap([scenario])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"world": {"people": 9}}, "world.people: 9 people cannot fill 10 communities"),
        (
            {"creators": ({"name": "m", "followers": 20_001.0, "fake_share": 0.0},)},
            "world.people: a creator has 20,001 real followers, but only 20,000 people follow creators",
        ),
        (
            {"world": {"following_share": 0.05}, "creators": ({"name": "m", "followers": 1001.0, "fake_share": 0.0},)},
            "world.people: a creator has 1,001 real followers, but only 1,000 people follow creators",
        ),
        (
            {"world": {"generator": "bipartite_configuration_model"},
             "creators": ({"name": "m", "count": 200, "followers": 19_000.0, "fake_share": 0.0},)},
            "world.generator: bipartite_configuration_model with 3,800,000 follower slots; at most 2,000,000",
        ),
        (
            {"word_of_mouth": {"share_prob": 0.1},
             "friends": {"generator": {"name": "random_regular_graph", "d": 2000.0}}},
            "friends.generator: d = 2,000 must be below the number of people (a community of 2,000 people)",
        ),
        (
            {"world": {"shared_audience": {"share": 0.01, "among": {"creators": 100, "followers": 1000}}}},
            "world.shared_audience.share: 0.01 is too little: 100 creators with 1,000 followers each share about ",
        ),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused(tmp_path, changes, told):
    with pytest.raises(InputError) as caught:
        check(tmp_path, **changes)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    "changes",
    [
        {"world": {"people": 10}, "creators": ({"name": "m", "followers": 1.0},)},
        {"creators": ({"name": "m", "followers": 20_000.0, "fake_share": 0.0},)},
        {"friends": {"generator": {"name": "random_regular_graph", "d": 2000.0}}},  # where nobody talks
    ],
)
def test_the_edge_is_legal(tmp_path, changes):
    check(tmp_path, **changes)


@pytest.mark.parametrize(("n_creators", "followers"), [(30, 300), (300, 30), (300, 300)])
@pytest.mark.parametrize("law", [{"name": "zipf", "exponent": 3.0, "most": 1000.0}, {"name": "gamma", "shape": 0.3}])
def test_an_overlap_that_audiences_can_have_is_not_refused(n_creators, followers, law):
    """The least that is drawn for real, where all people follow creators, passes the prediction with its margin."""
    among = {"creators": n_creators, "followers": followers}
    scenario = scene(world={"followiness": law, "shared_audience": {"share": 0.5, "among": among}})
    world, seed = scenario.world, scenario.run.seed
    where = communities.build(world, seed, world.people)
    table = people.followiness_table(build.bind(people.FOLLOWINESS_LAWS, world.followiness, ("followiness",)))
    field = audience.field_of(where, seed, people.cumulative_followiness(build.U64(seed), table, where.start), 1.0)
    asked, grid = world.shared_audience, build.followiness_grid(table)
    least = audience_overlap.reference_roster(asked, where, field, grid, 1).play(1.0).achieved
    audience_overlap.check(asked.model_copy(update={"share": least}), field, where, grid, 1)
    with pytest.raises(InputError, match="is too little"):
        audience_overlap.check(asked.model_copy(update={"share": least / 10.0}), field, where, grid, 1)


def test_little_is_predicted_of_two_creators(tmp_path):
    check(tmp_path, world={"shared_audience": {"share": 0.0001, "among": {"creators": 2, "followers": 1000}}})
