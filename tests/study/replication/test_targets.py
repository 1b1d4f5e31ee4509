"""The suite of published findings: complete, able to fail, told as it is; heavy targets are for `sim validate`."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.mechanisms import curves
from sim.report.text import validate as report
from sim.study.replication.finding import MET, NOT_MET
from sim.study.replication.targets import TARGETS, choose_targets, findings

CHEAP = (1, 2, 3, 5, 10, 11, 12, 13, 14, 15, 18, 23, 24, 25, 27)
PAGE = Path(__file__).parents[3] / "docs" / "replication.md"


def test_no_target_is_left_out():
    assert [target.number for target in TARGETS] == list(range(1, 28))
    assert {target.reliability for target in TARGETS} <= set("HMLJ")


@pytest.mark.parametrize("number", CHEAP)
def test_cheap_targets_are_met(number):
    found = list(findings(choose_targets([number])))
    assert found
    assert [one for one in found if one.verdict != MET] == []


def test_a_broken_mechanism_is_found(monkeypatch):
    monkeypatch.setitem(curves.CURVES.built_in, "hazard_power", lambda source, *, beta=1.0: source ** (beta - 1.2))
    assert {one.verdict for one in findings(choose_targets([11]))} == {NOT_MET}
    assert any(one.verdict == NOT_MET for one in findings(choose_targets([14])))


def test_unknown_targets_are_refused():
    with pytest.raises(InputError, match="no replication target 28; they are 1 to 27"):
        choose_targets([3, 28])


def test_the_page_has_every_target_and_no_other_verdict_than_the_table():
    text = PAGE.read_text()
    for target in TARGETS:
        assert f"| {target.number} | {target.finding} |" in text
    found = list(findings(choose_targets([11, 27])))
    for line in report.markdown(found).splitlines():
        if line.startswith("|") and "1e-12" not in line:
            assert line in text


def test_what_is_not_met_stands_out():
    one = next(iter(findings(choose_targets([11]))))._replace(verdict=NOT_MET, why="as a test")
    assert "**not met**" in report.markdown([one])
    assert "not met: target 11" in report.text([one], "table", True)
    assert "as a test" in report.text([one], "table", False)
