"""The origin of a result: texts of a file become numbers and tables again, where they are any."""

import pytest

from sim.plugins import ATTRIBUTE
from sim.report.style.origin_values import TABLES, origin_values, value_of_attribute


@pytest.mark.parametrize(
    ("name", "value", "plain"),
    [
        ("seed", str(2**64 - 1), 2**64 - 1),
        ("engine_format", "12", 12),
        ("wall_seconds", 0.25, {"value": 0.25, "unit": "s"}),
        ("shared_asked", float("nan"), {"value": None, "unit": "share"}),
        ("packages", '{"numpy": "2.0"}', {"numpy": "2.0"}),
        (ATTRIBUTE, "[]", []),
        ("title", "12", "12"),
    ],
)
def test_a_text_becomes_what_it_stands_for(name: str, value: object, plain: object) -> None:
    assert value_of_attribute(name, value) == plain


@pytest.mark.parametrize("name", ["seed", *TABLES])
def test_a_damaged_text_stays_as_it_is(name: str) -> None:
    assert value_of_attribute(name, "{oops") == "{oops"


def test_attributes_are_sorted_by_name() -> None:
    assert list(origin_values({"title": "t", "seed": "1", "command": "c"})) == ["command", "seed", "title"]
