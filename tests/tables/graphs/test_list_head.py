"""Lines above a list: each direction that they can say, and the sizes that they tell."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.tables.graphs import list_head
from sim.tables.graphs.list_head import read_head

PATH = Path("f.txt")


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("1 2\n", ""),
        ("# made today\n1 2\n", ""),
        ("# Undirected graph (each unordered pair of nodes is saved once): a.txt\n# Nodes: 2 Edges: 1\n", "undirected"),
        ("# Directed graph (each unordered pair of nodes is saved once)\n", "directed"),
        ("% sym unweighted\n", "undirected"),
        ("% asym posweighted\n% 80 62 62\n", "directed"),
        ("%bip unweighted\n", "directed"),
        ("1 2\n# Undirected\n", ""),  # not above
    ],
)
def test_the_direction_that_is_said(text, direction):
    assert read_head(text, PATH).direction == direction


@pytest.mark.parametrize(
    ("text", "n_edges"),
    [("# Nodes: 62 Edges: 80\n", 80), ("% asym unweighted\n% 81 62 62\n", 81), ("% sym\n", None), ("#\n", None)],
)
def test_the_number_of_edges_that_is_said(text, n_edges):
    assert read_head(text, PATH).n_edges == n_edges


def test_only_bipartite_networks_are_of_two_kinds():
    assert read_head("% bip unweighted\n1 1\n", PATH).two_kinds
    assert not read_head("% asym unweighted\n1 1\n", PATH).two_kinds


@pytest.mark.parametrize(
    ("symmetry", "direction"), [("general", "directed"), ("symmetric", "undirected"), ("skew-symmetric", "undirected")]
)
def test_matrix_market(symmetry, direction):
    text = f"%%MatrixMarket matrix coordinate pattern {symmetry}\n%c\n3 3 2\n1 2\n3 2\n"
    head = read_head(text, PATH)
    assert text[head.length :] == "1 2\n3 2\n"
    assert head.direction == direction
    assert head.n_edges == 2
    assert not head.two_kinds


def test_a_matrix_of_other_columns_than_rows_is_of_two_kinds():
    assert read_head("%%MatrixMarket matrix coordinate real general\n3 4 1\n1 4 1\n", PATH).two_kinds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "%%MatrixMarket matrix array real general\n2 2\n",
            'f.txt:1: a Matrix Market file of kind "matrix array"; edges come as a matrix coordinate',
        ),
        (
            "%%MatrixMarket matrix coordinate pattern general\n1 2\n",
            'f.txt:2: "1 2" is no size; rows, columns and entries are required',
        ),
    ],
)
def test_matrices_without_edges_are_refused(text, message):
    with pytest.raises(InputError) as caught:
        read_head(text, PATH)
    assert str(caught.value) == message


def test_a_line_above_that_looks_like_an_edge_is_told():
    head = read_head("#foodie bea\n# a remark\n#!/bin/sh -e\n#one\ncat bea\n", PATH)
    assert list_head.stray_edges(head, " ", 2) == ["#foodie bea"]


@pytest.mark.parametrize("line", ["# one person in 7", "#One person in 7 "])
def test_a_sample_says_of_how_many_people(line):
    assert list_head.one_in_of(["# made today", line], PATH) == 7


@pytest.mark.parametrize("said", ["0", "99999999", "x", "-3", "1.5"])
def test_a_sample_of_no_number_of_people_is_refused(said):
    with pytest.raises(InputError, match=r"f.txt:2: one person in must be from 1 to 1,000,000"):
        list_head.one_in_of(["#", f"# one person in {said}"], PATH)
