"""Designs: as many points as announced, within their ranges, spread as each design promises, the same for a seed."""

import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest

from sim.core.arrays import F64
from sim.errors import InputError, MissingExtraError
from sim.scenario import study
from sim.scenario.load import Loaded, loads
from sim.study.sweeps import design
from sim.study.sweeps.design import Factor
from sim.study.what_if import parameters
from sim.tasks.sweeps.study_request import Design
from tests.sweeps import A, B

SEED = 20261
SIDES = (loads(A), loads(B))
RATE, COUNT, TRUST = "engagement.rate_1k", "creators.micro.count", "creator.trust"
THREE = {RATE: [0.02, 0.05, 0.2], COUNT: "2:7", TRUST: "0.5:50"}
RANDOM = ("latin_hypercube", "sobol", "saltelli", "morris")

METHODS = get_args(Design)


def factors(said: dict[str, object] = THREE, sides: Sequence[Loaded] = SIDES) -> tuple[Factor, ...]:
    asked = study.from_tables({"name": "x", "strategies": ["a.toml"], "vary": said})
    return design.factors(asked, sides)


def refusal(said: dict[str, object], sides: Sequence[Loaded] = SIDES) -> str:
    with pytest.raises(InputError) as caught:
        factors(said, sides)
    return str(caught.value)


def quantiles(method: str, n: int = 8, seed: int = SEED, found: Sequence[Factor] = ()) -> F64:
    return design.points(method, found or factors(), n, seed).quantiles


def test_all_doors_know_the_same_methods() -> None:
    assert get_args(study.Method) == METHODS
    for method in METHODS:
        assert len(quantiles(method)) > 0


@pytest.mark.parametrize("n", [1, 2, 4, 8])
@pytest.mark.parametrize("method", METHODS)
def test_as_many_points_as_announced_and_all_in_range(method: str, n: int) -> None:
    found = factors()
    made = design.points(method, found, n, SEED)
    assert len(made.quantiles) == design.n_points(method, found, n)
    assert made.quantiles.shape == made.values.shape == (len(made.values), 3)
    assert ((made.quantiles >= 0.0) & (made.quantiles <= 1.0)).all()
    assert set(made.values[:, 0]) <= {0.02, 0.05, 0.2}
    assert set(made.values[:, 1]) <= {2.0, 3.0, 4.0, 5.0, 6.0, 7.0}
    assert made.values[:, 2].min() >= 0.5
    assert made.values[:, 2].max() <= 50.0
    assert len(made.values) % made.block == 0


@pytest.mark.parametrize("method", METHODS)
def test_a_single_number_is_a_design_too(method: str) -> None:
    found = factors({TRUST: "1:2"})
    made = design.points(method, found, 4, SEED)
    assert made.values.shape == (design.n_points(method, found, 4), 1)


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_points(method: str) -> None:
    np.testing.assert_array_equal(quantiles(method), quantiles(method))
    same = np.array_equal(quantiles(method), quantiles(method, seed=7))
    assert same == (method not in RANDOM)


@pytest.mark.parametrize("method", METHODS)
def test_a_design_neither_uses_nor_moves_the_luck_of_numpy(method: str) -> None:
    before = np.random.get_state()[1:3]  # noqa: NPY002
    first = quantiles(method)
    assert str(np.random.get_state()[1:3]) == str(before)  # noqa: NPY002
    np.random.random(5)  # noqa: NPY002
    np.testing.assert_array_equal(quantiles(method), first)


# Grid and one at a time


def test_a_grid_is_every_combination_the_last_turns_fastest() -> None:
    made = design.points("grid", factors({RATE: [0.2, 0.1], TRUST: "1:3:3"}), 64, SEED)
    assert made.values.tolist() == [[0.2, 1], [0.2, 2], [0.2, 3], [0.1, 1], [0.1, 2], [0.1, 3]]
    assert made.block == 1


def test_ends_of_plain_ranges_belong_to_a_grid_and_wide_ones_go_by_factors() -> None:
    wide = design.points("grid", factors({TRUST: "0.1:1000"}), 5, SEED).values[:, 0]
    assert wide == pytest.approx([0.1, 1.0, 10.0, 100.0, 1000.0], rel=1e-11)
    assert wide[0] == 0.1
    assert wide[-1] == 1000.0
    assert design.points("grid", factors({COUNT: "1:4"}), 4, SEED).values[:, 0].tolist() == [1, 2, 3, 4]
    assert design.points("grid", factors({TRUST: "1:3"}), 1, SEED).values.tolist() == [[2.0]]


def test_tails_without_end_do_not_belong_to_a_grid() -> None:
    said = {"dist": "normal", "mean": 1.0, "sd": 0.1}
    made = design.points("grid", factors({TRUST: said}), 3, SEED)
    assert made.quantiles[:, 0] == pytest.approx([1 / 6, 1 / 2, 5 / 6])
    assert made.values[1, 0] == 1.0


def test_one_at_a_time_starts_at_the_medians_and_leaves_the_others_there() -> None:
    made = design.points("one_at_a_time", factors({RATE: [0.1, 0.2, 0.3], TRUST: "1:3"}), 3, SEED)
    assert made.values.tolist() == [
        [0.2, 2.0], [0.1, 2.0], [0.2, 2.0], [0.3, 2.0], [0.2, 1.0], [0.2, 2.0], [0.2, 3.0]
    ]  # fmt: skip


# Spread over everything


@pytest.mark.parametrize("n", [1, 5, 64])
def test_a_latin_hypercube_has_one_point_in_every_layer(n: int) -> None:
    for column in quantiles("latin_hypercube", n).T:
        assert sorted((column * n).astype(int)) == list(range(n))


def test_levels_of_a_latin_hypercube_come_equally_often() -> None:
    values = design.points("latin_hypercube", factors(), 12, SEED).values[:, 0]
    assert [int((values == level).sum()) for level in (0.02, 0.05, 0.2)] == [4, 4, 4]


def test_a_sobol_sequence_fills_halves_and_quarters_evenly() -> None:
    made = quantiles("sobol", 64)
    for column in made.T:
        assert np.bincount((column * 64).astype(int), minlength=64).tolist() == [1] * 64
    pairs = (made[:, :2] * 8).astype(int)
    assert np.bincount(pairs[:, 0] * 8 + pairs[:, 1], minlength=64).tolist() == [1] * 64


def test_a_longer_sobol_sequence_begins_with_the_shorter_one() -> None:
    np.testing.assert_array_equal(quantiles("sobol", 5), quantiles("sobol", 8)[:5])
    np.testing.assert_array_equal(quantiles("sobol", 8), quantiles("sobol", 64)[:8])


def test_saltelli_blocks_are_a_then_a_with_one_number_of_b_then_b() -> None:
    made = design.points("saltelli", factors(), 8, SEED)
    assert made.block == 5
    for a, *mixed, b in made.quantiles.reshape(8, 5, 3):
        for index, row in enumerate(mixed):
            wanted = a.copy()
            wanted[index] = b[index]
            np.testing.assert_array_equal(row, wanted)
        assert (a != b).all()


def test_morris_trajectories_move_one_number_at_a_time_and_each_once() -> None:
    made = design.points("morris", factors(), 6, SEED)
    assert made.block == 4
    assert set(np.round(made.quantiles.ravel() * 3, 9)) <= {0.0, 1.0, 2.0, 3.0}
    for trajectory in made.quantiles.reshape(6, 4, 3):
        moved = [np.flatnonzero(before != after).tolist() for before, after in pairwise(trajectory)]
        assert sorted(moved) == [[0], [1], [2]]
        assert all(abs(after - before).max() == pytest.approx(2 / 3) for before, after in pairwise(trajectory))


@pytest.mark.parametrize("method", ["saltelli", "morris"])
def test_without_salib_it_says_what_to_install(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SALib.sample", "SALib.sample.sobol", "SALib.sample.morris"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError) as caught:
        quantiles(method)
    assert str(caught.value) == f'a {method} design needs: pip install "influence-sim[sensitivity]"'


# How many


@pytest.mark.parametrize("n", [3, 6, 100])
def test_saltelli_needs_a_power_of_two(n: int) -> None:
    with pytest.raises(InputError) as caught:
        quantiles("saltelli", n)
    assert str(caught.value) == f"design.points: must be a power of two for saltelli, not {n}"


@pytest.mark.parametrize(
    ("method", "n", "total"),
    [("grid", 10_000, "300,000,000"), ("saltelli", 2**21, "10,485,760"), ("morris", 2_500_001, "10,000,004")],
)
def test_too_many_points_are_refused_before_they_are_made(method: str, n: int, total: str) -> None:
    with pytest.raises(InputError) as caught:
        design.n_points(method, factors(), n)
    assert str(caught.value) == f"design.points: makes {total} points; at most 10,000,000"


# What is turned


def test_a_number_is_turned_on_all_sides_that_have_it() -> None:
    rate, count, trust = factors()
    assert [len(keys) for keys in count.knob.keys] == [1, 0]
    assert [len(keys) for keys in trust.knob.keys] == [1, 1]
    assert (rate.path, count.knob.is_whole, trust.knob.is_whole) == (RATE, True, False)
    assert parameters.changes(count.knob, 0, count.value(0.99)) == {("creators", 0, "count"): 7}


def test_values_are_portable() -> None:
    """Twelve digits: what the mathematics of all machines agree on, for the value is part of the point's name."""
    for value in design.points("latin_hypercube", factors({TRUST: "0.5:50"}), 64, SEED).values[:, 0]:
        assert value == float(f"{value:.12g}")


def test_known_is_what_the_scenario_or_its_preset_says() -> None:
    unsure = loads(A, ["creators.micro.quality={dist='lognormal', median=1, sigma=0.5}"])
    (quality,) = factors({"creators.micro.quality": "known"}, (unsure, SIDES[1]))
    assert quality.distribution == unsure.uncertain["creators", 0, "quality"]
    assert quality.value(0.5) == 1.0
    (exponent,) = factors({"engagement.exponent": "known"})
    assert (exponent.value(0.0), exponent.value(1.0)) == (0.0, 0.25)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"engagement.rate": "1:2"}, 'vary.engagement.rate: no scenario has a key "engagement.rate"; '
         'did you mean "engagement.rate_1k"?'),
        ({"creators.mikro.count": "1:2"}, 'vary.creators.mikro.count: no scenario has a key "creators.mikro.count"; '
         'did you mean "creators.micro.count"?'),
        ({"name": "1:2"}, 'vary.name: "name" is not a number that can be turned; known: '),
        ({"costs.pay_no_shows": "0:1"},
         'vary.costs.pay_no_shows: "costs.pay_no_shows" is not a number that can be turned'),
        ({"run.seed": [1, 2]}, 'vary.run.seed: "run.seed" is not a number that can be turned'),
        ({COUNT: [1.5, 2]}, f"vary.{COUNT}: must be whole numbers"),
        ({COUNT: "-3:2"}, f"vary.{COUNT}: must be a whole number from 0 to 1_000_000, not -3"),
        ({RATE: "0.5:1.5"}, f"vary.{RATE}: must be a number from 0 to 1, not 1.5"),
        ({RATE: [0.5, 7.0, 0.1]}, f"vary.{RATE}: must be a number from 0 to 1, not 7.0"),
        ({RATE: {"dist": "normal", "mean": 0.01, "sd": 1}}, f"vary.{RATE}: must be a number from 0 to 1, not -3.08"),
        ({"posts.window_days": "1:9"}, "vary.posts.window_days: must be at most run.horizon_days = 5, not 9"),
        ({"creators.micro.gift_usd": "known"},
         'vary.creators.micro.gift_usd: has no range that a scenario or a preset declares; say "low:high"'),
        ({"creators.micro.trust": "1:2", TRUST: "1:3"}, f"vary.{TRUST}: turns the same number as creators.micro.trust"),
        ({TRUST: "1:2", "creators.*.trust": "1:3"}, f"vary.creators.*.trust: turns the same number as {TRUST}"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_cannot_be_turned(said: dict[str, object], told: str) -> None:
    assert refusal(said).startswith(told)


def test_several_mistakes_of_one_range_keep_their_words() -> None:
    both = loads(A + '\n[[creators]]\nname = "macro"\nfollowers = 90\n')
    assert refusal({"creator.no_show_prob": "0:3"}, (both,)) == (
        'vary.creator.no_show_prob: must be a number from 0 to 1, not 3.0; use 0.03 or "3%"'
    )
