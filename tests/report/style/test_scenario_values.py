"""Values of a scenario as plain values: a unit beside every number, and no unit where there is none."""

import pytest

from sim.report.style.scenario_values import RELIABILITY, as_dict, is_number, table, value_with_unit
from sim.scenario.describe.resolved import ResolvedValue
from sim.scenario.load import EXAMPLE, loads


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("60", 60, "USD"),
        ("[1, 2]", [1, 2], "USD"),
        ("true", True, None),
        ('"equal_price"', "equal_price", None),
        ("[]", [], None),
        ('{ dist = "uniform", low = 1 }', {"dist": "uniform", "low": 1, "unit": "USD"}, "USD"),
    ],
)
def test_numbers_have_a_unit(text: str, value: object, unit: str | None) -> None:
    shown = value_with_unit(ResolvedValue("costs.hour_usd", text, "default"))
    assert (shown["value"], shown.get("unit"), shown["from"]) == (value, unit, "default")


def test_yes_and_no_are_no_numbers() -> None:
    assert [is_number(value) for value in (True, 1, 1.5, "1")] == [False, True, True, False]


def test_table_and_values_have_the_same_keys() -> None:
    loaded = loads(EXAMPLE)
    assert [row[0] for row in table(loaded).rows] == [row["key"] for row in as_dict(loaded)["values"]]
    assert table(loaded).notes == [RELIABILITY]
