"""Columns of edge lists: who follows whom by each pair of headings, and separators."""

from pathlib import Path

import pytest

from sim.errors import InputError, Spelling, write_out
from sim.tables.graphs.list_columns import find_columns, find_shape, split_line
from sim.tables.graphs.list_head import read_head
from sim.tables.reading import headers
from sim.tables.reading.textfile import TextLine


def shape(text, name="f.txt", is_undirected=False):
    head = read_head(text, Path(name))
    lines = text.split("\n")
    above = text.count("\n", 0, head.length)
    sample = [TextLine(Path(name), number, line) for number, line in enumerate(lines, 1) if number > above and line]
    return find_shape(sample, head, is_undirected)


def message(text, name="f.txt"):
    with pytest.raises(InputError) as caught:
        shape(text, name)
    return write_out(str(caught.value), Spelling.COMMAND)


@pytest.mark.parametrize(
    ("follower", "followed"),
    [
        ("follower", "followee"),
        ("Source", "TARGET"),
        ("from", "to"),
        ("FromNodeId", "ToNodeId"),
        ("fromnodeid", "tonodeid"),
        ("src", "dst"),
        ("who", "whom"),
        ("FollowerId", "FolloweeId"),
        ("follower_id", "user_id"),
        ("follower_username", "following_username"),
        ("followerUsername", "account"),
        ("user_id", "following_id"),
        ("user", "account"),
        ("username", "follows"),
        ("follower_screen_name", "screen_name"),
        ("user", "channel_id"),
        ("member", "group"),
        ("fan", "idol"),
        ("followed_by", "user"),
        ("Quelle", "Ziel"),
    ],
)
def test_headings_say_who_follows_whom(follower, followed):
    for titles, places in (([follower, followed], (0, 1)), (["weight", followed, follower], (2, 1))):
        found = find_columns([headers.normal(title) for title in titles])
        assert (found["follower"], found["followee"]) == places


@pytest.mark.parametrize("titles", [["weight", "date"], ["node_1", "node_2"], ["ann", "bea"]])
def test_other_headings_say_nothing(titles):
    assert find_columns(titles) == {}


@pytest.mark.parametrize("titles", ["node_1,node_2", "id_1,id_2", "user1,user2", "Node A,Node B", "u,v", "V1,V2"])
def test_headings_alike_ask_who_follows_whom(titles):
    names = titles.split(",")
    assert message(f"{titles}\n1,2\n3,2\n", "f.csv") == (
        f'f.csv:1: columns "{names[0]}", "{names[1]}" do not say who follows whom; name them follower and followee, or '
        "say that each goes both ways (--undirected, or network_undirected = true)"
    )
    found = shape(f"{titles}\n1,2\n3,2\n", "f.csv", is_undirected=True)
    assert (found.follower, found.followed, found.has_header_line) == (0, 1, True)


def test_letters_that_come_again_are_ids():
    assert not shape("u,v\nv,w\nw,u\n", "f.csv").titles


@pytest.mark.parametrize(
    ("titles", "missing"), [("follower,name", "followee"), ("name,target", "follower"), ("from,weight", "followee")]
)
def test_half_a_header_is_refused(titles, missing):
    quoted = ", ".join(f'"{title}"' for title in titles.split(","))
    assert message(f"{titles}\n1,2\n") == f"f.txt:1: no column for the {missing}; columns are {quoted}"


@pytest.mark.parametrize(
    ("text", "separator", "fields"),
    [
        ("1\t2\n", "\t", ["1", "2"]),
        ("1;2\n", ";", ["1", "2"]),
        ("1|2\n", "|", ["1", "2"]),
        ("1,2\n", ",", ["1", "2"]),
        ("1, 2\n3, 4\n", ",", ["1", "2"]),
        ("1  2 \n3 4\n", " ", ["1", "2"]),
        ("1 \t 2\n", "\t", ["1", "2"]),
        ("Jo Smith\tAnn, Lee\nBo\tAnn\n", "\t", ["Jo Smith", "Ann, Lee"]),
        ('"Jo Smith"  "Ann Lee"\n', " ", ["Jo Smith", "Ann Lee"]),
        ("jo,bo ann\nbo ann\n", " ", ["jo,bo", "ann"]),
    ],
)
def test_separators(text, separator, fields):
    found = shape(text)
    assert found.separator == separator
    assert found.fields == fields


def test_a_comma_or_a_blank():
    assert message("jo,smith ann\nbo,lee ann\n") == (
        'f.txt:1: a comma or a blank could part the ids: "jo", "smith ann", or "jo,smith", "ann"; put a header above '
        "(follower,followee), or quotes around the names"
    )
    assert shape("jo,smith ann\nbo,lee ann\n", "f.csv").separator == ","
    assert shape("follower,followee\njo,smith ann\n").separator == ","
    assert shape("follower followee\njo,smith ann\n").separator == " "


def test_parts_of_names_are_no_weights():
    assert message("Jo Smith Ann Lee\n") == (
        'f.txt:1: "Ann" is neither an id nor a weight: put quotes around names with blanks, or commas between the '
        "ids; a list of all whom somebody follows is read from a file named .adjlist"
    )
    assert shape("jo ann 0.5 2012-01-03\n").fields == ["jo", "ann", "0.5", "2012-01-03"]


def test_a_comment_may_hold_the_titles():
    found = shape("# made\n# ToNodeId\tFromNodeId\n1\t2\n")
    assert (found.follower, found.followed, found.has_header_line) == (1, 0, False)
    assert not shape("# from user to group\n1 2\n").titles


@pytest.mark.parametrize(
    ("titles", "two_kinds"),
    [("member,group", True), ("user,channel_id", True), ("follower,followee", False), ("source,target", False)],
)
def test_members_and_groups_are_two_kinds_of_things(titles, two_kinds):
    assert shape(f"{titles}\n5,5\n").two_kinds == two_kinds


def test_without_titles_they_are_one_kind():
    assert not shape("5,5\n").two_kinds


def test_a_quoted_name_ends_on_its_line():
    with pytest.raises(InputError) as caught:
        split_line(TextLine(Path("f.txt"), 3, '"jo ann'), " ")
    assert str(caught.value) == "f.txt:3: a quoted name does not end on its line"
