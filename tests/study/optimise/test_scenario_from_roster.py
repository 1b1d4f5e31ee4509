"""A scenario around a roster: people enough for its largest creator, sampled to usual size."""

import pytest

from sim.errors import FileProblem
from sim.study.optimise.scenario_from_roster import SHARED, RosterQuestion, refuse_name, scenario_from_roster
from sim.study.optimise.scenario_from_roster import world_of_roster as world_of


def roster(folder, *sizes):
    path = folder / "my roster.csv"
    path.write_text("handle,followers\n" + "".join(f"c{place},{size}\n" for place, size in enumerate(sizes)))
    return path


@pytest.mark.parametrize(
    ("sizes", "n_worlds", "world"),
    [
        ((1_000, 2_000), 1, {"people": 10_000_000, "sample_one_in": 1, "shared_audience": SHARED}),
        ((1_000_000,), 1, {"people": 10_000_000, "sample_one_in": 1, "shared_audience": SHARED}),
        ((1_000_001,), 1, {"people": 10_000_000, "sample_one_in": 1}),
        ((5_000_000,), 1, {"people": 15_000_000, "sample_one_in": 2}),
        ((900_000_000,), 1, {"people": 2_700_000_000, "sample_one_in": 225}),
        ((1_000_000,), 400, {"people": 10_000_000, "sample_one_in": 2, "shared_audience": SHARED}),
    ],
)
def test_people_by_the_largest_creator_and_sample_by_all(tmp_path, sizes, n_worlds, world):
    assert world_of(RosterQuestion(roster(tmp_path, *sizes), "instagram", n_worlds)) == world


def test_a_roster_alone_is_a_scenario_in_which_a_fee_buys_a_post(tmp_path):
    loaded = scenario_from_roster(RosterQuestion(roster(tmp_path, 1_000), "tiktok", 1), ["run.runs=7"])
    scenario = loaded.scenario
    assert (scenario.name, scenario.platform) == ("my roster", "tiktok")
    assert (scenario.costs.fee_per, scenario.posts.per_creator, scenario.run.runs) == ("post", 1, 7)
    assert (loaded.folder / scenario.creators[0].roster) == tmp_path / "my roster.csv"


def test_a_network_says_of_how_many_it_is_a_sample(tmp_path):
    (tmp_path / "far").mkdir()
    network = tmp_path / "far" / "n.csv"
    network.write_text("follower,followee\n1,c0\n2,c0\n")
    world = scenario_from_roster(RosterQuestion(roster(tmp_path, 1_000), "x", 1, network)).scenario.world
    assert (world.network, world.sample_one_in) == ("far/n.csv", 1)
    assert not world.network_undirected


def test_a_network_whose_ties_go_both_ways(tmp_path):
    (tmp_path / "n.csv").write_text("node_1,node_2\n1,c0\n2,c0\n")
    asked = RosterQuestion(roster(tmp_path, 1_000), "x", 1, tmp_path / "n.csv", is_undirected=True)
    assert scenario_from_roster(asked).scenario.world.network_undirected


def test_a_name_that_is_not_text_is_refused(tmp_path):
    with pytest.raises(FileProblem) as caught:
        refuse_name(tmp_path / "r\udcff.csv")
    assert str(caught.value).endswith("r\\udcff.csv': a name that is not UTF-8; rename the file")
