"""Plans of sweeps: a small sweep is played, and the whole one is sized up by it."""

from pathlib import Path

import pytest

from sim.study.sweeps import plan as sizing
from sim.tasks.sweeps.plan import PlanRequest, plan
from tests import sweeps


def test_a_pilot_is_small_and_the_whole_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sizing, "size_up", lambda *parts: asked.append(parts))
    study = sweeps.written(tmp_path)
    plan(PlanRequest([study], precision=0.1, pilot_points=3, pilot_runs=2, out="mine/s.h5", quiet=True))
    whole, pilot, precision, task = asked[0]
    assert (whole.study.table.run.runs, pilot.study.table.run.runs) == (3, 2)
    assert precision == 0.1
    assert task.folder == Path("mine/points")
