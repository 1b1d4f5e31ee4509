"""Walks that stop at random: the sum in closed form, and products added in one order."""

import numpy as np
import pytest

from sim.statistics.walks import DEEP, WIDE, add_product, stopping_places


def random_steps(n: int) -> np.ndarray:
    links = np.random.default_rng(1).random((n, n)) < 0.2
    links |= np.roll(np.eye(n, dtype=bool), 1, axis=1)
    return links / links.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("restart", [0.02, 0.5, 0.9])
def test_places_are_those_of_the_inverse(restart: float) -> None:
    step = random_steps(30)
    exact = restart * np.linalg.inv(np.eye(30) - (1.0 - restart) * step)
    np.testing.assert_allclose(stopping_places(step, restart), exact, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("n", [1, DEEP - 1, 2 * DEEP + 3, WIDE + 5])
def test_tiles_do_not_change_the_order_of_a_sum(n: int) -> None:
    draws = np.random.default_rng(2)
    left, right, total = draws.random((3, n)), draws.random((n, n)), draws.random((3, n))
    left[:, ::3] = 0.0
    expected = total.copy()
    for middle in range(n):
        expected += left[:, middle : middle + 1] * right[middle]
    add_product(left, right, total)
    assert np.array_equal(total, expected)
