"""Rules for who wins, checked on points that did not make them; how many runs are enough."""

import json
import math

import numpy as np
import pytest

from sim.errors import InputError
from sim.report.figures import canvas, studies
from sim.report.text.sweeps import discover as report
from sim.study.sweeps import discover
from tests.studies import PATHS, written


def in_a_corner(u):
    """A wins where u0 < 0.4 and u1 > 0.5."""
    wins = (u[:, 0] < 0.4) & (u[:, 1] > 0.5)
    return np.where(wins, 20.0, 5.0), np.full(len(u), 10.0)


def test_a_planted_rule_is_found(tmp_path):
    found = discover.discover(written(tmp_path, "latin_hypercube", 400, in_a_corner), "cpe", ("A", "B"), None)
    limits = {one.path: one for one in found.limits}
    assert set(limits) == set(PATHS[:2])
    assert limits[PATHS[0]].high == pytest.approx(0.4, abs=0.03)
    assert math.isinf(limits[PATHS[0]].low)
    assert limits[PATHS[1]].low == pytest.approx(0.5, abs=0.03)
    assert found.fresh.density.value > 0.9
    assert found.fresh.coverage.value > 0.85
    assert f"{PATHS[0]} at most" in report.rule(found)
    assert "of fresh points" in report.rule(found)
    (drawing,) = studies.of_discovery(found)
    assert canvas.inline(drawing).startswith("<svg")


def test_another_study_checks_it(tmp_path):
    study = written(tmp_path, "sobol", 200, in_a_corner)
    other = written(tmp_path / "other", "latin_hypercube", 90, in_a_corner)
    found = discover.discover(study, "cpe", ("A", "B"), other)
    assert "90 points of latin_hypercube.h5" in found.checked
    assert found.x.shape[0] == 200


def test_the_study_itself_and_other_strategies_are_no_check(tmp_path):
    study = written(tmp_path, "sobol", 64, in_a_corner)
    with pytest.raises(InputError, match="has the same points as the study"):
        discover.discover(study, "cpe", ("A", "B"), study)
    about = {**study.about, "strategies": study.about["strategies"][::-1]}
    with pytest.raises(InputError, match="in this order"):
        discover.discover(study, "cpe", ("A", "B"), study._replace(about=about))


def test_the_other_side_can_be_asked(tmp_path):
    study = written(tmp_path, "sobol", 200, in_a_corner)
    one, other = (discover.discover(study, "cpe", sides, None) for sides in (("A", "B"), ("B", "A")))
    assert one.base + other.base == pytest.approx(1.0)
    assert other.winner == "B"


def test_where_nothing_decides_there_is_no_rule(tmp_path):
    def always(u):
        return np.full(len(u), 20.0), np.full(len(u), 10.0)

    found = discover.discover(written(tmp_path, "sobol", 60, always), "cpe", ("A", "B"), None)
    assert found.limits == ()
    assert report.rule(found) == "CPE: A beats B at all 60 points: nothing decides."
    assert report.text(found, "table", wide=False).splitlines()[0] == "known: A against B in CPE: no rule"
    assert studies.of_discovery(found) == []
    assert json.loads(report.text(found, "json", wide=False))["limits"] == []


@pytest.mark.parametrize(
    ("n", "sides", "told"), [(20, ("A", "B"), "too few for a rule"), (60, ("A", "C"), 'nothing is called "A-C"')]
)
def test_what_cannot_be_asked_is_told(tmp_path, n, sides, told):
    with pytest.raises(InputError, match=told):
        discover.discover(written(tmp_path, "sobol", n, in_a_corner), "cpe", sides, None)
