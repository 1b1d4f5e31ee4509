"""Comparisons: what may decide, and when runs are added."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.study.comparison import decide
from sim.study.comparison.compare import Comparison
from sim.study.comparison.decide import Rule
from sim.tasks.campaign.run_result import Result
from sim.tasks.comparison.compare import CompareRequest, check_measure, compare, rule_of


def test_runs_are_added_only_if_somebody_asks_for_it() -> None:
    files = ["a.toml", "b.toml"]
    assert rule_of(CompareRequest(files, most_runs=50)) is None
    assert rule_of(CompareRequest(files, until_decided=True)) == Rule(0.05, None, 100_000, 3600.0)
    rule = rule_of(CompareRequest(files, precision=0.05, error_rate=0.01, most_runs=50, most_seconds=9.0))
    assert rule == Rule(0.01, 0.05, 50, 9.0)


def test_what_is_neither_better_nor_worse_decides_nothing() -> None:
    with pytest.raises(InputError, match=r'measure "posts" has no better or worse'):
        check_measure("posts")


def test_results_are_compared_as_they_are(comparison: Comparison, tmp_path: Path) -> None:
    results = [Result(strategy.stored, None) for strategy in comparison.strategies]
    answer = compare(CompareRequest(results, measure="reach", results=tmp_path, quiet=True))
    assert answer["reach"].difference == comparison.contrasts[0, 1]["reach"].difference
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_measure_is_refused_before_anything_is_played(
    comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide, "run_until", None)
    results = [Result(strategy.stored, None) for strategy in comparison.strategies]
    with pytest.raises(InputError, match=r'unknown measure "cpee"; did you mean "cpe"'):
        compare(CompareRequest(results, measure="cpee", until_decided=True))
