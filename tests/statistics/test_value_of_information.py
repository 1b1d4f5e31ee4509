"""What knowing is worth: closed forms, no reward for noise, and the same for both sides."""

import math

import numpy as np
import pytest
from scipy.stats import t as student

from sim.statistics import value_of_information
from sim.statistics.value_of_information import (
    choices,
    nearby_mean,
    nearby_mean_of_others,
    paired_mean,
    place_among,
    worth_of_knowing,
)
from tests.verdicts import FAR

REPEATS = 40


def points(seed, n, n_factors=3):
    return np.random.default_rng(seed).random((n, n_factors))


def figures(gain, n=400, seed=0):
    """Values [repeat, figure]: wrong today; of the first factor wrong, reduction, worth; of the last the last two."""
    out = []
    for repeat in range(REPEATS):
        x = points(seed + repeat, n)
        found = worth_of_knowing(x, gain(x))
        first, last = found.factors[0], found.factors[-1]
        own = (found.wrong.value, first.wrong.value, first.reduction.value, first.worth.value)
        out.append((*own, last.reduction.value, last.worth.value))
    return np.array(out)


def z_of(values, truth, slack=0.0):
    """Standard errors between the mean over repeats and the truth, beyond a slack."""
    error = np.maximum(values.std(axis=0, ddof=1) / math.sqrt(len(values)), 1e-12)
    return np.maximum(np.abs(values.mean(axis=0) - truth) - slack, 0.0) / error


# Closed forms, x uniform. What is learned from 400 points falls short of what could be known by less than the slack.


def test_one_factor_decides():
    """gain = x0 - 0.3: today wrong 0.3, with x0 never; worth 0.7^2 / 2 - 0.2. |z| < 4.9, false alarm 1e-6 each."""
    z = z_of(figures(lambda x: x[:, 0] - 0.3), (0.3, 0.0, 0.3, 0.045, 0.0, 0.0), 0.006)
    assert z.max() < FAR


def test_two_factors_decide_together():
    """gain = x0 + x1 - 0.8: today wrong 0.32, with x0 0.23; worth 0.7^2 / 2 - 0.2. |z| < 4.9, false alarm 1e-6 each."""
    z = z_of(figures(lambda x: x[:, 0] + x[:, 1] - 0.8), (0.32, 0.23, 0.09, 0.045, 0.0, 0.0), 0.006)
    assert z.max() < FAR


def test_a_factor_that_cuts_in_the_middle():
    """Better inside, worse outside: not a matter of more or less. gain = 0.2 - |x0 - 0.5|: today wrong 0.4."""
    found = figures(lambda x: 0.2 - np.abs(x[:, 0] - 0.5))
    assert z_of(found[:, :3], (0.4, 0.0, 0.4), 0.012).max() < FAR


def test_everything_known_leaves_nothing_wrong():
    """The worth of all is that of the one factor that decides."""
    x = points(1, 400)
    found = worth_of_knowing(x, x[:, 0] - 0.3)
    assert found.all_known.wrong == (0.0, 0.0, 0.0)
    assert found.all_known.reduction.value == pytest.approx(found.wrong.value)
    assert found.all_known.worth.value == pytest.approx(0.045, abs=0.01)
    assert found.factors[0].worth.value == pytest.approx(found.all_known.worth.value, abs=1e-3)


# Noise is not rewarded


def coin(seed, better, n):
    random = np.random.default_rng(10_000 + seed)
    return random.normal(size=n) + better


@pytest.mark.parametrize("better", [0.0, 0.52])  # B is better at 50% and at 30% of points
def test_a_useless_factor_is_not_optimistic(better):
    """200 points of noise: the mean reduction and worth are not above 0 (z < 4.9, 1e-6), nor far below it."""
    each = [worth_of_knowing(points(seed, 200, 1), coin(seed, better, 200)).factors[0] for seed in range(120)]
    for values, scale in (([one.reduction.value for one in each], 1.0), ([one.worth.value for one in each], 1.13)):
        mean, error = np.mean(values), np.std(values, ddof=1) / math.sqrt(len(values))
        assert mean < FAR * max(error, 1e-12)
        assert mean > -0.005 * scale - FAR * error


def test_choosing_on_the_points_that_judge_would_be_optimistic(monkeypatch):
    """The fault that the test above is there for: judged by the points that chose, noise seems to be worth a lot."""
    monkeypatch.setattr(
        value_of_information, "choices", lambda place, gain: np.sign(nearby_mean(place, gain, place, 0.02))
    )
    each = [
        worth_of_knowing(points(seed, 200, 1), coin(seed, 0.0, 200)).factors[0].reduction.value for seed in range(20)
    ]
    assert np.mean(each) > 0.05


def test_intervals_hold_the_truth():
    """gain = x0 + x1 - 0.8, 200 points: 95% intervals of the reduction and of both worths hold it 9 times in 10 or more
    (binomial: 1e-6 for fewer than 60 of 80 at 92%, what learning costs included).
    """
    held = np.zeros(4)
    for seed in range(80):
        x = points(seed, 200)
        first, _, last = worth_of_knowing(x, x[:, 0] + x[:, 1] - 0.8).factors
        pairs = [(first.reduction, 0.09), (first.worth, 0.045), (last.reduction, 0.0), (last.worth, 0.0)]
        held += [interval.low <= truth <= interval.high for interval, truth in pairs]
    assert held.min() >= 60


# Both sides, draws, unknown


def test_both_sides_are_treated_alike():
    x = points(2, 150)
    gain = x[:, 0] + x[:, 1] - 0.7 + 0.3 * coin(2, 0.0, 150)
    assert worth_of_knowing(x, gain)[:2] == worth_of_knowing(x, -gain)[:2]


def test_where_both_are_better_equally_often_a_coin_is_tossed():
    x = points(13, 100)
    gain = np.where(np.argsort(np.argsort(x[:, 1])) < 50, -1.0, 1.0)
    found = worth_of_knowing(x, gain)
    assert found[:2] == worth_of_knowing(x, -gain)[:2]
    assert (found.wrong.value, found.all_known.reduction.value, found.all_known.worth.value) == (0.5, 0.5, 0.5)
    assert found.all_known.reduction.low > 0.45  # a coin is wrong by half at every point: nothing varies


def test_units_of_factors_do_not_matter():
    x = points(3, 150)
    gain = x[:, 0] + x[:, 1] - 0.7
    assert worth_of_knowing(x, gain) == worth_of_knowing(np.exp(9.0 * x), gain)


def test_the_unit_of_the_gain_is_that_of_its_worth():
    x = points(4, 150)
    gain = x[:, 0] + x[:, 1] - 0.7
    one, thousand = worth_of_knowing(x, gain).factors[0], worth_of_knowing(x, 1024.0 * gain).factors[0]
    assert thousand.worth == pytest.approx([1024.0 * end for end in one.worth])
    assert thousand[:2] == one[:2]


def test_draws_count_half():
    x = points(5, 100)
    gain = np.repeat([1.0, 0.0, -1.0], [60, 20, 20])
    found = worth_of_knowing(x, gain)
    assert found.wrong.value == pytest.approx(0.3)
    assert found.all_known.wrong.value == pytest.approx(0.1)
    assert found.all_known.reduction.value == pytest.approx(0.2)


def test_where_nobody_is_better_no_choice_is_wrong():
    found = worth_of_knowing(points(5, 100), np.zeros(100))
    nothing = (0.0, 0.0, 0.0)
    assert {found.wrong, found.factors[0].wrong, found.factors[0].reduction, found.all_known.wrong} == {nothing}


def test_when_one_side_is_always_better_there_is_nothing_to_know():
    x = points(6, 100)
    found = worth_of_knowing(x, 1.0 + x[:, 0])
    assert found.wrong.value == 0.0
    for one in (*found.factors, found.all_known):
        assert (one.wrong.value, one.reduction.value, one.worth.value) == (0.0, 0.0, 0.0)
        assert one.reduction.low < 0.0 < one.reduction.high  # at 100 points


def test_whole_numbers_and_constants():
    random = np.random.default_rng(7)
    x = np.column_stack([random.integers(0, 2, 200), random.integers(1, 5, 200), np.ones(200)]).astype(np.float64)
    found = worth_of_knowing(x, x[:, 0] - 0.5).factors
    assert found[0].wrong.value == 0.0
    assert found[2].reduction.value == 0.0
    assert worth_of_knowing(x, x[:, 1] - 2.5).factors[1].wrong.value == 0.0


def test_unknown_gains_are_left_out():
    x = points(8, 120)
    gain = x[:, 0] - 0.3
    with_unknown = np.vstack([x, x[:30]]), np.append(gain, np.full(30, math.nan))
    assert worth_of_knowing(*with_unknown) == worth_of_knowing(x, gain)
    assert worth_of_knowing(*with_unknown).n == 120


def test_an_endless_gain_counts_but_has_no_worth():
    x = points(9, 120)
    gain = x[:, 0] - 0.3
    found = worth_of_knowing(x, np.where(gain < -0.2, -math.inf, gain))
    assert found.factors[0][:2] == worth_of_knowing(x, gain).factors[0][:2]
    assert all(map(math.isnan, (*found.factors[0].worth, *found.all_known.worth)))


@pytest.mark.parametrize("n", [0, 1, 9])
def test_a_few_points_say_nothing_of_factors(n):
    x = points(10, n)
    found = worth_of_knowing(x, np.ones(n))
    assert len(found.factors) == 3
    assert all(math.isnan(end) for one in (*found.factors, found.all_known) for interval in one for end in interval)
    assert math.isnan(found.wrong.value) == (n == 0)


# Parts


def test_a_big_gain_does_not_outvote_many_small_losses():
    x = points(11, 100)
    gain = np.append(np.full(80, -1.0), np.full(20, 100.0))
    assert worth_of_knowing(x, gain).wrong.value == pytest.approx(0.2)


def test_equal_values_stand_together():
    assert place_among(np.array([5.0, 1.0, 5.0, 9.0])).tolist() == [0.5, 0.125, 0.5, 0.875]


def test_means_nearby_by_hand():
    place, gain = np.array([0.1, 0.3, 0.5, 0.9]), np.array([1.0, 2.0, 6.0, 5.0])
    assert nearby_mean(place, gain, np.array([0.2, 0.7]), 0.15).tolist() == pytest.approx([1.5, 3.5])
    assert nearby_mean(place, gain, np.array([0.2]), 0.3).tolist() == pytest.approx([3.0])
    edges = np.array([0.25, 0.5]), np.array([1.0, 3.0])
    assert nearby_mean(*edges, np.array([0.375]), 0.125).tolist() == [2.0]  # edges belong to a window
    assert nearby_mean(*edges, np.array([0.25]), 0.25).tolist() == [2.0]
    assert nearby_mean_of_others(place, gain, 0.25).tolist() == pytest.approx([2.0, 3.5, 2.0, 3.0])


def test_no_fold_has_a_part_in_its_own_choice():
    """Turn the gains of a fold to the contrary, a million times as large: its own choices stay."""
    place, gain = place_among(points(12, 100, 1)[:, 0]), coin(12, 0.0, 100)
    gain += np.where(place > 0.5, 1.5, -1.5)
    own = value_of_information.folds(100) == 3
    assert choices(place, np.where(own, -1e6 * gain, gain))[own].tolist() == choices(place, gain)[own].tolist()


def test_an_interval_that_never_saw_a_difference_is_open():
    found = paired_mean(np.zeros(98), 1.0)
    assert found.value == 0.0
    assert found.high == -found.low == pytest.approx(1.98 * math.sqrt(2 / 99 / 100), abs=1e-3)


def test_a_paired_interval_by_hand():
    """12 gained, 2 lost of 40 (Bonett & Price 2012, with Student's quantile and one degree less in the variance)."""
    found = paired_mean(np.repeat([1.0, -1.0, 0.0], [12, 2, 26]), 1.0)
    gained, lost = 13 / 42, 3 / 42
    half = student.ppf(0.975, 41) * math.sqrt((gained + lost - (gained - lost) ** 2) / 41)
    assert found == pytest.approx((0.25, gained - lost - half, gained - lost + half))
