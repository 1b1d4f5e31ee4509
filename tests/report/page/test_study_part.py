"""The part of a sweep in the report: as much as its design can tell, and gaps where it cannot be shown."""

import pytest

from sim.engine.progress import Silent
from sim.errors import InputError
from sim.report.page import study_part as parts
from sim.report.page.study_part import study_part, study_parts
from sim.study.what_if.why_and_when import Gaps
from tests.answers import corner
from tests.studies import written


@pytest.mark.parametrize(
    ("method", "figures"),
    [
        ("one_at_a_time", ["sweep_cpe"]),
        ("morris", ["sweep_cpe", "sensitivity_cpe"]),
        ("sobol", ["sweep_cpe", "sensitivity_cpe", "knowing_cpe", "rule_cpe"]),
    ],
)
def test_figures_follow_from_the_design(tmp_path, method, figures):
    part = study_part(written(tmp_path, method, 120, corner))
    assert [drawing.name for drawing in part.drawings] == figures
    assert part.sentences[0] == "In this sweep, A: strategy <A>; B: strategy <B>."


def test_a_study_too_small_for_a_rule_keeps_its_other_sentences(tmp_path):
    part = study_part(written(tmp_path, "sobol", 20, corner))
    assert part.sentences[-1].startswith(
        "There is no rule for who wins: 14 points (without those held back) are too few"
    )
    assert len(part.sentences) > 3


def test_a_sweep_that_cannot_be_shown_is_left_out(tmp_path, monkeypatch):
    def refuse(study):
        raise InputError("has too few points")

    gaps, study = Gaps(Silent()), written(tmp_path, "sobol", 20, corner)
    monkeypatch.setattr(parts, "study_part", refuse)
    assert list(study_parts([study], gaps)) == []
    assert gaps.notes == [f"the study {study.path} is left out: has too few points"]
