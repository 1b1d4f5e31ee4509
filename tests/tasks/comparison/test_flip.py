"""Break-even values: one parameter makes a curve, two make a map, more are refused."""

import pytest

from sim.errors import UsageProblem
from sim.scenario.load import EXAMPLE, loads
from sim.study.what_if import flip as study
from sim.study.what_if.flip import MapAxis, Range
from sim.study.what_if.parameters import ParameterRange
from sim.tasks.comparison.flip import RUNS, FlipRequest, flip

A, B = loads(EXAMPLE), loads(EXAMPLE, ["name='few'", "creators.micro.count=3"])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """The curves and maps that were asked for."""
    calls: list[tuple] = []
    monkeypatch.setattr(study, "flip", lambda *parts: calls.append(("curve", *parts)))
    monkeypatch.setattr(study, "flip_map", lambda *parts: calls.append(("map", *parts)))
    return calls


def test_one_parameter_makes_a_curve(asked: list[tuple]) -> None:
    flip(FlipRequest(A, B, over=["costs.hour_usd"], between=(1, 9), points=5, smallest_difference=0.1, quiet=True))
    kind, question, path, span, what_ifs = asked[0]
    assert (kind, path, span) == ("curve", "costs.hour_usd", Range(ParameterRange(1.0, 9.0), 5))
    assert (question.labels, question.measure) == (("ten micros (A)", "few (B)"), "cpe")
    assert what_ifs.means.runs == RUNS


def test_two_parameters_make_a_map(asked: list[tuple]) -> None:
    flip(FlipRequest(A, B, over=["costs.hour_usd", "creator.trust"], quiet=True))
    kind, _, rows, columns, _ = asked[0]
    span = Range(None, 9)
    assert (kind, rows, columns) == ("map", MapAxis("costs.hour_usd", span), MapAxis("creator.trust", span))


@pytest.mark.parametrize(
    ("over", "between", "line"),
    [
        (["x", "y", "z"], None, "^--over can be given once, or twice for a map$"),
        (["costs.hour_usd", "creator.trust"], (1.0, 2.0), "^--between belongs to a single --over$"),
    ],
)
def test_more_than_a_map_is_refused(
    asked: list[tuple], over: list[str], between: tuple[float, float] | None, line: str
) -> None:
    with pytest.raises(UsageProblem, match=line):
        flip(FlipRequest(A, B, over=over, between=between, quiet=True))
    assert asked == []
