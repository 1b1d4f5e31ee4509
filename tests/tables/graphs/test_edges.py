"""Edges by handle: names merged and ordered as in rosters, and edges that go both ways."""

import numpy as np
import pytest

from sim.tables.graphs.edges import NameFault, RawEdges, is_plain_number, settle_edges, settle_names
from tests.ties import ties_of


def raw(pairs, is_mutual=False):
    names = sorted({name for pair in pairs for name in pair}, key=lambda name: name[::-1])
    ends = np.array([[names.index(name) for name in pair] for pair in pairs], np.int64)
    return RawEdges(ends[:, 0], ends[:, 1], names, is_mutual)


def test_numbers_come_first_by_value_and_then_words_as_text():
    found = settle_names(["b", "10", "9", "B2", "0", "010"])
    assert found.handles == ["0", "9", "10", "010", "B2", "b"]
    assert found.place.tolist() == [5, 2, 1, 4, 0, 3]


@pytest.mark.parametrize(
    ("names", "handles"),
    [
        (["@ann", "bea"], ["ann", "bea"]),
        (["Ann", "bea"], ["Ann", "bea"]),
        (["https://www.instagram.com/Ann.b/", "bea"], ["Ann.b", "bea"]),
        (["b\u200bea"], ["bea"]),
        (["Ångström"], ["Ångström"]),
    ],
)
def test_names_are_handles_as_in_rosters(names, handles):
    assert settle_names(names).handles == handles


def test_spellings_of_one_handle_are_one_account_and_said():
    found = settle_names(["Ann", "bea", "@ANN", "ann", "BEA"])
    assert found.handles == ["Ann", "bea"]
    assert found.place.tolist() == [0, 1, 0, 0, 1]
    assert found.notes == ['"Ann" and "ANN" are one account; so are 2 more spellings']


def test_only_an_at_sign_more_is_no_other_spelling():
    assert settle_names(["@ann", "ann"]).notes == []


def test_whole_numbers_of_pandas_are_whole():
    found = settle_names(["0.0", "12.0", "0"])
    assert found.handles == ["0", "12"]
    assert found.place.tolist() == [0, 1, 0]
    assert found.notes == ['ids are whole numbers: "0.0" is read as "0"']


def test_a_dot_among_words_stays():
    assert settle_names(["1.0", "ann"]).handles == ["1.0", "ann"]


@pytest.mark.parametrize("name", ["1.23457E+17", "1e+16", "1,2E+10"])
def test_numbers_that_lost_digits_are_refused(name):
    with pytest.raises(NameFault, match="lost digits in a spreadsheet; save the ids as text"):
        settle_names(["7", name])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a" * 257, f'"{"a" * 57}..." has 257 characters; at most 256'.replace("a" * 257, "")),
        ("A\x07b", '"A\\x07b" holds a control character'),
        ("@", '"@" holds no handle'),
        ("", "empty; every edge needs two ids"),
    ],
)
def test_names_that_can_be_no_handle(name, message):
    with pytest.raises(NameFault) as caught:
        settle_names([name, "Bea"])
    assert str(caught.value) == message
    assert caught.value.name == name


def test_edges_both_ways_become_two():
    found = settle_edges(raw([("ann", "bea"), ("cat", "bea")], True), False, ["so"])
    assert ties_of(found) == [("ann", "bea"), ("bea", "ann"), ("bea", "cat"), ("cat", "bea")]
    assert found.notes == ["so", "undirected: each of 2 edges is taken both ways"]
    assert found.direction == "undirected"


def test_some_edges_both_ways():
    found = settle_edges(raw([("ann", "bea"), ("cat", "bea")], np.array([False, True])), False, [])
    assert ties_of(found) == [("ann", "bea"), ("bea", "cat"), ("cat", "bea")]
    assert found.notes == ["undirected: each of 1 of 2 edges is taken both ways"]
    assert found.direction == "partly undirected"


def test_numbers_need_no_names():
    found = settle_edges(RawEdges(np.array([5]), np.array([7]), None), False, [])
    assert ties_of(found) == [("5", "7")]
    assert found.direction == "directed"


@pytest.mark.parametrize(("name", "is_plain"), [("7", True), ("0", True), ("007", False), ("a", False), ("٣", False)])
def test_plain_numbers(name, is_plain):
    assert is_plain_number(name) == is_plain
