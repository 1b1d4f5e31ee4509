"""Candidates, their prices and limits; questions that cannot be answered, with their one line."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario.load import loads
from sim.study.optimise import candidates as candidates_of
from sim.study.optimise.candidates import (
    candidates,
    fee_buys,
    ignored_settings,
    located_handles,
    numbers_of_posts,
    refuse,
)
from sim.study.optimise.candidates import limits as limits_in_numbers
from sim.tables.handles import identity
from tests.hiring import SCENARIO, SIZES, N, asked


def test_creators_whom_nobody_follows_are_refused(loaded):
    with pytest.raises(InputError, match="nobody who is simulated follows any of the creators"):
        candidates(loaded.replace("creators.all.roster_handles", ["c0"]).replace("world.sample_one_in", 1000), asked())


def test_a_roster_in_a_scenario_may_be_cut_to_some(loaded):
    def cut(handles):
        text = SCENARIO.replace('roster = "r.csv"', f'roster = "r.csv"\nroster_handles = {handles}')
        return candidates(loads(text, (), loaded.file), asked()).handle

    assert sorted(cut('["C3", "@c1"]')) == ["c1", "c3"]
    with pytest.raises(InputError, match=r'0\.roster_handles: r\.csv has no creator "c33"; did you mean "c3"'):
        cut('["c33"]')


def with_changes(loaded, changes):
    return loaded.replace_all(changes) if changes else loaded


@pytest.mark.parametrize(
    ("changes", "most_posts", "numbers"),
    [
        ({}, None, (1, 2, 3)),
        ({}, 2, (1, 2)),
        ({"costs.fee_per": "campaign"}, None, (0,)),
        ({"costs.fee_per": "campaign"}, 1, (1,)),
        ({"creators.all.posts": 2}, None, (0,)),
    ],
)
def test_numbers_of_posts_that_are_tried(loaded, changes, most_posts, numbers):
    assert numbers_of_posts(with_changes(loaded, changes), asked(most_posts=most_posts)) == numbers


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"costs.fees": "equal_price", "costs.fee_per": "campaign", "costs.budget_usd": 5.0},
         'costs.fees: must be "law" (--set costs.fees=law), not "equal_price": what each costs would depend on the '
         "others"),
        ({"creators.all": {"name": "all", "followers": 10.0}},
         "creators.0: needs roster, network_top or network_handles: nobody can hire creators who are only numbers"),
        ({"creators.all.posts": 2},
         "creators.0.posts: must be left out, not 2: --most-posts says how many posts to choose from"),
        ({"costs.congestion_exponent": -0.5},
         "costs.congestion_exponent: must be 0 or more, not -0.5, to choose: each creator would make others cheaper"),
        ({"costs.fee_per": "campaign"},
         'costs.fee_per: must be "post", not "campaign": further posts would cost nothing (--set costs.fee_per=post)'),
    ],
)  # fmt: skip
def test_scenarios_that_nobody_can_choose_from(loaded, changes, message):
    with pytest.raises(InputError) as caught:
        refuse(loaded.replace_all(changes), asked())
    assert str(caught.value) == message


HANDLES, NICHES = ("Ann", "ben", "cat", "dan"), ("food", "tech", "", "food")


def numbers(**changes):
    return limits_in_numbers(asked(**changes), HANDLES, NICHES)


def test_limits_in_numbers():
    limits = numbers(must=("@ANN",), must_not=("dan", "cat"), niche_most={"food": 2}, hours=None)
    assert (limits.must.tolist(), limits.must_not.tolist()) == ([0], [2, 3])
    assert limits.niche.tolist() == [1, 2, 0, 1]
    assert limits.niche_most == {1: 2}
    assert (limits.least, limits.most, limits.hours, limits.budget_usd) == (1, 4, np.inf, 60.0)


@pytest.mark.parametrize(
    ("changes", "least"), [({}, 1), ({"least": 3}, 3), ({"must": ("ann", "ben")}, 2), ({"must": ("ann", "@Ann")}, 1)]
)
def test_the_least_number_counts_must_haves_once(changes, least):
    assert numbers(**changes).least == least


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"least": 4, "most": 3}, "--least: 4 creators or more are asked for, but at most 3 are allowed"),
        ({"must": ("ann", "ben"), "most": 1}, "--with: 2 creators or more are asked for, but at most 1 are allowed"),
        ({"must_not": HANDLES}, "--without: 1 creators or more are asked for, but at most 0 are allowed"),
        ({"niche_most": {"foot": 1}}, '--niche-most: no creator has the niche "foot"; did you mean "food"?'),
        ({"must": ("ann",), "must_not": ("ANN",)},
         '--with: "Ann" is asked for by --with and excluded by --without'),
    ],
)  # fmt: skip
def test_limits_that_exclude_one_another(changes, message):
    with pytest.raises(InputError) as caught:
        numbers(**changes)
    assert str(caught.value) == message


def test_named_creators_are_found_however_they_are_written():
    place = {identity(name): index for index, name in enumerate(HANDLES)}
    assert located_handles(("@DAN", "ann", "dan"), "--with", place, HANDLES).tolist() == [0, 3]
    with pytest.raises(InputError, match=r'^--without: no creator "benn" in the roster; did you mean "ben"'):
        located_handles(("benn",), "--without", place, HANDLES)


def test_prices_and_niches_are_those_of_the_roster(loaded):
    who = candidates(loaded, asked())
    first = who.handle.index("c0")
    assert who.prices.fee_usd[:, first].tolist() == [0.0, 7.0, 14.0]
    assert who.prices.hours[:, first].tolist() == [0.0, 2.5, 3.0]
    assert who.niche[first] == "tech"
    assert sorted(who.followers.tolist()) == list(SIZES)
    assert who.n_posts.tolist() == [[1] * N, [2] * N]


@pytest.mark.parametrize(("hours", "usd"), [(9.0, 0.0), (None, 60.0)])
def test_hours_cost_money_where_they_have_no_limit(loaded, hours, usd):
    assert candidates(loaded, asked(hours=hours)).prices.hour_usd == usd


def test_slots_are_real_followers(loaded):
    who = candidates(loaded.replace("creators.all.fake_share", 0.5), asked())
    assert who.slots == pytest.approx(0.5 * who.followers)


def test_what_a_fee_buys_is_noted(loaded):
    assert fee_buys(loaded) == "A fee buys one post (costs.fee_per)."
    assert fee_buys(loaded.replace("costs.fee_per", "campaign")) == (
        "A fee buys all posts of a creator (costs.fee_per)."
    )


@pytest.mark.parametrize(("numbers", "n_notes"), [((1, 2, 3), 1), ((0,), 0), ((2,), 0)])
def test_posts_that_are_asked_for_in_vain_are_noted(loaded, numbers, n_notes):
    changed = loaded.replace("posts.per_creator", 2)
    assert len(ignored_settings(changed, numbers)) == n_notes
    assert ignored_settings(loaded, numbers) == []


def test_too_many_worlds_are_refused(loaded, monkeypatch):
    monkeypatch.setattr(candidates_of, "MOST_STATES", 20_000)
    with pytest.raises(InputError, match=r"--worlds: must be at most \d+, not 40: there are [\d,]+ people$"):
        candidates(loaded, asked("reach", "cvar"))


def test_sharing_is_needed_where_the_goal_is_about_it(loaded):
    with pytest.raises(InputError, match="--goal: shares is always 0: nobody shares"):
        candidates(loaded, asked("shares"))


def test_figures_that_a_law_fills_in_are_named(loaded):
    assert set(candidates(loaded, asked()).filled_in) == {""}
    changes = {"world.people": 20_000, "creators.all.roster": str(loaded.folder / "bare.csv")}
    bare = loaded.replace_all(changes)
    assert set(candidates(bare, asked()).filled_in) == {"fee, rate"}
    assert set(candidates(bare.replace("creators.all.fee_usd", 40.0), asked()).filled_in) == {"rate"}
