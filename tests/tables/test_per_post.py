"""Likes and views per post: means, totals, and columns that do not say which."""

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables import roster_columns
from sim.tables.per_post import PerPost
from sim.tables.reading.header_table import numbers_of, read_table


@pytest.fixture
def per_post(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def reader(header, *rows):
        Path("t.csv").write_text(
            "\n".join([f"handle,followers,{header}", *(f"c{n},1000,{row}" for n, row in enumerate(rows))])
        )
        table = read_table(Path("t.csv"), 10**6, roster_columns.MEANINGS, ("handle",))
        return PerPost(table, numbers_of(table, roster_columns.KINDS), np.full(len(rows), 1000.0))

    return reader


@pytest.mark.parametrize(
    ("header", "row", "likes"),
    [
        ("avg_likes", "30", 30.0),
        ("total_likes,posts", "3000,100", 30.0),
        ("avg_likes,total_likes,posts", ",3000,100", 30.0),
        ("likes", "30", 30.0),
        ("likes,posts", "3000,100", 30.0),
        ("likes,posts", "30,100", 30.0),
        ("likes,avg_likes", "9000,30", 30.0),
        ("total_likes,posts", "3000,0", np.nan),
    ],
)
def test_likes_are_per_post(per_post, header, row, likes):
    np.testing.assert_array_equal(per_post(header, row).mean_of("likes"), [likes])


def test_what_a_column_was_taken_for_is_said(per_post):
    found = per_post("likes,posts", "3000,100", "2000,100")
    found.mean_of("likes")
    assert found.notes == ['column "likes" is taken as the total over "posts": 2.5 per follower']


@pytest.mark.parametrize(("header", "row"), [("likes,posts", "100,10"), ("likes", "9000")])
def test_two_readings_are_refused_with_both(per_post, header, row):
    with pytest.raises(InputError, match='may be per post or of all posts; say --column avg_likes="likes" or --column'):
        per_post(header, row).mean_of("likes")


def test_engagements_add_up_what_is_known(per_post):
    assert per_post("avg_likes,avg_comments,avg_saves", "30,5,").engagements().tolist() == [35.0]
    assert per_post("avg_engagements,avg_likes", "50,30").engagements().tolist() == [50.0]
    assert np.isnan(per_post("avg_comments", "5").engagements()).all()


def test_views_may_be_beyond_followers(per_post):
    assert per_post("views", "5000").mean_of("views").tolist() == [5000.0]
