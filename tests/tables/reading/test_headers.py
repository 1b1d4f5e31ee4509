"""Headers: words, units and languages of exports come to the meanings that they have."""

import pytest

from sim.errors import InputError
from sim.tables.reading.headers import chosen_places, forms, normal, places_of, read_header, unknown_money

MEANINGS = {"handle": ("username", "name"), "followers": ("fans", "abonnes"), "avg_likes": ()}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("followersCount", "followers_count"),
        ("Avg. Likes", "avg_likes"),
        ("# posts", "posts"),
        ("Abonn\u00e9s", "abonnes"),
        ("Gr\u00f6\u00dfe", "grosse"),
        ("\ud314\ub85c\uc6cc \uc218", "\ud314\ub85c\uc6cc_\uc218"),
        ("User-Name", "user_name"),
    ],
)
def test_words_of_headers(text, name):
    assert normal(text) == name


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("Price per Post (USD)", "price_per_post", (False, "USD", 1.0)),
        ("Fee [EUR]", "fee", (False, "EUR", 1.0)),
        ("price_usd", "price", (False, "USD", 1.0)),
        ("Price \u20ac", "price", (False, "EUR", 1.0)),
        ("ER %", "er", (True, "", 1.0)),
        ("Engagement Rate (in percent)", "engagement_rate", (True, "", 1.0)),
        ("engagement_pct", "engagement", (True, "", 1.0)),
        ("Followers (in millions)", "followers", (False, "", 1e6)),
        ("Likes (total)", "likes_total", (False, "", 1.0)),
        ("(none)", "none", (False, "", 1.0)),
    ],
)
def test_units_in_headers(text, name, unit):
    header = read_header(text)
    assert (header.name, (header.is_percent, header.currency, header.scale)) == (name, unit)


@pytest.mark.parametrize(
    ("text", "name", "scale"),
    [("Rate in %", "rate", 1.0), ("Gage in EUR", "gage", 1.0), ("Rate (\u2030)", "rate", 0.1),
     ("made in", "made_in", 1.0)],
)  # fmt: skip
def test_a_word_before_a_unit_is_no_name(text, name, scale):
    assert (read_header(text).name, read_header(text).scale) == (name, scale)


def test_unknown_currencies_are_told():
    assert [unknown_money(f"Fee ({unit})") for unit in ("pesos", "R$", "NT$", "AVG", "per post", "QQQ")] == [
        "pesos", "", "", "", "", "QQQ"
    ]  # fmt: skip


def test_likes_of_several_posts_are_not_likes_of_one():
    assert read_header("Likes (last 12 posts)").name == "likes_last_12_posts"
    assert read_header("Avg likes (last 12 posts)").name == "avg_likes"


def test_a_platform_before_a_meaning_counts_where_there_is_only_one():
    assert places("Handle", "Instagram Fans", "Instagram avg likes") == {
        "handle": [0], "followers": [1], "avg_likes": [2]
    }  # fmt: skip
    assert "followers" not in places("Handle", "Instagram Fans", "TikTok Fans")


@pytest.mark.parametrize(
    ("name", "form"),
    [("num_followers", "followers"), ("follower_count", "follower"), ("likes_durchschnitt", "avg_likes"),
     ("number_of_posts", "posts"), ("average_likes", "avg_likes")],
)  # fmt: skip
def test_words_that_count_or_average_are_known(name, form):
    assert form in forms(name)


def places(*names):
    return places_of([read_header(name) for name in names], MEANINGS)


def test_the_preferred_name_comes_first():
    assert places("Name", "Username", "Abonn\u00e9s") == {"handle": [1, 0], "followers": [2]}
    assert places("name", "handle", "fans")["handle"] == [1, 0]


def test_columns_are_named_by_hand():
    header = [read_header(name) for name in ("Who", "How many")]
    assert chosen_places(header, {"handle": "who"}, MEANINGS) == {"handle": 0}
    with pytest.raises(InputError, match='--column: no column "Whom"; columns are "Who", "How many"'):
        chosen_places(header, {"handle": "Whom"}, MEANINGS)
    with pytest.raises(InputError, match='--column: no meaning "handel"; is "handle" meant'):
        chosen_places(header, {"handel": "Who"}, MEANINGS)
