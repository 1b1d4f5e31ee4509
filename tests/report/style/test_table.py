"""Tables for programs: numbers are numbers, names stay as they are."""

import json

from sim.report.style.table import TextTable, render

TABLE = TextTable(
    "h",
    ("creator", "reach", "share %", "most", "niche", "code"),
    [
        ("2024", "1,234,567", "-", "infinite", "-", "7"),
        ("ann", "0.00001234", "12.5", "-3", "food", "x7"),
    ],
    ["n"],
)


def test_numbers_are_numbers_in_json_and_names_are_text():
    one, other = json.loads(render(TABLE, "json", True))["rows"]
    assert one == {"creator": "2024", "reach": 1234567, "share %": None, "most": "infinite", "niche": "-", "code": "7"}
    assert other["reach"] == 0.00001234
    assert other["share %"] == 12.5
    assert other["most"] == -3
    assert other["code"] == "x7"


def test_csv_has_no_separators_of_thousands():
    assert render(TABLE, "csv", True).splitlines()[1:] == [
        "2024,1234567,,infinite,-,7",
        "ann,1.234e-05,12.5,-3,food,x7",
    ]


def test_people_read_separators():
    assert "1,234,567" in render(TABLE, "table", True)


def test_no_cell_of_an_answer_is_a_formula():
    answer = TextTable("", ("creator", "fee"), [("=HYPERLINK(1)", "-3")], [])
    assert render(answer, "csv", True) == "creator,fee\n'=HYPERLINK(1),-3"
