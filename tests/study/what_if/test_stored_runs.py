"""Stored runs to which what-ifs are scaled."""

import math

import numpy as np
import pytest

from sim.study.comparison.strategies import Labels
from sim.study.what_if.explain import explain
from sim.study.what_if.flip import ComparisonQuestion, MapAxis, Range, flip, flip_map
from sim.study.what_if.parameters import ParameterRange
from sim.study.what_if.stored_runs import RunCount, Scaling, SideValues, StoredRuns, scale
from sim.study.what_if.trials import Trials
from tests.sides import HOURS, MEGA, MICROS, scenario, trials

LABELS = Labels("micros", "mega")


def sides(draws):
    """Both sides with hours that are drawn, today at 2 in the micros."""
    return [
        scenario(
            creators, run__draws=draws, run__seed=3, engagement__rate_1k={"dist": "normal", "mean": 0.05, "sd": 0.01}
        )
        for creators in (MICROS + "management_hours = 2\n", MEGA)
    ]


@pytest.fixture(scope="module")
def stored():
    """Both sides in all of twelve draws, forty runs each."""
    return StoredRuns(*(trials(40).columns(side) for side in sides(12)))


@pytest.fixture(scope="module")
def few(stored):
    """Trials of a quarter of the runs, which know the stored ones."""
    return Trials(trials(10).means, stored)


def question(measure="cpe"):
    return ComparisonQuestion(*sides(4), LABELS, measure, 0.0)


def test_explained_sides_are_those_of_the_stored_runs(stored, few):
    explanation = explain(*sides(4), LABELS, "engagers", few)
    assert (explanation.a, explanation.b) == pytest.approx(stored.values("engagers"), rel=1e-12)
    assert explanation.scaling.played != pytest.approx(explanation.scaling.stored, rel=1e-3)


@pytest.mark.parametrize("measure", ["cpe", "engagers"])
def test_parts_and_rest_add_up_to_the_difference_of_the_stored_runs(stored, few, measure):
    explanation = explain(*sides(4), LABELS, measure, few)
    parts = sum(part.value.value for part in explanation.parts) + explanation.rest.value
    a, b = stored.values(measure)
    assert parts == pytest.approx(a - b, rel=1e-9)


def test_a_curve_goes_through_the_stored_values_where_both_sides_are_as_they_are(stored, few):
    curve = flip(question(), HOURS, Range(ParameterRange(0.0, 4.0), 5), few)
    a, b = stored.values("cpe")
    assert curve.values[2] == 2.0
    assert (curve.a[2], curve.b[2]) == pytest.approx((a, b), rel=1e-12)
    assert curve.ratio[2].value == pytest.approx(a / b, rel=1e-12)


def test_a_map_goes_through_the_stored_values(stored, few):
    turned = flip_map(
        question(),
        MapAxis(HOURS, Range(ParameterRange(0.0, 4.0), 3)),
        MapAxis("costs.hour_usd", Range(ParameterRange(30.0, 90.0), 3)),
        few,
    )
    a, b = stored.values("cpe")
    assert turned.ratio[1, 1] == pytest.approx(a / b, rel=1e-12)


def test_who_wins_how_often_is_not_scaled_but_told(stored, few):
    plain = flip(question(), HOURS, Range(ParameterRange(0.0, 4.0), 5), trials(10))
    curve = flip(question(), HOURS, Range(ParameterRange(0.0, 4.0), 5), few)
    assert curve.wins == plain.wins
    assert curve.scaling.stored_wins == stored.wins("cpe", 0.0)
    assert curve.scaling.played_wins == curve.wins[2].value
    assert plain.scaling is None


def test_the_same_runs_need_no_scaling(stored):
    same = explain(*sides(12), LABELS, "engagers", Trials(trials(40).means, stored))
    assert same.scaling.factors == pytest.approx((1.0, 1.0), rel=1e-12)


def test_a_side_on_which_the_turned_number_is_drawn_is_left_as_played(stored, few):
    """The stored runs hang on that number's draws, the curve does not."""
    drawn = {"dist": "lognormal", "median": 2.0, "sigma": 1.0}
    a, b = sides(4)
    both = a.replace(HOURS, drawn), b
    curve, plain = (
        flip(ComparisonQuestion(*both, LABELS, "cpe", 0.0), HOURS, Range(ParameterRange(0.0, 4.0), 3), each)
        for each in (few, trials(10))
    )
    assert curve.scaling.free == "A"
    assert curve.a.tolist() == plain.a.tolist()
    assert curve.b[0] == pytest.approx(stored.values("cpe").b, rel=1e-12)


@pytest.mark.parametrize("played", [0.0, math.nan, math.inf])
def test_what_has_no_ratio_is_left_as_it_is(played):
    assert Scaling(SideValues(2.0, 3.0), SideValues(played, 1.5), RunCount(1, 1)).factors == (1.0, 2.0)


def test_scaling_leaves_other_columns_alone():
    columns = {"outcomes/cost_usd": np.array([[4.0]]), "outcomes/engagements": np.array([[2]])}
    twice = scale("cpe", columns, 2.0)
    assert {name: value.tolist() for name, value in twice.items()} == {
        "outcomes/cost_usd": [[8.0]],
        "outcomes/engagements": [[2]],
    }


def test_the_shape_is_that_of_the_shorter_side():
    long, short = ({"outcomes/reach": np.zeros(shape)} for shape in ((5, 9), (4, 10)))
    assert StoredRuns(long, short).run_count == (4, 9)


def test_scaled_what_ifs_are_nearer_to_all_draws(stored):
    """The reason to scale: four draws miss CPE of all twelve by chance; scaled, it is missed by less than a fifth."""
    whole = flip(
        ComparisonQuestion(*sides(12), LABELS, "cpe", 0.0), HOURS, Range(ParameterRange(0.0, 4.0), 3), trials(40)
    )
    raw = flip(question(), HOURS, Range(ParameterRange(0.0, 4.0), 3), trials(10))
    near = flip(question(), HOURS, Range(ParameterRange(0.0, 4.0), 3), Trials(trials(10).means, stored))
    assert np.abs(near.a - whole.a).max() < 0.2 * np.abs(raw.a - whole.a).max()
