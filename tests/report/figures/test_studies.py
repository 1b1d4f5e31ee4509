"""Figures of sweeps: what is drawn, and of how many points."""

import math

import numpy as np
import pytest

from sim.report.figures import canvas, studies
from sim.statistics.intervals import Interval
from sim.study.comparison.strategies import Labels
from sim.study.sweeps import discover as discovering
from sim.study.sweeps import sensitivity as sensing
from tests.answers import corner
from tests.studies import PATHS, written


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return written(tmp_path_factory.mktemp("study"), "saltelli", 40, corner, noise=0.1)


@pytest.fixture(scope="module")
def rule(tmp_path_factory):
    ranks = written(tmp_path_factory.mktemp("ranks"), "sobol", 200, corner)
    return discovering.discover(ranks, "cpe", Labels("A", "B"), None)


def test_names_from_files_are_escaped_and_every_figure_has_its_numbers(study, rule):
    answer = sensing.sensitivity(study, "cpe", None)
    for drawing in [studies.of_sweep(study), *studies.of_sensitivity(answer), *studies.of_discovery(rule)]:
        svg = canvas.inline(drawing)
        assert svg.startswith("<svg")
        assert "<A>" not in svg
        assert drawing.table.rows


def test_all_points_of_a_small_study_are_drawn(study):
    assert studies.share_drawn(study) == ""


def test_of_many_points_some_are_drawn_and_that_is_said(tmp_path):
    many = written(tmp_path, "sobol", studies.MOST_MARKS + 1, corner)
    assert studies.share_drawn(many) == " (201 of 401)"
    assert "Each mark is one point of the sweep (201 of 401)" in studies.of_sweep(many).caption


def test_indices_are_drawn_before_correlations(study, tmp_path):
    assert [entry.heading for entry in studies.shown(sensing.sensitivity(study, "cpe", None))] == ["total", "first"]
    ranks = written(tmp_path, "sobol", 60, corner)
    assert [entry.heading for entry in studies.shown(sensing.sensitivity(ranks, "cpe", None))] == ["PRCC"]


def test_without_something_to_choose_nothing_is_worth_knowing(study):
    answer = sensing.sensitivity(study, "cpe", "A")
    assert [drawing.name for drawing in studies.of_sensitivity(answer)] == ["sensitivity_cpe"]


def test_an_answer_that_does_not_vary_is_not_drawn(study):
    answer = sensing.sensitivity(study, "cpe", None)
    still = answer._replace(spread=0.0, indices=None, effects=None, correlations=None, regression=None)
    assert studies.of_sensitivity(still) == []


def test_the_title_of_a_rule_is_no_more_than_fresh_points_bear_out(rule):
    seldom = rule.fresh._replace(density=Interval(0.3, 0.1, 0.6))
    (drawing,) = studies.of_discovery(rule._replace(fresh=seldom, base=0.2))
    assert drawing.title == "Where A beats B in CPE more often, but seldom"


def test_without_a_rule_there_is_no_figure(rule):
    assert studies.of_discovery(rule._replace(limits=())) == []
    assert studies.of_discovery(rule._replace(factors=PATHS[:1])) == []


def test_the_most_limited_numbers_are_the_axes(rule):
    assert set(studies.axes_of(rule)) == set(PATHS[:2])
    assert studies.axes_of(rule._replace(limits=rule.limits[:1])).x == rule.limits[0].path


def test_a_frame_ends_with_the_points_where_the_rule_has_no_limit(rule):
    column = np.array([0.25, 0.75])
    assert studies.frame(rule._replace(limits=()), PATHS[0], column) == (0.25, 0.75)
    limit = rule.limits[0]._replace(path=PATHS[0], low=-math.inf, high=0.5)
    assert studies.frame(rule._replace(limits=(limit,)), PATHS[0], column) == (0.25, 0.5)
