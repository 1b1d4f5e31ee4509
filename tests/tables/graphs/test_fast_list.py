"""Fast lists: the same ids as line by line, whatever the pieces in which a text is read."""

from pathlib import Path

import numpy as np
import pytest

from sim.tables.graphs import fast_list
from sim.tables.graphs.careful_list import read_carefully
from sim.tables.graphs.edges import settle_edges
from sim.tables.graphs.fast_list import read_fast
from sim.tables.graphs.list_columns import ListShape
from tests.ties import ties_of

WORDS = ["ann", "Bea_12345", "a.very.long.handle.of.somebody", "x", "zoë", "12345678", "123456789", "007"]


def shape(separator, width=2, places=(0, 1)):
    return ListShape(separator, [""] * width, 1, *places, [], False, None)


def fast(text, *arguments):
    return read_fast(text.encode(), 0, shape(*arguments))


def ties(raw):
    return ties_of(settle_edges(raw, False, []))


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("1,2\n33,4\n", ","),
        ("1;2\n33;4", ";"),
        ("1\t2\n\n33\t4\n", "\t"),
        ("1 2\n33 4 \n", " "),
        (" 1   2\n33\t4\n\n", " "),
        ("1 , 2\n 33,4\n", ","),
        ('"1","2"\n"33",4\n', ","),
        ('"1" "2"\n33 4\n', " "),
    ],
)
def test_numbers_in_several_dresses(text, separator):
    found = fast(text, separator)
    assert found.names is None
    assert list(zip(found.follower.tolist(), found.followed.tolist(), strict=True)) == [(1, 2), (33, 4)]


@pytest.mark.parametrize("text", ["007,5\n7,5\n", "1234567890123456789,5\n", "1,-2\n", "1.0,2\n", "1,a\n"])
def test_what_a_number_would_change_is_read_by_name(text):
    assert fast(text, ",").names is not None


def test_the_largest_number():
    assert fast("999999999999999999,0\n", ",").follower.tolist() == [999_999_999_999_999_999]


@pytest.mark.parametrize("chunk", [1, 7, 64, 1 << 24])
def test_words_are_the_same_in_pieces_of_any_size(monkeypatch, chunk):
    monkeypatch.setattr(fast_list, "CHUNK", chunk)
    draw = np.random.default_rng(3).choice(WORDS, (200, 2)).tolist()
    text = "".join(f"{a},{b}\n" for a, b in draw)
    assert ties(fast(text, ",")) == sorted(map(tuple, draw))


@pytest.mark.parametrize("chunk", [1, 7, 1 << 24])
def test_numbers_are_the_same_in_pieces_of_any_size(monkeypatch, chunk):
    monkeypatch.setattr(fast_list, "CHUNK", chunk)
    draw = np.random.default_rng(3).integers(0, 10**9, (200, 2))
    found = fast("".join(f"{a} {b}\n" for a, b in draw.tolist()), " ")
    np.testing.assert_array_equal(found.follower, draw[:, 0])
    np.testing.assert_array_equal(found.followed, draw[:, 1])


def test_the_first_spelling_stands():
    found = fast("@Ann,bea\nANN,Bea\nann,@BEA\n", ",")
    assert sorted(found.names) == ["Ann", "bea"]
    assert len(set(found.follower.tolist())) == 1
    assert found.notes == ('"Ann" and "ANN" are one account, as all ids that differ in case alone',)
    assert fast("Ann,bea\nAnn,Cat\n", ",").notes == ()


def test_spellings_in_different_pieces_are_told(monkeypatch):
    monkeypatch.setattr(fast_list, "CHUNK", 8)
    assert fast("Ann,bea\nann,bea\n", ",").notes == (
        '"Ann" and "ann" are one account, as all ids that differ in case alone',
    )


def test_ids_of_one_key_are_told_apart(monkeypatch):
    monkeypatch.setattr(fast_list, "MIX", np.uint64(0))
    draw = np.random.default_rng(3).choice(WORDS, (50, 2)).tolist()
    assert ties(fast("".join(f"{a},{b}\n" for a, b in draw), ",")) == sorted(map(tuple, draw))


def test_other_columns_are_passed_over():
    found = fast("x,1,2\n,3,4\n", ",", 3, (2, 1))
    assert found.follower.tolist() == [2, 4]
    assert found.followed.tolist() == [1, 3]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("1,2\n3\n", ","),
        ("1,2,3\n", ","),
        ("1\n2,3,4\n", ","),
        ("1,\n", ","),
        ('"a,b"\n', ","),
        ('a"b,c\n', ","),
        ('"a ""b""",c\n', ","),
        ("1 2\n3\n", " "),
        ("#a,b\n", ","),
        ("a,b\n# remark, here\n", ","),
        (f"{'a' * 257},b\n", ","),
    ],
)
def test_what_needs_a_closer_look(text, separator):
    assert fast(text, separator) is None


@pytest.mark.parametrize("ids", [("1", "2"), ("ann", "bea")])
def test_each_edge_has_its_own_direction(ids):
    a, b = ids
    build = ListShape(",", ["", "", ""], 1, 0, 1, [], False, 2)
    words = ["Directed", "UNDIRECTED", "", "undirected"]
    found = read_fast("".join(f"{a},{b},{word}\n" for word in words).encode(), 0, build)
    assert found.is_mutual.tolist() == [False, True, False, True]
    for word in ("mutual", "directes", "undirecteb", "undirector"):
        assert read_fast(f"{a},{b},{word}\n".encode(), 0, build) is None
    assert read_fast(f"{a},{b},\n{b},{a},\n".encode(), 0, build).is_mutual.tolist() == [False, False]


def test_both_ways_of_reading_agree():
    draw = np.random.default_rng(5).choice(WORDS, (300, 2)).tolist()
    text = "".join(f"{a}\t{b}\n" for a, b in draw)
    slow = read_carefully(text, Path("f.tsv"), shape("\t")).edges
    assert ties(fast(text, "\t")) == ties(slow)
