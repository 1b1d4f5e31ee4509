"""Edge lists: ids as they stand in the file, and each refusal by its exact message."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables import edge_list


def parse(content):
    return edge_list.parse(content if isinstance(content, bytes) else content.encode(), Path("f.csv"))


def links(content):
    """(follower, followed) of each edge, as text."""
    edges = parse(content)
    names = np.array(edges.names) if edges.names else None
    ends = [column if names is None else names[column] for column in (edges.follower, edges.followed)]
    return list(zip(*(map(str, column.tolist()) for column in ends), strict=True))


def message(content):
    with pytest.raises(InputError) as caught:
        parse(content)
    return str(caught.value)


# What is refused


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "f.csv: empty; a line for each edge is required, as follower,followee"),
        ("# nothing", "f.csv: empty; a line for each edge is required, as follower,followee"),
        ("anna\n", 'f.csv:1: "anna" is one field; two are required, follower and followee'),
        ("follower,name\n1,2\n", 'f.csv:1: no column for the followee; columns are "follower", "name"'),
        ("user,follower\n1,2\n", 'f.csv:1: no column for the followee; columns are "user", "follower"'),
        (
            "user,member,target\n1,2,3\n",
            'f.csv:1: columns "user", "member" all mean follower; name the right one "follower"',
        ),
        ("fan,idol\n1,2\n3,4\n", 'f.csv:1: columns "fan", "idol" are not known; name them follower and followee'),
        ("follower,followee\n1,2\n3\n", "f.csv:3: 1 fields where line 1 has 2"),
        ("follower,followee\n1,2\n3,4,5\n", "f.csv:3: 3 fields where line 1 has 2"),
        ("#\n\n1,2\n3,4,5\n6\n", "f.csv:4: 3 fields where line 3 has 2"),
        ("Source,Target\n1,2\n3,\n", "f.csv:3: Target: empty; every edge needs two ids"),
        ("1,2\n,3\n", "f.csv:2: follower: empty; every edge needs two ids"),
        (
            "follower,followee\n1,2\n" + "9" * 257 + ",3\n",
            f'f.csv:3: follower: "{"9" * 57}..." has 257 characters; at most 256',
        ),
        ("follower,followee\na,b\u200b\n", 'f.csv:2: followee: "b\\u200b" holds characters that cannot be seen'),
        ('follower,followee\na,"b\n', "f.csv:2: a quoted field does not end on its line"),
        (b"follower,followee\n1,2\n1,\xff\n", "f.csv:3: byte 0xff is not UTF-8; save the file as UTF-8"),
        (b"\x80\x04\x95.,\n", "f.csv:1: byte 0x80 is not UTF-8; save the file as UTF-8"),
        (b"PK\x03\x04\x00,\n", "f.csv:1: a NUL character"),
        ("a" * 100_001, "f.csv:1: a line of 100,001 bytes; at most 100,000"),
    ],
)
def test_edge_lists_that_are_refused(content, expected):
    assert message(content) == expected


def test_data_in_an_edge_list_is_never_run():
    assert links("a b {'w':__import__('os').abort()}\n") == [("a", "b")]


def test_more_edges_than_memory_should_hold(monkeypatch):
    monkeypatch.setattr(edge_list, "MOST_EDGES", 3)
    monkeypatch.setattr(edge_list, "BYTES_PER_EDGE", 10**9)
    assert len(links("1,2\n2,3\n3,4\n")) == 3
    assert message("1,2\n2,3\n3,4\n4,5\n") == "f.csv: about 4 edges need 4 GB of memory; at most 3 are read"


# What is read


def test_plain_numbers_are_read_at_once_and_everything_else_by_name():
    assert parse("1,2\n3,4\n").names is None
    assert parse('1,2\n"3",4\n').names == ["1", "2", "3", "4"]


@pytest.mark.parametrize("content", ["007,5\n7,5\n", "1234567890123456789,5\n", "1,2\n\n3,4\n", "1,-2\n", "1.0,2\n"])
def test_what_a_number_would_change_is_read_by_name(content):
    assert parse(content).names is not None


@pytest.mark.parametrize(
    "content", ["1,2\n33,4\n", "1,2\r\n33,4\r\n", "1\t2\n33\t4", "1 2\n33 4\n", "to;from\n2;1\n4;33\n"]
)
def test_numbers_in_several_dresses(content):
    assert links(content) == [("1", "2"), ("33", "4")]


def test_numbers_come_first_by_value_and_then_words_as_text():
    edges = edge_list.number_names([("b", "10"), ("9", "B"), ("0", "010")], two_kinds=False, notes=[])
    assert edges.names == ["0", "9", "10", "010", "B", "b"]
    assert edges.follower.tolist() == [5, 1, 0]
    assert edges.followed.tolist() == [2, 4, 3]


@pytest.mark.parametrize(
    ("head", "two_kinds"),
    [("member,group", True), ("user,channel_id", True), ("follower,followee", False), ("source,target", False)],
)
def test_members_and_groups_are_two_kinds_of_things(head, two_kinds):
    assert parse(f"{head}\n5,5\n").two_kinds == two_kinds


def test_without_a_header_they_are_one_kind():
    assert not parse("5,5\n").two_kinds


def test_what_is_guessed_or_not_used_is_noted():
    assert parse("1 10 4\n").notes == ['no header; the first line is taken as "1" follows "10"', 'not used: "column 3"']
    assert parse("follower,weight,followee\n1,2,3\n").notes == ['not used: "weight"']
    assert parse("follower,followee\n1,2\n").notes == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("anna", ""),
        ("a" * 256, ""),
        ("", "empty; every edge needs two ids"),
        ("a" * 257, f'"{"a" * 57}..." has 257 characters; at most 256'),
        ("a\tb", '"a\\tb" holds characters that cannot be seen'),
    ],
)
def test_faults_of_an_id(name, fault):
    assert edge_list.wrong_id(name) == fault


@pytest.mark.parametrize(
    ("quantile", "expected"), [(0.0, [(1, 9), (2, 9)]), (0.5, [(3, 9), (4, 9)]), (1.0, [(5, 9), (6, 9)])]
)
@pytest.mark.parametrize("name", ["9", "ann"])
def test_of_several_shapes_one_is_read(name, quantile, expected):
    data = f"follower,creator,follower_1,follower_3\n3,{name},1,5\n4,{name},2,6\n".encode()
    edges = edge_list.parse(data, Path("f.csv"), quantile)
    followers = edges.follower.tolist() if edges.names is None else [int(edges.names[n]) for n in edges.follower]
    assert followers == [follower for follower, _ in expected]
    assert edges.notes == []
