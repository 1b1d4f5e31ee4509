"""The columns of a roster as text: a row for each, with what was decided below."""

import json
from pathlib import Path

import pytest

from sim.report.text import roster as report
from sim.tables import roster


@pytest.fixture
def shown(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("Handle,Bio,Fans,Price\n@ann,Mum of two,1.2k,$120\n@ben,,900,\n")
    return Path("r.csv"), roster.read(path)


def test_a_row_for_each_column(shown):
    table = report.columns_table(*shown)
    assert table.heading == "r.csv: 2 creators, 2,100 followers in all"
    assert table.rows == [
        ("Handle", "handle", "2", "-", "-", "-", "@ann, @ben"),
        ("Bio", "not read", "1", "-", "-", "-", "Mum of two"),
        ("Fans", "followers", "2", "900", "1,200", "followers", "1.2k, 900"),
        ("Price", "fee_usd", "1", "120", "120", "USD", "$120"),
    ]


def test_notes_stand_below(shown):
    assert "1 of 2 creators have no fee; a law of size fills it in" in report.text(*shown, "table", True)


def test_json_holds_numbers_with_units(shown):
    values = json.loads(report.text(*shown, "json", True))
    assert values["followers"] == {"value": 2100, "unit": "followers"}
    assert values["columns"][1]["meaning"] is None
    assert values["columns"][3]["lowest"] == {"value": 120.0, "unit": "USD"}
