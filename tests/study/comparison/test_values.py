"""The values that a strategy was run with: those in use, by key, with the size of whom they are about."""

import pytest

from sim.scenario.uncertain import DISTRIBUTIONS
from sim.study.comparison.values import (
    AS_MEASURED,
    FEE_LAW,
    Value,
    distribution,
    drawn_keys,
    leaves,
    mean_followers,
    unused_in_world,
    unused_keys,
    values,
    walk_table,
)
from tests.comparisons import with_results

UNIFORM = {"dist": "uniform", "low": 1.0, "high": 3.0}


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3.0), (0.5, 0.5), (True, None), ("3", None), (None, None),
        (DISTRIBUTIONS["uniform"].model_validate(UNIFORM), 2.0),
    ],
)  # fmt: skip
def test_the_number_of_a_value(value, number):
    assert Value(("costs", "hour_usd"), "", value, 0.0).number == number


def test_names_and_paths_of_a_group():
    value = Value(("creators", 1, "trust"), "big ones", 1.0, 0.0)
    assert (value.name, value.path) == ("creators.trust", 'creators."big ones".trust')


def test_leaves_are_values_and_distributions():
    tree = {"a": {"b": 1, "c": UNIFORM}, "d": [1, 2]}
    by_key = dict(leaves(tree, ("t",)))
    assert list(by_key) == [("t", "a", "b"), ("t", "a", "c"), ("t", "d")]
    assert by_key["t", "a", "c"].table() == UNIFORM


@pytest.mark.parametrize("table", [{}, {"dist": "unknown"}, {"dist": "uniform", "low": 1.0}, {"name": "hill"}])
def test_any_other_table_is_no_distribution(table):
    assert distribution(table) is None


def test_a_group_is_about_its_own_followers():
    tables = {"creators": [{"name": "a", "followers": 50.0, "trust": 1.0}, {"name": "b", "trust": 2.0}]}
    sizes = {value.path: value.followers for value in walk_table(tables, "creators", 700.0)}
    assert sizes == {"creators.a.followers": 50.0, "creators.a.trust": 50.0, "creators.b.trust": 700.0}


def test_fakes_that_nobody_says_are_as_measured():
    tables = {"creators": [{"name": "a", "fake_share": None, "fee_usd": None}]}
    shown = {value.path: value.value for value in walk_table(tables, "creators", 1.0)}
    assert shown == {"creators.a.fake_share": AS_MEASURED["fake_share"], "creators.a.fee_usd": None}


def test_a_roster_says_the_sizes_of_its_creators():
    tables = {"creators": [{"name": "a", "roster": "r.csv", "count": 1, "followers": None, "followers_sd": 0.0}]}
    assert [value.path for value in walk_table(tables, "creators", 1.0)] == ["creators.a.roster"]


@pytest.mark.parametrize(
    ("tables", "unused"),
    [
        ({"costs": {"fees": "equal_price", "congestion_exponent": 1.0}}, {f"costs.{name}" for name in FEE_LAW}),
        ({"costs": {"fees": "law"}}, {"costs.budget_usd", "costs.congestion_creators"}),
    ],
)
def test_one_way_to_pay_makes_the_other_idle(tables, unused):
    assert {key for key in unused_keys(tables) if key.startswith("costs.")} == unused


@pytest.mark.parametrize(("niche", "is_idle"), [(None, True), ("food", False)])
def test_without_a_niche_nobody_is_outside_of_it(niche, is_idle):
    assert ("brand.match_outside" in unused_keys({"brand": {"niche": niche}})) is is_idle


@pytest.mark.parametrize(
    ("world", "unused"),
    [
        ({}, ["world.attachment"]),
        ({"generator": "bipartite_preferential_attachment"}, []),
        ({"shared_audience": {"share": 0.3}}, ["world.following_share", "world.attachment"]),
    ],
)
def test_keys_of_a_world_without_effect(world, unused):
    assert list(unused_in_world(world)) == unused


def test_a_real_network_has_its_own_fakes():
    assert {"creators.fake_share", "world.attachment"} <= set(unused_in_world({"network": "n.csv"}))


def test_values_of_a_result(base):
    strategy = base.strategies[0]
    by_key = {value.path: value for value in values(strategy)}
    assert by_key["creators.micro.followers"].value == 1000.0
    assert by_key["creators.micro.trust"].followers == 1000.0
    assert by_key["costs.hour_usd"].followers == pytest.approx(mean_followers(strategy))
    assert not {"costs.budget_usd", "brand.niche", "run.runs"} & set(by_key)


def test_keys_that_are_drawn(base):
    assert drawn_keys(base.strategies[0]) == []
    unsure = with_results(base, resolved={"costs.hour_usd": UNIFORM})
    assert drawn_keys(unsure.strategies[0]) == ["costs.hour_usd"]
