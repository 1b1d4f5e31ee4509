"""Followers by kind: people alike are one row, fit in few levels."""

import numpy as np
import pytest

from sim.study.optimise.audience_kinds import LEVELS, PARTS, AudienceKinds, fit_levels, followers_of, merge_alike
from tests.hiring import rows_of


def test_people_who_are_alike_are_one_row_and_count_as_many():
    rng = np.random.default_rng(5)
    follows = rng.uniform(size=(400, 5)) < 0.3  # [person, segment]
    person, segment = np.nonzero(follows)
    weight = rng.integers(1, 4, 400).astype(float)
    rows = merge_alike(person.astype(np.int32), segment, weight, 5)
    assert rows.weight.size == len({tuple(row) for row in follows.tolist()})
    assert rows.weight.sum() == weight.sum()
    follows_row = np.zeros((rows.weight.size, 5), bool)
    follows_row[rows.person, np.repeat(np.arange(5), np.diff(rows.start))] = True
    for pattern, count in zip(follows_row, rows.weight, strict=True):
        assert count == weight[(follows == pattern).all(axis=1)].sum()
    some = followers_of(rows, 1, np.array([4, 1]))
    assert np.add.reduceat(some.weight[some.person], some.start[:-1]) == pytest.approx(weight @ follows[:, [4, 1]])


def test_people_of_a_segment_are_counted_by_weight():
    assert rows_of([[1, 0, 1], [1, 0, 0]], [3.0, 4.0]).people.tolist() == [7.0, 0.0, 3.0]


def test_people_whom_nobody_of_these_can_win_are_left_out():
    rows = followers_of(rows_of([[1, 0], [0, 1], [1, 1]], [2.0, 3.0, 5.0]), 1, np.array([1]))
    assert sorted(rows.weight.tolist()) == [8.0]


def test_few_values_of_fit_are_levels_of_their_own():
    levels = fit_levels(np.array([0.4, 1.0, 0.4, 0.7]))
    assert (levels.level.tolist(), levels.n) == ([0, 2, 0, 1], 3)


def test_many_values_of_fit_are_levels_with_the_same_sum_of_fit():
    fit = np.random.default_rng(1).lognormal(0.0, 1.3, 80_000)
    levels = fit_levels(fit)
    sums = np.bincount(levels.level, fit)
    assert (levels.n, sums.size) == (LEVELS, LEVELS)
    assert sums / sums.sum() == pytest.approx(np.full(LEVELS, 1 / LEVELS), rel=0.02)
    assert np.bincount(levels.level)[0] > 30_000


def test_parts_lie_within_their_levels():
    levels = fit_levels(np.random.default_rng(1).lognormal(0.0, 1.3, 80_000))
    assert (levels.part // PARTS == levels.level).all()
    assert np.unique(levels.part).size == LEVELS * PARTS


def test_a_higher_fit_is_never_a_lower_level():
    fit = np.sort(np.random.default_rng(2).uniform(size=100))
    assert (np.diff(fit_levels(fit).level) >= 0).all()


def test_kinds_are_classes_times_levels():
    nothing = np.zeros(0, np.int64)
    kinds = AudienceKinds(nothing, nothing, nothing, rows_of([[1]]), (5, 4, 3), np.ones(5), np.zeros(5, bool), 1.0)
    assert kinds.n_kinds == 12
