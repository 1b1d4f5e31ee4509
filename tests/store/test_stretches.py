"""Stretches of runs, their file names, and the gaps between them."""

import itertools

import numpy as np
import pytest

from sim.store.stretches import Stretch, gaps


@pytest.mark.parametrize("stretch", [Stretch(0, 0, 1), Stretch(12, 250, 10_000)])
def test_file_names_come_back(stretch: Stretch) -> None:
    assert Stretch.of_file(stretch.file_name) == stretch


@pytest.mark.parametrize(
    "name",
    ["key.json", "draw0_runs_0-5.h5.bad", "draw0_runs_0-5 (copy).h5", "draw0_runs_-5.h5", "draw0_runs_0-5.h5\n",
     "draw\u0661_runs_0-5.h5", "draw00_runs_0-5.h5", "draw0_runs_05-6.h5"],
)  # fmt: skip
def test_names_of_others(name: str) -> None:
    assert Stretch.of_file(name) is None


def test_gaps_by_counting() -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        starts = rng.integers(0, 20, 4)
        done = [Stretch(0, int(start), int(start + rng.integers(1, 6))) for start in starts]
        left = set(range(15)) - {run for stretch in done for run in range(stretch.start, stretch.stop)}
        found = list(gaps([*done, Stretch(1, 0, 15)], 0, 15))
        assert [run for gap in found for run in range(gap.start, gap.stop)] == sorted(left)
        assert all(one.stop < other.start for one, other in itertools.pairwise(found))
