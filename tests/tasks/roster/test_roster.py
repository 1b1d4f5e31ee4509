"""A roster shown before it is used: options by hand reach the reader, and its columns come out."""

import pytest

from sim.errors import InputError
from sim.tasks.roster.roster import RosterRequest, read_roster

TABLE = "Who;Fans;Price\nann;12500;1.200\nben;900;x\n"


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "r.csv"
    file.write_text(TABLE)
    return file


def test_a_file_is_read_as_it_is_said_by_hand(path):
    answer = read_roster(RosterRequest(path, column=["handle=Who"], decimal=","))
    assert answer.roster.handle == ["ann"]
    assert answer.roster.fee_usd.tolist() == [1200.0]
    assert "the row is left out" in answer.text()
    values = answer.to_dict()
    assert values["creators"] == {"value": 1, "unit": "creators"}
    assert [column["meaning"] for column in values["columns"]] == ["handle", "followers", "fee_usd"]


def test_a_bad_row_is_refused_where_that_is_asked_for(path):
    with pytest.raises(InputError, match='Price: "x" is no amount'):
        read_roster(RosterRequest(path, column=["handle=Who"], strict=True))
