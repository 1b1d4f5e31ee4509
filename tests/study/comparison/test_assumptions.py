"""Where every number of a comparison comes from."""

import pytest

from sim.engine import session
from sim.engine.progress import Silent, Stop
from sim.engine.session import Job
from sim.scenario.load import loads
from sim.study.comparison import assumptions
from sim.study.comparison.compare import Strategy
from tests.scenarios import BASE

SMALL = BASE.replace("runs = 100", "runs = 1").replace("100_000", "20_000")
FOUR = """\
schema_version = 1
name = "four"
platform = "tiktok"
[run]
runs = 1
[world]
people = 20_000
[costs]
fees = "equal_price"
budget_usd = 500
hour_usd = { dist = "uniform", low = 40, high = 80 }
[[creators]]
name = "four"
count = 4
followers = 1000
"""


@pytest.fixture(scope="module")
def strategies(tmp_path_factory):
    """Two groups on Instagram with one change by --set, and one group on TikTok; both with their scenarios."""
    folder = tmp_path_factory.mktemp("assumptions")
    loaded = (loads(SMALL, ["funnel.order_usd=80"]), loads(FOUR))
    return tuple(
        Strategy(
            label,
            one.scenario.name,
            session.run(Job(one, folder / f"{label}.h5", 1, "new", "test"), Silent(), Stop()),
            {},
            one,
        )
        for label, one in zip("AB", loaded, strict=True)
    )


@pytest.fixture(scope="module")
def found(strategies):
    return {one.key: one for one in assumptions.rows(strategies)}


def test_what_differs_comes_first(strategies):
    differs = [one.differs for one in assumptions.rows(strategies)]
    assert differs == sorted(differs, reverse=True)
    assert 5 < sum(differs) < len(differs)


def test_no_key_comes_twice(strategies):
    keys = [one.key for one in assumptions.rows(strategies)]
    assert len(set(keys)) == len(keys)


def test_groups_share_a_row(found):
    assert found["creators.followers"].values == ("micro: 1,000; mega: 10,000", "1,000")
    assert found["creators.followers"].origins == ("line:14, line:18", "line:15")
    assert found["creators.trust"].values == ("1", "1")


def test_units(found):
    assert found["creators.management_hours"].values == ("4 hours", "4 hours")
    assert found["creators.no_show_prob"].values[0] == "8%"
    assert found["funnel.order_usd"].values == ("80 USD", "50 USD")
    assert found["posts.window_days"].values[0] == "14 days"


def test_where_it_was_set(found):
    assert found["funnel.order_usd"].origins == ("--set funnel.order_usd=80", "default")
    assert found["funnel.click_prob"].origins == ("preset instagram", "preset tiktok")
    assert found["platform"].origins == ("line:3", "line:3")


def test_ranges_and_sources(found):
    rate = found["engagement.rate_1k"]
    assert rate.values == ("5%", "13%")
    assert (rate.low, rate.high, rate.range) == (0.025, 0.2, "2.5% to 20%")
    assert "seven Instagram samples" in rate.source
    assert "TIDES 2024" in rate.source
    assert rate.reliability == "M"  # the weaker of M and H
    assert rate.meaning == "engagements per listed follower and post at 1,000 followers"


def test_a_default_without_a_range_has_its_own_source(found):
    shape = found["world.activity_shape"]
    assert (shape.low, shape.range, shape.source, shape.reliability) == (
        None,
        "",
        "assumption: exponential spread of use",
        "J",
    )


def test_what_is_drawn_is_told(found):
    hour = found["costs.hour_usd"]
    assert hour.values == ("60 USD", "60 USD (uniform, 90% between 42 USD and 78 USD)")
    assert hour.range == "35 USD to 120 USD"


def test_what_one_side_does_not_use_is_a_dash(found):
    assert found["costs.budget_usd"].values == ("-", "500 USD")
    assert found["costs.fee_per_1k_usd"].values == ("10 USD", "-")
    assert found["costs.fee_per_1k_usd"].source.startswith("fit to the industry rate card, 10 to 100 USD")


def test_meaning_of_a_named_function_is_that_of_its_table(found):
    assert found["response.curve.name"].meaning == found["response.curve.beta"].meaning


def test_how_much_is_simulated_is_no_assumption(found):
    assert not any(key.startswith("run.") for key in found)
    assert "name" not in found
    assert "creators.name" not in found


def test_a_result_alone_tells_nearly_as_much(strategies, found):
    """Its file is in it; what differs from the file must have been changed by --set."""
    alone = {one.key: one for one in assumptions.rows([one._replace(loaded=None) for one in strategies])}
    assert set(alone) == set(found)
    for key, one in found.items():
        assert alone[key]._replace(origins=()) == one._replace(origins=()), key
    assert alone["funnel.order_usd"].origins == ("--set", "default")
    assert {key for key in found if alone[key].origins != found[key].origins} == {"funnel.order_usd"}


def test_a_text_that_cannot_be_read_again(strategies, monkeypatch):
    one = strategies[0]
    texts = {**one.stored.texts, "scenario_toml": "schema_version = 99"}
    bad = one._replace(loaded=None, stored=type(one.stored)(one.stored.columns, one.stored.arrays, {}, texts))
    rows = {row.key: row for row in assumptions.rows([bad])}
    assert rows["funnel.order_usd"].values == ("80 USD",)
    assert {row.origins for row in rows.values()} == {("",)}
