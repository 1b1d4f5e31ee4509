"""Registries: what every member promises at every legal parameter, and what is refused."""

import inspect

import numpy as np
import pytest

from sim.errors import InputError
from sim.mechanisms.curves import CURVES
from sim.mechanisms.registry import bind, parameters
from sim.scenario.base import Choice
from tests.families import FAMILIES, PLACE, RANGES, call

MEMBERS = [(family, name) for family, (members, _) in FAMILIES.items() for name in members]
PARAMETERS = [
    (family, name, parameter) for family, name in MEMBERS for parameter in parameters(FAMILIES[family][0][name])
]


def is_finite(made):
    """Whether an array, or all of a tuple that is not left open, is finite."""
    parts = made if isinstance(made, tuple) else (made,)
    return all(np.isfinite(part).all() for part in parts if part is not None)


@pytest.mark.parametrize(("family", "name"), MEMBERS)
def test_members_are_told_in_a_sentence_and_take_numbers_by_keyword(family, name):
    member = FAMILIES[family][0][name]
    assert inspect.getdoc(member).splitlines()[0].endswith(".")
    assert all(isinstance(default, float) for default in parameters(member).values())
    assert is_finite(call(family, name))


def test_every_parameter_of_every_member_has_a_range():
    assert {(name, parameter) for _, name, parameter in PARAMETERS} == set(RANGES)


@pytest.mark.parametrize(("family", "name", "parameter"), PARAMETERS)
def test_parameters_are_legal_to_both_ends_and_no_further(family, name, parameter):
    low, high = RANGES[name, parameter]
    for end in (low, high):
        assert is_finite(call(family, name, **{parameter: end}))
    for beyond in (low - 1e-3, high * 1.001):
        with pytest.raises(InputError) as caught:
            call(family, name, **{parameter: beyond})
        assert caught.value.message == f"{parameter} = {beyond:g} is outside [{low:g}, {high:g}]"
        assert caught.value.path == PLACE


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"name": "hil"}, 'some.table.name: unknown name "hil"; did you mean "hill"?'),
        ({"name": "log"}, f'some.table.name: unknown name "log"; known: {", ".join(CURVES)}'),
        ({"name": "hill", "halve": 2.0}, 'some.table.halve: "hill" has no such parameter; did you mean "half"?'),
        ({"name": "logarithmic", "x": 1.0}, 'some.table.x: "logarithmic" has no such parameter; known: none'),
    ],
)
def test_unknown_names_are_told_with_the_nearest(choice, told):
    with pytest.raises(InputError) as caught:
        bind(CURVES, Choice.model_validate(choice), PLACE)
    assert str(caught.value) == told
