"""Follower networks: audiences as they are in the file, and what is said of them."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.world import follows
from sim.world.follows import NetworkView
from tests.invented import LOCAL_GROUPS, ONE_INTEREST, audiences_of, links_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read what is given as a file of that name in the present folder."""
    monkeypatch.chdir(tmp_path)

    def reader(content, name="f.csv"):
        path = Path(name)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return follows.read(path)

    return reader


def message(read, content, name="f.csv"):
    with pytest.raises(InputError) as caught:
        read(content, name)
    return str(caught.value)


def audiences(found):
    """Account -> its followers, by id."""
    ends = found.account_start.tolist()
    return {
        account: [found.people[i] for i in found.follower[ends[n] : ends[n + 1]].tolist()]
        for n, account in enumerate(found.accounts)
    }


NOTE = 'f.csv: no header; the first line is taken as "1" follows "10"'
ASKS = "f.csv: nothing says whether ties go one way or both; if both, say network_undirected = true"
TAKEN = 'f.csv: 2 followers of 2 accounts by 3 ties, directed; most followed: "10" by 2'


def test_an_edge_list_of_numbers(read):
    found = read("follower,followee\n9,10\n10,9\n3,9\n3,10\n")
    assert found.accounts == ["9", "10"]
    assert found.people == ["3", "9", "10"]
    assert found.account_start.tolist() == [0, 2, 4]
    assert found.account_start.dtype == np.int64
    assert found.follower.tolist() == [0, 2, 0, 1]
    assert found.follower.dtype == np.int32
    assert found.notes == ['f.csv: 3 followers of 2 accounts by 4 ties, directed; most followed: "9" by 2']


@pytest.mark.parametrize(
    ("content", "notes"),
    [
        ("follower,followee\n1,10\n2,10\n2,9\n", []),
        ("followee,follower\n10,1\n10,2\n9,2", []),
        ("Source,TARGET\r\n1,10\r\n2,10\r\n2,9\r\n", []),
        ("\ufefffollower_id;followee_id\n1;10\n2;10\n2;9\n", []),
        ("to\tfrom\n10\t1\n10\t2\n9\t2\n", []),
        ("member,group\n1,10\n2,10\n2,9\n", []),
        ("user,followed\n1,10\n2,10\n2,9\n", []),
        ("weight,followee,follower\n5,10,1\n5,10,2\n5,9,2\n", ['f.csv: not used: "weight"']),
        ("follower,followee,weight\n1,10,-0.5\n2,10,nan\n2,9,7\n", ['f.csv: not used: "weight"']),
        ("1,10\n2,10\n2,9\n", [NOTE, ASKS]),
        ("# SNAP\n# FromNodeId\tToNodeId\n1\t10\n2\t10\n2\t9\n", []),
        ("1 10 4\n2 10 4\n2 9 4\n", [NOTE, 'f.csv: not used: "column 3"', ASKS]),
        ('follower,followee\n"1",10\n2,"10"\n\n2,9\n', []),  # quoted or not, the same id
        ("follower,followee\n1,10\n2,10\n2,9\n2,10\n1,10\n", ["f.csv: duplicate edges dropped: 2"]),
        ("follower,followee\n1,10\n9,9\n2,10\n2,9\n7,7\n", ["f.csv: self loops dropped: 2"]),
    ],
)
def test_the_same_network_in_several_dresses(read, content, notes):
    found = read(content)
    assert audiences(found) == {"9": ["2"], "10": ["1", "2"]}
    assert found.notes == [TAKEN, *notes]


def test_members_may_have_the_number_of_their_group(read):
    found = read("member,group\n5,5\n6,5\n")
    assert audiences(found) == {"5": ["5", "6"]}
    assert found.notes == ['f.csv: 2 followers of 1 account by 2 ties, directed; most followed: "5" by 2']


def test_who_follows_each_other_is_kept_both_ways(read):
    assert audiences(read("follower,followee\n1,2\n2,1\n")) == {"1": ["2"], "2": ["1"]}


def test_words_as_ids(read):
    found = read("follower,followee\nbert,anna\nBert,anna\ncleo x,10\nbert,9\n")
    assert audiences(found) == {"9": ["bert"], "10": ["cleo x"], "anna": ["bert"]}
    assert found.notes[1:] == [
        'f.csv: "bert" and "Bert" are one account, as all ids that differ in case alone',
        "f.csv: duplicate edges dropped: 1",
    ]


def test_words_without_a_header(read):
    found = read("bert,anna\ncleo,anna\n")
    assert audiences(found) == {"anna": ["bert", "cleo"]}
    assert found.notes == [
        'f.csv: 2 followers of 1 account by 2 ties, directed; most followed: "anna" by 2',
        'f.csv: no header; the first line is taken as "bert" follows "anna"',
        ASKS,
    ]


@pytest.mark.parametrize("other", ["007", "99999999999999999999"])  # the second is beyond 64 bits
def test_leading_zeros_and_long_numbers_are_kept(read, other):
    found = read(f"follower,followee\n{other},5\n7,5\n0,7\n")
    assert found.accounts == ["5", "7"]
    assert found.people == ["0", "7", other]


def test_both_ways_of_reading_agree(read):
    edges = [f"{a},{b}" for a, b in np.random.default_rng(7).integers(0, 1500, (4000, 2)).tolist()]
    first_again = '"{}","{}"'.format(*edges[0].split(","))  # quotes call for the careful way
    plain, careful = read("\n".join(edges)), read("\n".join([*edges, first_again]))
    assert careful.accounts == plain.accounts
    assert careful.people == plain.people
    np.testing.assert_array_equal(careful.account_start, plain.account_start)
    np.testing.assert_array_equal(careful.follower, plain.follower)


@pytest.mark.parametrize("content", ["follower,followee\n", "follower,followee\n1,1\n"])
def test_a_list_without_edges_is_refused(read, content):
    assert message(read, content) == "f.csv: no edges: nobody follows anybody"


def test_undirected_ties_go_both_ways(read):
    found = read("# Undirected graph\na b\nb c\nb b\n", "f.txt")
    assert audiences(found) == {"a": ["b"], "b": ["a", "c"], "c": ["b"]}
    assert found.notes == [
        'f.txt: 3 followers of 3 accounts by 4 ties, undirected; most followed: "b" by 2',
        "f.txt: undirected: each of 3 edges is taken both ways",
        "f.txt: self loops dropped: 2",
    ]


def test_a_network_is_remembered_by_the_way_in_which_it_was_asked_for(read):
    read("follower,followee\na,b\n")
    path = Path("f.csv")
    os.utime(path, (1, 1))
    assert [audiences(follows.read(path, NetworkView(both))) for both in (False, True, False)] == [
        {"b": ["a"]}, {"a": ["b"], "b": ["a"]}, {"b": ["a"]}
    ]  # fmt: skip


def test_other_formats_are_read_too(read):
    text = '<graphml><graph edgedefault="undirected"><edge source="a" target="b"/></graph></graphml>'
    found = read(gzip.compress(text.encode(), mtime=0), "f.graphml.gz")
    assert audiences(found) == {"a": ["b"], "b": ["a"]}


def test_numbers_far_apart_are_kept_apart(read):
    found = read("follower,followee\n1,999999999999\n70000000000,999999999999\n")
    assert audiences(found) == {"999999999999": ["1", "70000000000"]}


def test_networkx_is_not_imported_for_edge_lists():
    code = "import sys, sim.world.follows; sys.exit('networkx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# Choosing accounts


def test_the_most_followed_accounts(read):
    found = read("follower,followee\n1,10\n2,10\n1,9\n2,9\n1,8\n1,11\n2,11\n3,11\n")
    assert [found.accounts[i] for i in follows.top(found, 4).tolist()] == ["11", "9", "10", "8"]
    with pytest.raises(InputError) as caught:
        follows.top(found, 5)
    assert str(caught.value) == "the 5 most followed accounts are asked for; the network has 4"


def test_named_accounts(read):
    found = read("follower,followee\n1,anna\n1,bert\n")
    assert follows.locate(found, ["@Bert", "anna"]).tolist() == [1, 0]
    with pytest.raises(InputError) as caught:
        follows.locate(found, ["anna", "berta"])
    assert str(caught.value) == 'account "berta" is not in the network; did you mean "bert"?'


# Anything at all

LINES = (
    st.lists(
        st.lists(st.one_of(st.integers(0, 99).map(str), st.text(max_size=5)), min_size=1, max_size=3).map(",".join),
        max_size=6,
    )
    .map("\n".join)
    .map(lambda text: text.encode("utf-8", "replace"))
)
TAGS = st.lists(
    st.sampled_from(
        [
            "<graphml>",
            "</graphml>",
            "<graph edgedefault='directed'>",
            "<graph edgedefault=''>",
            "</graph>",
            "<node/>",
            "<node id='a'/>",
            "<edge source='a' target='b'><data key='k'>1</data></edge>",
            "<edge source='a' target='b'/>",
            "<edge source='a'/>",
            "<edge source='' target='b'/>",
            "<key id='k' for='edge' attr.name='w' attr.type='int'/>",
            "<data key='k'>x</data>",
            "<hyperedge/>",
            "x",
        ]
    ),
    max_size=9,
).map("".join)
XMLNS = "xmlns='http://graphml.graphdrawing.org/xmlns'"
WHOLE = TAGS.map(lambda tags: f"<graphml {XMLNS}>{tags}</graphml>".encode())


@settings(
    max_examples=300, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.one_of(st.binary(max_size=60), LINES, WHOLE), name=st.sampled_from(["a.csv", "a.graphml"]))
def test_any_bytes_are_a_network_or_an_input_error(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content)
    try:
        found = follows.read(path)
    except InputError as error:
        assert str(error).startswith(str(path))
        assert str(error).isprintable()
        return
    start, n = found.account_start, len(found.accounts)
    assert len(start) == n + 1
    assert start[0] == 0
    assert start[-1] == len(found.follower)
    assert (np.diff(start) > 0).all()
    assert np.unique(found.follower).tolist() == list(range(len(found.people)))


# Lifelike networks


@pytest.mark.parametrize("path", [ONE_INTEREST, LOCAL_GROUPS], ids=lambda path: path.name)
def test_each_audience_is_what_plain_python_counts(path):
    found, expected = follows.read(path), audiences_of(path)
    assert {account: set(people) for account, people in audiences(found).items()} == expected
    assert len(found.follower) == sum(len(people) for people in expected.values())


@pytest.mark.parametrize("path", [ONE_INTEREST, LOCAL_GROUPS], ids=lambda path: path.name)
@pytest.mark.parametrize("k", [1, 10, 100])
def test_sum_and_union_of_the_most_followed(path, k):
    found, expected = follows.read(path), list(audiences_of(path).values())[:k]
    ends = [found.account_start[i : i + 2] for i in follows.top(found, k).tolist()]
    followers = np.concatenate([found.follower[a:b] for a, b in ends])
    assert [b - a for a, b in ends] == [len(people) for people in expected]
    assert len(np.unique(followers)) == len(set.union(*expected))


def test_edges_to_oneself_and_edges_that_stand_twice_are_counted():
    links = [tuple(link) for link in links_of(ONE_INTEREST)]
    loops = sum(person == account for person, account in links)
    twice = len(links) - loops - len({link for link in links if link[0] != link[1]})
    assert min(loops, twice) > 0
    assert follows.read(ONE_INTEREST).notes[1:] == [
        f"{ONE_INTEREST}: self loops dropped: {loops}",
        f"{ONE_INTEREST}: duplicate edges dropped: {twice}",
    ]
