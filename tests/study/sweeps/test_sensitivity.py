"""What decides in a study whose answer is known: subjects, designs, luck, knowing, figures and words."""

import json

import numpy as np
import pytest

from sim.errors import InputError
from sim.report.figures import canvas, studies
from sim.report.text.sweeps import importance
from sim.report.text.sweeps import sensitivity as report
from sim.report.text.sweeps import sweep as report_study
from sim.study.sweeps import sensitivity
from sim.study.sweeps.collect import point_table
from sim.study.sweeps.response import subject
from tests.studies import PATHS, written


def first_decides(u):
    """ln(CPE of A / CPE of B) = 2 u0 + u1 / 2 - 1.2: a variance of 4/12 and 1/48, nothing of the third."""
    return np.exp(1.2 - 2.0 * u[:, 0] - 0.5 * u[:, 1]), np.ones(len(u))


def test_sobol_indices_of_a_logarithm(tmp_path):
    """Additive on the log scale: total and first are 16/17 and 1/17; intervals hold them (false alarm of 5% each)."""
    found = sensitivity.sensitivity(written(tmp_path, "saltelli", 512, first_decides), "cpe", None)
    assert found.subject.name == "A/B"
    for due, first, total in zip((16 / 17, 1 / 17, 0.0), found.indices.first, found.indices.total, strict=True):
        assert first.low - 0.02 <= due <= first.high + 0.02
        assert abs(total.value - due) < 0.1
    assert importance.sentences(found)[0].startswith(f"{PATHS[0]} decides most")


def test_common_luck_is_not_taken_for_a_difference(tmp_path):
    """Luck that both sides share cancels in the ratio, and says nothing of the numbers."""
    found = sensitivity.sensitivity(written(tmp_path, "sobol", 64, first_decides, noise=0.3), "cpe", "A/B")
    assert found.luck < 1e-6
    alone = sensitivity.sensitivity(written(tmp_path, "sobol", 64, first_decides, noise=0.3), "cpe", "B")
    assert alone.luck == pytest.approx(1.0)
    assert alone.knowing is None


@pytest.mark.parametrize("method", ["latin_hypercube", "sobol"])
def test_plain_designs_have_rank_measures(tmp_path, method):
    found = sensitivity.sensitivity(written(tmp_path, method, 100, first_decides), "cpe", None)
    values = [one.value for one in found.correlations]
    assert values[0] > 0.95
    assert values[1] > 0.8
    assert found.indices is None
    assert found.regression.explained > 0.9


def test_morris_effects_are_slopes(tmp_path):
    found = sensitivity.sensitivity(written(tmp_path, "morris", 6, first_decides), "cpe", None)
    assert [one.mu for one in found.effects] == pytest.approx([2.0, 0.5, 0.0], abs=1e-9)
    assert found.correlations is None
    assert np.isnan(found.luck)


def test_knowing_the_first_number_mends_most(tmp_path):
    """A is better where 2 u0 + u1 / 2 < 1.2, at 47.5% of all: knowing u0 leaves 1/16 of the range in doubt."""
    found = sensitivity.sensitivity(written(tmp_path, "latin_hypercube", 600, first_decides), "cpe", None)
    today, first, _, third = found.knowing.wrong, *found.knowing.factors
    assert today.low < 0.475 < today.high
    assert first.wrong.value < 0.12
    assert third.wrong.value > 0.35
    assert f"knowing {PATHS[0]}" in importance.sentences(found)[-1]


def test_grids_say_that_they_cannot_tell(tmp_path):
    with pytest.raises(InputError, match="a grid design does not show what decides; sweep with one of latin_hypercube"):
        sensitivity.sensitivity(written(tmp_path, "grid", 30, first_decides), "cpe", None)


@pytest.mark.parametrize(
    ("measure", "name", "told"),
    [
        ("cpe", "C", 'nothing is called "C" in this study'),
        ("cpe", "A-C", 'nothing is called "A-C" in this study'),
        ("cpm", "A", "is known at 0 points"),
        ("cpx", None, 'unknown measure "cpx"; did you mean "cpm"'),
    ],
)
def test_what_is_not_there_is_told(tmp_path, measure, name, told):
    with pytest.raises(InputError, match=told.replace("(", r"\(")):
        sensitivity.sensitivity(written(tmp_path, "sobol", 32, first_decides), measure, name)


def test_a_difference_is_asked_where_there_is_no_ratio(tmp_path):
    """Engagements of zero at some points: CPE is undefined there, and left out."""

    def sometimes_none(u):
        return np.where(u[:, 0] < 0.5, 0.0, 10.0), np.full(len(u), 5.0)

    found = written(tmp_path, "sobol", 40, sometimes_none)
    asked = subject(found, "cpe", None)
    assert np.isnan(asked.y).any(axis=1).sum() == (found.table("quantiles")[:, 0] < 0.5).sum()
    answer = sensitivity.sensitivity(found, "cpe", None)
    assert any("left out" in note for note in answer.notes)


def test_text_figures_and_tables(tmp_path):
    study = written(tmp_path, "saltelli", 32, first_decides, noise=0.1)
    found = sensitivity.sensitivity(study, "cpe", None)
    said = json.loads(report.text(found, "json", wide=False))
    assert [one["number"] for one in said["numbers"]] == list(PATHS)
    header, *rows = report.text(found, "csv", wide=False).splitlines()
    assert header.startswith("number,total,total_low,total_high,first")
    assert len(rows) == 3
    assert "\x1b" not in report.text(found, "table", wide=True)
    for drawing in [studies.of_sweep(study), *studies.of_sensitivity(found)]:
        svg = canvas.inline(drawing)
        assert svg.startswith("<svg")
        assert "<A>" not in svg
        assert drawing.table.rows
        assert drawing.alt
    table = point_table(study)
    assert len(table["point"]) == 32 * 5
    assert np.allclose(table["cost_usd_A"], 100.0)
    assert report_study.text(study, "csv", wide=False).count("\n") == 160
