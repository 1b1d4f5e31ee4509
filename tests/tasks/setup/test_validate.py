"""Published findings: which are asked for, whether all are met, and the page of them."""

from pathlib import Path

import pytest

from sim.errors import FileProblem, SimError, UsageProblem
from sim.study.replication import targets
from sim.study.replication.finding import MET, NOT_MET
from sim.tasks.setup.validate import ValidateAnswer, ValidateRequest, target_numbers, validate


def test_targets_are_listed_by_number() -> None:
    assert target_numbers("5, 6,,9,") == [5, 6, 9]
    assert target_numbers("") == []


@pytest.mark.parametrize("only", ["five", "5-6", "5;6", "-5", "²"])
def test_a_list_of_anything_else_is_refused(only: str) -> None:
    with pytest.raises(UsageProblem, match=r"^Invalid value for --only: .* is not a number; list targets like 5,6,9$"):
        target_numbers(only)


def test_one_figure_outside_its_tolerance_is_enough_to_fail() -> None:
    finding = next(iter(targets.findings(targets.choose_targets([11]))))
    assert finding.verdict == MET
    assert ValidateAnswer((finding,)).all_met
    assert not ValidateAnswer((finding, finding._replace(verdict=NOT_MET))).all_met


def test_a_page_is_written_if_it_may_be(tmp_path: Path) -> None:
    page = tmp_path / "findings.md"
    answer = validate(ValidateRequest(only="11", markdown=page, quiet=True))
    assert {finding.number for finding in answer.findings} == {11}
    assert page.read_text().count("\n| ") > len(answer.findings)
    with pytest.raises(FileProblem, match=r"exists already"):
        validate(ValidateRequest(only="11", markdown=page))


def test_a_target_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SimError, match=r"99"):
        validate(ValidateRequest(only="99"))
