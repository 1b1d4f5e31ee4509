"""The fit at which one person answers as the people of a level do: against means taken person by person."""

import numpy as np
import pytest

from sim.study.optimise.answering_fit import FitWithin, answering_fit, fit_within, mean_answers
from sim.study.optimise.audience_kinds import LEVELS, PARTS, AudienceKinds, fit_levels
from sim.study.optimise.viewer_action import ActionChances
from tests.hiring import rows_of

FIT = np.random.default_rng(3).lognormal(-0.5 * 1.3**2, 1.3, 100_000)


@pytest.fixture(scope="module")
def whom():
    """People of one creator, who differ as the presets say."""
    level, part, n = fit_levels(FIT)
    people = np.bincount(level, minlength=n)
    return AudienceKinds(level, part, people, rows_of([[1]]), (1, 1, n), np.ones(1), np.zeros(1, bool), 1.0)


def answers_at(odds):
    return lambda fit: odds * fit / (1.0 + odds * fit)


@pytest.mark.parametrize("odds", [0.001, 0.05, 0.3, 1.0])
def test_a_level_answers_as_its_people_do_on_average(whom, odds):
    mean = np.bincount(whom.segment, FIT) / whom.people
    own = answering_fit(mean, fit_within(whom, FIT), answers_at(odds))
    people = np.bincount(whom.segment, answers_at(odds)(FIT)) / whom.people
    assert answers_at(odds)(own) == pytest.approx(people, rel=5e-3)
    assert whom.people @ answers_at(odds)(own) == pytest.approx(whom.people @ people, rel=1e-3)


def test_at_the_mean_fit_more_would_be_answered(whom):
    """What the search did before: the more people differ and the higher the odds, the more it promised too much."""
    mean = np.bincount(whom.segment, FIT) / whom.people
    people = np.bincount(whom.segment, answers_at(0.5)(FIT)) / whom.people
    assert (answers_at(0.5)(mean) > people).all()


def test_where_people_of_a_level_are_alike_its_fit_is_their_own():
    within = FitWithin(np.ones((2, PARTS)), np.full((2, PARTS), 1 / PARTS))
    mean = np.array([0.5, 2.0])
    assert within.is_even
    assert answering_fit(mean, within, answers_at(1.0)) is mean


def test_who_never_answers_does_not_count(whom):
    mean = np.zeros(LEVELS)
    assert answering_fit(mean, fit_within(whom, FIT), answers_at(0.1)).tolist() == [0.0] * LEVELS


def test_where_nobody_answers_fit_says_nothing(whom):
    mean = np.bincount(whom.segment, FIT) / whom.people
    assert answering_fit(mean, fit_within(whom, FIT), answers_at(0.0)) is mean


def test_parts_of_a_level_have_its_people_and_its_mean(whom):
    within = fit_within(whom, FIT)
    assert within.share.sum(axis=1) == pytest.approx(np.ones(LEVELS))
    assert (within.share * within.fit).sum(axis=1) == pytest.approx(np.ones(LEVELS))
    assert not within.is_even


def test_answers_are_weighted_by_views():
    """By hand: odds 1 and 3 are answered by a half and three quarters; three views of four meet the second."""
    chances = ActionChances(np.array([1.0]), np.array([[1.0, 3.0]]))
    assert mean_answers(chances, np.array([1.0, 3.0])).tolist() == [0.6875]
