"""Memory, weighting and the joining of outcomes follow from the declaration of their fields."""

import numpy as np
import pytest

from sim.core.outcome import AXES, DAY, DTYPES, FIELDS, Outcome, join_outcomes, new_outcome, scale_up


def filled(n_runs, n_days=3):
    """An outcome in which every number is 1."""
    outcome = new_outcome(n_runs, n_days)
    for counts in outcome:
        counts[:] = 1
    return outcome


def test_every_field_is_declared():
    assert tuple(FIELDS) == Outcome._fields
    assert all(field.axis is None or any(field.axis is axis for axis in AXES) for field in FIELDS.values())


@pytest.mark.parametrize("name", Outcome._fields)
def test_memory_is_as_declared(name):
    field, counts = FIELDS[name], getattr(new_outcome(4, 3), name)
    assert counts.shape == ((4, field.axis.labels(3).size) if field.axis else (4,))
    assert counts.dtype == DTYPES[name]
    assert not counts.any()


def test_only_days_depend_on_the_plan():
    for axis in AXES:
        assert (axis.labels(3).size == axis.labels(5).size) == (axis is not DAY)


@pytest.mark.parametrize("name", Outcome._fields)
def test_people_count_for_whom_they_stand(name):
    outcome = filled(2)
    scale_up(outcome, 10, 1.0)
    assert set(getattr(outcome, name).ravel().tolist()) == {10 if FIELDS[name].weighted else 1}


def test_a_platform_may_count_more_impressions_than_views():
    """Whole numbers from the first day on: 16.7 and 33.4, so 17 and 16."""
    outcome = new_outcome(1, 2)
    outcome.impressions[:] = outcome.earned_impressions[:] = outcome.reach[:] = [[10, 10]]
    scale_up(outcome, 1, 1.67)
    assert outcome.impressions.tolist() == outcome.earned_impressions.tolist() == [[17, 16]]
    assert outcome.reach.tolist() == [[10, 10]]


def test_joining_keeps_the_order_of_runs():
    parts = [filled(1), new_outcome(2, 3)]
    for name, counts in join_outcomes(parts)._asdict().items():
        assert np.array_equal(counts.reshape(3, -1)[:, 0], [1, 0, 0]), name
