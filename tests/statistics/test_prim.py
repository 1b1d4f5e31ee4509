"""Boxes: planted ones are found, noise makes none that lasts, ties stay together, fresh points are the judges."""

import math

import numpy as np
import pytest
from scipy.stats import binom

from sim.statistics import prim as boxes_module
from sim.statistics.prim import FREE, Box, choose_box, discover, inside, paste_on, quasi_p, score, sides
from tests.verdicts import FAR

PLANTED = {(0, "low"), (2, "high"), (5, "low")}


def cube(seed, n=400, flipped=0.0, n_factors=6):
    """Points in a cube [point, factor], good where x0 > 0.4, x2 < 0.7, x5 > 0.25, but for a share that is flipped."""
    random = np.random.default_rng(seed)
    x = random.random((n, n_factors))
    good = (x[:, 0] > 0.4) & (x[:, 2] < 0.7) & (x[:, 5] > 0.25)
    return x, (good != (random.random(n) < flipped)).astype(np.float64)


def noise(seed, n=200, base=0.4):
    random = np.random.default_rng(seed)
    return random.random((n, 4)), (random.random(n) < base).astype(np.float64)


def limited(box):
    ends = {"low": box.low, "high": box.high}
    return {(int(factor), end) for end, limits in ends.items() for factor in np.flatnonzero(~np.isnan(limits))}


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_box_is_found(seed):
    x, good = cube(seed)
    box = choose_box(discover(x, good))
    assert limited(box) == PLANTED
    assert box.density > 0.95
    assert box.coverage > 0.95
    assert (box.low[0], box.high[2], box.low[5]) == pytest.approx((0.4, 0.7, 0.25), abs=0.05)


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_box_is_found_among_errors(seed):
    """One point in ten says the contrary of what it should."""
    x, good = cube(seed, 600, 0.1)
    box = choose_box(discover(x, good))
    assert limited(box) == PLANTED
    found = score(box, *cube(seed + 100, 20_000, 0.1))
    assert found.density.value > 0.85


def test_a_box_says_of_itself_what_its_points_say():
    x, good = cube(1, flipped=0.1)
    for box in discover(x, good):
        there = inside(box, x)
        assert (box.n, box.mass) == (there.sum(), there.mean())
        assert box.density == pytest.approx(good[there].mean())
        assert box.coverage == pytest.approx(good[there].sum() / good.sum())
        assert box.mass >= 0.05
        for factor, end in limited(box):
            limit = getattr(box, end)[factor]
            assert limit in x[there, factor]  # a limit is a value that a point of the box has


def test_the_trajectory_starts_with_the_whole_space_and_repeats_nothing():
    x, good = cube(2, flipped=0.1)
    trajectory = discover(x, good)
    assert limited(trajectory[0]) == set()
    assert (trajectory[0].mass, trajectory[0].coverage) == (1.0, 1.0)
    different = {(*map(str, box.low), *map(str, box.high)) for box in trajectory}
    assert len(different) == len(trajectory) > 5


def test_limits_belong_to_the_box():
    box = Box(np.array([1.0, math.nan]), np.array([math.nan, 2.0]), 1.0, 1.0, 1.0, 1)
    x = np.array([[1.0, 2.0], [0.999, 2.0], [1.0, 2.001], [9.0, -9.0]])
    assert inside(box, x).tolist() == [True, False, False, True]


# Noise


def test_noise_makes_boxes_that_fresh_points_do_not_believe(monkeypatch):
    """40 samples of noise, no limit dropped; the densest boxes shine on their own points, not on fresh ones.

    On fresh points: |z| < 4.9, false alarm 1e-6; 29 of 40 intervals or more hold the base rate (binomial at 95%: 1e-6).
    """
    monkeypatch.setattr(boxes_module, "LEVEL", 1.0)
    boxes = [max(discover(*noise(seed)), key=lambda box: box.density) for seed in range(40)]
    fresh = [score(box, *noise(1000 + seed)) for seed, box in enumerate(boxes)]
    n = np.array([score.n for score in fresh])
    hits = np.array([score.density.value * score.n for score in fresh])
    z = (hits.sum() - 0.4 * n.sum()) / math.sqrt(0.24 * n.sum())
    assert abs(z) < FAR
    assert sum(score.density.low <= 0.4 <= score.density.high for score in fresh) >= 29
    n = np.array([box.n for box in boxes])
    hits = np.array([box.density * box.n for box in boxes])
    assert (hits.sum() - 0.4 * n.sum()) / math.sqrt(0.24 * n.sum()) > FAR  # own points would not pass


def test_mostly_nothing_is_chosen_in_noise(monkeypatch):
    """In 5 of 6 samples no limit stays (fewer than 20 of 40: 1e-6); if none were dropped, something would always be."""
    samples = [noise(seed) for seed in range(40)]
    assert sum(choose_box(discover(*sample)) is None for sample in samples) >= 20
    monkeypatch.setattr(boxes_module, "LEVEL", 1.0)
    assert sum(choose_box(discover(*sample)) is None for sample in samples) < 20


def test_own_points_flatter_and_fresh_ones_are_fair():
    """A box among errors, 40 times: its own density is above that of 20,000 fresh points (paired z > 4.9), and that of
    200 fresh points is not (|z| < 4.9, false alarm 1e-6).
    """
    own, fresh, truth = [], [], []
    for seed in range(40):
        box = max(discover(*cube(seed, 200, 0.2)), key=lambda box: box.density)
        own.append(box.density)
        fresh.append(score(box, *cube(seed + 500, 200, 0.2)).density.value)
        truth.append(score(box, *cube(seed + 900, 20_000, 0.2)).density.value)
    assert z_of(np.array(own) - truth) > FAR
    assert abs(z_of(np.array(fresh) - truth)) < FAR


def z_of(differences):
    return float(differences.mean() / differences.std(ddof=1) * math.sqrt(differences.size))


# Factors of all kinds


def test_whole_numbers_are_cut_between_values():
    random = np.random.default_rng(3)
    x = np.column_stack([random.integers(1, 9, 400), random.random(400), random.integers(0, 2, 400)]).astype(np.float64)
    good = ((x[:, 0] >= 3) & (x[:, 0] <= 6) & (x[:, 2] == 1)).astype(np.float64)
    box = choose_box(discover(x, good))
    assert (box.density, box.coverage) == (1.0, 1.0)
    assert box.low.tolist() == pytest.approx([3.0, math.nan, 1.0], nan_ok=True)
    assert box.high.tolist() == pytest.approx([6.0, math.nan, math.nan], nan_ok=True)


def test_a_rare_level_at_the_end_does_not_block_the_way():
    """Nine in ten have the lowest value: no step can be small."""
    x = np.repeat([0.0, 1.0], [180, 20])[:, None]
    box = choose_box(discover(x, x[:, 0]))
    assert (box.low[0], box.n, box.density, box.coverage) == (1.0, 20, 1.0, 1.0)


def test_a_constant_factor_is_never_limited():
    x, good = cube(4)
    x[:, 3] = 7.0
    trajectory = discover(x, good)
    assert limited(choose_box(trajectory)) == PLANTED
    assert not any((3, end) in limited(box) for box in trajectory for end in ("low", "high"))


def test_constant_factors_alone_make_no_box():
    random = np.random.default_rng(5)
    trajectory = discover(np.ones((50, 2)), random.integers(0, 2, 50).astype(np.float64))
    assert [limited(box) for box in trajectory] == [set()]
    assert choose_box(trajectory) is None


def test_a_slope_is_met_by_its_corner():
    """Good where x0 + x1 > 1: a corner of the square, more than 5 points in 6 good."""
    x = np.random.default_rng(6).random((500, 4))
    box = choose_box(discover(x, (x[:, 0] + x[:, 1] > 1.0).astype(np.float64)))
    assert limited(box) == {(0, "low"), (1, "low")}
    assert box.density > 5 / 6
    assert box.coverage > 0.5


@pytest.mark.parametrize("seed", range(4))
def test_a_coarse_factor_does_not_jump_the_queue(seed):
    """A switch that helps a little takes half of the points away at once: the steep factor goes first."""
    random = np.random.default_rng(seed)
    x = np.column_stack([random.integers(0, 2, 600), random.random((600, 2))]).astype(np.float64)
    good = random.random(600) < np.where(x[:, 1] > 0.5, 0.8 + 0.15 * x[:, 0], 0.1)
    box = choose_box(discover(x, good.astype(np.float64)))
    assert limited(box) == {(1, "low")}
    assert box.coverage > 0.8


def test_a_box_of_few_points_is_an_anecdote():
    """A level that 3 in 100 points have, all of them good."""
    random = np.random.default_rng(14)
    x = np.column_stack([np.arange(300) < 9, random.random(300)]).astype(np.float64)
    good = np.maximum(x[:, 0], random.random(300) < 0.3)
    assert min(box.mass for box in discover(x, good)) >= 0.05


def test_shares_are_good_too():
    x, good = cube(7)
    box = choose_box(discover(x, 0.2 + 0.6 * good))
    assert limited(box) == PLANTED
    assert box.density == pytest.approx(0.8, abs=0.03)


def test_turned_factors_turn_the_box():
    x, good = cube(8, flipped=0.1)
    good = 0.8 * good + 0.1 * np.random.default_rng(8).random(good.size)  # no ties: they go by the order of the factors
    box, turned = choose_box(discover(x, good)), choose_box(discover(-x, good))
    assert (-turned.high).tolist() == pytest.approx(box.low.tolist(), nan_ok=True)
    assert (-turned.low).tolist() == pytest.approx(box.high.tolist(), nan_ok=True)


def test_units_do_not_matter():
    x, good = cube(9, flipped=0.1)
    box, other = choose_box(discover(x, good)), choose_box(discover(np.exp(5.0 * x), good))
    assert inside(box, x).tolist() == inside(other, np.exp(5.0 * x)).tolist()


def test_unknown_points_are_left_out():
    x, good = cube(10)
    with_unknown = np.vstack([x, x[:50]]), np.append(good, np.full(50, math.nan))
    box, same = choose_box(discover(x, good)), choose_box(discover(*with_unknown))
    assert same.low.tolist() == pytest.approx(box.low.tolist(), nan_ok=True)
    assert same[2:] == box[2:]
    assert score(box, *with_unknown) == score(box, x, good)


@pytest.mark.parametrize("good", [np.zeros(30), np.ones(30), np.full(30, 0.5), np.full(30, math.nan)])
def test_where_all_is_the_same_there_is_no_box(good):
    x = np.random.default_rng(11).random((30, 2))
    assert discover(x, good) == ()
    assert choose_box(()) is None


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_a_few_points_do_no_harm(n):
    x = np.arange(n, dtype=np.float64)[:, None]
    trajectory = discover(x, (x[:, 0] > 0).astype(np.float64))
    assert all(box.n >= 1 for box in trajectory)


# Parts


@pytest.mark.parametrize(("hits", "n", "wider_hits", "wider_n"), [(9, 10, 12, 20), (3, 3, 5, 9), (1, 8, 4, 9)])
def test_the_quasi_p_value_is_a_binomial_tail(hits, n, wider_hits, wider_n):
    good, wider = np.repeat([1.0, 0.0], [hits, n - hits]), np.repeat([1.0, 0.0], [wider_hits, wider_n - wider_hits])
    assert quasi_p(good, wider) == pytest.approx(binom.sf(hits - 1, n, wider_hits / wider_n), rel=1e-9)


def test_without_hits_no_limit_is_needed():
    assert quasi_p(np.zeros(5), np.ones(9)) == 1.0


def test_what_is_as_good_is_pasted_and_what_is_worse_is_not():
    x = np.arange(10.0)[:, None]
    good = np.array([0.0, 0.9, 0.9, 1.0, 1.0, 1.0, 1.0, 0.9, 1.0, 1.0])
    assert paste_on(sides(x, good), np.array([4.0, -5.0]), 0.05).tolist() == [3.0, -6.0]
    good[7] = 1.0
    assert paste_on(sides(x, good), np.array([4.0, -5.0]), 0.05).tolist() == [3.0, FREE]


def boxed(density, mass):
    return Box(np.array([0.0]), np.array([1.0]), density * mass / 0.5, density, mass, round(400 * mass))


def test_a_box_is_chosen_that_is_clearly_denser_and_no_anecdote():
    whole, unclear, anecdote, small, large = (
        boxed(*one) for one in [(0.5, 1.0), (0.52, 0.9), (1.0, 0.04), (0.95, 0.1), (0.9, 0.4)]
    )
    assert choose_box((whole, unclear, anecdote, small, large)) is large
    assert choose_box((whole, unclear, anecdote, small)) is small
    assert choose_box((whole, unclear, anecdote)) is None


def test_a_score_by_hand():
    box = Box(np.array([0.5]), np.array([math.nan]), 1.0, 1.0, 1.0, 1)
    found = score(box, np.array([[0.1], [0.2], [0.6], [0.7], [0.8]]), np.array([1.0, 0.0, 1.0, 1.0, 0.0]))
    assert (found.coverage.value, found.density.value, found.base.value, found.n) == pytest.approx(
        (2 / 3, 2 / 3, 0.6, 3)
    )
    assert found.density[1:] == found.coverage[1:]  # both are 2 of 3
    assert 0.0 < found.density.low < 2 / 3 < found.density.high < 1.0


def test_an_empty_box_has_no_density():
    box = Box(np.array([5.0]), np.array([math.nan]), 1.0, 1.0, 1.0, 1)
    found = score(box, np.random.default_rng(12).random((20, 1)), np.ones(20))
    assert (found.coverage.value, found.n) == (0.0, 0)
    assert all(map(math.isnan, found.density))
