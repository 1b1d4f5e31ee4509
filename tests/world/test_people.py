"""People: their followiness is the law that was asked for, their traits are their own."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.world import people
from tests.scenes import audiences, world_of
from tests.verdicts import FALSE_ALARM, fit

SEED = np.uint64(11)


def gamma_table(shape):
    return people.followiness_table(lambda tail: people.gamma(tail, shape=shape))


def zipf_table(exponent, most):
    return people.followiness_table(lambda tail: people.zipf(tail, exponent=exponent, most=most))


def each(table, n):
    """Followiness of the first n people."""
    return np.diff(people.cumulative_followiness(SEED, table, np.array([0, n])))


def test_nodes_are_fine_at_both_ends():
    nodes = people.quantile_nodes()
    assert nodes.size == 52 * 256 + 1
    assert nodes[0] == 2.0**-52
    assert nodes[-1] == 1.0
    assert (np.diff(nodes) > 0.0).all()
    assert (np.diff(nodes) / nodes[:-1] <= 1 / 256).all()


@pytest.mark.parametrize("shape", [0.01, 0.3, 1.0, 30.0, 1e6])
def test_gamma_followiness_has_mean_one(shape):
    table = gamma_table(shape)
    assert np.isfinite(table).all()
    assert (table >= 0.0).all()
    assert (np.diff(table) <= 0.0).all()
    area = ((table[1:] + table[:-1]) / 2.0 * np.diff(people.quantile_nodes())).sum()
    # Straight lines between nodes lose little, but for the last: there 1/512 of the people may lose half of theirs.
    assert 1.0 - 2e-5 - 1 / 1024 < area < 1.0 + 2e-5


def test_gamma_of_shape_one_is_the_exponential():
    nodes = people.quantile_nodes()[:-1]
    np.testing.assert_allclose(gamma_table(1.0)[:-1], -np.log(nodes), rtol=1e-9)


@pytest.mark.parametrize("exponent", [1.05, 2.0, 3.0])
def test_zipf_tail(exponent):
    """P(w > x) = (x^(1-a) - most^(1-a)) / (1 - most^(1-a))."""
    table, nodes = zipf_table(exponent, 500.0), people.quantile_nodes()
    floor = 500.0 ** (1.0 - exponent)
    np.testing.assert_allclose((table ** (1.0 - exponent) - floor) / (1.0 - floor), nodes, rtol=1e-7, atol=1e-9)
    assert table[0] <= 500.0
    assert table[-1] == 1.0


@pytest.mark.parametrize(
    ("word", "tail"),
    [(0, 1.0), (2**64 - 1, 2.0**-52), (2**63, 0.5), (3 * 2**62, 0.25), (0x123456789ABCDEF0, None)],
)
def test_followiness_is_the_quantile_of_its_word(word, tail):
    tail = 1.0 - (word >> 12) / 2.0**52 if tail is None else tail
    found = people.followiness(zipf_table(2.5, 100.0), np.uint64(word))
    assert found == pytest.approx(float(people.zipf(np.array([tail]), exponent=2.5, most=100.0)[0]), rel=1e-5)


def test_people_have_the_gamma_followiness_asked_for():
    drawn = each(gamma_table(1.0), 100_000)
    edges = -np.log(1.0 - np.arange(20) / 20)  # twenty equally likely cells
    counts = np.bincount(np.searchsorted(edges, drawn, side="right") - 1, minlength=20)
    assert fit(counts, np.full(20, 5_000.0)) > FALSE_ALARM
    assert fit(np.bincount((drawn / 0.5).astype(int), minlength=40)[:40], np.full(40, 2_500.0)) < FALSE_ALARM


def test_cumulative_followiness_starts_anew_in_each_community():
    table = zipf_table(3.0, 1000.0)
    whole = each(table, 1_000)
    starts = np.array([0, 300, 300, 1_000])
    found = people.cumulative_followiness(SEED, table, starts)
    assert found.size == 1_003
    assert found[0] == found[301] == found[302] == 0.0
    np.testing.assert_allclose(found[1:301], np.cumsum(whole[:300]), rtol=1e-12)
    np.testing.assert_allclose(found[303:], np.cumsum(whole[300:]), rtol=1e-12)


def test_activity_means_of_exponential_use():
    """Of use with density e^-x, the lighter half averages 1 - ln 2, the heavier 1 + ln 2."""
    np.testing.assert_allclose(people.activity_means(2, 1.0), [1 - np.log(2), 1 + np.log(2)], atol=1e-12)
    assert people.activity_means(1, 0.3).tolist() == [1.0]


@pytest.mark.parametrize("shape", [0.1, 1.0, 50.0])
def test_activity_means_rise_and_average_one(shape):
    means = people.activity_means(32, shape)
    assert (np.diff(means) > 0.0).all()
    assert means.mean() == pytest.approx(1.0, abs=1e-12)


def test_activity_classes_are_equally_likely():
    found = people.activity_classes(SEED, np.arange(90_000), 9)
    assert found.max() == 8
    assert fit(np.bincount(found, minlength=9), np.full(9, 10_000.0)) > FALSE_ALARM


def test_followiness_says_nothing_about_activity():
    heavy = people.activity_classes(SEED, np.arange(100_000), 2) == 1
    much = each(gamma_table(1.0), 100_000) > np.log(2.0)
    counts = [(heavy == one) & (much == other) for one in (False, True) for other in (False, True)]
    assert fit([cell.sum() for cell in counts], np.full(4, 25_000.0)) > FALSE_ALARM


def test_susceptibility_has_mean_one():
    assert people.susceptibilities(1.3).mean(dtype=np.float64) == pytest.approx(1.0, abs=1e-6)


def test_susceptibility_is_lognormal():
    """But for the levels: their logarithms spread by 1 or 2% less."""
    log = np.log(people.susceptibilities(0.8).astype(np.float64))
    assert log.mean() == pytest.approx(-0.32, abs=0.01)
    assert log.std() == pytest.approx(0.8, rel=0.02)


def test_levels_are_equally_likely():
    levels = people.susceptibility_levels(11, np.arange(100_000, dtype=np.int32), 0.8)
    assert fit(np.bincount(levels, minlength=64), np.full(64, 100_000 / 64)) > FALSE_ALARM


def test_without_spread_everybody_is_alike():
    assert people.susceptibilities(0.0).tolist() == [1.0]
    assert people.susceptibility_levels(11, np.arange(5, dtype=np.int32), 0.0).tolist() == [0]


def test_traits_belong_to_the_person_not_to_the_place():
    some = np.array([7, 3, 99_999, 3])
    everybody = np.arange(100_000)
    classes = people.activity_classes(SEED, everybody, 4)
    assert (people.activity_classes(SEED, some, 4) == classes[some]).all()
    gifts = people.susceptibility_levels(11, everybody.astype(np.int32), 0.5)
    assert (people.susceptibility_levels(11, some.astype(np.int32), 0.5) == gifts[some]).all()
    assert (people.activity_classes(np.uint64(12), everybody, 4) != classes).any()


def test_the_same_people_live_in_every_strategy():
    def classes(world):
        rows = [np.arange(row[0], row[-1]) for row in world.link_class_start]
        cuts = [row[1:-1] for row in world.link_class_start]
        found = [np.searchsorted(cut, row, side="right") for cut, row in zip(cuts, rows, strict=True)]
        return dict(zip(world.link_person.tolist(), np.concatenate(found).tolist(), strict=True))

    micros = classes(world_of())
    mega = classes(world_of(creators=({"name": "mega", "followers": 9_000.0, "breadth": 1.0},)))
    both = micros.keys() & mega.keys()
    assert len(both) > 400
    assert all(micros[person] == mega[person] for person in both)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"name": "gamma", "shape": 0.0}, "world.followiness: shape = 0 is outside [0.01, 1e+06]"),
        ({"name": "zipf", "exponent": 1.0}, "world.followiness: exponent = 1 is outside [1.05, 10]"),
        ({"name": "zipf", "most": 0.5}, "world.followiness: most = 0.5 is outside [1, 1e+09]"),
        (
            {"name": "zipf", "exponant": 2.0},
            'world.followiness.exponant: "zipf" has no such parameter; did you mean "exponent"?',
        ),
        ({"name": "zipff"}, 'world.followiness.name: unknown name "zipff"; did you mean "zipf"?'),
    ],
)
def test_laws_that_are_refused(choice, expected):
    with pytest.raises(InputError) as caught:
        world_of(world={"followiness": choice})
    assert str(caught.value) == expected


def test_gamma_worlds_are_filled():
    """The last cell of the gamma table once was nan, and so was everybody's sum."""
    world = world_of(world={"followiness": {"name": "gamma", "shape": 0.3}})
    assert all(np.unique(row).size == 74 for row in audiences(world).values())
