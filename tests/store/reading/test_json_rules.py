"""JSON of stored files: each rule says what does not keep to it, and nothing is too deep or too large."""

import json
from typing import Any

import pytest

from sim.store.reading.json_rules import JsonList, JsonTable, OrNull, WholeFrom, flaws_of_text


def flaws(value: Any, rule: Any) -> list[str]:
    return list(flaws_of_text(json.dumps(value), rule))


@pytest.mark.parametrize(("value", "rule"), [
    ({"a": 1}, JsonTable({"a": int})), ({"a": 1}, JsonTable(known={"b": str})), ({"a": "x"}, JsonTable(others=str)),
    ([], JsonList(str)), ([1, 2.5], JsonList(float)), (None, OrNull(str)), ("x", OrNull(str)), (3, WholeFrom(3)),
    (True, bool), (2, lambda value: iter(())),
])  # fmt: skip
def test_what_keeps_to_its_rule(value: Any, rule: Any) -> None:
    assert flaws(value, rule) == []


@pytest.mark.parametrize(("value", "rule", "told"), [
    ({}, JsonTable({"a": int}), "a is missing"),
    ({"a": True}, JsonTable({"a": int}), "a is not a whole number"),
    ({"a": {"b": 1}}, JsonTable({"a": JsonTable(others=str)}), "a.b is not a text"),
    ({"a": "1"}, JsonTable(known={"a": float}), "a is not a number"),
    ([1], JsonTable({}), "it is not a table"),
    ({}, JsonList(str), "it is not a list"),
    ([], JsonList(str, 1), "it has 0 members"),
    ([1, 2], JsonList(int, 0, 1), "it has 2 members"),
    (["a", None], JsonList(str), "1 is not a text"),
    (2.0, WholeFrom(1), "it is not a whole number from 1 on"),
    (0, WholeFrom(1), "it is not a whole number from 1 on"),
    (1, bool, "it is not true or false"),
    ({"<script>\n": 1}, JsonTable(others=str), "<script>\\n is not a text"),
])  # fmt: skip
def test_what_does_not(value: Any, rule: Any, told: str) -> None:
    assert flaws(value, rule) == [told]


def test_depth() -> None:
    told = "is more than 20 levels deep"
    assert list(flaws_of_text("[" * 20 + "]" * 20, list)) == []
    assert list(flaws_of_text("[" * 22 + "]" * 22, list)) == [told]
    assert set(flaws_of_text('{"a":' * 22 + "1" + "}" * 22, dict)) == {told}
    (too_deep,) = flaws_of_text("[" * 100_000, list)
    assert too_deep.startswith("is not JSON that is ever written: maximum recursion")


@pytest.mark.parametrize("number", ["1e400", "1" + "0" * 301, "-1" + "0" * 301])
def test_numbers_beyond_all_reason(number: str) -> None:
    assert list(flaws_of_text(f"[{number}]", list)) == ["holds a number beyond 1e+300"]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number(constant: str) -> None:
    assert list(flaws_of_text(constant, float)) == [f"is not JSON that is ever written: {constant} is no number"]


def test_half_letters() -> None:
    assert list(flaws_of_text('{"\\ud800": 1}', dict)) == ["holds half a letter"]
    assert list(flaws_of_text('"\\ud83d\\ude00"', str)) == []
