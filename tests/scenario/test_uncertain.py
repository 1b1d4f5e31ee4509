"""Distributions: their quantiles against scipy, their legal parameters, and both of their ends inside a key's range."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.engine.drawing import scenario_of_draw
from sim.scenario.uncertain import DISTRIBUTIONS, Z95
from tests.scenarios import AFTER, BASE, changed, loaded, refusal

LN2, LN8 = math.log(2), math.log(8)
TWINS = {
    "{ dist = 'uniform', low = 2, high = 8 }": stats.uniform(2, 6),
    "{ dist = 'loguniform', low = 2, high = 8 }": stats.loguniform(2, 8),
    "{ dist = 'lognormal', low = 2, high = 8 }": stats.lognorm((LN8 - LN2) / (2 * 1.6448536269514722), scale=4),
    "{ dist = 'lognormal', median = 4, sigma = 0.5 }": stats.lognorm(0.5, scale=4),
    "{ dist = 'normal', mean = 4, sd = 0.5 }": stats.norm(4, 0.5),
    "{ dist = 'triangular', low = 2, mode = 3, high = 8 }": stats.triang(1 / 6, 2, 6),
    "{ dist = 'triangular', low = 2, mode = 2, high = 8 }": stats.triang(0, 2, 6),
    "{ dist = 'triangular', low = 2, mode = 8, high = 8 }": stats.triang(1, 2, 6),
}
TAILED = ("lognormal", "normal", "beta")
QUALITY = ("creators", 1, "quality")


def known(table, key="quality"):
    return loaded(BASE + f"{key} = {table}\n").uncertain[("creators", 1, key)]


@pytest.mark.parametrize("table", TWINS)
def test_quantiles_are_those_of_scipy(table):
    distribution = known(table)
    for u in (0.001, 0.05, 0.3, 0.5, 0.8, 0.95, 0.999):
        assert distribution.quantile(u) == pytest.approx(TWINS[table].ppf(u), rel=1e-12)
    assert distribution.median() == distribution.quantile(0.5)


def test_beta_is_that_of_scipy():
    distribution = known("{ dist = 'beta', mean = 0.2, concentration = 10 }", "breadth")
    for u in (0.001, 0.5, 0.999):
        assert distribution.quantile(u) == pytest.approx(stats.beta(2, 8).ppf(u), rel=1e-12)


def test_low_and_high_of_a_lognormal_are_its_5_and_95_percent_quantiles():
    distribution = known("{ dist = 'lognormal', low = 0.025, high = 0.075 }")
    assert distribution.quantile(0.05) == pytest.approx(0.025, rel=1e-12)
    assert distribution.quantile(0.95) == pytest.approx(0.075, rel=1e-12)
    assert pytest.approx(stats.norm.ppf(0.95), rel=1e-15) == Z95


@pytest.mark.parametrize("table", TWINS)
def test_ends(table):
    """Tails without end are cut at 0.1% and 99.9%; others reach their ends."""
    distribution = known(table)
    low, high = distribution.quantile(0.0), distribution.quantile(1.0)
    if distribution.dist in TAILED:
        assert (low, high) == (distribution.quantile(0.001), distribution.quantile(0.999))
    else:
        assert (low, high) == pytest.approx((2.0, 8.0), rel=1e-15)


def test_a_normal_stops_at_low_and_high():
    distribution = known("{ dist = 'normal', mean = 1, sd = 1, low = 0.5, high = 1.25 }")
    assert [distribution.quantile(u) for u in (0.0, 0.5, 1.0)] == [0.5, 1.0, 1.25]


NUMBER = st.floats(1e-3, 1e3)
U = st.floats(0.0, 1.0)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(["uniform", "loguniform", "lognormal", "triangular"]), NUMBER, NUMBER, NUMBER, U, U)
def test_quantiles_rise_and_stay_inside(name, first, second, third, u, v):
    low, mode, high = sorted((first, second, third))
    if low == high:
        return
    given_ = {"dist": name, "low": low, "high": high} | ({"mode": mode} if name == "triangular" else {})
    distribution = DISTRIBUTIONS[name].model_validate(given_)
    assert distribution.quantile(min(u, v)) <= distribution.quantile(max(u, v))
    if name != "lognormal":
        assert low <= distribution.quantile(u) <= high


def test_percent_and_whole_floats():
    scenario = loaded(BASE + "breadth = { dist = 'uniform', low = '10%', high = '30%' }\n").scenario
    assert scenario.creators[1].breadth == pytest.approx(0.2, rel=1e-15)
    scenario = loaded(changed("count = 10", "count = { dist = 'uniform', low = 0.6, high = 20.7 }"))
    counts = [scenario.at({("creators", 0, "count"): u}).creators[0].count for u in (0.0, 0.5, 1.0)]
    assert counts == [1, 11, 21]


def test_a_triangle_on_a_border_stays_legal():
    for high in range(1, 100):
        table = f"{{ dist = 'triangular', low = -1, mode = -1, high = 1.{high:02} }}"
        loaded(BASE + f"[costs]\ncongestion_exponent = {table}\n")


def test_everywhere_but_in_run():
    text = (
        BASE
        + "trust = { dist = 'uniform', low = 1, high = 2 }\n"
        + "[response.curve]\nname = 'hill'\nhalf = { dist = 'uniform', low = 2, high = 4 }\n"
        + "[world.communities]\nparameters = { l = 5, k = 4, "
        + "p_in = { dist = 'uniform', low = 0, high = 1 }, p_out = 0 }\n"
    )
    scenario = loaded(text)
    assert scenario.paths == (
        ("creators", 1, "trust"),
        ("response", "curve", "half"),
        ("world", "communities", "parameters", "p_in"),
    )
    assert scenario.scenario.response.curve.parameters == {"half": 3.0}
    assert scenario.scenario.world.communities.parameters["p_in"] == 0.5


HERE = f"s.toml:{AFTER}: creators.1.no_show_prob"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("{ dist = 'uniform', low = 0.3, high = 1.1 }",
         ": must be a number from 0 to 1, not 1.1, the high end of its distribution"),
        ("{ dist = 'normal', mean = 0.1, sd = 0.1 }",
         ": must be a number from 0 to 1, not -0.209023, the low end of its distribution"),
        ("{ dist = 'lognormal', low = 0.1, high = 0.9 }",
         ": must be a number from 0 to 1, not 2.36321, the high end of its distribution"),
        ("{ dist = 'normal', mean = 0.5, sd = 0.5 }",
         ": must be a number from 0 to 1, not -1.04512, the low end of its distribution"),
        ("{ dist = 'unifrm', low = 0, high = 1 }",
         '.dist: must be one of "uniform", "loguniform", "lognormal", "normal", "triangular", "beta", "joint", '
         'not "unifrm"; did you mean "uniform"?'),
        ("{ dist = 3, low = 0, high = 1 }",
         '.dist: must be one of "uniform", "loguniform", "lognormal", "normal", "triangular", "beta", "joint", not 3'),
        ("{ dist = [], low = 0, high = 1 }",
         '.dist: must be one of "uniform", "loguniform", "lognormal", "normal", "triangular", "beta", "joint", not []'),
        ("{ low = 0, high = 1 }",
         ": must be a number from 0 to 1, not a table; a distribution has a key dist, as in "
         '{ dist = "uniform", low = 1, high = 2 }'),
        ("{ dist = 'uniform', low = 0 }", ".high: missing: must be a number"),
        ("{ dist = 'uniform', low = 0, high = 1, hihg = 1 }", '.hihg: unknown key; did you mean "high"?'),
        ("{ dist = 'uniform', low = 0.3, high = 0.1 }", ": low = 0.3 must be below high = 0.1"),
        ("{ dist = 'uniform', low = 0.1, high = 0.1 }", ": low = 0.1 must be below high = 0.1"),
        ("{ dist = 'uniform', low = nan, high = 1 }", ".low: must be a number, not nan"),
        ("{ dist = 'uniform', low = -inf, high = 1 }", ".low: must be a number, not -inf"),
        ("{ dist = 'uniform', low = true, high = 1 }", ".low: must be a number, not true"),
        ("{ dist = 'uniform', low = 'a', high = 1 }", '.low: must be a number, not "a"'),
        ("{ dist = 'uniform', low = {}, high = 1 }", ".low: must be a number, not a table"),
        ("{ dist = 'loguniform', low = 0, high = 1 }", ".low: must be a number above 0, not 0"),
        ("{ dist = 'lognormal', low = 0.1, high = 0.2, median = 0.1, sigma = 1 }",
         ": needs either low and high (5% and 95% quantiles) or median and sigma"),
        ("{ dist = 'lognormal', low = 0.1 }",
         ": needs either low and high (5% and 95% quantiles) or median and sigma"),
        ("{ dist = 'normal', mean = 0.1, sd = 0 }", ".sd: must be a number above 0, not 0"),
        ("{ dist = 'normal', mean = 0.1, sd = '3%' }", '.sd: must be a number above 0, not "3%"'),
        ("{ dist = 'triangular', low = 0.1, mode = 0.95, high = 0.9 }",
         ": mode = 0.95 must lie between low = 0.1 and high = 0.9"),
        ("{ dist = 'beta', mean = 1, concentration = 10 }", '.mean: must be a number above 0 and below 1, not 1'),
        ("{ dist = 'beta', mean = 0.1, concentration = 1e300 }",
         ".concentration: must be a number above 0 and at most 1_000_000_000, not 1e+300"),
    ],
)  # fmt: skip
def test_refusals(table, message):
    assert refusal(BASE + f"no_show_prob = {table}\n") == HERE + message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (changed("runs = 100", "runs = { dist = 'uniform', low = 1, high = 2 }"),
         "s.toml:6: run.runs: must be a plain number, not a distribution"),
        (changed("schema_version = 1", "schema_version = { dist = 'uniform', low = 1, high = 2 }"),
         "s.toml:1: schema_version: must be a plain number, not a distribution"),
        (BASE + "niche = { dist = 'uniform', low = 1, high = 2 }\n",
         f"s.toml:{AFTER}: creators.1.niche: must be text, not a table"),
        (changed("count = 10", "count = { dist = 'normal', mean = 5, sd = 3 }"),
         "s.toml:13: creators.0.count: must be a whole number from 0 to 1_000_000, not -4.2707, "
         "the low end of its distribution"),
        (BASE + "quality = { dist = 'normal', mean = 1e308, sd = 1e308 }\n",
         f"s.toml:{AFTER}: creators.1.quality: must be a number above 0 and at most 1e12, not -inf, "
         "the low end of its distribution"),
        (BASE + "[posts]\nwindow_days = { dist = 'uniform', low = 5, high = 30 }\n",
         f"s.toml:{AFTER + 1}: posts.window_days: must be at most run.horizon_days = 21, not 30: "
         "later posts would not be counted; it is the high end of its distribution"),
    ],
)  # fmt: skip
def test_refusals_elsewhere(text, message):
    assert refusal(text) == message


def test_an_end_is_told_once_beside_other_errors():
    text = BASE + "breadth = { dist = 'uniform', low = -1, high = 2 }\nqualty = 1\n"
    assert refusal(text).splitlines() == [
        f"s.toml:{AFTER}: creators.1.breadth: must be a number from 0 to 1, not -1, the low end of its distribution",
        f's.toml:{AFTER + 1}: creators.1.qualty: unknown key; did you mean "quality"?',
    ]


def test_tables_are_written_back_as_they_were_read():
    table = {"dist": "lognormal", "median": 2.0, "sigma": 0.5}
    assert DISTRIBUTIONS["lognormal"].model_validate(table).table() == table


# Numbers that were learned together

TOGETHER = ("{ dist = 'joint', values = [1, 3, 2, 4] }", "{ dist = 'joint', values = [0.9, 0.7, 0.8, 0.6] }")


def test_a_share_of_the_draws_picks_a_place_among_joint_values():
    distribution = known(TOGETHER[0])
    assert [distribution.quantile(u) for u in (0.0, 0.3, 0.5, 0.99, 1.0)] == [1.0, 3.0, 2.0, 4.0, 4.0]


def test_by_themselves_joint_values_are_in_order():
    distribution = known(TOGETHER[0])
    assert [distribution.ordered_quantile(u) for u in (0.0, 1 / 3, 0.5, 1.0)] == [1.0, 2.0, 2.5, 4.0]
    assert distribution.median() == 2.5


def test_a_draw_takes_the_same_place_of_every_joint_number():
    both = loaded(
        BASE.replace("[run]\n", "[run]\ndraws = 40\n") + f"quality = {TOGETHER[0]}\nbreadth = {TOGETHER[1]}\n"
    )
    pairs = {tuple(scenario_of_draw(both, draw)[1].values()) for draw in range(40)}
    assert pairs == {(0.9, 1.0), (0.7, 3.0), (0.8, 2.0), (0.6, 4.0)}


def test_numbers_learned_together_have_equally_many_draws():
    message = refusal(BASE + f"quality = {TOGETHER[0]}\nbreadth = {{ dist = 'joint', values = [0.1, 0.2] }}\n")
    assert "they need equally many" in message
