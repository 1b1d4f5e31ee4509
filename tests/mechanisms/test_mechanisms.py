"""Curves, feeds, laws and costs: what they promise at every legal parameter, and what they refuse."""

import inspect

import numpy as np
import pytest

from sim.errors import InputError
from sim.mechanisms import costs, reach, tiers
from sim.mechanisms.curves import CURVES, N_EXPOSURES, N_SOURCES, response_table
from sim.mechanisms.feeds import FEEDS, REMAINDER
from sim.mechanisms.registry import bind, parameters
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.scenario.base import Choice
from sim.world.people import FOLLOWINESS_LAWS

SOURCES = np.arange(1.0, N_SOURCES + 1.0)
SIZES = np.array([0.0, 1.0, 500.0, 1e3, 1e5, 1e6, 3e7])
FAMILIES = {
    "curves": (CURVES, (SOURCES,)),
    "feeds": (FEEDS, (19.0,)),
    "laws": (ENGAGEMENT_LAWS, (SIZES, 0.05, 0.16)),
    "followiness": (FOLLOWINESS_LAWS, (np.array([0.001, 0.5, 0.999]),)),
}
MEMBERS = [(family, name) for family, (members, _) in FAMILIES.items() for name in members]
PARAMETERS = [
    (family, name, parameter) for family, name in MEMBERS for parameter in parameters(FAMILIES[family][0][name])
]
RANGES = {  # what the docstrings and the evidence speak of; anything beyond is refused
    ("hazard_power", "beta"): (0.0, 4.0),
    ("hill", "half"): (0.01, 1000.0),
    ("hill", "steepness"): (0.1, 10.0),
    ("linear_threshold", "friends"): (1.0, 32.0),
    ("threshold", "sources"): (1.0, 32.0),
    ("threshold", "factor"): (0.0, 1000.0),
    ("u_shaped", "lowest"): (1.5, 32.0),
    ("u_shaped", "depth"): (0.0, 1.0),
    ("inverted_u", "peak"): (1.5, 32.0),
    ("inverted_u", "height"): (1.0, 100.0),
    ("inverted_u", "persistence"): (0.0, 1.0),
    ("log_quadratic", "peak"): (2000.0, 1e9),
    ("gamma", "shape"): (0.01, 1e6),
    ("zipf", "exponent"): (1.05, 10.0),
    ("zipf", "most"): (1.0, 1e9),
    ("ranked", "momentum"): (0.0, 4.0),
    ("ranked", "most_boost"): (1.0, 100.0),
    ("for_you", "elasticity"): (0.0, 1.0),
    ("for_you", "outside_share"): (0.0, 0.99),
    ("for_you", "pool"): (2.0, 1000.0),
}
PLACE = ("some", "table")


def call(family, name, **values):
    members, arguments = FAMILIES[family]
    return bind(members, Choice.model_validate({"name": name, **values}), PLACE)(*arguments)


def is_finite(made):
    """Whether an array, or all of a tuple that is not left open, is finite."""
    parts = made if isinstance(made, tuple) else (made,)
    return all(np.isfinite(part).all() for part in parts if part is not None)


# Registries


@pytest.mark.parametrize(("family", "name"), MEMBERS)
def test_members_are_told_in_a_sentence_and_take_numbers_by_keyword(family, name):
    member = FAMILIES[family][0][name]
    assert inspect.getdoc(member).splitlines()[0].endswith(".")
    assert all(isinstance(default, float) for default in parameters(member).values())
    assert is_finite(call(family, name))


def test_every_parameter_of_every_member_is_tried_here():
    assert {(name, parameter) for _, name, parameter in PARAMETERS} == set(RANGES)


@pytest.mark.parametrize(("family", "name", "parameter"), PARAMETERS)
def test_parameters_are_legal_to_both_ends_and_no_further(family, name, parameter):
    low, high = RANGES[name, parameter]
    for end in (low, high):
        assert is_finite(call(family, name, **{parameter: end}))
    for beyond in (low - 1e-3, high * 1.001):
        with pytest.raises(InputError) as caught:
            call(family, name, **{parameter: beyond})
        assert caught.value.message == f"{parameter} = {beyond:g} is outside [{low:g}, {high:g}]"
        assert caught.value.path == PLACE


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"name": "hil"}, 'some.table.name: unknown name "hil"; did you mean "hill"?'),
        ({"name": "log"}, f'some.table.name: unknown name "log"; known: {", ".join(CURVES)}'),
        ({"name": "hill", "halve": 2.0}, 'some.table.halve: "hill" has no such parameter; did you mean "half"?'),
        ({"name": "logarithmic", "x": 1.0}, 'some.table.x: "logarithmic" has no such parameter; known: none'),
    ],
)
def test_unknown_names_are_told_with_the_nearest(choice, told):
    with pytest.raises(InputError) as caught:
        bind(CURVES, Choice.model_validate(choice), PLACE)
    assert str(caught.value) == told


# Curves


def corners(name):
    """Every combination of the ends and the defaults of a curve's parameters."""
    choices = [{}]
    for parameter, default in parameters(CURVES[name]).items():
        values = (*RANGES[name, parameter], default)
        choices = [{**choice, parameter: value} for choice in choices for value in values]
    return choices


@pytest.mark.parametrize("name", CURVES)
def test_the_first_source_weighs_one_and_none_weighs_less_than_nothing(name):
    for values in corners(name):
        weights = call("curves", name, **values)
        assert weights.shape == SOURCES.shape
        assert weights[0] == pytest.approx(1.0, abs=1e-12), values
        assert weights.min() >= 0.0, values
        assert np.isfinite(weights).all(), values


def test_a_saturated_hill_is_not_rounded_below_nothing():
    for half in np.geomspace(0.01, 3.0, 40):
        for steepness in np.geomspace(0.5, 10.0, 40):
            assert CURVES["hill"](SOURCES, half=half, steepness=steepness).min() >= 0.0


def test_cumulative_hazards():
    """Weights add up to the hazard that a curve is named for, relative to the first source."""
    running = {name: np.cumsum(CURVES[name](SOURCES)) for name in ("independent", "logarithmic", "hill")}
    assert running["independent"] == pytest.approx(SOURCES)
    assert running["logarithmic"] == pytest.approx(np.log1p(SOURCES) / np.log(2.0), rel=1e-12)
    assert running["hill"] == pytest.approx(10.0 * SOURCES**2 / (9.0 + SOURCES**2), rel=1e-12)
    for beta in (0.0, 0.2, 1.0, 1.9, 4.0):
        assert np.cumsum(CURVES["hazard_power"](SOURCES, beta=beta)) == pytest.approx(SOURCES**beta, rel=1e-12)


def test_thresholds_begin_where_they_are_told():
    assert CURVES["threshold"](SOURCES, sources=3.0, factor=5.0)[:4].tolist() == [1.0, 1.0, 5.0, 5.0]
    assert CURVES["threshold"](SOURCES, sources=1.0, factor=5.0)[:2].tolist() == [1.0, 5.0]


def test_u_shapes_turn_where_they_are_told():
    fall = CURVES["u_shaped"](SOURCES, lowest=3.0, depth=0.4)
    assert fall[:5] == pytest.approx([1.0, 0.7, 0.6, 0.7, 1.0])
    assert (fall[4:] == 1.0).all()
    rise = CURVES["inverted_u"](SOURCES, peak=3.0, height=2.0, persistence=0.5)
    assert rise[:5] == pytest.approx([1.0, 1.5, 2.0, 1.0, 0.5])


def test_response_table():
    """[repeat, source, exposure]: repeats weigh less, wear-out begins after exposure 10, sources run down."""
    weights = np.linspace(1.0, 2.0, N_SOURCES)
    table = response_table(weights, 0.25, 10, 0.5).reshape(2, N_SOURCES, N_EXPOSURES)
    assert table[0, 0, 0] == 1.0
    assert (table[1] == 0.25 * table[0]).all()
    assert (table[0, :, 9] == weights).all()
    assert table[0, :, 12] == pytest.approx(weights * 0.125, rel=1e-12)
    assert response_table(weights, 1.0, 1, 0.0).reshape(2, N_SOURCES, N_EXPOSURES)[0, 0, :3].tolist() == [1.0, 0.0, 0.0]


# Feeds and reach


@pytest.mark.parametrize("half_life", [0.001, 0.4, 19.0, 24.0, 144.0, 17_520.0])
def test_visibility_falls_and_adds_up_to_one(half_life):
    visibility = FEEDS["chronological"](half_life).visibility
    assert visibility.sum() == pytest.approx(1.0, abs=1e-12)
    assert (visibility > 0.0).all() or visibility.size == 1
    assert (np.diff(visibility) <= 0.0).all()
    left = 0.5 ** (24.0 * visibility.size / half_life)
    assert left <= REMAINDER
    days = np.arange(1.0, visibility.size + 1.0)
    assert np.cumsum(visibility) * (1.0 - left) == pytest.approx(1.0 - 0.5 ** (24.0 * days / half_life), abs=1e-12)


def test_a_post_does_not_live_for_ever():
    with pytest.raises(InputError, match=r"^some.table: half_life_hours = 1e\+12 is outside \[0, 17520\]$"):
        bind(FEEDS, Choice(name="chronological"), PLACE)(1e12)


@pytest.mark.parametrize("activity", [[1.0], [0.1, 0.6, 2.3], [0.0, 2.0]])
def test_intensity_gives_the_reach_that_was_asked(activity):
    use = np.array(activity)
    most = np.mean(use > 0.0)
    asked = np.array([0.0, 1e-9, 0.01, 0.3, 0.499]) * most / 0.5
    found = reach.solve_intensity(asked, use)
    assert found[0] == 0.0
    assert np.mean(-np.expm1(-np.outer(found, use)), axis=1) == pytest.approx(asked, rel=1e-9)


def test_views_per_follower_are_at_most_one_a_day():
    use, visibility = np.array([0.5, 1.5]), np.array([0.75, 0.25])
    found = reach.views_per_follower(np.array([0.0, 0.3, 1e6]), use, visibility)
    due = np.mean([[-np.expm1(-0.3 * share * activity) for share in visibility] for activity in use], axis=0).sum()
    assert found == pytest.approx([0.0, due, 2.0], rel=1e-12)


def test_intensity_gives_the_views_that_were_asked():
    use, visibility = np.array([0.1, 0.6, 2.3]), np.array([0.5, 0.3, 0.2])
    asked = np.array([0.0, 1e-9, 0.01, 0.3, 0.99])
    found = reach.solve_views(asked, np.full((5, 3), 1.0 / 3.0), use, visibility)
    assert reach.views_per_follower(found, use, visibility) == pytest.approx(asked, rel=1e-12)


def test_intensity_gives_the_views_of_a_pool():
    use, visibility = np.array([0.5, 1.5]), np.array([0.75, 0.25])
    n_people = np.array([[3, 5], [0, 7], [2, 0], [0, 0]])
    asked = np.array([6.0, 0.01, 0.0, 0.0])
    found = reach.solve_views(asked, n_people, use, visibility)
    seen = -np.expm1(-found[:, None, None] * use[:, None] * visibility)
    assert (n_people[:, :, None] * seen).sum(axis=(1, 2)) == pytest.approx(asked, rel=1e-12)
    assert found[2:].tolist() == [0.0, 0.0]


# Laws of size and money


def test_laws_agree_in_value_and_slope_at_a_thousand_followers():
    around = 1000.0 * np.exp([-1e-5, 0.0, 1e-5])
    power, bent = (np.log(call_law(name, around, 0.05, 0.16)) for name in ("power", "log_quadratic"))
    assert np.exp(power[1]) == pytest.approx(0.05)
    assert np.exp(bent[1]) == pytest.approx(0.05)
    assert (power[2] - power[0]) / 2e-5 == pytest.approx(-0.16, rel=1e-6)
    assert (bent[2] - bent[0]) / 2e-5 == pytest.approx(-0.16, rel=1e-6)


def call_law(name, followers, rate, exponent, **values):
    return ENGAGEMENT_LAWS[name](np.asarray(followers), rate, exponent, **values)


@pytest.mark.parametrize("peak", [2e5, 1e6, 5e6])
def test_log_quadratic_has_its_total_at_the_peak(peak):
    """Replication target 18: engagement in total rises to one maximum at the peak and falls from there."""
    sizes = np.logspace(2.0, 9.0, 701)
    total = np.log(sizes * call_law("log_quadratic", sizes, 0.05, 0.16, peak=peak))
    top = int(np.argmax(total))
    assert sizes[top] == pytest.approx(peak, rel=0.024)
    assert (np.diff(total[: top + 1]) > 0.0).all()
    assert (np.diff(total[top:]) < 0.0).all()


def test_fees_grow_as_a_power_and_have_a_minimum():
    found = tiers.fee(np.array([0.0, 500.0, 1e3, 1e6]), 10.0, 0.5, 8.0)
    assert found == pytest.approx([8.0, 8.0, 10.0, 10.0 * 1000.0**0.5])


def test_money_and_work():
    assert costs.equal_price(np.array([100.0, 0.0, 300.0]), 1000.0).tolist() == [250.0, 0.0, 750.0]
    assert costs.equal_price(np.zeros(2), 1000.0).tolist() == [0.0, 0.0]
    assert costs.hours(np.array([4.0, 2.0]), np.array([0.5, 0.0]), np.array([3, 7])).tolist() == [5.5, 2.0]
    assert costs.congestion(5, 10.0, 0.5) == 1.0
    assert costs.congestion(40, 10.0, 0.5) == pytest.approx(2.0)
    assert costs.congestion(40, 10.0, 0.0) == 1.0
