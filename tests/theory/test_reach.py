"""How many people a roster reaches at most, and how often: closed forms against drawn worlds.

10,000 creators with 100 followers each fill a million slots. A creator's followers are distinct, which the closed
forms do not know; at 100 of a million it moves one slot in thousands, far below what these tests can see.
"""

from functools import cache

import numpy as np
import pytest
from scipy.special import gammaln

from sim.world import people
from tests.scenes import ALL_ALIKE, ONE_COMMUNITY, world_of
from tests.verdicts import FALSE_ALARM, FAR, fit

SLOTS = 1_000_000
MOST = 400  # multiplicities that are told apart


def poisson(mean, most=MOST):
    """P(K = k) for k below `most`, then P(K >= most)."""
    k = np.arange(float(most))
    return with_rest(np.exp(k * np.log(mean) - mean - gammaln(k + 1.0)))


def negative_binomial(mean, shape, most=MOST):
    """The same for a Poisson variate whose mean is Gamma distributed."""
    k = np.arange(float(most))
    rise = gammaln(k + shape) - gammaln(shape) - gammaln(k + 1.0)
    return with_rest(np.exp(rise + shape * np.log(shape / (shape + mean)) + k * np.log(mean / (shape + mean))))


def zipf_poisson(scale, exponent, largest, most=MOST):
    """The same for a Poisson variate of mean `scale w`, w of density w^-exponent in [1, largest]."""
    log = np.linspace(0.0, np.log(largest), 20_001)
    weight = np.exp((1.0 - exponent) * log) * (exponent - 1.0) / (1.0 - largest ** (1.0 - exponent))
    mean = scale * np.exp(log)
    k = np.arange(float(most))
    return with_rest(
        np.array([np.trapezoid(weight * np.exp(n * np.log(mean) - mean - gammaln(n + 1.0)), log) for n in k])
    )


def with_rest(chances):
    return np.append(chances, max(1.0 - chances.sum(), 0.0))


@cache
def follows(n_people, law, count=10_000):
    """How many creators each person follows: [person], of a million slots in one community."""
    group = {"name": "c", "count": count, "followers": SLOTS / count, "fake_share": 0.0, "breadth": 1.0}
    changes = {"people": n_people, "communities": ONE_COMMUNITY, "followiness": dict(law)}
    return np.bincount(world_of(world=changes, creators=(group,)).link_person, minlength=n_people)


def alike(n_people, count=10_000):
    return follows(n_people, tuple(ALL_ALIKE.items()), count)


def gamma(n_people, shape):
    return follows(n_people, (("name", "gamma"), ("shape", shape)))


def zipf(n_people, exponent, largest):
    return follows(n_people, (("name", "zipf"), ("exponent", exponent), ("most", largest)))


def histogram(times, most=MOST):
    return np.bincount(np.minimum(times, most), minlength=most + 1)


@pytest.mark.parametrize(
    ("n_people", "unique", "twice"),
    [(1_000_000, 632_121, 0.418), (2_000_000, 786_939, 0.229), (5_000_000, 906_346, 0.097)],
)
def test_a_million_slots_among_people_who_are_all_alike(n_people, unique, twice):
    """Replication target 22: N (1 - e^-m) people; a share of them has two sources or more."""
    law = poisson(SLOTS / n_people)
    assert round(n_people * (1.0 - law[0])) == unique
    assert round((1.0 - law[0] - law[1]) / (1.0 - law[0]), 3) == twice
    times = alike(n_people)
    assert times.sum() == SLOTS
    assert abs((times > 0).sum() / unique - 1.0) < 0.005
    assert (times > 1).sum() / (times > 0).sum() == pytest.approx(twice, rel=0.005, abs=5e-4)


def test_a_million_slots_among_people_who_are_not_alike():
    """Replication target 22: N (1 - (1 + m/r)^-r) people, r = 0.3, N = 2M."""
    law = negative_binomial(0.5, 0.3)
    assert round(2e6 * (1.0 - (1.0 + 0.5 / 0.3) ** -0.3)) == round(2e6 * (1.0 - law[0])) == 509_818
    assert round((1.0 - law[0] - law[1]) / (1.0 - law[0]), 3) == 0.452
    times = gamma(2_000_000, 0.3)
    assert times.sum() == SLOTS
    assert abs((times > 0).sum() / 509_818 - 1.0) < 0.005
    assert (times > 1).sum() / (times > 0).sum() == pytest.approx(0.452, rel=0.005, abs=5e-4)


@pytest.mark.parametrize(
    ("n_people", "count"), [(1_000_000, 10_000), (1_000_000, 1_000), (2_000_000, 1_000), (10_000_000, 1_000)]
)
def test_reach_of_distinct_followers(n_people, count):
    """Mean N (1 - (1 - n/N)^C) and its variance, exact for draws without replacement; 951,671 of 10M."""
    n = SLOTS // count
    alone = np.exp(count * np.log1p(-n / n_people))
    both = np.exp(count * (np.log1p(-n / n_people) + np.log1p(-n / (n_people - 1.0))))
    mean = n_people * (1.0 - alone)
    variance = n_people * alone + n_people * (n_people - 1.0) * both - (n_people * alone) ** 2
    assert n_people < 10_000_000 or round(mean) == 951_671
    assert abs((alike(n_people, count) > 0).sum() - mean) < FAR * np.sqrt(variance)


@pytest.mark.parametrize("n_people", [1_000_000, 2_000_000, 5_000_000])
def test_multiplicities_are_poisson(n_people):
    seen = histogram(alike(n_people))
    assert fit(seen, n_people * poisson(SLOTS / n_people)) > FALSE_ALARM
    assert fit(seen, n_people * negative_binomial(SLOTS / n_people, 30.0)) < FALSE_ALARM


@pytest.mark.parametrize(("n_people", "shape", "wrong"), [(2_000_000, 0.3, 0.31), (1_000_000, 1.0, 1.03)])
def test_multiplicities_are_negative_binomial(n_people, shape, wrong):
    seen = histogram(gamma(n_people, shape))
    assert fit(seen, n_people * negative_binomial(SLOTS / n_people, shape)) > FALSE_ALARM
    assert fit(seen, n_people * negative_binomial(SLOTS / n_people, wrong)) < FALSE_ALARM


ZIPF_PEOPLE, LARGEST = 200_000, 1_000.0


@pytest.mark.parametrize(("exponent", "wrong"), [(2.0, 2.03), (2.5, 2.55), (3.0, 3.1)])
def test_zipf_followiness_mixes_poissons(exponent, wrong):
    times = zipf(ZIPF_PEOPLE, exponent, LARGEST)
    seen = histogram(times)
    assert fit(seen, ZIPF_PEOPLE * zipf_poisson(scale(exponent), exponent, LARGEST)) > FALSE_ALARM
    other = SLOTS / ZIPF_PEOPLE / zipf_mean(wrong, LARGEST)
    assert fit(seen, ZIPF_PEOPLE * zipf_poisson(other, wrong, LARGEST)) < FALSE_ALARM


@pytest.mark.parametrize("exponent", [2.0, 2.5, 3.0])
def test_zipf_followiness_has_a_power_law_tail(exponent):
    """Of people with 50 sources and more, the share with 150 and more is that of a (truncated) power law.

    Luck around each person's mean bends the tail by the second derivative: a (a - 1) / (2 * 50) of it at most.
    """
    times = zipf(ZIPF_PEOPLE, exponent, LARGEST)
    many, more = ((times >= k).sum() for k in (50, 150))
    tails = [(k / scale(exponent)) ** (1.0 - exponent) - LARGEST ** (1.0 - exponent) for k in (49.5, 149.5)]
    due = tails[1] / tails[0]
    bend = exponent * (exponent - 1.0) / 100.0
    assert many > 400
    assert abs(more / many - due) < FAR * np.sqrt(due * (1.0 - due) / many) + bend * due


def scale(exponent):
    """Follows per unit of followiness among these very people: so heavy a tail has no steady mean."""
    table = people.followiness_table(lambda tail: people.zipf(tail, exponent=exponent, most=LARGEST))
    running = people.cumulative_followiness(np.uint64(20261), table, np.array([0, ZIPF_PEOPLE]))
    return SLOTS / running[-1]


def zipf_mean(exponent, largest):
    """Mean of the density w^-exponent in [1, largest]; exponent not 2."""
    first, second = 1.0 - exponent, 2.0 - exponent
    return (largest**second - 1.0) / second * first / (largest**first - 1.0)
