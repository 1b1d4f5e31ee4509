"""The best audience overlap: the top of a curve, and what is known of it."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.report.text.comparison import flip as report
from sim.study.what_if.flip import Range
from sim.study.what_if.overlap import bracket, certainly_worse, goal, optimum, overlap_curve, shape
from tests.sides import MICROS, scenario, trials


def test_the_parabola_has_its_top():
    shares = np.array([0.1, 0.2, 0.4, 0.7])
    assert optimum(shares, -((shares - 0.31) ** 2)) == pytest.approx(0.31)
    assert optimum(shares, shares) == 0.7
    assert optimum(shares, -shares) == 0.1


def test_overlap_takes_reach_and_gives_repetition():
    shared = {"world__shared_audience": {"share": 0.4, "among": {"creators": 10, "followers": 100}}}
    curve = overlap_curve(scenario(MICROS, **shared), Range((0.35, 0.8), 4), trials(30))
    assert curve.shares == pytest.approx([0.35, 0.5, 0.65, 0.8])
    assert curve.achieved == pytest.approx(curve.shares, abs=0.02)
    shapes = {goal.measure: goal.shape for goal in curve.goals}
    assert shapes["reach"] == "low"
    assert shapes["reach_2"] == "high"
    reach = curve.goals[0]
    assert [value.value for value in reach.values] == sorted((value.value for value in reach.values), reverse=True)
    assert curve.notes[0].startswith("the response curve is independent (beta 1)")
    assert "Reach: the less overlap the better within this range" in report.text(curve, "table", wide=True)


def test_noise_is_no_optimum():
    """A single creator shares with nobody: nothing repeats, and what differs is luck."""
    shared = {"world__shared_audience": {"share": 0.4, "among": {"creators": 10, "followers": 100}}}
    alone = MICROS.replace("count = 10", "count = 1")
    curve = overlap_curve(scenario(alone, **shared), Range((0.35, 0.8), 4), trials(8))
    words = report.text(curve, "table", wide=True)
    assert "Reach by 2+ sources: the same at every overlap" in words
    assert {goal.measure: goal.shape for goal in curve.goals}["purchases"] in ("unclear", "same")


def test_an_optimum_lies_between_what_is_certainly_worse():
    """40 runs of a curve with its top at 0.5: the bracket holds it, and the ends are out."""
    shares = np.linspace(0.1, 0.9, 9)
    luck = np.random.default_rng(4).normal(0.0, 0.02, (9, 40))
    each = -((shares - 0.5) ** 2)[:, None] + luck
    top = int(np.argmax(each.mean(axis=1)))
    worse = certainly_worse(each, top)
    low, high = bracket(shares, worse, top)
    assert shape(each, worse, top) == "inside"
    assert low < 0.5 < high
    assert low > 0.1
    assert high < 0.9
    flat = np.random.default_rng(5).normal(0.0, 1.0, (9, 40))
    assert shape(flat, certainly_worse(flat, int(np.argmax(flat.mean(axis=1)))), 0) == "unclear"


def test_what_overlap_cannot_be_had_is_told():
    shared = {"world__shared_audience": {"share": 0.4, "among": {"creators": 10, "followers": 100}}}
    curve = overlap_curve(scenario(MICROS, **shared), Range((0.02, 0.8), 5), trials(5))
    assert curve.shares.size < 5
    assert curve.notes[-1].startswith("unreachable in this world, and left out: 0.02")


def test_a_top_between_uneven_shares():
    assert optimum(np.array([0.1, 0.2, 0.4]), np.array([0.0, 1.0, 0.0])) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("worse", "top", "ends"),
    [
        ([True, False, False, True], 1, (0.1, 0.4)),
        ([False, False, False, False], 1, (0.1, 0.4)),
        ([True, True, False, True], 2, (0.2, 0.4)),
        ([False, True, True, True], 0, (0.1, 0.2)),
    ],
)
def test_the_nearest_shares_that_are_certainly_worse(worse, top, ends):
    assert bracket(np.array([0.1, 0.2, 0.3, 0.4]), np.array(worse), top) == ends


@pytest.mark.parametrize(
    ("means", "top", "name"),
    [([3.0, 2.0, 1.0], 0, "low"), ([1.0, 2.0, 3.0], 2, "high"), ([1.0, 3.0, 2.0], 1, "inside")],
)
def test_shapes_by_hand(means, top, name):
    each = np.array(means)[:, None] + np.zeros(5)
    worse = certainly_worse(each, top)
    assert worse.sum() == 2
    assert shape(each, worse, top) == name


def test_equal_curves_have_no_shape():
    each = np.ones((3, 5))
    assert shape(each, certainly_worse(each, 0), 0) == "same"


def test_a_goal_has_an_interval_at_each_share():
    runs = [{"outcomes/reach": np.array([[1.0, 3.0]]) + value} for value in (0.0, 5.0, 1.0)]
    reach = goal("reach", np.array([0.1, 0.2, 0.3]), runs)
    assert [interval.value for interval in reach.values] == [2.0, 7.0, 3.0]
    assert reach.optimum.value == pytest.approx(optimum(np.array([0.1, 0.2, 0.3]), np.array([2.0, 7.0, 3.0])))


def test_a_real_network_has_the_overlap_that_it_has():
    real = scenario(MICROS, world__network="n.csv")
    with pytest.raises(InputError) as caught:
        overlap_curve(real, Range(None, 5), trials(5))
    assert str(caught.value) == "world.network: a real network has the overlap that it has"


def test_an_optimum_needs_three_values():
    with pytest.raises(InputError, match=r"^--points 2: an optimum needs 3 values or more$"):
        overlap_curve(scenario(MICROS), Range(None, 2), trials(5))
