"""Follower networks: audiences as they are in the file, and each refusal by its exact message."""

import gzip
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.world import follows
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


def test_an_edge_list_of_numbers(read):
    found = read("follower,followee\n9,10\n10,9\n3,9\n3,10\n")
    assert found.accounts == ["9", "10"]
    assert found.people == ["3", "9", "10"]
    assert found.account_start.tolist() == [0, 2, 4]
    assert found.account_start.dtype == np.int64
    assert found.follower.tolist() == [0, 2, 0, 1]
    assert found.follower.dtype == np.int32
    assert found.notes == []


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
        ("1,10\n2,10\n2,9\n", [NOTE]),
        ("# SNAP\n# FromNodeId\tToNodeId\n1\t10\n2\t10\n2\t9\n", [NOTE]),
        ("1 10 4\n2 10 4\n2 9 4\n", [NOTE, 'f.csv: not used: "column 3"']),
        ('follower,followee\n"1",10\n2,"10"\n\n2,9\n', []),  # quoted or not, the same id
        ("follower,followee\n1,10\n2,10\n2,9\n2,10\n1,10\n", ["f.csv: duplicate edges dropped: 2"]),
        ("follower,followee\n1,10\n9,9\n2,10\n2,9\n7,7\n", ["f.csv: self loops dropped: 2"]),
    ],
)
def test_the_same_network_in_several_dresses(read, content, notes):
    found = read(content)
    assert audiences(found) == {"9": ["2"], "10": ["1", "2"]}
    assert found.notes == notes


def test_members_may_have_the_number_of_their_group(read):
    found = read("member,group\n5,5\n6,5\n")
    assert audiences(found) == {"5": ["5", "6"]}
    assert found.notes == []


def test_who_follows_each_other_is_kept_both_ways(read):
    assert audiences(read("follower,followee\n1,2\n2,1\n")) == {"1": ["2"], "2": ["1"]}


def test_words_as_ids(read):
    found = read("follower,followee\nbert,anna\nBert,anna\ncleo x,10\nbert,9\n")
    assert audiences(found) == {"9": ["bert"], "10": ["cleo x"], "anna": ["Bert", "bert"]}


def test_words_without_a_header(read):
    found = read("bert,anna\ncleo,anna\n")
    assert audiences(found) == {"anna": ["bert", "cleo"]}
    assert found.notes == ['f.csv: no header; the first line is taken as "bert" follows "anna"']


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


@pytest.mark.parametrize("name", ["f.gml", "f.pickle", "f.npy", "f"])
def test_other_kinds_of_files_are_refused(read, name):
    suffix = Path(name).suffix
    assert message(read, "1,2\n", name) == (
        f'{name}: unknown kind of network "{suffix}"; known are '
        ".csv .tsv .txt .edges .edgelist .graphml .xml, each also with .gz"
    )


def test_a_gzip_bomb_is_not_expanded(read, monkeypatch):
    monkeypatch.setattr(follows, "MOST_BYTES", 1000)
    assert audiences(read(gzip.compress(b"1,2\n", mtime=0), "f.csv.gz")) == {"2": ["1"]}
    bomb = gzip.compress(b"1,2\n" * 300, mtime=0)
    assert message(read, bomb, "f.csv.gz") == "f.csv.gz: expands to more than 1,000 bytes; refused"


# GraphML


def graphml(graph):
    return "\n".join(nx.generate_graphml(graph))


def test_graphml_directed(read):
    graph = nx.DiGraph([("1", "10"), ("2", "10"), ("2", "9"), ("9", "9")])
    graph.add_node("alone")
    found = read(graphml(graph), "f.graphml")
    assert audiences(found) == {"9": ["2"], "10": ["1", "2"]}
    assert found.notes == ["f.graphml: self loops dropped: 1"]


def test_graphml_undirected_goes_both_ways(read):
    text = graphml(nx.Graph([("a", "b"), ("b", "c")]))
    found = read(gzip.compress(text.encode(), mtime=0), "f.graphml.gz")
    assert audiences(found) == {"a": ["b"], "b": ["a", "c"], "c": ["b"]}
    assert found.notes == ["f.graphml.gz: undirected: each of 2 edges is taken both ways"]


def test_graphml_parallel_edges_are_counted(read):
    found = read(graphml(nx.MultiDiGraph([("a", "b"), ("a", "b"), ("a", "b")])), "f.graphml")
    assert audiences(found) == {"b": ["a"]}
    assert found.notes == ["f.graphml: duplicate edges dropped: 2"]


def test_graphml_attributes_without_a_type_are_no_matter(read):  # networkx warns; warnings are errors here
    text = graphml(nx.DiGraph([("a", "b", {"weight": 1})])).replace('attr.type="long"', "")
    assert "attr.name" in text
    assert "attr.type" not in text
    assert audiences(read(text, "f.graphml")) == {"b": ["a"]}


BOMB = '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>\n<graphml>&b;</graphml>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (BOMB, "f.graphml:2: holds <!DOCTYPE, which GraphML does not need; refused"),
        (
            '<graphml>\n\n<!entity x SYSTEM "file:///etc/passwd">',
            ("f.graphml:3: holds <!ENTITY, which GraphML does not need; refused"),
        ),
        (BOMB.encode("utf-16"), "f.graphml: UTF-16 text; save the file as UTF-8"),
        (BOMB.encode("utf-16-le"), "f.graphml:1: a NUL character"),
        ("<graphml>\n<graph", "f.graphml:2: not readable as XML: unclosed token: line 2, column 0"),
        ("", "f.graphml:1: not readable as XML: no element found: line 1, column 0"),
        ("<a></a>", "f.graphml: not readable as GraphML: file not successfully read as graphml"),
        (
            graphml(nx.DiGraph([("a", "b\u200b")])),
            'f.graphml: node id: "b\\u200b" holds characters that cannot be seen',
        ),
        (graphml(nx.empty_graph(1)), "f.graphml: no edges: nobody follows anybody"),
    ],
)
def test_graphml_that_is_refused(read, content, expected):
    assert message(read, content, "f.graphml") == expected


def test_graphml_beyond_the_limit(read, monkeypatch):
    monkeypatch.setattr(follows, "MOST_GRAPHML_BYTES", 100)
    assert message(read, " " * 101, "f.graphml") == "f.graphml: 101 bytes; at most 100 are read"


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
    assert follows.locate(found, ["bert", "anna"]).tolist() == [1, 0]
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
    assert follows.read(ONE_INTEREST).notes == [
        f"{ONE_INTEREST}: self loops dropped: {loops}",
        f"{ONE_INTEREST}: duplicate edges dropped: {twice}",
    ]


@pytest.mark.parametrize(
    "head", ["# one person in 7\n", "\ufeff# One person in 7 \n", "# made today\r\n#one person in 7\r\n"]
)
def test_a_list_says_of_how_many_people_it_is_one(read, head):
    assert read(head + "follower,followee\n1,anna\n", "f.csv").one_in == 7
    assert read(head.replace("person", "user") + "follower,followee\n1,anna\n", "g.csv").one_in == 1


@pytest.mark.parametrize("said", ["0", "99999999", "x", "-3", "1.5"])
def test_a_sample_of_no_number_of_people_is_refused(read, said):
    with pytest.raises(InputError, match=r":1: one person in must be from 1 to 1,000,000"):
        read(f"# one person in {said}\nfollower,followee\n1,anna\n", "f.csv")
