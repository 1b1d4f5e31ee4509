"""A roster shown before it is used: options by hand reach the reader, and its columns come out."""

import pytest

from sim.errors import FileProblem, InputError
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


def test_rows_that_are_left_out_are_kept_with_the_reason(path, tmp_path):
    """In the cells of the file, so that they can be mended and read again."""
    out = tmp_path / "rejected.csv"
    request = RosterRequest(path, column=["handle=Who"], decimal=",", out=out)
    read_roster(request)
    assert out.read_text().splitlines() == [
        "line,why,Who,Fans,Price",
        '3,"Price: ""x"" is no amount; write 1234, 12.50, $1,200 or 1.2k",ben,900,x',
    ]
    with pytest.raises(FileProblem, match="exists already"):
        read_roster(request)
    with pytest.raises(FileProblem, match=r"r\.csv"):
        read_roster(RosterRequest(path, column=["handle=Who"], decimal=",", out=path, force=True))
    assert path.read_text() == TABLE
