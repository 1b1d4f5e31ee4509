"""Names of columns: exports of common tools and languages come to what they mean."""

import pytest

from sim.tables.reading.headers import normal, places_of, read_header
from sim.tables.roster_columns import FEES, KINDS, LOOKALIKES, MEANINGS, POSTED


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Influencer Handle Username", None),
        ("instagramUsername", "handle"),
        ("Nom d'utilisateur", "handle"),
        ("\u30e6\u30fc\u30b6\u30fc\u540d", "handle"),
        ("Subscriber Count", "followers"),
        ("Followerzahl", "followers"),
        ("Seguidores", "followers"),
        ("N\u00ba de seguidores", "followers"),
        ("\uad6c\ub3c5\uc790 \uc218", "followers"),
        ("\u7c89\u4e1d\u6570", "followers"),
        ("Avg. Engagement Rate (%)", "engagement_rate"),
        ("Tasa de interacci\u00f3n", "engagement_rate"),
        ("Durchschnittliche Likes", "avg_likes"),
        ("Likes (avg)", "avg_likes"),
        ("heartCount", "total_likes"),
        ("videoCount", "total_posts"),
        ("Media Count", "total_posts"),
        ("Avg Reels Plays", "avg_views"),
        ("Commerce Category", "niche"),
        ("Kategorie", "niche"),
        ("Preis pro Post (EUR)", "fee_usd"),
        ("Prix par post", "fee_usd"),
        ("Rate per Post", "fee_usd"),
    ],
)
def test_what_headers_mean(header, meaning):
    assert next(iter(places_of([read_header(header)], MEANINGS)), None) == meaning


def test_every_name_is_written_as_it_is_looked_up():
    names = [name for aliases in MEANINGS.values() for name in aliases]
    assert [name for name in names if normal(name) != name] == []
    assert set(FEES) < set(MEANINGS["fee_usd"])
    assert all(fee + per in MEANINGS["fee_usd"] for fee in FEES for per in POSTED)


def test_no_name_means_two_things():
    seen = [name for meaning, aliases in MEANINGS.items() for name in {meaning, *aliases}]
    assert len(seen) == len(set(seen))


def test_numbers_and_lookalikes_are_of_known_columns():
    assert KINDS.keys() | LOOKALIKES.keys() <= MEANINGS.keys()
