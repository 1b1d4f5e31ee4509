"""Rosters: every documented form is read, everything else is refused by its exact message."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import FileProblem, InputError, InputErrors
from sim.tables import roster
from sim.tables.reading.header_table import ReadingChoices
from sim.tables.roster_columns import MEANINGS
from tests.invented import VIDEO_CREATORS

ROOT = Path(__file__).parents[2]
HEAD = "handle,followers\n"


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read what is given as the file r.csv, so that messages begin with that name."""
    monkeypatch.chdir(tmp_path)

    def reader(content, strict=False, **choices):
        path = Path("r.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return roster.read(path, ReadingChoices(**choices), strict)

    return reader


def message(read, content, **choices):
    with pytest.raises(InputError) as caught:
        read(content, **choices)
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
    assert found.notes == [
        "r.csv: 1 of 2 creators have no engagement rate; a law of size fills it in",
        "r.csv: 1 of 2 creators have no fee; a law of size fills it in",
    ]
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
        ("er", "1", "engagement_rate", 0.01),
        ("engagementRate", "4.5", "engagement_rate", 0.045),
        ("taux d'engagement", "4,5%", "engagement_rate", 0.045),
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
        ("Price per Post (USD)", "US$ 7", "fee_usd", 7.0),
        ("Preis pro Post", "1.234,50", "fee_usd", 1234.5),
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
        ("12,34,567", 1_234_567),
        ("1.2E+06", 1_200_000),
        ("12000.0", 12_000),
        ("12\u202f000", 12_000),
        ("3,4 Mio", 3_400_000),
        ("1.234,0", 1234),
        ("1'234'567", 1_234_567),
        ("1.2万", 12_000),
        ("2 Lakh", 200_000),
        ("\uff11\uff12", 12),
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
        ("likes,videos", "900,90", 0.1),
        ("likes,videos", "5,90", 0.05),
        ("avg_likes,avg_comments,avg_shares,avg_saves", "5,1,2,1", 0.09),
        ("Engagement average", "6", 0.06),
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
        ("heartCount,videoCount", "50,10", 0.05),
        ("avg_likes", "1000", 10.0),
        ("avg_likes", "1001", 10.0),
    ],
)
def test_rate_is_its_own_column_or_engagements_over_followers(read, header, cells, rate):
    found = read(f"handle,followers,{header}\na,100,{cells}\n")
    np.testing.assert_array_equal(found.engagement_rate, [rate])


def test_notes_on_rates(read):
    found = read("handle,followers,avg_likes\na,10,11\nb,10,101\nc,10,\nd,0,5\n")
    assert found.notes == [
        "r.csv: 1 rates above 10 are taken as 10",
        "r.csv: 2 of 4 creators have no engagement rate; a law of size fills it in",
        "r.csv: REVIEW: 2 of 4 creators have more than 45% engagements per follower and post",
        'r.csv: 1 of 4 creators have 0 followers: "d"',
    ]


@pytest.mark.parametrize(
    ("rows", "rates", "note"),
    [
        ("0.79,746,60,94391\n1.5,688,55,45848", [0.0079, 0.015], "engagements per post over followers say so"),
        ("0.5,,,9\n0.79,,,9\n0.91,,,9", [0.005, 0.0079, 0.0091], "half of all creators would have 79% and more"),
        ("0.79,,,9\n1.5%,,,9\n6.95%,,,9", [0.0079, 0.015, 0.0695], "half of all creators would have 79% and more"),
        ("0.05,,,9\n0.04,,,9\n1.2,,,9", [0.05, 0.04, 1.2], "half of all creators would have next to nothing"),
    ],
)
def test_per_cent_or_fraction_is_for_the_column_to_say(read, rows, rates, note):
    table = [f"c{n},{row}" for n, row in enumerate(rows.split("\n"))]
    found = read("handle,er,avg_likes,avg_comments,followers\n" + "\n".join(table) + "\n")
    assert found.engagement_rate.tolist() == pytest.approx(rates)
    assert any(note in told for told in found.notes)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("handle,followers,er\na,9,0.2\n", '"0.2" may be 0.2% or 20%'),
        ("handle,followers,ER %\na,9,0.034\n", '"0.034" may be 0.034% or 3.4%'),
    ],
)
def test_a_rate_of_two_readings_is_refused_with_both(read, content, expected):
    mend = "; say --unit engagement_rate=percent or --unit engagement_rate=fraction"
    assert message(read, content).endswith(expected + mend)
    assert read(content, units={"engagement_rate": "percent"}).engagement_rate[0] < 0.01


@pytest.mark.parametrize(
    ("content", "fee"),
    [
        ("handle;followers;price\na;12500;1.200\nb;34000;950\n", 1200.0),
        ("handle;followers;price\na;12.500;1.200\nb;34.000;950,50\n", 1200.0),
        ('handle,followers,price\na,12500,"1,200"\n', 1200.0),
        ("handle;followers;er;price\na;12500;3,4%;1.200\n", 1200.0),
        ('handle,followers,er,price\na,12500,3.4%,"1,200"\n', 1200.0),
    ],
)
def test_marks_of_thousands_are_for_the_file_to_say(read, content, fee):
    assert read(content).fee_usd[0] == fee


def test_a_number_of_two_readings_is_refused_with_both(read):
    content = "username;followers;er;price\na;12500;3.4%;1.200\nb;34000;2.1%;950\n"
    expected = 'r.csv:2: price: "1.200" may be 1,200 or 1.2; write numbers without marks for thousands, '
    assert message(read, content).startswith(expected)
    assert read(content, decimal=",").fee_usd.tolist() == [1200.0, 950.0]
    assert read(content, decimal=".").fee_usd.tolist() == [1.2, 950.0]


def test_rows_that_sum_up_others_are_no_creators(read):
    found = read("handle,followers\nann,12000\nben,34000\ncy,8000\nTotal,54000\n\u00d8,18000\n")
    assert found.handle == ["ann", "ben", "cy"]
    assert [note for note in found.notes if "sums up" in note] == [
        'r.csv:5: "Total" sums up other rows, and is left out',
        'r.csv:6: "\u00d8" sums up other rows, and is left out',
    ]
    assert read("handle,followers\nann,12000\nben,34000\ncy,8000\nall,54000\n").handle == ["ann", "ben", "cy"]


def test_a_row_that_cannot_be_used_is_left_out(read):
    content = "handle,followers\nann,12000\nben,N/A\ncy,8000\n"
    found = read(content)
    assert found.handle == ["ann", "cy"]
    assert found.notes[0] == 'r.csv:3: followers: "N/A" is not a number of followers; the row is left out'
    assert message(read, content, strict=True) == 'r.csv:3: followers: "N/A" is not a number of followers'


def test_a_column_that_looks_like_money_is_not_passed_over(read):
    content = "handle,followers,Budget asked\nann,12000,300\n"
    expected = (
        'r.csv:1: Budget asked: looks like fee_usd and is not understood; --column fee_usd="Budget asked" reads it so, '
        "--ignore leaves it out"
    )
    assert message(read, content) == expected
    assert read(content, columns={"fee_usd": "Budget asked"}).fee_usd.tolist() == [300.0]
    assert np.isnan(read(content, ignore=("Budget asked",)).fee_usd).all()


def test_money_in_another_currency_takes_a_rate(read):
    content = "handle,followers,price\nann,12000,\u20ac300\n"
    assert message(read, content).startswith("r.csv: price: money in EUR is reckoned in USD: --rate EUR=")
    found = read(content, rates={"EUR": 1.1})
    assert found.fee_usd.tolist() == [pytest.approx(330.0)]
    assert found.notes == ['r.csv: column "price" is in EUR, taken at 1.1 USD', *found.notes[1:]]
    two = "handle,followers,price\nann,12000,\u20ac300\nben,9,$5\n"
    assert message(read, two) == "r.csv: price: money in several currencies: EUR on line 2 and USD on line 3; " + (
        "write all in one"
    )


def test_one_handle_on_two_platforms_is_two_accounts(read):
    found = read("handle,platform,followers\nann,TikTok,7\nann,YouTube,8\nben,TikTok,9\n")
    assert found.handle == ["ann (TikTok)", "ann (YouTube)", "ben"]


def test_handles_come_out_of_links(read):
    found = read("profile,followers\nhttps://www.instagram.com/ann.b/,7\ntiktok.com/@ben?lang=de,8\n")
    assert found.handle == ["ann.b", "ben"]


def test_the_exact_name_wins_over_an_alias(read):
    found = read("Name,Handle,Followers,Fans\nAnna,anna1,7,8\n")
    assert (found.handle, found.followers.tolist()) == (["anna1"], [7])


def test_handles_are_normalised(read):
    assert read(HEAD + "@Zoe\u0308,7\n").handle == ["Zo\u00eb"]


def test_handles_of_mixed_scripts_are_noted(read):  # the second "a" is Cyrillic
    found = read(HEAD + "ann\u0430,7\n\u0430\u043d\u043d\u0430,8\n\u65e5\u672c\u306e,9\n")
    assert 'r.csv: 1 handles mix look-alike scripts: "ann\u0430"' in found.notes


# What is refused


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "r.csv: empty; a header with handle and followers is required"),
        (HEAD, "r.csv: no creators below the header"),
        (
            "handle,folowers\n",
            'r.csv:1: no column for followers; columns are "handle", "folowers"; is "folowers" meant? '
            '--column followers="folowers" says so',
        ),
    ],
)
def test_headers_that_are_refused(read, content, expected):
    assert message(read, content) == expected


COUNT = "is no count; write 1234, 1,234 or 1.2k"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", '"" is not a number of followers'),
        ("nan", '"nan" is not a number of followers'),
        ("1_000", f'"1_000" {COUNT}'),
        ("\u0661\u0662", f'"\u0661\u0662" {COUNT}'),
        ("inf", f'"inf" {COUNT}'),
        ("4%", f'"4%" {COUNT}'),
        ("1,23,4", f'"1,23,4" {COUNT}'),
        ("$5", f'"$5" is money, no {COUNT[6:]}'),
        ("-5", '"-5" is negative; 0 or more'),
        ("2.3mil", '"2.3mil" may be thousand or million; write k or M'),
        ("1.5\u212a", f'"1.5\u212a" {COUNT}'),  # the Kelvin sign lowers to k
        ("\x1b[31m5", f'"\\x1b[31m5" {COUNT}'),
        ("12.5", '"12.5" is not a whole number of followers'),
        ("1.2345k", '"1.2345k" is not a whole number of followers'),
        ("1e400", '"1e400" is out of range; 0 to 10,000,000,000'),
        ("10000000001", '"10000000001" is out of range; 0 to 10,000,000,000'),
        ("9" * 5000, f'"{"9" * 57}..." is out of range; 0 to 10,000,000,000'),
    ],
)
def test_followers_that_are_refused(read, cell, expected):
    content = f'account,Follower Count\nanna,7\nbert,"{cell}"\n'
    assert message(read, content, strict=True) == f"r.csv:3: Follower Count: {expected}"


AMOUNT = "is no amount; write 1234, 12.50, $1,200 or 1.2k"
MEAN = "is no number; write 1234.5, 1,234 or 1.2k"
SHARE = "is no share or rate; write 0.042 or 4.2%"


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("er", "-0.1", '"-0.1" is negative; 0 or more'),
        ("er", "high", f'"high" {SHARE}'),
        ("price", "-3", '"-3" is negative; 0 or more'),
        ("price", "$100-$200", f'"$100-$200" {AMOUNT}'),
        ("price", "4%", f'"4%" {AMOUNT}'),
        ("price", "1001b", '"1001b" is out of range; 0 to 1,000,000,000,000'),
        ("likes", "$5", '"$5" is money, no number; write 1234.5, 1,234 or 1.2k'),
        ("total_likes", "-5", '"-5" is negative; 0 or more'),
        ("avg_likes", "ten", f'"ten" {MEAN}'),
        ("posts", "ten", f'"ten" {COUNT}'),
        ("exclusive", "8", '"8" are more than all 7 followers'),
        ("exclusive_share", "101%", '"101%" are more than all 7 followers'),
        ("exclusive_share", "some", f'"some" {SHARE}'),
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


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (",7\n", "r.csv:2: handle: empty; every creator needs a handle"),
        ("@,7\n", 'r.csv:2: handle: "@" holds no handle'),
        ("a" * 257 + ",7\n", f'r.csv:2: handle: "{"a" * 57}..." has 257 characters; at most 256'),
        ("anna,7\n@ANNA,8\n", 'r.csv:3: handle: "ANNA" is the same creator as "anna" on line 2'),
        ("Zo\u00eb,7\nzoe\u0308,8\n", 'r.csv:3: handle: "zo\u00eb" is the same creator as "Zo\u00eb" on line 2'),
        ("anna,7\nan\u200bna,8\n", 'r.csv:3: handle: "anna" is the same creator as "anna" on line 2'),
        ("an\x1bna,7\n", 'r.csv:2: handle: "an\\x1bna" holds a control character'),
    ],
)
def test_handles_that_are_refused(read, rows, expected):
    assert message(read, HEAD + rows, strict=True) == expected


def test_what_cannot_be_seen_is_no_part_of_a_name(read):
    found = read("handle,followers,niche\n\u202eanna,7,a\u202eb\n\U0001f469\u200d\U0001f373 Ana,8,\n")
    assert found.handle == ["anna", "\U0001f469\u200d\U0001f373 Ana"]
    assert found.niche == ["ab", None]


def test_the_longest_handle_is_accepted(read):
    assert read(HEAD + "a" * 256 + ",7\n").handle == ["a" * 256]


def test_several_errors_are_told_at_once(read):
    with pytest.raises(InputErrors) as caught:
        read("handle,followers\nanna,x\n,7\nbert,8\n")
    assert str(caught.value).split("\n") == [
        f'r.csv:2: followers: "x" {COUNT}',
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
    assert message(read, HEAD + "a,1\nb,1\nc,1\n") == "r.csv: more than 2 creators"


def test_a_creator_bigger_than_the_world(read):
    found = read("handle,Fans\nanna,7\nbert,9\n")
    roster.refuse_beyond(found, 9, Path("r.csv"))
    with pytest.raises(InputError) as caught:
        roster.refuse_beyond(found, 8, Path("r.csv"))
    assert str(caught.value) == 'r.csv:3: Fans: "bert" has 9 followers; world.people is 8'


# Anything at all

HEADERS = st.sampled_from([*MEANINGS, "er %", "name", "posts", "", "x", '"', "handle;followers"])
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
    except (InputError, FileProblem) as error:
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
    unusual, above_ten = (sum(rate > most for rate in rates) for most in (0.45, 10.0))
    assert unusual > above_ten > 0
    assert [note.removeprefix(f"{VIDEO_CREATORS}: ") for note in found.notes] == [
        'columns not used: "continent", "region", "language", "tier", "verified", "commerceUser", "following"',
        f"{above_ten} rates above 10 are taken as 10",
        f"REVIEW: {unusual} of 300 creators have more than 45% engagements per follower and post",
    ]
