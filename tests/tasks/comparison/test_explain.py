"""Explanations: two scenarios under their letters, and as many runs as the user says."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.load import EXAMPLE, loads
from sim.study.what_if import explain as study
from sim.tasks.comparison.compare import CompareRequest, compare
from sim.tasks.comparison.explain import RUNS, ExplainRequest, explain, labels_of

FEW = loads(EXAMPLE, ["name='few'", "creators.micro.count=3"])


@pytest.mark.parametrize(("runs", "played"), [(None, RUNS), (7, 7)])
def test_two_scenarios_are_explained(monkeypatch: pytest.MonkeyPatch, runs: int | None, played: int) -> None:
    asked = []
    monkeypatch.setattr(study, "explain", lambda *parts: asked.append(parts))
    explain(ExplainRequest(loads(EXAMPLE), FEW, measure="reach", runs=runs, quiet=True))
    a, b, labels, measure, what_ifs = asked[0]
    assert [side.scenario.creators[0].count for side in (a, b)] == [10, 3]
    assert labels == ("ten micros (A)", "few (B)")
    assert (measure, what_ifs.means.runs) == ("reach", played)


def test_names_cannot_steer_the_terminal() -> None:
    evil = loads(EXAMPLE, ['name="red\\u202e"'])
    assert "\u202e" not in labels_of(evil, FEW).first


def test_a_measure_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'unknown measure "cpee"'):
        explain(ExplainRequest(FEW, FEW, measure="cpee"))


def test_explained_sides_have_the_values_that_compare_shows(tmp_path: Path) -> None:
    """Compare plays four draws and stores them; explain plays fewer runs, and shows the same numbers."""
    sides = [
        loads(EXAMPLE, [f"name='{name}'", f"creators.micro.count={count}", "run.draws=4", "run.runs=5"])
        for name, count in (("ten", 10), ("three", 3))
    ]
    shown = compare(CompareRequest(sides, results=tmp_path, quiet=True))["engagers"]
    answer = explain(ExplainRequest(*sides, measure="engagers", results=tmp_path, quiet=True))
    assert (answer.explanation.a, answer.explanation.b) == pytest.approx((shown.a.value, shown.b.value), rel=1e-12)
    assert answer.explanation.scaling is not None
    alone = explain(ExplainRequest(*sides, measure="engagers", results=tmp_path / "none", quiet=True))
    assert alone.explanation.scaling is None
    assert "No stored runs of both sides were found" in alone.text()
