"""Tables are strict and frozen; a choice holds its function's numbers by name."""

import math

import pytest
from pydantic import ValidationError

from sim.scenario.base import FORMS, Choice, Positive, Probability, TomlTable


class Table(TomlTable):
    """Two keys."""

    chance: Probability = 0.5
    size: Positive = 1.0


@pytest.mark.parametrize("table", [{"chance": 0}, {"chance": 1.0}, {"size": 1e12}, {"size": 5e-324}])
def test_ends_that_are_legal(table):
    assert Table.model_validate(table).model_dump(include=set(table)) == table


@pytest.mark.parametrize(
    "table",
    [
        {"chance": 1.0001}, {"chance": -1e-9}, {"size": 0.0}, {"size": 1.1e12}, {"size": math.inf},
        {"chance": math.nan}, {"chance": "0.5"}, {"chance": True}, {"chnce": 0.5},
    ],
)  # fmt: skip
def test_what_is_refused(table):
    with pytest.raises(ValidationError):
        Table.model_validate(table)


def test_a_table_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        Table().chance = 0.1


def test_parameters_of_a_choice_are_its_numbers_without_the_name():
    assert Choice.model_validate({"name": "hill", "half": 3.0, "top": 2.0}).parameters == {"half": 3.0, "top": 2.0}


def test_a_choice_may_have_no_parameters():
    assert Choice(name="hill").parameters == {}


@pytest.mark.parametrize("parameter", ["3", True, math.nan, None])
def test_a_parameter_is_a_finite_number(parameter):
    with pytest.raises(ValidationError):
        Choice.model_validate({"name": "hill", "half": parameter})


def test_parameters_are_a_copy():
    choice = Choice.model_validate({"name": "hill", "half": 3.0})
    choice.parameters["half"] = 4.0
    assert choice.parameters == {"half": 3.0}


def test_every_form_has_words():
    assert all(words for words in FORMS.values())
