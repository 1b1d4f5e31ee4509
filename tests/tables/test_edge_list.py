"""Edge lists: who follows whom by each dress of a list, and each refusal by its exact message."""

from pathlib import Path

import pytest

from sim.errors import InputError, Spelling, write_out
from sim.tables import edge_list
from tests.ties import ties_of

ASKS = "nothing says whether ties go one way or both; if both, say network_undirected = true"


def parse(content, name="f.csv", is_undirected=False):
    return edge_list.parse(content if isinstance(content, bytes) else content.encode(), Path(name), is_undirected)


def links(content, name="f.csv", is_undirected=False):
    return ties_of(parse(content, name, is_undirected))


def message(content, name="f.csv", is_undirected=False):
    with pytest.raises(InputError) as caught:
        parse(content, name, is_undirected)
    return write_out(str(caught.value), Spelling.COMMAND)


# What is refused


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "f.csv: empty; a line for each edge is required, as follower,followee"),
        ("# nothing", "f.csv: empty; a line for each edge is required, as follower,followee"),
        ("anna\n", 'f.csv:1: "anna" is one field; two are required, follower and followee'),
        ("follower,name\n1,2\n", 'f.csv:1: no column for the followee; columns are "follower", "name"'),
        (
            "fan_of,idol_of\n1,2\n3,4\n",
            'f.csv:1: columns "fan_of", "idol_of" are not known; name them follower and followee (if they are ids, put '
            "that header above)",
        ),
        ("follower,followee\n1,2\n3\n", "f.csv:3: 1 fields where line 1 has 2"),
        ("follower,followee\n1,2\n3,4,5\n", "f.csv:3: 3 fields where line 1 has 2"),
        ("#\n\n1,2\n3,4,5\n6\n", "f.csv:4: 3 fields where line 3 has 2"),
        ("Source,Target\n1,2\n3,\n", "f.csv:3: Target: empty; every edge needs two ids"),
        ("1,2\n,3\n", "f.csv:2: follower: empty; every edge needs two ids"),
        (
            "follower,followee\n1,2\n" + "9" * 257 + ",3\n",
            f'f.csv:3: follower: "{"9" * 57}..." has 257 characters; at most 256',
        ),
        ("follower,followee\na,b\x07\n", 'f.csv:2: followee: "b\\x07" holds a control character'),
        ("follower,followee\na,@\n", 'f.csv:2: followee: "@" holds no handle'),
        (
            "follower,followee\n7,1\n1.23E+17,1\n",
            'f.csv:3: follower: "1.23E+17" is a number that lost digits in a spreadsheet; save the ids as text',
        ),
        ('follower,followee\na,"b\n', "f.csv:2: a quoted field does not end on its line"),
        (b"\x80\x04\x95.,\n", "f.csv:1: byte 0x80 is neither UTF-8 nor likely cp1252; save the file as UTF-8"),
        (b"PK\x03\x04\x00,\n", "f.csv:1: a NUL character: not a file of text"),
        ("a" * 100_001, "f.csv:1: a line of 100,001 bytes; at most 100,000"),
        (
            "%%MatrixMarket matrix coordinate pattern general\n3 3 3\n1 2\n",
            "f.csv: 1 edges; 3 are said above them: the file is cut off, or two are in one",
        ),
    ],
)
def test_edge_lists_that_are_refused(content, expected):
    assert message(content) == expected


def test_two_words_that_never_come_again_may_be_a_header():
    fans = "".join(f"fan{number},ann\n" for number in range(6))
    assert message(f"mentioner,mentioned\n{fans}") == (
        'f.csv:1: columns "mentioner", "mentioned" are not known; name them follower and followee (if they are ids, '
        "put that header above)"
    )
    assert len(links(f"mentioner,ann\n{fans}")) == 7
    assert len(links(f"follower,followee\nmentioner,mentioned\n{fans}")) == 7


def test_members_and_groups_cannot_go_both_ways():
    expected = "f.csv: members and what they belong to are two kinds of things; their ties cannot go both ways"
    assert message("member,group\n1,2\n", is_undirected=True) == expected


def test_data_in_an_edge_list_is_never_run():
    assert links("a b {'w':__import__('os').abort()}\n") == [("a", "b")]


def test_more_edges_than_memory_should_hold(monkeypatch):
    monkeypatch.setattr(edge_list, "MOST_EDGES", 3)
    monkeypatch.setattr(edge_list, "BYTES_PER_EDGE", 10**9)
    assert len(links("1,2\n2,3\n3,4\n")) == 3
    assert message("1,2\n2,3\n3,4\n4,5\n") == "f.csv: about 4 edges need 4 GB of memory; at most 3 are read"


# What is read

THREE = [("ann", "bea"), ("bea", "cat"), ("cat", "bea")]
LINES = "ann,bea\nbea,cat\ncat,bea\n"


@pytest.mark.parametrize(
    "content",
    [
        f"follower,followee\n{LINES}",
        f"who,whom\n{LINES}",
        f"Source;Target\n{LINES}".replace(",", ";"),
        f"source|target\n{LINES}".replace(",", "|"),
        f"follower,followee\n{LINES}".replace(",", "\t"),
        f"follower,followee\n{LINES}".replace(",", "   "),
        f"sep=,\nfollower,followee\n{LINES}",
        LINES.replace("\n", " \r\n").replace(",", " "),
        LINES.replace("\n", "\r"),
        "follower,followee\n@ann,@bea\n@BEA,@cat\nCat,https://tiktok.com/@bea\n",
        ",source,target\n0,ann,bea\n1,bea,cat\n2,cat,bea\n",
        '"","from","to"\n"1","ann","bea"\n"2","bea","cat"\n"3","cat","bea"\n',
        "user_id,follower_id\nbea,ann\ncat,bea\nbea,cat\n",
        "source\ttarget\ttype\tweight\nann\tbea\tfollow\t2\nbea\tcat\tfollow\t\ncat\tbea\t\t\n",
        "Source,Target,Type,Id\nann,bea,Directed,0\nbea,cat,Undirected,1\n",
        "ann bea {'weight': 1.0, 'at': 'a b'}\nbea cat {}\ncat bea {}\n",
        "ann bea {}\nbea cat {}\ncat bea {}\n",
        "ann,bea,{'weight': 1.0, 'x': 2}\nbea,cat,{'weight': 3}\ncat,bea,{'weight': 3}\n",
        f"% asym unweighted\n% 3 3 3\n{LINES}".replace(",", " "),
        f"# FromNodeId\tToNodeId\n{LINES}".replace(",", "\t"),
        "# ToNodeId\tFromNodeId\nbea\tann\ncat\tbea\nbea\tcat\n",
    ],
)
def test_the_same_ties_in_several_dresses(content):
    name = "f.csv" if "," in content else "f.txt"
    found = parse(content, name)
    keep = {name.casefold(): name for name in ("ann", "bea", "cat")}
    assert sorted((keep[a.casefold()], keep[b.casefold()]) for a, b in ties_of(found)) == THREE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding):
    content = "follower,followee\nzoé,ann\nbo,ann\n".encode(encoding)
    assert links(content) == [("bo", "ann"), ("zoé", "ann")]


BOTH = [("1", "2"), ("2", "1"), ("2", "3"), ("3", "2")]


@pytest.mark.parametrize(
    "content",
    [
        "# Undirected graph (each unordered pair of nodes is saved once): a.txt\n# FromNodeId\tToNodeId\n1\t2\n2\t3\n",
        "% sym unweighted\n1 2\n2 3\n",
        "%%MatrixMarket matrix coordinate pattern symmetric\n3 3 2\n2 1\n3 2\n",
        "%%MatrixMarket matrix coordinate real symmetric\n% c\n3 3 2\n2 1 0.5\n3 2 1\n",
        "Source,Target,Type\n1,2,Undirected\n3,2,Undirected\n",
        "# undirected\nnode_1,node_2\n1,2\n2,3\n",
    ],
)
def test_ties_both_ways_by_what_the_file_says(content):
    assert links(content, "f.txt") == BOTH
    assert "undirected: each of 2 edges is taken both ways" in parse(content, "f.txt").notes


@pytest.mark.parametrize("content", ["1 2\n2 3\n", "follower,followee\n1,2\n2,3\n", "id_1,id_2\n1,2\n2,3\n"])
def test_ties_both_ways_by_hand(content):
    found = parse(content, "f.txt", is_undirected=True)
    assert ties_of(found) == BOTH
    assert found.notes == ["undirected: each of 2 edges is taken both ways"]


def test_plain_numbers_are_read_at_once_and_others_by_name():
    assert parse("1,2\n3,4\n").names is None
    assert parse("1,2\n007,4\n").names == ["1", "2", "4", "007"]


def test_ids_with_a_hash():
    found = parse("ann#1234 bea\n#foodie bea\n# a remark\ncat bea\n", "f.txt")
    assert ties_of(found) == [("#foodie", "bea"), ("ann#1234", "bea"), ("cat", "bea")]


def test_names_with_commas_are_quoted():
    assert links('follower,followee\n"Smith, Jo",ann\n') == [("Smith, Jo", "ann")]


def test_what_is_guessed_or_not_used_is_noted():
    guess = 'no header; the first line is taken as "1" follows "10"'
    assert parse("1 10 4\n").notes == [guess, 'not used: "column 3"', ASKS]
    assert parse("% asym unweighted\n1 10\n").notes == [guess]
    assert parse("follower,weight,followee\n1,2,3\n").notes == ['not used: "weight"']
    assert parse("follower,followee\n1,2\n").notes == []
    assert parse("#foodie,ann\nbo,ann\n").notes[-2:] == ['above the edges, not read: "#foodie,ann"', ASKS]
    assert parse("# Nodes: 2 Edges: 3\n1 2\n", "f.txt").notes[-1] == "1 edges; 3 are said above them"
    assert parse("follower,followee\nzoé,ann\n".encode("cp1252")).notes == [
        "not UTF-8; read as cp1252 (Western Europe)"
    ]


def test_numbers_of_which_the_smaller_stands_first_look_like_ties_both_ways():
    lines = "".join(f"{number} {number + 1}\n" for number in range(10))
    told = f"{ASKS} (each line has its smaller id first, as lists of ties both ways do)"
    assert parse(lines, "f.txt").notes[-1] == told
    assert parse(f"{lines}9 2\n", "f.txt").notes[-1] == ASKS


def test_a_list_says_of_how_many_people_it_is_one():
    assert parse("\ufeff# One person in 7 \r\nfollower,followee\r\n1,anna\r\n").one_in == 7
    assert parse("follower,followee\n1,anna\n").one_in == 1


@pytest.mark.parametrize(
    ("quantile", "expected"), [(0.0, [(1, 9), (2, 9)]), (0.5, [(3, 9), (4, 9)]), (1.0, [(5, 9), (6, 9)])]
)
@pytest.mark.parametrize("name", ["9", "ann"])
def test_of_several_shapes_one_is_read(name, quantile, expected):
    data = f"follower,creator,follower_1,follower_3\n3,{name},1,5\n4,{name},2,6\n".encode()
    edges = edge_list.parse(data, Path("f.csv"), quantile=quantile)
    followers = edges.follower.tolist() if edges.names is None else [int(edges.names[n]) for n in edges.follower]
    assert followers == [follower for follower, _ in expected]
    assert not any("not used" in note for note in edges.notes)
