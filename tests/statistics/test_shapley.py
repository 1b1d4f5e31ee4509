"""Shapley's axioms on small games, and sampled orders against all sets."""

from itertools import combinations

import numpy as np
import pytest

from sim.statistics.shapley import exact, order, sample_orders, subsets

PLAYERS = ["a", "b", "c", "d", "e"]
RANDOM = np.random.default_rng(20261)
WORTHS = {chosen: RANDOM.normal(size=3) for chosen in subsets(PLAYERS)}


def game(chosen):
    return WORTHS[chosen]


def additive(chosen):
    return np.array([float(sum(ord(player) for player in chosen))])


def test_all_sets_are_there_once():
    assert len(list(subsets(PLAYERS))) == len(set(subsets(PLAYERS))) == 32


def test_the_shares_add_up():
    whole = game(frozenset(PLAYERS)) - game(frozenset())
    for shares in (exact(PLAYERS, game), sample_orders(PLAYERS, game, 3)):
        assert shares.values.sum(axis=0) == pytest.approx(whole, rel=1e-12)


def test_an_additive_game_gives_everybody_their_own():
    for shares in (exact(PLAYERS, additive), sample_orders(PLAYERS, additive, 2)):
        assert shares.values[:, 0] == pytest.approx([ord(player) for player in PLAYERS], rel=1e-12)
        assert shares.sampling_variance == pytest.approx(np.zeros(5), abs=1e-20)


def test_who_adds_nothing_gets_nothing():
    shares = exact(PLAYERS, lambda chosen: game(chosen - {"c"}))
    assert shares.values[2] == pytest.approx(np.zeros(3), abs=1e-12)


def test_who_does_the_same_gets_the_same():
    def twins(chosen):
        return np.array([float(len(chosen & {"a", "b"}) ** 2 + 3 * ("c" in chosen) * ("a" in chosen or "b" in chosen))])

    shares = exact(PLAYERS, twins).values[:, 0]
    assert shares[0] == pytest.approx(shares[1], rel=1e-12)
    assert shares[3] == shares[4] == 0.0


def test_a_known_game():
    """Gloves: a has a left one, b and c a right one each; pairs are worth 1 (Shapley 2/3, 1/6, 1/6)."""
    gloves = exact(["a", "b", "c"], lambda chosen: np.array([1.0 if "a" in chosen and len(chosen) > 1 else 0.0]))
    assert gloves.values[:, 0] == pytest.approx([2 / 3, 1 / 6, 1 / 6], rel=1e-12)


def test_sampled_orders_come_near_within_their_error():
    """Five players, 400 pairs: |z| < 5.3 for each, false alarm 1e-6 over the family."""
    truth, found = exact(PLAYERS, game).values[:, 0], sample_orders(PLAYERS, game, 400)
    z = (found.values[:, 0] - truth) / np.sqrt(found.sampling_variance)
    assert np.abs(z).max() < 5.3
    assert found.sampling_variance.min() > 0.0


def test_orders_have_addresses_and_differ():
    orders = [order(PLAYERS, number) for number in range(300)]
    assert orders == [order(PLAYERS, number) for number in range(300)]
    assert all(sorted(one) == PLAYERS for one in orders)
    seen = {(one[0], one[1]) for one in orders}
    assert seen == {pair for first, second in combinations(PLAYERS, 2) for pair in ((first, second), (second, first))}
