"""Schemas: columns, values, attributes and texts that do not keep to them are named."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.store.reading.stored_schema import AttributeRule, AxisRule, ColumnRule, Schema
from sim.store.stored_result import Column, StoredResult

SCHEMA = Schema(
    axes=(AxisRule("run", least=1), AxisRule("size", labels=np.array([1, 2, 4]))),
    columns=(
        ColumnRule("outcomes/reach", ("run",), "i", 0.0, 100.0),
        ColumnRule("outcomes/cost", ("run",), "f", 0.0),
        ColumnRule("parameters/trust", ("run",), "f", 0.0, 1.0, is_needed=False),
        ColumnRule("parameters/*", ("run",), "f", has_gaps=True),
    ),
    attributes={
        "title": AttributeRule(str, "[a-z ]+", is_needed=True),
        "n": AttributeRule(int, low=1),
        "seconds": AttributeRule(float, low=0.0, high=9.0),
        "packages": AttributeRule(str, json=dict),
    },
    texts={"about_json": list, "free": None},
)
COLUMNS = {
    Column("run", ("run",), "1", ""): "<i8",
    Column("size", ("size",), "1", ""): "<i8",
    Column("outcomes/reach", ("run",), "1", ""): "<i4",
    Column("outcomes/cost", ("run",), "USD", ""): "<f8",
}
REACH, COST = list(COLUMNS)[2:]


def flaw(check: Any, held: Any) -> str:
    with pytest.raises(ValueError) as caught:
        check(held)
    return str(caught.value)


def test_what_keeps_to_its_schema() -> None:
    SCHEMA.check_columns(COLUMNS | {Column("parameters/x", ("run",), "1", ""): "<f8"})
    SCHEMA.check_values({"run": np.arange(2), "outcomes/reach": np.array([0, 100]), "size": np.array([1, 2, 4])})
    SCHEMA.check_values({"parameters/x": np.array([np.nan, -np.inf])})
    SCHEMA.check_attributes({"title": "a b", "n": 1, "seconds": 2, "packages": "{}", "other": 3.5})
    SCHEMA.check_texts({"about_json": "[]", "free": "{{{"})


def test_an_empty_schema_takes_any_columns() -> None:
    Schema().check_columns(COLUMNS)
    Schema().check_values({"x": np.array([np.nan])})


@pytest.mark.parametrize(("held", "told"), [
    ({name: kind for name, kind in COLUMNS.items() if name != COST}, "outcomes/cost: is missing"),
    ({name: kind for name, kind in COLUMNS.items() if name.name != "size"}, "size: is missing"),
    (COLUMNS | {Column("outcomes/x", ("run",), "1", ""): "<f8"}, "outcomes/x: is not a column that this version knows"),
    (COLUMNS | {REACH: "<f8"}, "outcomes/reach: holds numbers, not whole numbers"),
    (COLUMNS | {COST: "|S4"}, "outcomes/cost: holds texts, not numbers"),
    (COLUMNS | {Column("parameters/x", ("size",), "1", ""): "<f8"}, "parameters/x: is on size, not on run"),
    (COLUMNS | {Column("parameters/x", (), "1", ""): "<f8"}, "parameters/x: is on no axis, not on run"),
])  # fmt: skip
def test_columns(held: Any, told: str) -> None:
    assert flaw(SCHEMA.check_columns, held) == told


@pytest.mark.parametrize(("name", "values", "told"), [
    ("run", [], "run: has 0 labels, not 1 or more"),
    ("run", [0, 2], "run: its labels are not 0, 1"),
    ("run", [5], "run: its labels are not 0"),
    ("size", [1, 2, 3], "size: its labels are not 1, 2, 4"),
    ("outcomes/reach", [3, -1], "outcomes/reach: holds -1, less than 0"),
    ("outcomes/reach", [101], "outcomes/reach: holds 101, more than 100"),
    ("outcomes/cost", [np.nan], "outcomes/cost: holds what is not a number"),
    ("outcomes/cost", [np.inf], "outcomes/cost: holds what is not a number"),
    ("parameters/trust", [1.5], "parameters/trust: holds 1.5, more than 1"),
])  # fmt: skip
def test_values(name: str, values: list[float], told: str) -> None:
    assert flaw(SCHEMA.check_values, {name: np.array(values)}) == told


@pytest.mark.parametrize(("changes", "told"), [
    ({"title": None}, "attribute title: is missing"),
    ({"title": 3}, "attribute title: is not a text"),
    ({"title": "A"}, "attribute title: is not a text of the form [a-z ]+"),
    ({"n": 0}, "attribute n: is 0, not a number from 1 to inf"),
    ({"n": 1.5}, "attribute n: is not a whole number"),
    ({"seconds": 10.0}, "attribute seconds: is 10, not a number from 0 to 9"),
    ({"seconds": "1"}, "attribute seconds: is not a number"),
    ({"packages": "[]"}, "attribute packages: it is not a table"),
    ({"other": np.nan}, "attribute other: is nan, not a number"),
    ({"<script>": 1}, "attribute '<script>': is not a name that is ever written"),
])  # fmt: skip
def test_attributes(changes: dict[str, Any], told: str) -> None:
    held = {"title": "a", **changes}
    assert flaw(SCHEMA.check_attributes, {name: value for name, value in held.items() if value is not None}) == told


def test_texts() -> None:
    assert flaw(SCHEMA.check_texts, {"about_json": "{}", "free": ""}) == "about_json: it is not a list"


def test_parts_that_contradict_each_other() -> None:
    def disagree(held: StoredResult) -> Iterator[str]:
        yield f"{held.attributes['n']} and 3"

    assert flaw(Schema(disagreements=disagree).check_together, StoredResult((), {}, {"n": 2}, {})) == "2 and 3"
