"""Figures of groups from a table: groups by handles and by columns, figures by kind, and what is refused."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.tables import group_table, roster
from sim.tables.group_table import GroupReader

ROSTER = "handle,followers,niche,agency\nann,100,food,North\nben,60,food,South\ncat,40,tech,North\ndan,30,tech,South\n"


def read(text):
    Path("s.csv").write_text(text)
    return group_table.read(Path("s.csv"), GroupReader(roster.read(Path("r.csv")), Path("r.csv")))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Four creators of two agencies, in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text(ROSTER)


@pytest.mark.parametrize(
    ("cell", "creators"),
    [
        ("ann|ben", (0, 1)),
        (" cat | @ANN ", (0, 2)),
        ("agency=North", (0, 2)),
        ("agency = south", (1, 3)),
        ("niche=tech", (2, 3)),
    ],
)
def test_a_group_is_a_list_or_a_value_of_a_column(cell, creators):
    (figure,) = read(f"accounts,unique\n{cell},120\n")
    assert figure.creators == figure.everybody == creators
    assert figure.value == 120.0
    assert figure.name == "s.csv:2, unique 120"


@pytest.mark.parametrize(
    ("header", "cell", "value"), [("shared", "1,234", 1234.0), ("jaccard", "8%", 0.08), ("jaccard", "0.08", 0.08)]
)
def test_two_groups_have_an_overlap(header, cell, value):
    (figure,) = read(f'accounts,accounts_b,{header}\nann,agency=South,"{cell}"\n')
    assert [figure.creators, figure.others, figure.everybody] == [(0,), (1, 3), (0, 1, 3)]
    assert figure.value == pytest.approx(value)


def test_a_row_may_hold_several_figures_and_blanks():
    found = read("accounts,accounts_b,unique,shared\nann|cat,ben,150,\nann,ben,,20\nann|ben,,130,\n")
    assert [figure.kind for figure in found] == ["unique", "shared", "unique"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("accounts\nann|ben\n", r"^s\.csv:1: needs a column of unique, shared, jaccard$"),
        ("unique\n9\n", r"^s\.csv:1: no column for accounts"),
        ("accounts,unique\nann|ben,\n", r"^s\.csv: says nothing about any group$"),
        ("accounts,unique\nann|bem,9\n", r'^s\.csv:2: accounts: "bem" is not in the roster; .*"ben"'),
        ("accounts,unique\nann|ann,9\n", r'^s\.csv:2: accounts: "ann\|ann" names a creator twice$'),
        ("accounts,unique\nann,9\n", r'^s\.csv:2: accounts: "ann": a group is two creators or more$'),
        ("accounts,unique\nann|ben,-9\n", r'^s\.csv:2: unique: "-9" is negative; 0 or more$'),
        ("accounts,unique\nagency=West,9\n", r'^s\.csv:2: accounts: nobody in the roster has agency = "West"'),
        ("accounts,unique\nteam=West,9\n", r"^r\.csv:1: no column for team"),
        ("accounts,shared\nann|ben,9\n", r"^s\.csv:2: shared: needs a second group, in a column accounts_b$"),
        ("accounts,accounts_b,shared\nann|ben,ben,9\n", r'^s\.csv:2: accounts_b: "ben" is in both groups$'),
        ("accounts,accounts_b,jaccard\nann,ben,120%\n", r'^s\.csv:2: jaccard: "120%" is not a share from 0 to 1'),
    ],
)
def test_what_is_no_figure_of_a_group_is_refused(text, line):
    with pytest.raises(InputError, match=line):
        read(text)


def test_a_handle_may_hold_an_equals_sign():
    Path("r.csv").write_text("handle,followers\na=b,100\nben,60\n")
    (figure,) = read("accounts,accounts_b,shared\na=b,ben,9\n")
    assert figure.creators == (0,)
