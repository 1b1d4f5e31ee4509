"""What campaigns brought, from a file: what is understood, and what is refused by line and column."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import FileProblem, InputError
from sim.tables import actuals
from sim.tables.reading.header_table import ReadingChoices

HEAD = "campaign,followers,reach,impressions,engagements,clicks,sales,cost\n"


def refusal(folder: Path, text: str, has_results: bool = False) -> str:
    """The message about a file that must not be read."""
    (folder / "a.csv").write_text(text)
    with pytest.raises(InputError) as refused:
        actuals.read(folder / "a.csv", has_results)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.csv: empty; a header with columns is required"),
        (HEAD, "no campaigns below the header"),
        ("campaign,rech\na,5\n", "a.csv:1: needs one of reach, impressions, engagements, clicks, sales, all_purchases"),
        (HEAD + "a,,-5,,,,,\n", 'a.csv:2: reach: "-5" is negative; 0 or more'),
        (HEAD + "a,,many,,,,,\n", 'a.csv:2: reach: "many" is no count'),
        (HEAD + "a,,,,,,,-1\n", 'a.csv:2: cost: "-1" is negative; 0 or more'),
        (HEAD + "a,,,,,,,9999b\n", 'a.csv:2: cost: "9999b" is out of range; 0 to 1,000,000,000,000'),
        (HEAD + "a,0,5,,,,,\n", 'a.csv:2: followers: "0" must be 1 or more'),
        (HEAD + "a,,50,40,,,,\n", "a.csv:2: reach: 50 people reached with 40 impressions"),
        (HEAD + "a,9,,,,,,\n", "a.csv:2: nothing was measured; fill in one of reach"),
        (HEAD + "a,9,,,,,,,,9\n", "a.csv:2: 10 cells where the header has 8"),
        ("sales,all_purchases\n5,4\n", "a.csv:2: all_purchases: 4 purchases in all, of which 5 by links and codes"),
        ("result,reach\nr.h5,5\n", "a.csv:1: result: names the result of each row; give no other result"),
    ],
)
def test_bad_files_are_refused_by_line_and_column(tmp_path, text, message):
    assert message in refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("campaign,reach\na,5\n", 'a.csv:1: no column for result; columns are "campaign", "reach"'),
        ("result,reach\n,5\n", 'a.csv:2: result: "" is no file; name the result that promised this campaign'),
    ],
)
def test_each_row_names_its_result(tmp_path, text, message):
    assert message in refusal(tmp_path, text, has_results=True)


def test_all_errors_are_said_at_once(tmp_path):
    assert refusal(tmp_path, HEAD + "a,,x,,,,,\nb,,y,,,,,\n").count("is no count") == 2


def test_a_file_that_is_not_there_is_a_file_problem(tmp_path):
    with pytest.raises(FileProblem, match="no such file"):
        actuals.read(tmp_path / "a.csv", has_results=False)


def test_usual_headers_and_empty_cells_are_understood(tmp_path):
    (tmp_path / "a.csv").write_text('Name;Views;Orders;Total cost;Other\nann;"1,200";-;$1.5k;x\n;900;4;;x\n')
    found = actuals.read(tmp_path / "a.csv", has_results=False)
    assert found.campaign == ["ann", "row 2"]
    assert found.measured["impressions"].tolist() == [1200.0, 900.0]
    assert np.isnan(found.measured["sales"][0])
    assert found.measured["cost"][0] == 1500.0
    assert np.isnan(found.followers).all()
    assert found.notes == (f'{tmp_path / "a.csv"}: columns not used: "Other"',)


def test_costs_in_another_currency_take_a_rate(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("campaign,reach,cost\nspring,9,\u20ac100\n")
    with pytest.raises(InputError, match="money in EUR is reckoned in USD: --rate EUR="):
        actuals.read(file, has_results=False)
    found = actuals.read(file, False, ReadingChoices(rates={"EUR": 1.1}))
    assert found.measured["cost"].tolist() == [pytest.approx(110.0)]
    assert found.notes == (f'{file}: column "cost" is in EUR, taken at 1.1 USD',)
