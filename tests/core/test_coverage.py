"""People won by hired creators: against numpy, in one world and in several."""

from itertools import pairwise

import numpy as np
import pytest

from sim.core import coverage

RANDOM = np.random.default_rng(7)
PERSON = np.array([0, 2, 4, 1, 2, 3, 4, 0, 5], np.int32)
START = np.array([0, 3, 3, 9], np.int64)  # the second segment is empty
WEIGHT = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
N_WORLDS = (1, 3)


def won_at_random(n_worlds):
    return RANDOM.random((6, n_worlds)) * WEIGHT[:, None]


def segments():
    return [PERSON[first:stop] for first, stop in pairwise(START)]


@pytest.mark.parametrize("n_worlds", N_WORLDS)
def test_sums_over_the_people_of_each_segment(n_worlds):
    won, out = won_at_random(n_worlds), np.full((3, n_worlds), 9.0)
    coverage.row_sums(PERSON, START, won, out)
    assert out == pytest.approx(np.array([won[people].sum(axis=0) for people in segments()]))


@pytest.mark.parametrize("n_worlds", N_WORLDS)
def test_sums_over_everybody(n_worlds):
    won = won_at_random(n_worlds)
    assert coverage.column_sums(won) == pytest.approx(won.sum(axis=0))


@pytest.mark.parametrize("n_worlds", N_WORLDS)
def test_who_is_won_are_one_less_those_whom_nobody_wins(n_worlds):
    """Each segment wins a share of those who are left: 1 - prod(1 - p) of everybody."""
    share, won = RANDOM.random((3, n_worlds)), np.zeros((6, n_worlds))
    coverage.win(PERSON, START, share, WEIGHT, won)
    left = np.ones((6, n_worlds))
    for part, people in zip(share, segments(), strict=True):
        left[people] *= 1.0 - part
    assert won == pytest.approx(WEIGHT[:, None] * (1.0 - left))


def test_millionths_are_not_rounded_away():
    won = np.zeros((1, 1))
    for _ in range(3):
        coverage.win(np.zeros(1, np.int32), np.array([0, 1]), np.full((1, 1), 1e-18), np.ones(1), won)
    assert won[0, 0] == pytest.approx(3e-18, rel=1e-12)


def test_a_creators_posts_win_by_every_view():
    """Two posts, of two days and of one, before two kinds of people in two worlds; a fifth leaves after the first."""
    hazard, post_start = np.array([0.5, 0.2, 1.0]), np.array([0, 2, 3])
    activity, odds, after = np.array([1.0, 2.0]), np.array([0.1, 4.0]), 0.7
    factor, reach, left = np.array([[1.0, 4.0], [0.5, 1.0]]), np.array([[1.0, 0.3], [2.0, 1.0]]), np.array([1.0, 0.8])
    missed, events = coverage.play_creator((hazard, post_start), activity, odds, (factor, reach, left), after)
    post = [0, 0, 1]
    view = -np.expm1(-hazard[:, None, None] * reach[post][:, None] * activity[None, :, None])
    total = odds[None, :, None] * factor[post][:, None]
    chance = left[post][:, None, None] * after * total / (1.0 + total) * view
    assert missed == pytest.approx(np.prod(1.0 - chance, axis=0))
    assert events == pytest.approx(chance.sum(axis=0))


def test_answers_at_odds_of_zero_never_come_and_at_endless_odds_always():
    """One post that everybody sees."""
    cells, posts = (np.array([50.0]), np.array([0, 1])), (np.ones((1, 1)), np.ones((1, 1)), np.ones(1))
    missed, events = coverage.play_creator(cells, np.ones(2), np.array([0.0, np.inf]), posts, 1.0)
    assert missed[:, 0] == pytest.approx([1.0, 0.0], abs=1e-12)
    assert events[:, 0] == pytest.approx([0.0, 1.0], abs=1e-12)


def test_meeting_moves_people_on_by_one_source_until_they_are_won():
    """One person with two places for sources; a source is seen with 0.5 and wins with 0.2, then 0.6."""
    state, won = np.array([[[1.0, 0.0]]]), np.zeros((1, 1))
    once = (np.zeros(1, np.int32), np.array([0, 1]), np.array([[0.5]]), np.array([[[0.2, 0.6]]]))
    coverage.meet(*once, state, won)
    assert state[0, 0] == pytest.approx([0.5, 0.4])
    assert won[0, 0] == pytest.approx(0.1)
    coverage.meet(*once, state, won)
    assert state[0, 0] == pytest.approx([0.25, 0.4 - 0.4 * 0.3 + 0.5 * 0.5 * 0.8])
    assert won[0, 0] + state.sum() == pytest.approx(1.0)


def test_states_are_added_up_by_segment():
    state, out = RANDOM.random((6, 2, 3)), np.full((3, 2, 3), 9.0)
    coverage.state_sums(PERSON, START, state, out)
    assert out == pytest.approx(np.array([state[people].sum(axis=0) for people in segments()]))
