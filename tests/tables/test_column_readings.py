"""Columns as they were taken: meaning, unit, range and examples; what is not read stands there too."""

from pathlib import Path

import pytest

from sim.tables import roster
from sim.tables.column_readings import unit_of


@pytest.mark.parametrize(
    ("meaning", "unit"),
    [("followers", "followers"), ("avg_likes", "likes per post"), ("total_views", "views of all posts"),
     ("fee_usd", "USD"), ("likes", "likes")],
)  # fmt: skip
def test_units(meaning, unit):
    assert unit_of(meaning) == unit


def test_rows_that_are_left_out_count_for_nothing(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("handle,followers\nann,7\nben,8\nTotal,15\n")
    assert [(one.n_known, one.high) for one in roster.read(path).readings[1:]] == [(2, 8.0)]


def test_every_column_is_told(tmp_path):
    path = Path(tmp_path / "r.csv")
    path.write_text("Handle,Bio,Fans,ER\n@ann,x,1.2k,5%\n@ben,,900,4.2%\n")
    told = [(one.header, one.meaning, one.unit, one.n_known, one.low, one.high) for one in roster.read(path).readings]
    assert told[2:] == [
        ("Fans", "followers", "followers", 2, 900.0, 1200.0),
        ("ER", "engagement_rate", "% of followers, per post", 2, pytest.approx(4.2), 5.0),
    ]
    assert told[1][:4] == ("Bio", "", "", 1)
    assert roster.read(path).readings[0].examples == ("@ann", "@ben")
