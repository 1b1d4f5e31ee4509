"""A short run of `benchmarks/coverage.py`: intervals of 95% cover, with and without pairs, of runs and of draws.

All shares of this file together have a false alarm of one in a million; a coverage below 85% is found.
"""

import numpy as np
import pytest
from scipy.special import bdtr

from benchmarks import coverage
from tests.played import FAMILY

REPETITIONS = 300
MOST_ROWS = 100  # more than this file has (Bonferroni)


def covers(row):
    """Whether so few hits are no accident; that all of 300 hit is one, of 2 in ten million."""
    return bdtr(row.n_covered, row.n, 0.95) > FAMILY / MOST_ROWS


@pytest.fixture(scope="module")
def cases():
    return list(coverage.cases(REPETITIONS))


def test_the_margin_finds_bad_intervals():
    row = coverage.Row("", "", 0.0, int(0.85 * REPETITIONS), 0, 0, REPETITIONS)
    assert not covers(row)
    assert coverage.is_off(row)


@pytest.mark.parametrize("index", range(10))
def test_intervals_cover(cases, index):
    rows = coverage.cover(cases[index], REPETITIONS)
    assert [(row.quantity, row.share) for row in rows if not covers(row)] == []


def test_there_are_no_more_cases_and_rows_than_said(cases):
    assert len({case.name for case in cases}) == len(cases) == 10
    assert sum(len(coverage.cover(case, 1)) for case in cases) == 100


def test_runs_of_few_draws_are_no_witnesses_of_what_is_unknown(cases):
    """The benchmark can fail: draws taken for runs cover too seldom."""
    right = next(case for case in cases if case.name == "engine, 20 draws x 5 runs, unpaired")

    def flat(repetition):
        a, b = right.sides(repetition)
        return tuple({name: array.reshape(1, -1) for name, array in side.items()} for side in (a, b))

    rows = coverage.cover(right._replace(sides=flat), REPETITIONS)
    doubtful = [row for row in rows if not row.quantity.startswith("Total cost")]  # what is unknown costs nothing
    assert len(doubtful) == 10
    assert not any(map(covers, doubtful))


def test_no_run_of_the_engine_is_taken_twice():
    draws, runs = coverage.stretches(coverage.Shape(20, 5), 30, 40)
    assert draws.shape == (40, 20, 1)
    assert runs.shape == (40, 20, 5)
    taken = np.broadcast_to(draws, runs.shape).ravel() * 10_000 + runs.ravel()
    assert np.unique(taken).size == taken.size == 4_000
    one_draw, all_runs = coverage.stretches(coverage.Shape(1, 60), 1, 7)
    assert not one_draw.any()
    assert sorted(all_runs.ravel()) == list(range(420))
