"""The overlap to want: of one scenario, over the published range or another."""

import pytest

from sim.errors import InputError
from sim.scenario.load import EXAMPLE, loads
from sim.study.comparison.compare import Comparison
from sim.study.what_if import overlap as study
from sim.study.what_if.flip import Range
from sim.study.what_if.parameters import ParameterRange
from sim.tasks.campaign.run_result import Result
from sim.tasks.comparison.overlap import OverlapRequest, overlap


@pytest.mark.parametrize(
    ("between", "span"), [(None, Range(None, 9)), ((0.2, 0.6), Range(ParameterRange(0.2, 0.6), 9))]
)
def test_a_range_may_be_given(
    monkeypatch: pytest.MonkeyPatch, between: tuple[float, float] | None, span: Range
) -> None:
    asked = []
    monkeypatch.setattr(study, "overlap_curve", lambda *parts: asked.append(parts))
    overlap(OverlapRequest(loads(EXAMPLE), between=between, runs=7, quiet=True))
    loaded, used, what_ifs = asked[0]
    assert loaded.scenario.name == "ten micros"
    assert used == span
    assert what_ifs.means.runs == 7


def test_a_result_has_no_overlap_to_turn(comparison: Comparison) -> None:
    with pytest.raises(InputError, match=r"is no scenario \(\.toml\); what-ifs change scenarios$"):
        overlap(OverlapRequest(Result(comparison.strategies[0].stored, None)))
