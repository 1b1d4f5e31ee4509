"""Word of mouth against closed forms: cascades, thresholds, rings, extinction; false alarms one in 1e6 over all."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.arrays import freeze
from sim.engine.play import play
from sim.mechanisms.curves import linear_threshold
from tests import plans
from tests.plans import Campaign, Creator

FAR = 5.64  # standard errors: one false alarm in 1e6 over sixty tests
SURE = 30.0  # views of everybody who follows
some = settings(max_examples=12, derandomize=True, deadline=None)


def spread(friends, seeds, n_days, **changes):
    """A campaign whose only post all seeds see and engage with; from then on friends tell friends."""
    creator = Creator(7, tuple(seeds), (((0, SURE),),), engage_odds=math.inf, click_odds=0.0)
    told = {"share_prob": 1.0, "friend_view_prob": 1.0, **changes}
    return Campaign((creator,), n_days=n_days, friends=tuple(map(tuple, friends)), **told)


def agrees(values, mean, sd):
    """Whether the mean of independent values is the one that is due."""
    return abs(values.mean() - mean) <= FAR * sd / math.sqrt(values.size)


def sizes_by_live_edges(friends, seeds, prob):
    """Mean and variance of the size of the independent cascade: every set of live edges, with its probability."""
    edges = [(one, other) for one, circle in enumerate(friends) for other in circle]
    mean = square = 0.0
    for live in product((False, True), repeat=len(edges)):
        weight = prob ** sum(live) * (1.0 - prob) ** (len(edges) - sum(live))
        reached, waiting = set(seeds), list(seeds)
        open_edges = [edge for edge, is_live in zip(edges, live, strict=True) if is_live]
        while waiting:
            one = waiting.pop()
            for new in [other for source, other in open_edges if source == one and other not in reached]:
                reached.add(new)
                waiting.append(new)
        mean += weight * len(reached)
        square += weight * len(reached) ** 2
    return mean, square - mean * mean


@st.composite
def small_graphs(draw, n_people=6, most=10):
    pairs = [(one, other) for one in range(n_people) for other in range(n_people) if one != other]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=3, max_size=most))
    return [sorted(other for source, other in edges if source == one) for one in range(n_people)]


@given(small_graphs(), st.sets(st.integers(0, 5), min_size=1, max_size=2), st.floats(0.1, 0.9))
@some
def test_independent_cascade_is_what_live_edges_say(friends, seeds, prob):
    outcome = plans.play(spread(friends, seeds, 7, friend_view_prob=prob), 20_000)
    mean, variance = sizes_by_live_edges(friends, seeds, prob)
    assert agrees(outcome.engagers, mean, math.sqrt(max(variance, 1e-12)) + 1e-9)


@given(small_graphs(), st.floats(0.1, 0.9), st.floats(0.1, 0.9))
@some
def test_sharing_and_seeing_multiply_only_where_one_friend_is_told(friends, share_prob, view_prob):
    """From one seed with its friends as dead ends: 1 + share_prob * view_prob * friends, with friends told together."""
    lonely = [friends[0], *([] for _ in friends[1:])]
    outcome = plans.play(spread(lonely, (0,), 2, share_prob=share_prob, friend_view_prob=view_prob), 20_000)
    n = len(friends[0])
    told, square = n * view_prob, n * view_prob * (1.0 - view_prob) + (n * view_prob) ** 2
    variance = share_prob * square - (share_prob * told) ** 2
    assert agrees(outcome.engagers, 1.0 + share_prob * told, math.sqrt(variance) + 1e-9)


def tree(branches, levels):
    """Everybody tells `branches` others of whom nobody else tells: friends of each, level after level."""
    n_inner = sum(branches**level for level in range(levels))
    n_people = n_inner + branches**levels
    return [range(branches * n + 1, branches * n + branches + 1) if n < n_inner else () for n in range(n_people)]


def test_cascades_on_a_tree_have_the_size_of_a_branching_process():
    branches, levels, prob = 3, 5, 0.25
    outcome = plans.play(spread(tree(branches, levels), (0,), levels + 1, friend_view_prob=prob), 20_000)
    r0 = branches * prob
    mean = sum(r0**level for level in range(levels + 1))
    # Variance of the total of a Galton-Watson tree that is cut at a level, by the law of total variance from below.
    below, spread_below = 1.0, 0.0
    for _ in range(levels):
        spread_below = r0 * spread_below + branches * prob * (1.0 - prob) * below**2
        below = 1.0 + r0 * below
    assert math.isclose(below, mean)
    assert agrees(outcome.engagers, mean, math.sqrt(spread_below))
    by_hop = outcome.hops[:, : levels + 1].mean(axis=0)
    assert by_hop[0] == 1.0
    assert np.allclose(by_hop, [r0**level for level in range(levels + 1)], rtol=0.15)


def random_friends(n_people, n_friends, seed):
    """Everybody has so many random friends; nobody is their own."""
    rng = np.random.default_rng(seed)
    others = rng.integers(1, n_people, (n_people, n_friends))
    friend = (np.arange(n_people)[:, None] + others) % n_people
    return np.arange(0, n_people * n_friends + 1, n_friends), np.sort(friend, axis=1).ravel().astype(np.int32)


def on_graph(start, friend, prob, n_days):
    """The plan of one seed on a large graph."""
    plan = plans.make(spread([()] * (start.size - 1), (0,), n_days, friend_view_prob=prob))
    return freeze(plan._replace(friend_start=start.copy(), friend=friend.copy()))


def test_mean_cascade_on_a_large_sparse_graph_is_one_over_one_minus_r0():
    n_friends, r0 = 10, 0.5
    outcome = play(on_graph(*random_friends(50_000, n_friends, 3), r0 / n_friends, 60), 20_000)
    variance = n_friends * (r0 / n_friends) * (1.0 - r0 / n_friends) / (1.0 - r0) ** 3
    assert agrees(outcome.engagers, 1.0 / (1.0 - r0), math.sqrt(variance))


def test_a_large_cascade_fails_as_often_as_its_branching_process_dies_out():
    n_people, n_friends, r0 = 10_000, 40, 1.6
    prob = r0 / n_friends
    outcome = play(on_graph(*random_friends(n_people, n_friends, 5), prob, 60), 1_000)
    dies = 0.0
    for _ in range(1000):
        dies = (1.0 - prob + prob * dies) ** n_friends
    died = outcome.engagers < n_people / 20
    assert not ((outcome.engagers > 300) & (outcome.engagers < 3_000)).any()  # small or large, nothing between
    assert agrees(died * 1.0, dies, math.sqrt(dies * (1.0 - dies)))


def ring(n_people, reach=2):
    return [sorted((n + step) % n_people for step in range(-reach, reach + 1) if step) for n in range(n_people)]


def on_ring(n_people, seeds, n_days, least):
    """A ring on which people join once `least` distinct friends have told them; only seeds join by the post."""
    weights = tuple((1.0 if source + 1 < least else 1e60,) for source in range(8))
    creator = Creator(7, tuple(seeds), (((0, SURE),),), engage_odds=math.inf, click_odds=0.0)
    return Campaign(
        (creator,), n_days=n_days, response=(weights, weights), friends=tuple(map(tuple, ring(n_people))),
        share_prob=1.0, friend_view_prob=1.0, friend_engage_odds=1e-30 if least > 1 else math.inf,
    )  # fmt: skip


@pytest.mark.parametrize("n_people", [9, 12, 21])
def test_complex_contagion_fills_a_ring_from_two_neighbours(n_people):
    steps = math.ceil((n_people - 3) / 2)
    assert plans.play(on_ring(n_people, (0, 1), steps + 1, 2), 3).engagers.tolist() == [n_people] * 3
    assert plans.play(on_ring(n_people, (0, 1), steps, 2), 1).engagers[0] < n_people


@pytest.mark.parametrize("n_people", [9, 12, 21])
def test_simple_contagion_fills_a_ring_from_one(n_people):
    steps = math.ceil((n_people - 1) / 4)
    assert plans.play(on_ring(n_people, (0,), steps + 1, 1), 3).engagers.tolist() == [n_people] * 3
    assert plans.play(on_ring(n_people, (0,), steps, 1), 1).engagers[0] < n_people


@pytest.mark.parametrize(("apart", "spreads"), [(1, True), (2, True), (3, True), (4, True), (5, False), (8, False)])
def test_complex_contagion_needs_seeds_near_one_another(apart, spreads):
    n_people = 20
    engagers = plans.play(on_ring(n_people, (0, apart), n_people, 2), 1).engagers[0]
    assert engagers == (n_people if spreads else 2)


def test_one_seed_never_starts_complex_contagion():
    assert plans.play(on_ring(20, (3,), 20, 2), 5).engagers.tolist() == [1] * 5


def layers(n_layers, width, n_told):
    """Layer after layer; everybody is told by `n_told` of the layer above."""
    friends: list[list[int]] = [[] for _ in range(n_layers * width)]
    for layer in range(1, n_layers):
        for place in range(width):
            for step in range(n_told):
                friends[(layer - 1) * width + (place + step * step) % width].append(layer * width + place)
    return [sorted(circle) for circle in friends]


def test_linear_threshold_by_table_is_exact_on_layers():
    """P(v) is the mean of P(u) over those who tell v: here the share of seeds among the first layer's ancestors.

    The k-th of n friends convinces 1 / (n - k + 1) of those whom the others have not, so with odds of 1 / (n - k).
    """
    n_layers, width, n_told = 4, 7, 3
    weights = tuple((weight,) for weight in linear_threshold(np.arange(1.0, 5.0), friends=n_told).tolist())
    friends = layers(n_layers, width, n_told)
    seeds = (0, 1, 4)
    joins = np.zeros(n_layers * width)
    joins[list(seeds)] = 1.0
    for one, circle in enumerate(friends):
        for other in circle:
            joins[other] += joins[one] / n_told
    campaign = spread(
        friends, seeds, n_layers + 1, response=(weights, weights), friend_engage_odds=1.0 / (n_told - 1.0)
    )
    outcome = plans.play(campaign, 40_000)
    assert agrees(outcome.engagers, joins.sum(), outcome.engagers.std(ddof=1))


def test_delays_change_when_not_whether():
    """SIR-like: each friend is told at most once, so where there is time enough, as many engage in the end."""
    friends, prob = tree(3, 4), 0.3
    at_once = plans.play(spread(friends, (0,), 5, friend_view_prob=prob), 20_000)
    half = (*(1.0 - 0.5**day for day in range(1, 13)), 1.0)
    later = plans.play(spread(friends, (0,), 60, friend_view_prob=prob, delay_cumulative=half), 20_000)
    both = math.hypot(at_once.engagers.std(ddof=1), later.engagers.std(ddof=1)) / math.sqrt(20_000)
    assert abs(at_once.engagers.mean() - later.engagers.mean()) <= FAR * both
    first = later.earned_impressions[:, 1].sum() / later.hops[:, 1].sum()
    n = later.hops[:, 1].sum()
    assert abs(first - 0.5) <= FAR * math.sqrt(0.25 / n)


def test_a_friend_counts_as_one_source_once():
    """Person 3 follows one creator and has three friends who share: four distinct sources, each once."""
    friends = [(3,), (3,), (3,), (), ()]
    outcome = plans.play(spread(friends, (0, 1, 2, 3), 6), 2)
    assert outcome.sources[:, :5].tolist() == [[3, 0, 0, 1, 0]] * 2
    assert outcome.impressions.sum(axis=1).tolist() == [7] * 2
    assert outcome.earned_impressions.sum(axis=1).tolist() == [3] * 2


def test_who_is_reached_by_friends_alone_is_counted_apart():
    friends = [(1, 2), (2, 4), (), (), ()]
    outcome = plans.play(spread(friends, (0, 3), 6), 1)
    assert outcome.earned_reach.tolist() == [3]
    assert outcome.sources[0, :3].tolist() == [4, 1, 0]
    assert outcome.hops[0, :4].tolist() == [2, 2 + 0, 1 + 1, 0]
    assert (outcome.largest_cascade[0], outcome.cascade_depth[0]) == (4, 2)


def test_cascades_are_measured():
    """A chain of three, a star of five, and one who is alone."""
    friends = [(1,), (2,), (), (4, 5, 6, 7), (), (), (), (), ()]
    outcome = plans.play(spread(friends, (0, 3, 8), 6), 1)
    assert outcome.cascades[0, :4].tolist() == [1, 1, 1, 0]
    chain = (1 + 2 + 1) / 3
    star = (4 * 1 + 6 * 2) / 10
    assert math.isclose(outcome.virality_sum[0], chain + star)
    assert (outcome.largest_cascade[0], outcome.cascade_depth[0], outcome.shares[0]) == (5, 2, 9)
