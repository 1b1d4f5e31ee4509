"""Creators: exact totals, identities that do not depend on places, rosters and networks as they are."""

import hashlib

import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario.load import EXAMPLE, loads
from sim.tables.handles import identity
from sim.world import creators, follows
from tests.scenes import audiences, scene, world_of

NETWORK = "follower,followee\n" + "".join(
    f"{person},{account}\n" for account, n in (("anna", 5), ("ben", 3), ("cleo", 3)) for person in range(1, n + 1)
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty present folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def keys(n):
    return np.array([identity(f"c{number}") for number in range(n)], np.uint64)


def expand(folder, real=None, **changes):
    return creators.expand(scene(**changes), folder, real)


def message(folder, real=None, **changes):
    with pytest.raises(InputError) as caught:
        expand(folder, real, **changes)
    return str(caught.value)


# Sizes


def sizes_of(**changes):
    group = {"name": "g", "count": 10_000, "followers": 1000.0, **changes}
    return creators.own_sizes(scene(creators=(group,)).creators[0])


@pytest.mark.parametrize(("mean", "count", "total"), [(1000.0, 7, 7_000), (0.5, 3, 2), (33.3, 10, 333), (0.0, 4, 0)])
def test_without_spread_fractions_of_followers_are_not_lost(mean, count, total):
    sizes = sizes_of(count=count, followers=mean)
    assert sizes.sum() == total
    assert np.ptp(sizes) <= 1


@pytest.mark.parametrize("sd", [0.5, 1.2])
def test_one_creator_more_changes_nobody_elses_size(sd):
    few, many = (sizes_of(count=count, followers_sd=sd) for count in (7, 5000))
    assert many[:7].tolist() == few.tolist()


@pytest.mark.parametrize(
    ("count", "sd", "off"), [(1, 0.5, 0.01), (10, 0.5, 0.1), (1000, 0.5, 0.005), (10_000, 1.2, 0.01)]
)
def test_sizes_average_the_followers_of_the_group(count, sd, off):
    """They are evenly spread, so their mean is closer than that of random ones."""
    assert sizes_of(count=count, followers_sd=sd).mean() == pytest.approx(1000.0, rel=off)


def test_sizes_are_lognormal_with_the_spread_asked_for():
    log = np.log(sizes_of(followers=1e6, followers_sd=0.7) / 1e6)
    assert log.mean() == pytest.approx(-0.5 * 0.7**2, abs=1e-3)
    assert log.std() == pytest.approx(0.7, abs=1e-3)


def test_without_spread_all_are_equal(folder):
    assert set(expand(folder).followers.tolist()) == {100}


def test_an_empty_group(folder):
    found = expand(folder, creators=({"name": "a", "count": 0, "followers": 10.0}, {"name": "b", "followers": 9.0}))
    assert found.handle == ("b-00001",)
    assert found.group.tolist() == [1]


# Identity


def test_identity_is_a_hash_of_the_plain_handle():
    digest = hashlib.sha256(b"anna").digest()
    assert identity("anna") == int.from_bytes(digest[:8], "little")


@pytest.mark.parametrize("handle", ["@anna", " ANNA ", "@Anna", "anna"])
def test_one_creator_in_several_dresses(handle):
    assert identity(handle) == identity("anna")


def test_composed_and_decomposed_letters_are_one():
    assert identity("zoe\u0308") == identity("Zo\u00eb") != identity("zoe")


def test_generated_creators_are_named_after_their_group(folder):
    found = expand(folder, creators=({"name": "a", "count": 2, "followers": 5.0}, {"name": "b", "followers": 9.0}))
    assert found.handle == ("a-00001", "a-00002", "b-00001")
    assert found.group.tolist() == [0, 0, 1]
    assert found.key.tolist() == [identity(handle) for handle in found.handle]
    assert found.niche.tolist() == [-1, -1, -1]
    assert found.account.tolist() == [-1, -1, -1]
    assert np.isnan(found.rate).all()
    assert np.isnan(found.fee_usd).all()
    assert found.notes == ()


def test_places_in_a_roster_do_not_matter(folder):
    rows = ["anna,300", "@Ben,40", "cleo,7", "dora,1900"]
    group = ({"name": "r", "roster": "r.csv", "breadth": 0.3},)
    worlds = []
    for order in (rows, rows[::-1], [*rows[2:], "emil,500", *rows[:2]]):
        (folder / "r.csv").write_text("handle,followers\n" + "\n".join(order))
        worlds.append(audiences(world_of(creators=group)))
    assert worlds[0].keys() == {"anna", "Ben", "cleo", "dora"}
    assert worlds[2].keys() > worlds[0].keys()
    for handle, row in worlds[0].items():
        assert row.tolist() == worlds[1][handle].tolist() == worlds[2][handle].tolist()


@pytest.mark.parametrize(
    ("names", "twice"),
    [(("micro", "micro"), "micro-00001"), (("micro", "MICRO"), "MICRO-00001")],
)
def test_a_creator_who_occurs_twice(folder, names, twice):
    groups = tuple({"name": name, "count": 2, "followers": 5.0} for name in names)
    assert message(folder, creators=groups) == f'creators: creator "{twice}" occurs twice'


# Rosters


def test_a_roster_as_it_is(folder):
    (folder / "r.csv").write_text("handle,followers,er,niche,fee\nanna,300,4%,tech,50\nben,40,,,\n")
    found = expand(folder, creators=({"name": "a", "followers": 9.0}, {"name": "r", "roster": "r.csv"}))
    assert found.handle == ("a-00001", "anna", "ben")
    assert found.group.tolist() == [0, 1, 1]
    assert found.followers.tolist() == [9, 300, 40]
    assert found.niche.tolist() == [-1, 1, -1]
    np.testing.assert_array_equal(found.rate, [np.nan, 0.04, np.nan])
    np.testing.assert_array_equal(found.fee_usd, [np.nan, 50.0, np.nan])
    assert found.notes == (
        "r.csv: 1 of 2 creators have no engagement rate; a law of size fills it in",
        "r.csv: 1 of 2 creators have no fee; a law of size fills it in",
    )


def test_niches_that_the_world_does_not_have(folder):
    (folder / "r.csv").write_text("handle,followers,er,niche\nanna,300,4%,opera\nben,40,4%,chess\ncleo,40,4%,opera\n")
    found = expand(folder, creators=({"name": "r", "roster": "r.csv"},))
    assert found.niche.tolist() == [-1, -1, -1]
    assert found.notes == (
        "2 niches of r.csv are not in world.communities.niches (first: 'chess'); the audiences of their creators "
        "are placed anywhere",
    )
    placed = expand(folder, creators=({"name": "r", "roster": "r.csv", "niche": "tech"},))
    assert placed.niche.tolist() == [1, 1, 1]
    assert placed.notes == ()


def test_niches_are_known_in_any_case_and_by_usual_words(folder):
    """The world of these tests has the niches beauty and tech."""
    rows = "anna,300,4%,Tech\nben,40,4%,Kosmetik\ncleo,40,4%,Kosmetik\ndora,40,4%,\n"
    (folder / "r.csv").write_text(f"handle,followers,er,niche\n{rows}")
    found = expand(folder, creators=({"name": "r", "roster": "r.csv"},))
    names = scene().world.communities.niches
    assert [names[place] if place >= 0 else "" for place in found.niche] == ["tech", "beauty", "beauty", ""]
    assert found.notes == ('niche "Kosmetik" is taken as beauty',)


def test_every_usual_word_is_of_a_niche_of_the_default_world():
    niches = loads(EXAMPLE).scenario.world.communities.niches
    assert set(creators.SYNONYMS.values()) <= set(niches)
    assert not set(creators.SYNONYMS) & set(niches)


def test_a_roster_creator_with_more_followers_than_people(folder):
    (folder / "r.csv").write_text("handle,followers\nanna,500\nben,501\n")
    roster = ({"name": "r", "roster": "r.csv", "breadth": 1.0},)
    assert expand(folder, creators=roster, world={"people": 501}).followers.tolist() == [500, 501]
    told = message(folder, creators=roster, world={"people": 500})
    assert told == 'r.csv:3: followers: "ben" has 501 followers; world.people is 500'
    with pytest.raises(InputError) as caught:
        world_of(creators=roster, world={"people": 500})
    assert str(caught.value) == 'r.csv:3: followers: "ben" has 501 followers; world.people is 500'


def test_a_sample_of_people_holds_all_followers_of_the_roster(folder):
    (folder / "r.csv").write_text("handle,followers\nanna,500\n")
    roster = ({"name": "r", "roster": "r.csv", "breadth": 1.0, "fake_share": 0.0},)
    assert audiences(world_of(creators=roster, world={"people": 500, "sample_one_in": 10}))["anna"].size == 50


# Accounts of a real network


@pytest.fixture
def real(folder):
    (folder / "f.csv").write_text(NETWORK)
    return follows.read(folder / "f.csv")


def test_the_most_followed_accounts(folder, real):
    found = expand(folder, real, creators=({"name": "n", "network_top": 2, "niche": "tech"},))
    assert found.handle == ("anna", "ben")
    assert found.followers.tolist() == [5, 3]
    assert found.account.tolist() == [0, 1]
    assert found.niche.tolist() == [1, 1]


def test_named_accounts(folder, real):
    found = expand(folder, real, creators=({"name": "n", "network_handles": ("cleo", "anna")},))
    assert found.handle == ("cleo", "anna")
    assert found.followers.tolist() == [3, 5]
    assert found.account.tolist() == [2, 0]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (
            {"name": "n", "network_top": 4},
            "creators.1.network_top: the 4 most followed accounts are asked for; the network has 3",
        ),
        (
            {"name": "n", "network_handles": ("anna", "bem")},
            'creators.1.network_handles: account "bem" is not in the network; did you mean "ben"?',
        ),
        (
            {"name": "n", "network_handles": ("zzz",)},
            'creators.1.network_handles: account "zzz" is not in the network',
        ),
        ({"name": "n", "network_handles": ("ben", "ben")}, 'creators: creator "ben" occurs twice'),
    ],
)
def test_accounts_that_are_refused(folder, real, group, expected):
    assert message(folder, real, creators=({"name": "a", "network_top": 1}, group)) == expected
