"""Classical spreading: threads move no bit, and impossible questions are refused."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.spreading.spread import (
    Disease,
    Play,
    graph_of,
    independent_cascade,
    linear_threshold,
    sir,
    spread_by_counts,
)


def test_threads_and_blocks_move_no_bit():
    rng = np.random.default_rng(2)
    graph = graph_of(rng.integers(0, 500, 4000), rng.integers(0, 500, 4000), 500)
    seeds = rng.integers(0, 500, (301, 3))
    for spread in (
        lambda play: independent_cascade(graph, seeds, 0.15, play),
        lambda play: sir(graph, seeds, Disease(0.1, 0.5), play),
        lambda play: linear_threshold(graph, seeds, play),
        lambda play: spread_by_counts(graph, seeds, [0.0, 0.1, 0.3], play),
    ):
        one = spread(Play(301, 5, 1))
        for threads in (2, 3, 7):
            assert all((a == b).all() for a, b in zip(one, spread(Play(301, 5, threads)), strict=True))
    assert one.size.std() > 0


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda g: independent_cascade(g, [0], 1.5, Play(1)), "prob = 1.5 is not in [0, 1]"),
        (lambda g: independent_cascade(g, [9], 0.5, Play(1)), "a seed is not in [0, 2]"),
        (lambda g: independent_cascade(g, [[0], [1]], 0.5, Play(3)), "2 rows of seeds for 3 runs"),
        (lambda g: sir(g, [0], Disease(0.1, 0.0), Play(1)), "recover_prob is 0"),
        (lambda g: spread_by_counts(g, [0], [0.1, 0.2], Play(1)), "must begin with 0"),
        (lambda g: linear_threshold(g, [0], Play(1), [0.1]), "needs 2 weights"),
        (lambda g: graph_of([0, 5], [1, 1], 3), "node 5 is not in [0, 2]"),
    ],
)
def test_impossible_questions_are_refused(ask, told):
    with pytest.raises(InputError, match=told.replace("[", r"\[").replace("]", r"\]")):
        ask(graph_of([0, 1], [1, 2], 3))
