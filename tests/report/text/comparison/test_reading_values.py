"""Readings as plain values: every number with its unit and interval."""

import pytest

from sim.report.text.comparison import reading_values as text
from sim.study.matching import readings
from tests.study.matching.conftest import *  # noqa: F403  the fixtures: two small strategies, played once


@pytest.fixture(scope="module")
def answered(entrants, played, place):
    return readings.read(played, entrants, place, quick=False)


def test_plain_values_have_units_and_intervals(played, answered):
    values = text.as_dicts(played, answered)
    assert [each["equal"] for each in values] == ["fees", "fees", "fees", "all-in", "reach"]
    cpe = values[0]["measures"]["cpe"]
    assert cpe["unit"] == "USD" and cpe["ratio"]["low"] <= cpe["ratio"]["value"] <= cpe["ratio"]["high"]


def test_the_break_even_has_its_units(played, answered):
    even = text.even_values(played, answered)
    assert even is None or (even["hours"]["unit"], even["all_in"]["unit"]) == ("hours per creator", "USD per creator")
    assert text.even_values(played, ()) is None
