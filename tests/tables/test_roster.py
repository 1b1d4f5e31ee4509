"""Rosters: every documented form is read, everything else is refused by its exact message."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError, InputErrors
from sim.tables import roster
from tests.invented import VIDEO_CREATORS

ROOT = Path(__file__).parents[2]
HEAD = "handle,followers\n"


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read what is given as the file r.csv, so that messages begin with that name."""
    monkeypatch.chdir(tmp_path)

    def reader(content):
        path = Path("r.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return roster.read(path)

    return reader


def message(read, content):
    with pytest.raises(InputError) as caught:
        read(content)
    return str(caught.value)


# What is accepted


@pytest.mark.parametrize(
    ("header", "cells", "views"),
    [("avg_views", "5.2k", 5200.0), ("Views per post", "80", 80.0), ("total_views,posts", "9000,3", 3000.0)],
)
def test_own_views_are_per_post(read, header, cells, views):
    assert read(f"handle,followers,{header}\nanna,1000,{cells}\n").views.tolist() == [views]


def test_views_that_are_not_given_are_unknown(read):
    assert np.isnan(read("handle,followers\nanna,1000\n").views).all()


def test_all_columns(read):
    found = read("handle,followers,engagement_rate,niche,fee_usd\n@anna,1234,0.05,food,80\nbert,2000,,,\n")
    assert found.handle == ["anna", "bert"]
    assert found.followers.tolist() == [1234, 2000]
    assert found.followers.dtype == np.int64
    np.testing.assert_array_equal(found.engagement_rate, [0.05, np.nan])
    assert found.niche == ["food", None]
    np.testing.assert_array_equal(found.fee_usd, [80.0, np.nan])
    assert found.line.tolist() == [2, 3]
    assert found.line.dtype == np.int64
    assert found.notes == ["r.csv: 1 of 2 creators have no engagement rate"]
    names = ("handle", "followers", "engagement_rate", "niche", "fee_usd")
    assert found.columns == {name: name for name in names}


@pytest.mark.parametrize(
    ("meaning", "header"),
    [
        ("handle", h)
        for h in (
            "Handle",
            "ACCOUNT",
            "username",
            "User Name",
            "user-name",
            "creator",
            "Influencer",
            "name",
            "profile",
            "channel",
        )
    ]
    + [
        ("followers", h)
        for h in (
            "Follower Count",
            "followers_count",
            "Followers Count",
            "subscribers",
            "fans",
            "audience",
            "Audience Size",
        )
    ],
)
def test_aliases_of_the_required_columns(read, meaning, header):
    heads = {"handle": "handle", "followers": "followers"} | {meaning: header}
    assert read(",".join(heads.values()) + "\na,7\n").columns[meaning] == header


@pytest.mark.parametrize(
    ("header", "cell", "meaning", "value"),
    [
        ("ER", "0.04", "engagement_rate", 0.04),
        ("Engagement Rate", "0.04", "engagement_rate", 0.04),
        ("Eng. Rate", "4%", "engagement_rate", 0.04),
        ("avg engagement rate", "4 %", "engagement_rate", 0.04),
        ("ER %", "4", "engagement_rate", 0.04),
        ("Engagement Rate (%)", "4%", "engagement_rate", 0.04),
        ("er", "4e-2", "engagement_rate", 0.04),
        ("er", "120%", "engagement_rate", 1.2),
        ("er", "1", "engagement_rate", 1.0),
        ("fee", "$1,500", "fee_usd", 1500.0),
        ("Price", "12.50", "fee_usd", 12.5),
        ("rate_usd", "1.5k", "fee_usd", 1500.0),
        ("cost", "0", "fee_usd", 0.0),
        ("Price per post", "7", "fee_usd", 7.0),
        ("Fee (USD)", "7", "fee_usd", 7.0),
        ("price usd", "7", "fee_usd", 7.0),
        ("Category", "Food", "niche", "Food"),
        ("topic", "Food", "niche", "Food"),
        ("vertical", "Food", "niche", "Food"),
        ("commerceCategory", "none", "niche", None),
        ("community", "7.0", "niche", "7.0"),
    ],
)
def test_aliases_and_forms_of_the_other_columns(read, header, cell, meaning, value):
    found = read(f'handle,followers,{header}\na,100,"{cell}"\n')
    assert found.columns[meaning] == header
    got = getattr(found, meaning)[0]
    assert got == (pytest.approx(value, rel=1e-15) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("text", "followers"),
    [
        ("1234", 1234),
        ("1,234", 1234),
        ("12,345,678", 12_345_678),
        ("1.5k", 1500),
        ("1.5K", 1500),
        ("2.3M", 2_300_000),
        ("1b", 10**9),
        ("10000000000", 10**10),
        ("0.5k", 500),
    ],
)
def test_forms_of_followers(read, text, followers):
    assert read(f'handle,followers\na,"{text}"\n').followers.tolist() == [followers]


@pytest.mark.parametrize(
    ("header", "cells", "rate"),
    [
        ("avg_likes", "5", 0.05),
        ("Average Likes", "5.5", 0.055),
        ("likes per post", "5", 0.05),
        ("likes", "5", 0.05),
        ("avg_likes,avg_comments", "5,1", 0.06),
        ("avg_likes,avg_comments", "5,", 0.05),
        ("total_likes,total_videos", "50,10", 0.05),
        ("Total Likes,posts", "50,10", 0.05),
        ("total_likes,Videos", "50,10", 0.05),
        ("total_likes,total_posts,average comments", "50,10,1", 0.06),
        ("total_likes,total_posts,avg_likes", "50,10,7", 0.07),
        ("total_likes,total_posts,avg_likes", "50,10,", 0.05),
        ("engagement_rate,avg_likes", "0.01,5", 0.01),
        ("engagement_rate,avg_likes", ",5", 0.05),
        ("total_likes,total_posts", "50,0", np.nan),
        ("total_likes,total_posts", ",10", np.nan),
        ("total_likes", "50", np.nan),
        ("avg_comments", "5", np.nan),
        ("avg_likes", "300", 3.0),
        ("avg_likes", "1000", 10.0),
        ("avg_likes", "1001", 10.0),
    ],
)
def test_rate_is_its_own_column_or_engagements_over_followers(read, header, cells, rate):
    found = read(f"handle,followers,{header}\na,100,{cells}\n")
    np.testing.assert_array_equal(found.engagement_rate, [rate])


def test_notes_on_rates(read):
    found = read("handle,followers,likes\na,10,11\nb,10,101\nc,10,\nd,0,5\n")
    assert found.notes == [
        "r.csv: 2 of 4 creators have no engagement rate",
        "r.csv: 2 of 4 creators have more than one engagement per follower and post",
        "r.csv: 1 rates above 10 are taken as 10",
        'r.csv: 1 of 4 creators have 0 followers: "d"',
    ]


def test_the_exact_name_wins_over_an_alias(read):
    found = read("Name,Handle,Followers,Fans\nAnna,anna1,7,8\n")
    assert (found.handle, found.followers.tolist()) == (["anna1"], [7])


def test_handles_are_normalised(read):
    assert read(HEAD + "@Zoe\u0308,7\n").handle == ["Zo\u00eb"]


def test_handles_of_mixed_scripts_are_noted(read):  # the second "a" is Cyrillic
    found = read(HEAD + "ann\u0430,7\n\u0430\u043d\u043d\u0430,8\n\u65e5\u672c\u306e,9\n")
    assert found.notes[-1] == 'r.csv: 1 handles mix look-alike scripts: "ann\u0430"'


# What is refused


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "r.csv: empty; a header with handle and followers is required"),
        (HEAD, "r.csv: no creators below the header"),
        (
            "handle,followers %\n",
            'r.csv:1: no column for followers; columns are "handle", "followers %"; '
            'is "followers%" meant as "followers"?',
        ),
    ],
)
def test_headers_that_are_refused(read, content, expected):
    assert message(read, content) == expected


FORMS = "is not a number of followers; write 1234, 1,234, 1.5k or 2.3M"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", f'"" {FORMS}'),
        ("1_000", f'"1_000" {FORMS}'),
        ("\uff11\uff12", f'"\uff11\uff12" {FORMS}'),
        ("\u0661\u0662", f'"\u0661\u0662" {FORMS}'),
        ("nan", f'"nan" {FORMS}'),
        ("inf", f'"inf" {FORMS}'),
        ("1e400", f'"1e400" {FORMS}'),
        ("-5", f'"-5" {FORMS}'),
        ("12.5", f'"12.5" {FORMS}'),
        ("1.234", f'"1.234" {FORMS}'),
        ("1,23", f'"1,23" {FORMS}'),
        ("1,234k", f'"1,234k" {FORMS}'),
        ("1.5\u212a", f'"1.5\u212a" {FORMS}'),  # the Kelvin sign lowers to k
        ("\x1b[31m5", f'"\\x1b[31m5" {FORMS}'),
        ("1.2345k", '"1.2345k" is not a whole number of followers'),
        ("10000000001", '"10000000001" is out of range; 0 to 10,000,000,000'),
        ("9" * 5000, f'"{"9" * 57}..." is out of range; 0 to 10,000,000,000'),
    ],
)
def test_followers_that_are_refused(read, cell, expected):
    content = f'account,Follower Count\nanna,7\nbert,"{cell}"\n'
    assert message(read, content) == f"r.csv:3: Follower Count: {expected}"


AMOUNT = "is not an amount; write 1234, 1,234, 12.50, 1.5k or 2.3M (0 to 1,000,000,000,000)"


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("er", "4.5", '"4.5" is above 1; write 0.045 or 4.5% if per cent is meant'),
        ("er", "4,5%", '"4,5%" is not a rate; write 0.042 or 4.2%'),
        ("er", "-0.1", '"-0.1" is not a rate; write 0.042 or 4.2%'),
        ("er", "nan", '"nan" is not a rate; write 0.042 or 4.2%'),
        ("er", "1e400", '"1e400" is out of range; 0 to 1, or 0% to 1000%'),
        ("er", "1001%", '"1001%" is out of range; 0 to 1, or 0% to 1000%'),
        ("ER %", "1001", '"1001" is out of range; 0 to 1, or 0% to 1000%'),
        ("price", "-3", f'"-3" {AMOUNT}'),
        ("price", "\u20ac5", f'"\u20ac5" {AMOUNT}'),
        ("price", "nan", f'"nan" {AMOUNT}'),
        ("price", "1e5", f'"1e5" {AMOUNT}'),
        ("price", "1001b", '"1001b" is out of range; 0 to 1,000,000,000,000'),
        ("likes", "$5", f'"$5" {AMOUNT}'),
        ("total_likes", "-5", f'"-5" {AMOUNT}'),
        ("posts", "ten", f'"ten" {AMOUNT}'),
        ("exclusive", "8", "8 are more than all 7 followers"),
        ("exclusive", "-1", f'"-1" {AMOUNT}'),
        ("exclusive_share", "1.2", '"1.2" is not a share; write 0.4 or 40%'),
        ("exclusive_share", "101%", '"101%" is not a share; write 0.4 or 40%'),
        ("exclusive_share", "some", '"some" is not a share; write 0.4 or 40%'),
        ("niche", "a\u202eb", '"a\\u202eb" holds the invisible character U+202E'),
    ],
)
def test_other_cells_that_are_refused(read, header, cell, expected):
    content = f'handle,followers,{header}\nanna,7,"{cell}"\n'
    assert message(read, content) == f"r.csv:2: {header}: {expected}"


def test_exclusive_followers_are_a_number_or_a_share(read):
    head = "handle,followers,exclusive,exclusive_share%\n"
    found = read(head + "anna,1000,250,\nbert,1000,,40\ncy,1000,,12%\ndan,1000,,\neve,1000,300,30\n")
    np.testing.assert_array_equal(found.exclusive, [250.0, 400.0, 120.0, np.nan, 300.0])
    assert np.isnan(read("handle,followers\nanna,1000\n").exclusive).all()


def test_a_number_and_a_share_that_contradict_each_other_are_refused(read):
    content = "handle,followers,exclusive,exclusive_share\nanna,1000,250,0.4\n"
    expected = "r.csv:2: exclusive: 250 and a share of 0.4 of 1,000 contradict each other"
    assert message(read, content) == expected


def test_a_wrong_amount_is_refused_where_the_rate_does_not_need_it(read):
    content = "handle,followers,er,likes\nanna,7,0.1,many\n"
    assert message(read, content) == f'r.csv:2: likes: "many" {AMOUNT}'


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (",7\n", "r.csv:2: handle: empty; every creator needs a handle"),
        ("@,7\n", "r.csv:2: handle: empty; every creator needs a handle"),
        ("a" * 257 + ",7\n", f'r.csv:2: handle: "{"a" * 57}..." has 257 characters; at most 256'),
        ("anna,7\n@ANNA,8\n", 'r.csv:3: handle: "ANNA" is the same creator as "anna" on line 2'),
        ("Zo\u00eb,7\nzoe\u0308,8\n", 'r.csv:3: handle: "zo\u00eb" is the same creator as "Zo\u00eb" on line 2'),
        ("an\u200bna,7\n", 'r.csv:2: handle: "an\\u200bna" holds the invisible character U+200B'),
        ("\u202eanna,7\n", 'r.csv:2: handle: "\\u202eanna" holds the invisible character U+202E'),
        ("an\x1bna,7\n", 'r.csv:2: handle: "an\\x1bna" holds the invisible character U+001B'),
    ],
)
def test_handles_that_are_refused(read, rows, expected):
    assert message(read, HEAD + rows) == expected


def test_the_longest_handle_is_accepted(read):
    assert read(HEAD + "a" * 256 + ",7\n").handle == ["a" * 256]


def test_several_errors_are_told_at_once(read):
    with pytest.raises(InputErrors) as caught:
        read("handle,followers\nanna,x\n,7\nbert,8\n")
    assert str(caught.value).split("\n") == [
        f'r.csv:2: followers: "x" {FORMS}',
        "r.csv:3: handle: empty; every creator needs a handle",
    ]


def test_errors_stop_after_twenty(read):
    with pytest.raises(InputErrors) as caught:
        read(HEAD + ",7\n" * 100)
    told = str(caught.value).split("\n")
    assert len(told) == 21
    assert told[19] == "r.csv:21: handle: empty; every creator needs a handle"
    assert told[20] == "r.csv: stopped after 20 errors"


def test_too_many_creators(read, monkeypatch):
    monkeypatch.setattr(roster, "MOST_CREATORS", 2)
    assert len(read(HEAD + "a,1\nb,1\n").handle) == 2
    assert message(read, HEAD + "a,1\nb,1\nc,1\n") == "r.csv:4: more than 2 creators"


def test_a_creator_bigger_than_the_world(read):
    found = read("handle,Fans\nanna,7\nbert,9\n")
    roster.refuse_beyond(found, 9, Path("r.csv"))
    with pytest.raises(InputError) as caught:
        roster.refuse_beyond(found, 8, Path("r.csv"))
    assert str(caught.value) == 'r.csv:3: Fans: "bert" has 9 followers; world.people is 8'


# Anything at all

HEADERS = st.sampled_from([*roster.MEANINGS, "er %", "name", "posts", "", "x", '"', "handle;followers"])
CELLS = st.one_of(st.text(max_size=12), st.sampled_from(["7", "1.5k", "1,234", "4.2%", "$5", "0", "@a", '"']))
TABLES = st.builds(
    lambda head, rows, end: end.join(",".join(row) for row in [head, *rows]).encode("utf-8", "surrogatepass"),
    st.lists(HEADERS, max_size=5).map(lambda more: ["handle", "followers", *more]),
    st.lists(st.lists(CELLS, min_size=2, max_size=7), max_size=4),
    st.sampled_from(["\n", "\r\n", "\r"]),
)


@settings(
    max_examples=300, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.one_of(st.binary(max_size=99), TABLES, st.binary(max_size=99).map(HEAD.encode().__add__)))
def test_any_bytes_are_a_roster_or_an_input_error(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    try:
        found = roster.read(path)
    except InputError as error:
        assert all(line.startswith(str(path)) and line.isprintable() for line in str(error).split("\n"))
        return
    assert len(found.handle) == len(set(found.handle)) == len(found.followers) > 0
    assert (found.followers >= 0).all()
    assert (found.followers <= roster.MOST_FOLLOWERS).all()
    rates, fees = found.engagement_rate, found.fee_usd
    assert (np.isnan(rates) | ((rates >= 0) & (rates <= roster.HIGHEST_RATE))).all()
    assert (np.isnan(fees) | ((fees >= 0) & (fees <= roster.MOST_USD))).all()


# Shipped and lifelike rosters


def test_the_example_is_forty_creators_of_ten_niches():
    found = roster.read(ROOT / "configs" / "my_roster.csv")
    assert len(found.handle) == 40
    assert (found.followers.min(), found.followers.max()) == (800, 1_200_000)
    assert {niche for niche in found.niche if niche} == {
        "beauty",
        "fashion",
        "fitness",
        "food",
        "gaming",
        "home",
        "music",
        "parenting",
        "tech",
        "travel",
    }
    assert np.isnan(found.fee_usd).sum() == 9
    assert found.engagement_rate[2] == 0.039


def test_a_roster_with_likes_and_videos_in_total():
    """Engagement falls with size and spreads widely, and a few rates are more than a follower can give."""
    found = roster.read(VIDEO_CREATORS)
    with VIDEO_CREATORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rates = [int(row["total_likes"]) / int(row["total_videos"]) / int(row["followers"]) for row in rows]
    assert found.handle == [row["account"].removeprefix("@") for row in rows]
    assert found.followers.tolist() == [int(row["followers"]) for row in rows]
    np.testing.assert_allclose(found.engagement_rate, np.minimum(rates, 10.0), rtol=1e-12)
    above_one, above_ten = (sum(rate > most for rate in rates) for most in (1.0, 10.0))
    assert above_one > above_ten > 0
    assert [note.removeprefix(f"{VIDEO_CREATORS}: ") for note in found.notes] == [
        'columns not used: "continent", "region", "language", "tier", "verified", "commerceUser", "following"',
        f"{above_one} of 300 creators have more than one engagement per follower and post",
        f"{above_ten} rates above 10 are taken as 10",
    ]
