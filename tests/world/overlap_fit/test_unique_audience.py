"""The range of the unique audience: by hand, by known figures, and in a family with known truth."""

import numpy as np
import pytest

from sim.tables.overlap_table import Pairs
from sim.world.overlap_fit import fit, multiplicity, unique_audience
from sim.world.overlap_fit.known_figures import KnownFigures, KnownUnion
from sim.world.overlap_fit.unique_audience import LikelyRange, leave_open
from tests.audiences import roster_of

NAN = np.nan


def asked_of(sizes, shared, one_in=1):
    first, second = np.triu_indices(len(sizes), 1)
    return fit.asked_of(roster_of(sizes), Pairs(first, second, np.full(first.size, float(shared))), one_in)


def test_two_creators_leave_nothing_open():
    found = leave_open(asked_of([100, 60], 30), KnownFigures())
    assert list(found.unique) == pytest.approx([130.0] * 3)
    assert found.singles.centre == pytest.approx(100.0 / 130.0)


def test_many_creators_leave_much_open():
    found = leave_open(asked_of([1000] * 30, 200), KnownFigures())
    assert found.unique.low < found.unique.centre < found.unique.high
    assert found.unique.width > 0.1 * 30_000
    assert found.proven_low <= found.unique.low
    assert found.unique.high <= found.proven_high
    assert found.tail == pytest.approx(multiplicity.USUAL, abs=0.01)
    assert found.narrowings == ()


def test_a_known_union_is_all_there_is_to_say():
    asked = asked_of([1000] * 30, 200)
    found = leave_open(asked, KnownFigures(unique=9_000.0))
    assert list(found.unique) == pytest.approx([9_000.0] * 3)
    assert multiplicity.people_by_count(asked.sizes, asked.shared, found.tail).sum() == pytest.approx(9_000.0, abs=1.0)
    assert found.singles.width < leave_open(asked, KnownFigures()).singles.width


@pytest.mark.parametrize(
    "known",
    [
        KnownFigures(tops=(KnownUnion(10, 5_200.0),)),
        KnownFigures(exclusive=np.array([100.0, *[NAN] * 29])),
    ],
)
def test_a_known_figure_narrows_the_range(known):
    found = leave_open(asked_of([1000] * 30, 200), known)
    (narrowing,) = found.narrowings
    assert found.unique == narrowing.unique
    assert found.unique.width < 0.75 * found.without.width


def test_figures_together_narrow_more_than_each():
    known = KnownFigures(tops=(KnownUnion(10, 5_200.0),), exclusive=np.array([130.0, *[NAN] * 29]))
    found = leave_open(asked_of([1000] * 30, 200), known)
    assert [each.figure for each in found.narrowings] == [
        "the union of the 10 largest, 5,200",
        "exclusive followers, in all 130",
    ]
    assert found.unique.width < min(each.unique.width for each in found.narrowings)


def test_all_exclusive_followers_are_the_single_ones():
    found = leave_open(asked_of([1000] * 30, 200), KnownFigures(exclusive=np.full(30, 100.0)))
    assert found.singles.centre == pytest.approx(3_000.0 / found.unique.centre)


def test_a_tail_that_is_given_is_known():
    found = leave_open(asked_of([1000] * 30, 200), KnownFigures(), 0.7)
    assert found.tail == 0.7
    assert found.unique.width < 0.25 * leave_open(asked_of([1000] * 30, 200), KnownFigures()).unique.width


def test_unlisted_pairs_widen_the_range():
    sizes, pairs = [1000] * 30, Pairs(np.array([0]), np.array([1]), np.array([200.0]))
    partial = leave_open(fit.asked_of(roster_of(sizes), pairs, 1), KnownFigures())
    assert partial.unique.width > leave_open(asked_of(sizes, 50), KnownFigures()).unique.width
    assert partial.unlisted in fit.UNLISTED


def test_a_sample_is_as_open_as_all():
    known = KnownFigures(tops=(KnownUnion(10, 5_200.0),))
    whole, sample = (leave_open(asked_of([1000] * 30, 200, one_in), known) for one_in in (1, 10))
    assert [10.0 * end for end in sample.unique] == pytest.approx(list(whole.unique), rel=1e-6)


@pytest.mark.parametrize("known", [1.0, 29_999.0])
def test_a_figure_that_no_tail_gives_is_met_as_nearly_as_one_can(known):
    found = leave_open(asked_of([1000] * 30, 200), KnownFigures(unique=known))
    assert found.unique.centre == known
    assert -1.0 < found.tail <= 10.0 + 1e-6


def test_audiences_are_fitted_at_the_centre():
    asked = asked_of([1000] * 12, 200)
    left_open = leave_open(asked, KnownFigures())
    assert unique_audience.fit_centre(asked, left_open, KnownFigures(), 1).n_people == pytest.approx(
        left_open.unique.centre, rel=0.01
    )


def test_known_figures_bound_what_is_proven():
    low, high = unique_audience.proven_range(asked_of([100, 60, 40], 0), KnownFigures())
    assert [low, high] == [200.0, 200.0]
    asked = asked_of([100, 60, 40], 20)
    low, high = unique_audience.proven_range(asked, KnownFigures(tops=(KnownUnion(2, 140.0),)))
    assert [low, high] == pytest.approx([140.0, 160.0])
    low, high = unique_audience.proven_range(asked, KnownFigures(exclusive=np.array([70.0, 30.0, 10.0])))
    assert [low, high] == pytest.approx([140.0, 155.0])


def test_quantiles_of_weighted_values_by_hand():
    values, weights = np.array([[3.0, 1.0], [2.0, 4.0]]), np.array([[0.25, 0.05], [0.2, 0.5]])
    assert list(unique_audience.quantiles(values, weights)) == pytest.approx([1.0, 3.0, 3.9])


def test_a_range_is_widened_within_its_bounds():
    found = unique_audience.widen(LikelyRange(0.47, 0.5, 0.53), 0.04 / unique_audience.Z, LikelyRange(0.46, 0.5, 1.0))
    assert list(found) == pytest.approx([0.46, 0.5, 0.55])


def crowd(random, n_creators=12, n_people=4_000):
    """Whether people follow creators [person, creator]: as many as real people do, and larger ones more readily."""
    tail = np.expm1(random.normal(np.log1p(multiplicity.USUAL), multiplicity.SPREAD))
    of_people = multiplicity.follower_law(random.uniform(0.5, 3.0), n_creators - 1, tail) / np.arange(1, n_creators + 1)
    count = random.choice(np.arange(1, n_creators + 1), n_people, p=of_people / of_people.sum())
    liking = random.gumbel(size=(n_people, n_creators)) + random.normal(0.0, 0.3, n_creators)
    return np.argsort(np.argsort(-liking, axis=1), axis=1) < count[:, None]


def test_the_range_holds_the_truth_nine_times_of_ten():
    """60 crowds; fewer than 48 held has a probability below 0.01 where each is held with 0.9."""
    random = np.random.default_rng(20)
    held = []
    for _ in range(60):
        follows = crowd(random).astype(float)
        both = follows.T @ follows
        first, second = np.triu_indices(len(both), 1)
        asked = fit.asked_of(roster_of(np.diag(both)), Pairs(first, second, both[first, second]), 1)
        found, singles = leave_open(asked, KnownFigures()), (follows.sum(axis=1) == 1).mean()
        held.append((found.unique.low <= len(follows) <= found.unique.high,
                     found.singles.low <= singles <= found.singles.high))  # fmt: skip
    assert np.sum(held, axis=0).min() >= 48
