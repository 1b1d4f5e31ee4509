"""Response curves: the first source weighs one, none less than nothing, and shapes turn where they are told."""

import numpy as np
import pytest

from sim.mechanisms.curves import CURVES, N_EXPOSURES, N_SOURCES, response_table
from sim.mechanisms.registry import parameters
from tests.families import RANGES, SOURCES, call


def corners(name):
    """Every combination of the ends and the defaults of a curve's parameters."""
    choices = [{}]
    for parameter, default in parameters(CURVES[name]).items():
        values = (*RANGES[name, parameter], default)
        choices = [{**choice, parameter: value} for choice in choices for value in values]
    return choices


@pytest.mark.parametrize("name", CURVES)
def test_the_first_source_weighs_one_and_none_weighs_less_than_nothing(name):
    for values in corners(name):
        weights = call("curves", name, **values)
        assert weights.shape == SOURCES.shape
        assert weights[0] == pytest.approx(1.0, abs=1e-12), values
        assert weights.min() >= 0.0, values
        assert np.isfinite(weights).all(), values


def test_a_saturated_hill_is_not_rounded_below_nothing():
    for half in np.geomspace(0.01, 3.0, 40):
        for steepness in np.geomspace(0.5, 10.0, 40):
            assert CURVES["hill"](SOURCES, half=half, steepness=steepness).min() >= 0.0


def test_cumulative_hazards():
    """Weights add up to the hazard that a curve is named for, relative to the first source."""
    running = {name: np.cumsum(CURVES[name](SOURCES)) for name in ("independent", "logarithmic", "hill")}
    assert running["independent"] == pytest.approx(SOURCES)
    assert running["logarithmic"] == pytest.approx(np.log1p(SOURCES) / np.log(2.0), rel=1e-12)
    assert running["hill"] == pytest.approx(10.0 * SOURCES**2 / (9.0 + SOURCES**2), rel=1e-12)
    for beta in (0.0, 0.2, 1.0, 1.9, 4.0):
        assert np.cumsum(CURVES["hazard_power"](SOURCES, beta=beta)) == pytest.approx(SOURCES**beta, rel=1e-12)


def test_thresholds_begin_where_they_are_told():
    assert CURVES["threshold"](SOURCES, sources=3.0, factor=5.0)[:4].tolist() == [1.0, 1.0, 5.0, 5.0]
    assert CURVES["threshold"](SOURCES, sources=1.0, factor=5.0)[:2].tolist() == [1.0, 5.0]


def test_u_shapes_turn_where_they_are_told():
    fall = CURVES["u_shaped"](SOURCES, lowest=3.0, depth=0.4)
    assert fall[:5] == pytest.approx([1.0, 0.7, 0.6, 0.7, 1.0])
    assert (fall[4:] == 1.0).all()
    rise = CURVES["inverted_u"](SOURCES, peak=3.0, height=2.0, persistence=0.5)
    assert rise[:5] == pytest.approx([1.0, 1.5, 2.0, 1.0, 0.5])


def test_response_table():
    """[repeat, source, exposure]: repeats weigh less, wear-out begins after exposure 10, sources run down."""
    weights = np.linspace(1.0, 2.0, N_SOURCES)
    table = response_table(weights, 0.25, 10, 0.5).reshape(2, N_SOURCES, N_EXPOSURES)
    assert table[0, 0, 0] == 1.0
    assert (table[1] == 0.25 * table[0]).all()
    assert (table[0, :, 9] == weights).all()
    assert table[0, :, 12] == pytest.approx(weights * 0.125, rel=1e-12)
    assert response_table(weights, 1.0, 1, 0.0).reshape(2, N_SOURCES, N_EXPOSURES)[0, 0, :3].tolist() == [1.0, 0.0, 0.0]
