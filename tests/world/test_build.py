"""Worlds: the same question makes the same bits, kept in a cache that is never believed when damaged."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from sim.errors import FileProblem, InputError
from sim.plan.hired_creators import line_up
from sim.world import audience_overlap, build, cache
from tests.invented import ONE_INTEREST, audiences_of
from tests.scenes import audiences, same, scene, world_of

GROUPS = (
    {"name": "micro", "count": 20, "followers": 100.0, "followers_sd": 0.5},
    {"name": "mega", "fake_share": 0.26, "followers": 3_000.0, "breadth": 0.85, "niche": "tech"},
)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An empty cache; the folder in which worlds are kept."""
    monkeypatch.setenv("SIM_CACHE_DIR", str(tmp_path))
    return tmp_path / "worlds"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty present folder with a small network."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.csv").write_text("follower,followee\n1,anna\n2,anna\n2,ben\n3,anna\n9,cleo\n9,ben\n")
    return tmp_path


# The same question


def test_the_same_scenario_makes_the_same_bits():
    assert same(world_of(creators=GROUPS), world_of(creators=GROUPS))
    assert not same(world_of(creators=GROUPS), world_of(creators=GROUPS, run={"seed": 1}))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "other", "platform": "tiktok", "platform_uncertainty": True},
        {"run": {"runs": 7, "draws": 3, "horizon_days": 9}},
        {"brand": {"niche": "beauty", "match_inside": 2.0}},
        {"posts": {"per_creator": 9, "window_days": 2, "pattern": "together"}},
        {"exposure": {"reach_1k": 0.1, "half_life_hours": 3.0}},
        {"engagement": {"rate_1k": 0.5, "residual_sd": 0.0}},
        {"response": {"curve": {"name": "threshold"}, "repeat_weight": 0.0}},
        {"funnel": {"click_prob": 1.0, "order_usd": 1.0}},
        {"costs": {"fees": "equal_price", "budget_usd": 5.0, "hour_usd": 0.0}},
        {"creators": tuple({**group, "quality": 3.0, "trust": 2.0, "fee_usd": 1.0, "posts": 8} for group in GROUPS)},
        {"creators": tuple({**group, "no_show_prob": 1.0, "audience_loss": 0.5, "gift_usd": 9.0} for group in GROUPS)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_does_not_make_the_world_changes_nothing(changes):
    scenario = scene(**{"creators": GROUPS, **changes})
    assert same(build.build(scenario, Path()), world_of(creators=GROUPS))
    assert cache.key(scenario, Path()) == cache.key(scene(creators=GROUPS), Path())


@pytest.mark.parametrize(
    "changes",
    [
        {"run": {"seed": 1}},
        {"world": {"people": 20_001}},
        {"world": {"sample_one_in": 2}},
        {"world": {"generator": "bipartite_configuration_model"}},
        {"world": {"communities": {"parameters": {"l": 2, "k": 5, "p_in": 0.8, "p_out": 0.2}}}},
        {"world": {"communities": {"size_exponent": 0.5}}},
        {"world": {"communities": {"restart": 0.6}}},
        {"world": {"followiness": {"name": "zipf", "exponent": 2.9}}},
        {"world": {"activity_classes": 5}},
        {"world": {"following_share": 0.9}},
        {"world": {"shared_audience": {"share": 0.5, "among": {"creators": 100, "followers": 100}}}},
        {"creators": GROUPS[:1]},
        {"creators": GROUPS[::-1]},
        {"creators": ({**GROUPS[0], "name": "nano"}, GROUPS[1])},
        {"creators": ({**GROUPS[0], "count": 21}, GROUPS[1])},
        {"creators": ({**GROUPS[0], "followers": 101.0}, GROUPS[1])},
        {"creators": ({**GROUPS[0], "followers_sd": 0.4}, GROUPS[1])},
        {"creators": ({**GROUPS[0], "niche": "tech"}, GROUPS[1])},
        {"creators": ({**GROUPS[0], "breadth": 0.2}, GROUPS[1])},
        {"creators": ({**GROUPS[0], "fake_share": 0.2}, GROUPS[1])},
    ],
    ids=str,
)
def test_what_makes_the_world_changes_it_and_its_key(changes):
    scenario = scene(**{"creators": GROUPS, **changes})
    assert not same(build.build(scenario, Path()), world_of(creators=GROUPS))
    assert cache.key(scenario, Path()) != cache.key(scene(creators=GROUPS), Path())


def test_the_whole_world():
    world = world_of(creators=GROUPS)
    assert world.creator_handle[-1] == "mega-00001"
    assert world.creator_group.tolist() == [0] * 20 + [1]
    assert world.creator_followers[:20].mean() == pytest.approx(100.0, rel=0.1)
    assert world.creator_followers[-1] == 3_000
    assert world.creator_home[-1] in range(5, 10)
    assert world.niche_names == ("beauty", "tech")
    assert world.n_people == world.community_start[-1] == 20_000
    assert world.notes == ()
    assert world.link_start[-1] == world.link_person.size
    assert np.diff(world.link_start)[-1] == 2_220


# Real networks


def test_a_small_network(folder):
    world = world_of(world={"network": "f.csv"}, creators=({"name": "n", "network_top": 3},))
    assert world.creator_handle == ("anna", "ben", "cleo")
    assert world.creator_followers.tolist() == [3, 2, 1]
    assert {handle: row.tolist() for handle, row in audiences(world).items()} == {
        "anna": [0, 1, 2],
        "ben": [1, 3],
        "cleo": [3],
    }
    assert world.n_people == 4
    assert world.community_start.tolist() == [0, 4]
    assert world.creator_home.tolist() == [0] * 3
    assert np.isnan(world.shared_asked)
    assert world.link_person.dtype == np.int32


def test_a_sampled_network_counts_everybody_behind_it(folder):
    (folder / "s.csv").write_text("# one person in 7\n" + (folder / "f.csv").read_text())
    top = ({"name": "n", "network_top": 3},)
    world = world_of(world={"network": "s.csv", "sample_one_in": 7}, creators=top)
    assert world.creator_followers.tolist() == [21, 14, 7]
    assert world.n_people == 4
    with pytest.raises(InputError, match="must be 7, not 1: the real network holds one person in 7"):
        world_of(world={"network": "s.csv"}, creators=top)


def test_creators_of_a_roster_are_accounts_of_the_network_with_their_own_fees(folder):
    (folder / "r.csv").write_text("handle,followers,niche,fee,engagement_rate\n@Ben,2,food,40,20%\nanna,6,tech,9,10%\n")
    world = world_of(world={"network": "f.csv"}, creators=({"name": "r", "roster": "r.csv", "fake_share": 0.5},))
    assert {handle: row.tolist() for handle, row in audiences(world).items()} == {"Ben": [1, 3], "anna": [0, 1, 2]}
    assert world.creator_fee_usd.tolist() == [40.0, 9.0]
    assert world.creator_rate.tolist() == [0.2, 0.1]
    assert world.creator_followers.tolist() == [2, 6]
    assert any('1 creators of r.csv have other numbers of followers in world.network (first: "anna", 6 and 3)' in note
               for note in world.notes)  # fmt: skip
    lived_in = scene(world={"network": "f.csv"}, creators=({"name": "r", "roster": "r.csv", "fake_share": 0.5},))
    assert line_up(lived_in, world).fake_share.tolist() == [0.0, 0.0]
    (folder / "r.csv").write_text("handle,followers\nbenn,2\n")
    with pytest.raises(
        InputError, match=r'creator "benn" of r\.csv is not an account of world\.network; did you mean "ben"'
    ):
        world_of(world={"network": "f.csv"}, creators=({"name": "r", "roster": "r.csv"},))


def test_a_network_of_other_people_than_the_rosters_is_refused(folder):
    (folder / "r.csv").write_text("handle,followers\nanna,4000\nben,3000\n")
    with pytest.raises(InputError, match=r"holds 5 followers of creators who have 7,000 by r\.csv: another network"):
        world_of(world={"network": "f.csv"}, creators=({"name": "r", "roster": "r.csv"},))


def test_accounts_of_a_network_have_no_fakes(folder):
    group = {"name": "n", "network_handles": ("ben", "anna"), "fake_share": 0.9}
    world = world_of(world={"network": "f.csv"}, creators=(group,))
    assert np.diff(world.link_start).tolist() == [2, 3]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"creators": ({"name": "n", "network_top": 1}, {"name": "micro", "followers": 5.0})},
            'world.network: creator "micro-00001" is not an account of world.network',
        ),
        (
            {"world": {"sample_one_in": 10}},
            "world.sample_one_in: must be 1, not 10: the real network is simulated whole",
        ),
        (
            {"creators": ({"name": "n", "network_top": 4},)},
            "creators.0.network_top: the 4 most followed accounts are asked for; the network has 3",
        ),
    ],
)
def test_networks_that_are_refused(folder, changes, expected):
    world = {"network": "f.csv", **changes.get("world", {})}
    with pytest.raises(InputError) as caught:
        world_of(world=world, creators=changes.get("creators", ({"name": "n", "network_top": 1},)))
    assert str(caught.value) == expected


def test_a_network_that_is_not_there(folder):
    with pytest.raises(FileProblem) as caught:
        world_of(world={"network": "nowhere.csv"}, creators=({"name": "n", "network_top": 1},))
    assert str(caught.value) == "nowhere.csv: no such file"


@pytest.mark.parametrize("k", [10, 100])
def test_top_accounts_of_a_network(k):
    """Sums, unions, multiplicities and overlaps as plain Python counts them in the file."""
    everybody = audiences_of(ONE_INTEREST)
    top = dict(list(everybody.items())[:k])
    world = world_of(world={"network": str(ONE_INTEREST)}, creators=({"name": "top", "network_top": k},))
    assert world.n_people == len(set.union(*everybody.values()))
    assert world.creator_handle == tuple(top)
    assert world.creator_followers.tolist() == [len(audience) for audience in top.values()]
    measured = audience_overlap.measure(world.link_start, world.link_person, world.n_people)
    assert measured.n_links == sum(len(audience) for audience in top.values())
    assert measured.n_unique == len(set.union(*top.values()))
    followed = Counter(person for audience in top.values() for person in audience)
    times = Counter(min(n, measured.multiplicity.size) for n in followed.values())  # the last: so many or more
    assert measured.multiplicity.tolist() == [times[n + 1] for n in range(measured.multiplicity.size)]
    jaccard = [len(one & other) / len(one | other) for one, other in combinations(top.values(), 2)]
    np.testing.assert_allclose(np.sort(measured.jaccard), np.sort(jaccard), rtol=1e-12)
