"""Programmes as text and plain values."""

import pytest

from sim.report.text import ambassadors
from tests.answers import are_shown, programmes


def test_waves_have_units():
    wave = ambassadors.as_dict(programmes())["programmes"][0]["waves"][0]
    assert wave["hired"] == {"value": 4.0, "low": 4.0, "high": 4.0, "unit": "creators"}
    assert wave["cpe"]["unit"] == "USD"


def test_two_programmes_have_a_verdict():
    answer = ambassadors.as_dict(programmes())
    assert answer["difference"]["value"] == pytest.approx(2.7)
    assert "same is worth more, in 100% of paths" in answer["verdict"]


def test_the_verdict_stands_below_the_second_table():
    shown = ambassadors.tables(programmes())
    assert len(shown) == 2
    assert shown[1].notes[-1] == ambassadors.versus(*programmes())
    assert are_shown(shown, ambassadors.text(programmes(), "table", wide=False))


def test_a_single_programme_has_no_verdict():
    assert "verdict" not in ambassadors.as_dict(programmes()[:1])
