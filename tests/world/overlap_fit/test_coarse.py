"""Overlaps where nobody has a table."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.world.overlap_fit import coarse, fit, multiplicity
from tests.audiences import both, roster_of


def test_means_within_and_across_niches_are_met():
    niches = ["food", "food", "tech", "tech", None, "tech"]
    roster = roster_of([9_000, 6_000, 8_000, 5_000, 7_000, 12_000])._replace(niche=niches)
    pairs = coarse.by_niche(roster, 0.3, 0.05)
    found = fit.fit(fit.asked_of(roster, pairs, 1), 0.4, 1)
    shared = both(found, 6)
    for one, other in zip(*np.triu_indices(6, 1), strict=True):
        wanted = 0.3 if niches[one] is not None and niches[one] == niches[other] else 0.05
        assert shared[one, other] / min(roster.followers[one], roster.followers[other]) == pytest.approx(
            wanted, abs=2e-3
        )
    with pytest.raises(InputError, match="the roster has no niches"):
        coarse.by_niche(roster_of([10, 20]), 0.1, 0.1)


@pytest.mark.parametrize("duplication", [0.0, 0.1, 0.45])
def test_a_figure_of_duplication_is_met(duplication):
    roster = roster_of(np.linspace(2_000, 9_000, 12).astype(int))
    asked = fit.asked_of(roster, coarse.by_duplication(roster, duplication), 1)
    found = fit.fit(asked, multiplicity.USUAL, 1)
    assert 1.0 - found.n_people / roster.followers.sum() == pytest.approx(duplication, abs=2e-3)


def test_more_duplication_than_there_can_be_is_refused():
    with pytest.raises(InputError, match=r"--duplication: 0\.9 is more than these audiences can have; 0 to 0\.\d+"):
        coarse.by_duplication(roster_of([100, 100, 100]), 0.9)


def test_the_smaller_audience_of_each_pair():
    assert coarse.smaller(roster_of([5, 9, 7])).tolist() == [[0.0, 5.0, 5.0], [5.0, 0.0, 7.0], [5.0, 7.0, 0.0]]


def test_pairs_stand_once():
    first, second = coarse.pairs_of(roster_of([1, 1, 1]))
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]


def test_more_creators_than_can_be_fitted_are_refused():
    n = coarse.MOST_CREATORS + 1
    with pytest.raises(InputError) as caught:
        coarse.pairs_of(roster_of([1] * n))
    assert str(caught.value) == f"{n:,} creators; overlaps of at most {coarse.MOST_CREATORS:,} are fitted"


def test_creators_without_a_niche_have_one_each():
    roster = roster_of([100, 100, 100, 100])._replace(niche=["food", "food", None, None])
    assert coarse.by_niche(roster, 0.5, 0.1).shared.tolist() == [50.0, 10.0, 10.0, 10.0, 10.0, 10.0]
