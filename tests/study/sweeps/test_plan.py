"""How many points and runs are enough: what a pilot of a study with a known answer asks for."""

import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.engine.cells import Order, Played
from sim.errors import InputError
from sim.measures.columns import TOTALS
from sim.report.text.sweeps import plan as report
from sim.study.sweeps import plan, sweep
from tests import sweeps

SPREAD, LUCK = 0.3, 0.1  # sd of ln(A / B): over points, and of one run at a point


def pretended(orders: Iterable[Order]) -> Iterator[Played]:
    """Impressions of A spread over points and runs, of B always 1,000."""
    for order in orders:
        point, side = divmod(order.number, 2)
        rng = np.random.default_rng(point)
        values = np.ones((len(TOTALS), order.runs))
        ratio = math.exp(SPREAD * rng.standard_normal()) * np.exp(LUCK * rng.standard_normal(order.runs))
        values[list(TOTALS).index("impressions")] = 1_000.0 * (ratio if side == 0 else 1.0)
        yield Played(order.number, values, "")


def sized(folder: Path, precision: float = 0.05, points: int = 64, runs: int = 20) -> plan.Sizing:
    asked = sweeps.asked(
        folder,
        design={"method": "latin_hypercube"},
        vary={"engagement.rate_1k": "0.02:0.2", "costs.hour_usd": "35:120"},
    )
    pilot = sweep.prepare(plan.pilot_of(asked, points, runs))
    return plan.size_up(sweep.prepare(asked), pilot, precision, sweeps.task(folder / "points", pretended))


def test_a_pilot_finds_spread_and_luck(tmp_path: Path) -> None:
    """64 points: the sd of a variance is 18% of it, so 80% off is a false alarm below 1e-5."""
    found = sized(tmp_path)
    assert found.pilot == (64, 20)
    assert found.asked == (64, 3)
    assert 0.2 * SPREAD**2 < found.components.between < 1.8 * SPREAD**2
    assert found.components.within == pytest.approx(LUCK**2, rel=0.3)


def test_enough_is_enough(tmp_path: Path) -> None:
    """(1.96 x 0.1 / 0.05)^2 = 15.4 runs make a point known to 5%, some more for the pilot's own doubt."""
    found = sized(tmp_path)
    assert 15 <= found.at_each_point.median <= 30
    assert found.at_each_point.median <= found.at_each_point.largest
    best = found.over_all
    variance = found.components.between / best.points + found.components.rest / (best.points * best.runs)
    assert 1.96 * math.sqrt(variance + found.components.common / best.runs) <= 0.0501
    assert found.reached > 0.05
    assert best.points > 64


def test_less_precision_takes_less(tmp_path: Path) -> None:
    fine, rough = sized(tmp_path, 0.02), sized(tmp_path, 0.2)
    assert rough.at_each_point.median < fine.at_each_point.median
    assert rough.over_all.cost < fine.over_all.cost


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_it_is_told(tmp_path: Path, form: str) -> None:
    text = report.text(sized(tmp_path), form, wide=False)
    assert "the study as it stands" in text
    assert "\x1b" not in text
    if form == "json":
        assert json.loads(text)["components"]["between"] > 0.0


def test_what_is_undefined_says_too_little(tmp_path: Path) -> None:
    def nothing(orders: Iterable[Order]) -> Iterator[Played]:
        return (Played(order.number, np.zeros((len(TOTALS), order.runs)), "") for order in orders)

    asked = sweeps.asked(tmp_path)
    pilot = sweep.prepare(plan.pilot_of(asked, 4, 3))
    with pytest.raises(InputError, match="the pilot says too little"):
        plan.size_up(sweep.prepare(asked), pilot, 0.1, sweeps.task(tmp_path / "points", nothing))
