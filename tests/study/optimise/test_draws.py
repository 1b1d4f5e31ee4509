"""Draws of uncertain numbers: evenly spread, seen by the search, or said to be unseen."""

import numpy as np
import pytest

from sim.study.optimise import draws
from sim.study.optimise.candidates import candidates
from sim.study.optimise.promise import as_scenario
from tests.hiring import PLAN, asked, task_of, trials


def test_uncertain_numbers_are_seen_by_the_search(still):
    """In each draw a plan is worth its exact expected value there; the worst draws count where that is asked for."""
    unsure = {"engagement.rate_1k": {"dist": "uniform", "low": 0.02, "high": 0.3},
              "exposure.reach_1k": {"dist": "uniform", "low": 0.2, "high": 0.3}, "run.draws": 5}  # fmt: skip
    wavering = still.replace_all(unsure)
    who, task = task_of(wavering, asked("reach"))
    assert len(who.settings) == 5
    assert not who.dependences
    values = task.crowd.become(PLAN)
    assert values.size == 5
    assert len(set(values.round(2))) == 5
    free = list(wavering.paths)
    quantiles = draws.spread(len(free), 5, wavering.scenario.run.seed)
    for value, row in zip(values, quantiles, strict=True):
        at = wavering.at(dict(zip(free, row.tolist(), strict=True)))
        plain = still.replace_all({"exposure.reach_1k": at.exposure.reach_1k})
        exact = trials().expected_columns(as_scenario(plain, who, PLAN, "p"))["outcomes/reach"]
        assert value == pytest.approx(float(exact.mean()), rel=1e-6)
    _, tail = task_of(wavering, asked("reach", "cvar"))
    assert tail.crowd.n_worlds == 40


def test_numbers_that_move_people_are_told(loaded):
    unsure = {"world.people": {"dist": "uniform", "low": 2_900, "high": 3_100}, "run.draws": 3}
    who = candidates(loaded.replace_all(unsure), asked("reach"))
    assert who.dependences == ["who follows whom is uncertain, and was taken at the median (world.people)"]


@pytest.mark.parametrize(("n_paths", "n"), [(1, 4), (3, 7)])
def test_each_path_has_one_draw_in_every_part_of_its_distribution(n_paths, n):
    parts = np.sort((draws.spread(n_paths, n, 1) * n).astype(int), axis=0)
    assert (parts == np.arange(n)[:, None]).all()


def test_the_seed_decides_the_draws():
    assert (draws.spread(2, 5, 1) == draws.spread(2, 5, 1)).all()
    assert (draws.spread(2, 5, 1) != draws.spread(2, 5, 2)).any()


def test_without_free_paths_there_is_one_draw():
    assert draws.spread(0, 5, 1).shape == (1, 0)


@pytest.mark.parametrize(
    ("path", "low", "high", "moves"),
    [("world.people", 2_900, 3_100, True), ("engagement.rate_1k", 0.02, 0.3, False), ("costs.hour_usd", 1, 2, False)],
)
def test_numbers_that_decide_who_follows_whom(loaded, path, low, high, moves):
    unsure = loaded.replace(path, {"dist": "uniform", "low": low, "high": high})
    assert draws.moves_people(unsure, tuple(path.split("."))) is moves


def test_a_single_draw_takes_the_medians(loaded):
    unsure = loaded.replace("exposure.reach_1k", {"dist": "uniform", "low": 0.2, "high": 0.5})
    (setting,) = candidates(unsure, asked("reach")).settings
    assert setting.scenario.exposure.reach_1k == pytest.approx(0.35)


def test_so_many_draws_and_no_more_are_seen(loaded, monkeypatch):
    monkeypatch.setattr(draws, "MOST", 3)
    unsure = {"exposure.reach_1k": {"dist": "uniform", "low": 0.2, "high": 0.5}, "run.draws": 50}
    assert len(candidates(loaded.replace_all(unsure), asked("reach")).settings) == 3
