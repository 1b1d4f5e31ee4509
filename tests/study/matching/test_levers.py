"""Levers: what scales a scenario, and that the price of each creator stays."""

import pytest

from sim.errors import InputError
from sim.scenario.load import loads
from sim.scenario.uncertain import DISTRIBUTIONS
from sim.study.matching.levers import Lever, levers, set_count, set_fees, stretch
from tests.scenarios import BASE

SPLIT = BASE + "[costs]\nfees = 'equal_price'\nbudget_usd = { dist = 'uniform', low = 900.0, high = 1_100.0 }\n"


def kinds(text, equal):
    return [lever.kind for lever in levers(loads(text), equal)]


def test_a_split_budget_is_the_first_lever_of_fees():
    assert kinds(SPLIT, "fees") == ["fee", "count"]
    assert kinds(SPLIT, "all-in") == ["count", "fee"]
    assert kinds(BASE, "fees") == ["count", "fee"]
    assert kinds(BASE, "reach") == ["count"]


def test_the_group_with_most_creators_is_scaled():
    loaded = loads(BASE)
    (lever,) = levers(loaded, "reach")
    assert lever.now == max(group.count for group in loaded.scenario.creators)
    assert loaded.scenario.creators[lever.place].name == lever.group


def test_a_creator_costs_the_same_whatever_their_number():
    loaded = loads(SPLIT)
    (_, lever) = levers(loaded, "fees")
    changed = set_count(loaded, lever, 3 * lever.now)

    def per_follower(scenario):
        followers = sum(group.count * group.followers for group in scenario.creators)
        return scenario.costs.budget_usd / followers

    assert changed.scenario.creators[lever.place].count == 3 * lever.now
    assert per_follower(changed.scenario) == pytest.approx(per_follower(loaded.scenario), rel=1e-12)


def test_own_fees_and_laws_are_scaled():
    text = BASE.replace("count = 10", "count = 10\nfee_usd = 40.0")
    changed, before = set_fees(loads(text), 2.5), loads(text)
    assert changed.scenario.creators[0].fee_usd == 100.0
    assert changed.scenario.costs.fee_per_1k_usd == pytest.approx(2.5 * before.scenario.costs.fee_per_1k_usd)


def test_a_whole_distribution_is_scaled():
    loaded = set_fees(loads(SPLIT), 2.0)
    assert loaded.uncertain["costs", "budget_usd"].table() == {"dist": "uniform", "low": 1800.0, "high": 2200.0}


@pytest.mark.parametrize(
    "table",
    [
        {"dist": "uniform", "low": 1.0, "high": 3.0},
        {"dist": "loguniform", "low": 1.0, "high": 3.0},
        {"dist": "lognormal", "low": 1.0, "high": 3.0},
        {"dist": "lognormal", "median": 1.0, "sigma": 0.4},
        {"dist": "normal", "mean": 5.0, "sd": 1.0, "low": 2.0},
        {"dist": "triangular", "low": 1.0, "mode": 2.0, "high": 4.0},
        {"dist": "joint", "values": [1.0, 4.0, 2.0]},
    ],
)
def test_every_quantile_of_a_stretched_distribution_is_multiplied(table):
    known = DISTRIBUTIONS[table["dist"]].model_validate(table)
    longer = DISTRIBUTIONS[table["dist"]].model_validate(stretch(known, 3.0))
    for u in (0.0, 0.01, 0.3, 0.5, 0.9, 1.0):
        assert longer.quantile(u) == pytest.approx(3.0 * known.quantile(u), rel=1e-12)


def test_fees_of_a_roster_are_not_scaled(tmp_path):
    (tmp_path / "roster.csv").write_text("handle,followers,fee_usd\nann,5000,40\n")
    text = BASE.replace("count = 10\nfollowers = 1_000", "roster = 'roster.csv'")
    if "roster" not in text:
        text = BASE.replace("followers = 10_000", "roster = 'roster.csv'")
    with pytest.raises(InputError, match="has fees in its file"):
        set_fees(loads(text, file=tmp_path / "s.toml"), 2.0)


def test_a_lever_of_fees_has_no_group():
    assert Lever("fee") == ("fee", "", 0, 1)


def test_own_fees_are_not_part_of_what_is_split():
    """Of a split budget of 1,000, 200 are the mega's own fee; the micros share 800, three times as many cost 2,400."""
    text = SPLIT.replace("{ dist = 'uniform', low = 900.0, high = 1_100.0 }", "1_000").replace(
        "followers = 10_000", "followers = 10_000\nfee_usd = 200"
    )
    loaded = loads(text)
    lever = next(lever for lever in levers(loaded, "all-in") if lever.kind == "count")
    assert set_count(loaded, lever, 3 * lever.now).scenario.costs.budget_usd == pytest.approx(2_600.0)


def test_a_budget_that_a_roster_shares_has_no_lever_of_creators(tmp_path):
    (tmp_path / "r.csv").write_text("handle,followers\nann,5000\n")
    text = SPLIT.replace("followers = 10_000", "roster = 'r.csv'")
    assert [lever.kind for lever in levers(loads(text, file=tmp_path / "s.toml"), "all-in")] == ["fee"]
