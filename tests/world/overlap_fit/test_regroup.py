"""Fitted audiences with other numbers of creators per person: sizes stay, counts are the ones asked for."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables.overlap_table import Pairs
from sim.world.overlap_fit import fit
from sim.world.overlap_fit.regroup import creators_of_people, regroup, take
from tests.audiences import roster_of

SIZES = [1000, 800, 600, 400, 400, 300, 200, 200, 100, 100, 100, 50]


@pytest.fixture(scope="module")
def fitted():
    first, second = np.triu_indices(len(SIZES), 1)
    pairs = Pairs(first, second, 0.2 * np.minimum(np.array(SIZES)[first], np.array(SIZES)[second]))
    return fit.fit(fit.asked_of(roster_of(SIZES), pairs, 1), -0.2, 1)


@pytest.mark.parametrize("tail", [-0.6, -0.2, 0.6])
def test_people_follow_as_many_as_the_tail_says(fitted, tail):
    deal = regroup(fitted, fitted.asked, tail, 1)
    assert deal.n_followed.tolist() == fit.counts(fitted.asked, tail).tolist()
    assert np.bincount(deal.creator).tolist() == SIZES


@pytest.mark.parametrize("tail", [-0.6, 0.6])
def test_nobody_follows_a_creator_twice(fitted, tail):
    deal = regroup(fitted, fitted.asked, tail, 1)
    person = np.repeat(np.arange(deal.n_followed.size), deal.n_followed)
    assert np.unique(person * len(SIZES) + deal.creator).size == deal.creator.size


def test_the_same_tail_changes_nobody(fitted):
    deal = regroup(fitted, fitted.asked, fitted.tail, 1)
    assert sorted(map(tuple, map(sorted, creators_of_people(fitted)))) == sorted(
        tuple(sorted(part)) for part in np.split(deal.creator, np.cumsum(deal.n_followed)[:-1])
    )


def test_who_follows_all_that_is_left_takes_by_way_of_another():
    people = [[0, 1], [2, 3]]
    assert take(people, 0, [1], np.random.default_rng(1)) in (2, 3)
    assert 1 in people[1]


def test_nobody_can_follow_more_creators_than_there_are():
    with pytest.raises(InputError, match=r"^no people follow so many creators at once"):
        take([[0, 1], [0, 1]], 0, [1], np.random.default_rng(1))
