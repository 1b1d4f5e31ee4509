"""Lists line by line: remarks, ids that begin with #, directions by edge, and each fault with its line."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.tables.graphs.careful_list import find_name, read_carefully, title_of
from sim.tables.graphs.edges import settle_edges
from sim.tables.graphs.list_columns import ListShape
from tests.ties import ties_of

PATH = Path("f.txt")


def shape(separator=" ", titles=(), width=2, kind=None):
    return ListShape(separator, list(titles) or ["a"] * width, 1, 0, 1, list(titles), bool(titles), kind)


def read(text, **build):
    return read_carefully(text, PATH, shape(**build))


def ties(found):
    return ties_of(settle_edges(found.edges, False, []))


def message(text, **build):
    with pytest.raises(InputError) as caught:
        read(text, **build)
    return str(caught.value)


def test_a_remark_has_a_blank_and_an_id_has_none():
    found = read("cat bea\n# a remark\n#foodie bea\n%\ndot bea\n")
    assert ties(found) == [("#foodie", "bea"), ("cat", "bea"), ("dot", "bea")]
    assert found.notes == [
        'not read: "# a remark" (line 2) and 1 more remarks',
        '"#foodie" is taken as an id; a remark among the edges begins with "# ", with a blank',
    ]


def test_a_remark_without_a_blank_is_refused_with_the_mend():
    assert message("cat bea\n#this is a remark\n") == (
        'f.txt:2: 4 fields where line 1 has 2; a remark begins with "# ", with a blank'
    )


def test_what_is_not_used_may_be_missing():
    found = read("follower,followee,weight\nann,bea,\ncat,bea\ndot,bea,2,,\n", separator=",",
                 titles=("follower", "followee", "weight"))  # fmt: skip
    assert ties(found) == [("ann", "bea"), ("cat", "bea"), ("dot", "bea")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,2\n3\n", "f.txt:2: 1 fields where line 1 has 2"),
        ("1,2\n3,4,5\n", "f.txt:2: 3 fields where line 1 has 2"),
        ("1,2\n,3\n", "f.txt:2: follower: empty; every edge needs two ids"),
        ('1,2\na,"b\n', "f.txt:2: a quoted field does not end on its line"),
    ],
)
def test_faults_are_told_with_their_line(text, expected):
    assert message(text, separator=",") == expected


def test_blanks_that_part_too_much_are_told_with_the_mend():
    assert message("jo ann\nbo ann lee\n") == (
        "f.txt:2: 3 fields where line 1 has 2; put quotes around names with blanks, or commas between the ids; a list "
        "of all whom somebody follows is read from a file named .adjlist"
    )


KIND = {"separator": ",", "titles": ("source", "target", "type"), "kind": 2}


def test_each_edge_has_its_own_direction():
    found = read("source,target,type\nann,bea,Directed\ncat,bea,UNDIRECTED\ndot,bea,\n", **KIND)
    assert ties(found) == [("ann", "bea"), ("bea", "cat"), ("cat", "bea"), ("dot", "bea")]


def test_a_type_that_says_nothing_of_directions():
    assert ties(read("source,target,type\nann,bea,fan\n", **KIND)) == [("ann", "bea")]


def test_a_direction_that_is_none():
    assert message("source,target,type\n# \nann,bea,Directed\ncat,bea,mutually\n", **KIND) == (
        "f.txt:4: type: neither Directed nor Undirected"
    )


def test_a_name_is_found_where_it_stands_first():
    line, place = find_name("ann bea\ncat dot\n", PATH, shape(), "dot")
    assert (line.number, place) == (2, 1)
    assert find_name("ann bea\n", PATH, shape(), "eve") is None


def test_columns_are_called_by_their_titles():
    assert title_of(shape(titles=("Source", "Target")), 1) == "Target"
    assert title_of(shape(), 1) == "followee"
