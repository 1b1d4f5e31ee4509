"""Friends in circles: degrees by sociability, and friends in common."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from sim.core.address import U64
from sim.scenario.settings.world_settings import Friends
from sim.world import circles, friends, people
from sim.world.circles import expected_pairs

FAR = 5.64
ONE = np.array([0, 3000])


def built(start, tmp=Path(), names=None, seed=1, **rule):
    return friends.build(Friends.model_validate(rule), seed, np.asarray(start, np.int64), tmp, names)


def pairs_of(graph):
    return np.stack([np.repeat(np.arange(graph.start.size - 1), np.diff(graph.start)), graph.friend], axis=1)


def circle(**parameters):
    return {"generator": {"name": "circles", **parameters}}


def test_degrees_go_by_sociability():
    graph = built([0, 50_000], sociability={"name": "gamma", "shape": 2.0}, **circle(size=50_000.0, inside=0.0))
    table = people.followiness_table(lambda tail: people.gamma(tail, shape=2.0))
    weight = circles.sociabilities(np.uint64(1), table, 0, 50_000)
    degree = np.diff(graph.start)
    order = np.argsort(weight)
    for group in np.array_split(order, 10):
        due = 10.0 * weight[group].mean() / weight.mean()
        assert abs(degree[group].mean() - due) <= FAR * np.sqrt(due / group.size) + 0.01 * due


def test_expected_pairs_is_the_sum_over_pairs():
    weight = np.sort(np.random.default_rng(3).gamma(0.7, 1.0, 40))[::-1].copy()
    for c in (0.01, 0.3, 2.0, 50.0):
        due = sum(min(1.0, c * weight[i] * weight[j]) for i in range(40) for j in range(i + 1, 40))
        assert expected_pairs(c, weight) == pytest.approx(due, rel=1e-12)


def test_the_share_inside_circles_is_as_asked_for():
    size, n = 100, 20_000
    pairs = pairs_of(built([0, n], **circle(size=float(size), inside=0.7)))
    inside = (pairs[:, 0] // size == pairs[:, 1] // size).mean()
    due = 0.7 + 0.3 * size / n
    assert abs(inside - due) <= FAR * np.sqrt(due * (1 - due) / (len(pairs) / 2)) + 0.004


def test_circles_give_friends_in_common():
    def clustering(**parameters):
        made = nx.Graph(pairs_of(built(ONE, **circle(**parameters))).tolist())
        return nx.transitivity(made)

    assert clustering(size=30.0, inside=0.9) > 10.0 * clustering(size=3000.0, inside=0.0)


def test_another_community_changes_nobodys_friends_here():
    few, more = built([0, 1000]), built([0, 1000, 5000])
    assert (few.friend == more.friend[: few.friend.size]).all()
    assert (few.start == more.start[:1001]).all()


def test_threads_move_no_bit(monkeypatch):
    one = built([0, 500, 2500, 3000])
    monkeypatch.setattr(circles, "N_THREADS", 7)
    other = built([0, 500, 2500, 3000])
    assert (one.friend == other.friend).all()
    assert (one.start == other.start).all()
    assert built([0, 500, 2500, 3000], seed=2).friend.size != one.friend.size


# The steps, by hand


def test_friendships_are_listed_both_ways_and_doubles_dropped():
    start, friend = circles.rows_of(np.array([[2, 0], [0, 1], [0, 2]], np.int32), 4)
    assert start.tolist() == [0, 2, 3, 4, 4]
    assert friend.tolist() == [1, 2, 0, 0]


@pytest.mark.parametrize("n_pairs", [1.0, 50.0, 700.0])
def test_so_many_pairs_are_expected_as_are_asked_for(n_pairs):
    weight = np.sort(np.random.default_rng(3).gamma(0.7, 1.0, 40))[::-1].copy()
    assert expected_pairs(circles.solve_c(n_pairs, weight), weight) == pytest.approx(n_pairs, rel=1e-9)


def test_more_pairs_than_there_are_make_everybody_a_friend():
    assert circles.solve_c(6.0, np.ones(4)) == np.inf
    assert len(circles.befriend(U64(1), U64(0), 3.0, np.arange(4), np.ones(4))) == 6


def test_nobody_without_sociability_has_friends():
    pairs = circles.befriend(U64(1), U64(0), 9.0, np.arange(10), np.array([1.0, 0.0] * 5))
    assert (pairs % 2 == 0).all()
    assert len(pairs) == 10


@pytest.mark.parametrize(("weights", "prob"), [((2.0, 0.1), 0.1), ((5.0, 5.0), 1.0), ((0.0, 9.0), 0.0)])
def test_a_chance_goes_by_both_and_is_at_most_one(weights, prob):
    assert circles.chance(0.5, *weights) == prob
    assert circles.chance(np.inf, 0.0, 1.0) == 0.0
