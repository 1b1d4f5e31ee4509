"""Lists of all whom somebody follows, and matrices: their ties and each refusal."""

from pathlib import Path

import pytest

from sim.tables.graphs.adjacency import is_adjacency_list, read_adjacency
from sim.tables.graphs.list_head import read_head
from tests.ties import fault, read, ties_of


def test_the_first_of_a_line_follows_the_others(tmp_path):
    found = read(tmp_path, "#a.py\n# GMT Mon\n#\nann bea cat\ndot\ncat bea\n", "f.adjlist")
    assert ties_of(found) == [("ann", "bea"), ("ann", "cat"), ("cat", "bea")]
    assert found.notes == [
        'the first of each line follows the others: "ann" follows "bea"',
        "nothing says whether ties go one way or both; if both, say network_undirected = true",
    ]


def test_both_ways_where_it_is_said(tmp_path):
    assert ties_of(read(tmp_path, "ann bea\n", "f.adjlist.txt", True)) == [("ann", "bea"), ("bea", "ann")]


def test_networkx_is_known_by_its_first_lines(tmp_path):
    text = "#write.py\n# GMT Mon Nov 30\n# \nann bea cat\n"
    assert is_adjacency_list(tmp_path / "f.txt", read_head(text, tmp_path / "f.txt"))
    assert not is_adjacency_list(tmp_path / "f.txt", read_head("# x\nann bea cat\n", tmp_path / "f.txt"))


def test_a_line_for_each_neighbour_is_refused(tmp_path):
    message = "f.adjlist: a list with a line for each neighbour and its attributes; write it by write_adjlist"
    assert fault(tmp_path, "ann 1\nbea {}\n", "f.adjlist") == message


def test_ids_keep_their_order():
    assert read_adjacency("b a\n", Path("f.adjlist")).edges.names == ["b", "a"]


MATRIX = ",ann,bea,cat\nann,0,1,0\nbea,0,1,0.5\ncat,,0.0,nan\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_row_follows_the_columns_that_are_not_zero(tmp_path, separator):
    found = read(tmp_path, MATRIX.replace(",", separator), "f.csv")
    assert ties_of(found) == [("ann", "bea"), ("bea", "bea"), ("bea", "cat")]
    assert found.notes == ["a matrix: a row follows the columns that are not 0"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.5", "x", 'f.csv:3: cat: "x" is not a number'),
        ("cat,,0.0,nan\n", "", 'f.csv: no row for column "cat"'),
        ("cat,,0.0,nan", "dot,,0.0,1", 'f.csv:4: row "dot" is no column'),
        ("cat,,0.0,nan", "bea,,0.0,1", 'f.csv:4: row "bea" is there twice'),
        ("cat,,0.0,nan", "cat,1", "f.csv:4: 1 cells where there are 3 columns"),
    ],
)
def test_matrices_that_are_refused(tmp_path, old, new, message):
    assert fault(tmp_path, MATRIX.replace(old, new), "f.csv") == message


@pytest.mark.parametrize("text", ["0,1,0\n1,0,0\n0,0,0\n", "0 1 0\n1 0 0\n0 0 0\n"])
def test_a_matrix_without_names_is_refused(tmp_path, text):
    message = "f.csv:1: a matrix without names; put a row and a column of names around it"
    assert fault(tmp_path, text, "f.csv") == message


def test_an_index_column_makes_no_matrix(tmp_path):
    found = read(tmp_path, ",source,target\n0,ann,bea\n1,cat,bea\n", "f.csv")
    assert ties_of(found) == [("ann", "bea"), ("cat", "bea")]
