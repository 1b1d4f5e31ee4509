"""Entrants: a rule adds runs until it is met, without a rule scenarios are played as they ask."""

from pathlib import Path

import pytest

from sim.engine.progress import Silent, Stop
from sim.study.comparison import compare, decide
from sim.study.comparison.decide import Rule
from sim.study.comparison.strategies import Place
from sim.tasks.comparison.entrants import compare_entrants

PLACE = Place(Path(), 1, "", Silent(), Stop())


@pytest.mark.parametrize(("rule", "way"), [(None, "as asked"), (Rule(0.05, None, 100, 9.0), "until it is decided")])
def test_a_rule_adds_runs(rule: Rule | None, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "of_files", lambda *parts: ("as asked", parts))
    monkeypatch.setattr(decide, "run_until", lambda *parts: ("until it is decided", parts[:-1]))
    assert compare_entrants((), PLACE, "cpe", 0.1, rule) == (way, ((), PLACE, "cpe", 0.1))
