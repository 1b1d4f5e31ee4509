"""The sample size as text and plain values."""

import pytest

from sim.report.text.sweeps import plan
from tests.answers import are_shown, sizing


def test_sizes_say_points_runs_and_time():
    size = plan.as_dict(sizing())["each_point_usual"]
    assert size == {"points": 30, "runs": 10, "seconds": {"value": pytest.approx(30 * 0.6), "unit": "s of one core"}}


def test_half_widths_are_shares():
    best = plan.as_dict(sizing())["mean_over_all_points"]
    assert best["half_width"] == {"value": 0.05, "unit": "share"}


def test_the_table_is_in_the_text():
    assert are_shown(plan.tables(sizing()), plan.text(sizing(), "table", wide=False))


def test_a_precision_beyond_reach_is_said():
    beyond = sizing()._replace(over_all=None)
    assert plan.as_dict(beyond)["mean_over_all_points"] is None
    assert "no number of points within reach" in plan.text(beyond, "table", wide=True)
    assert len(plan.tables(beyond)[0].rows) == 3
    assert plan.heading(beyond) == "CPE to ± 0.05 (95%): unreachable"


def test_the_heading_is_the_answer():
    assert plan.heading(sizing()) == "CPE to ± 0.05 (95%): 20 points x 5 runs"
