"""What the models say about a key: its place, what may vary, and legal values in words."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from sim.scenario.base import ONE_LINE, Choice
from sim.scenario.fields import Spot, child, fields_of, find, is_model, legal, may_vary, one_of, span, unwrap
from sim.scenario.model import Run, Scenario
from sim.scenario.settings.group_settings import Group

Small = Annotated[float, Field(ge=0.0, le=2.0)]


class Table(BaseModel):
    """One key of every kind."""

    at_least: int = Field(1, ge=1)
    above: float = Field(1.0, gt=0.5)
    below: float = Field(1.0, ge=0.0, lt=3.0)
    exactly: int = Field(1, ge=1, le=1)
    money: float = Field(1.0, ge=0.0, le=1e12)
    any_number: float = 1.0
    any_text: str = ""
    text: str = Field("a", min_length=1)
    line: str = Field("a", min_length=1, max_length=5, pattern=ONE_LINE)
    switch: bool = False
    choice: Literal["a", "b"] = "a"
    array: tuple[str, ...] = ()
    some: tuple[str, ...] = Field((), min_length=1)
    few: tuple[str, ...] = Field((), min_length=1, max_length=3)
    rows: tuple[Run, ...] = ()
    table: Run = Run()
    free: dict[str, float] = {}
    filled: dict[str, float] = Field({}, min_length=1)
    other: int = Field(1, alias="given")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("at_least", "a whole number at least 1"),
        ("above", "a number above 0.5"),
        ("below", "a number at least 0 and below 3"),
        ("exactly", "1"),
        ("money", "a number from 0 to 1e12"),
        ("any_number", "a number"),
        ("any_text", "text"),
        ("text", "text of at least 1 character"),
        ("line", "text of 1 to 5 characters on one line"),
        ("switch", "true or false"),
        ("choice", 'one of "a", "b"'),
        ("array", "an array"),
        ("some", "an array of at least 1 value"),
        ("few", "an array of 1 to 3 values"),
        ("rows", "at least one table under [[double brackets]]"),
        ("table", "a table"),
        ("free", "a table"),
        ("filled", "a table with at least 1 key"),
    ],
)
def test_legal_values_in_words(key, words):
    assert legal(child(Spot(Table), key)) == words


@pytest.mark.parametrize(
    ("key", "words"),
    [("at_least", "at least 1"), ("money", "0 to 1e12"), ("exactly", ""), ("any_number", ""), ("above", "above 0.5")],
)
def test_the_range_of_a_number(key, words):
    assert span(child(Spot(Table), key)) == words


def test_large_ends_are_written_in_threes():
    assert span(Spot(int, tuple(Field(ge=0, le=1_000_000).metadata))) == "0 to 1_000_000"


def test_a_choice_in_words():
    assert one_of(iter(["x"])) == 'one of "x"'


# Places


@pytest.mark.parametrize(
    ("annotation", "kind", "most"),
    [
        (int, int, None),
        (int | None, int, None),
        (Small, float, 2.0),
        (Small | None, float, 2.0),
        (Annotated[Small, Field(ge=-1.0)], float, 2.0),
    ],
)
def test_unwrap(annotation, kind, most):
    spot = unwrap(annotation)
    assert (spot.type, spot.limit("le")) == (kind, most)


def test_keys_are_called_as_they_are_written():
    assert "given" in fields_of(Table)
    assert "other" not in fields_of(Table)


def test_what_is_no_table_has_no_keys():
    assert fields_of(int) == fields_of(dict[str, float]) == {}


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ((), Scenario),
        (("creators", 7), Group),
        (("creators", 0, "followers"), float),
        (("creators", 0, "roster_handles", 3), str),
        (("response", "curve"), Choice),
        (("response", "curve", "name"), str),
        (("response", "curve", "anything"), float),
        (("world", "communities", "parameters", "l"), float),
    ],
)
def test_places_of_the_scenario(key, kind):
    assert find(key).type is kind


@pytest.mark.parametrize("key", [("wrold",), ("wrold", "people"), ("run", "runs", "x"), ("creators", 0, "zzz")])
def test_places_that_are_not_there(key):
    assert find(key) is None


def test_a_place_of_another_table():
    assert find(("runs",), Spot(Run)).limit("le") == 10_000_000


def test_a_place_knows_its_field():
    assert find(("run", "seed")).field.description == "seed of every coin toss"


@pytest.mark.parametrize(
    ("limits", "is_fraction"),
    [
        ({"ge": 0.0, "le": 1.0}, True),
        ({"gt": 0.0, "lt": 1.0}, True),
        ({"ge": 0.0, "le": 2.0}, False),
        ({"ge": 0.5, "le": 1.0}, False),
        ({"ge": 0.0}, False),
        ({}, False),
    ],
)
def test_shares_are_floats_from_zero_to_one(limits, is_fraction):
    limit = tuple(Field(**limits).metadata)
    assert Spot(float, limit).is_fraction is is_fraction
    assert not Spot(int, limit).is_fraction


@pytest.mark.parametrize(("kind", "is_table"), [(Run, True), (dict[str, float], True), (tuple[Run, ...], False)])
def test_tables(kind, is_table):
    assert Spot(kind).is_table is is_table


def test_a_value_is_no_model():
    assert not is_model(Run())


def test_numbers_of_the_run_do_not_vary():
    fixed = [key for key in (("run", "runs"), ("schema_version",), ("posts", "per_creator")) if not may_vary(key)]
    assert fixed == [("run", "runs"), ("schema_version",)]
