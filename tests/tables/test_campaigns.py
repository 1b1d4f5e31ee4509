"""Past campaigns from a file: what is understood, and what is refused by line and column."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables import campaigns as past

HEAD = "creator,followers,posts,reach,impressions,engagements,clicks,sales\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("creator,followers\na,5\n", "nothing was measured"),
        ("creator,followers,posts\na,5,1\n", "needs one of reach, impressions, engagements, clicks, sales"),
        (HEAD, "no campaigns below the header"),
        (HEAD + "a,0,1,,,,,\n", 'p.csv:2: followers: "0" must be 1 or more'),
        (HEAD + "a,,1,,,,,\n", "followers:"),
        (HEAD + "a,100,0,,,,,\n", "posts:"),
        (HEAD + "a,100,20000,,,,,\n", "posts: 20,000 is out of range; 1 to 10,000"),
        (HEAD + "a,100,1,0,40,,,\n", 'reach: "0" must be 1 or more; leave the cell empty'),
        (HEAD + "a,100,1,,40,,500,\n", "500 clicks of 40 impressions"),
        (HEAD + "a,100,1,50,40,,,\n", "50 people reached with 40 impressions"),
        (HEAD + "a,100,1,-5,,,,\n", '"-5" is negative; 0 or more'),
        (HEAD + "a,100,1,many,,,,\n", '"many" is no count; write 1234, 1,234 or 1.2k'),
        (HEAD + "a,100,1,9999999999999999,,,,\n", "is out of range"),
        (HEAD + "a,100,1,2,3,4,5,6,7\n", "9 cells where the header has 8"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_by_line_and_column(tmp_path, text, message):
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(InputError) as refused:
        past.read(tmp_path / "p.csv")
    assert message in str(refused.value)


def test_usual_headers_and_empty_cells_are_understood(tmp_path):
    (tmp_path / "p.csv").write_text('Handle;Follower count;Posts;Views;Orders\nann;"1,200";2;300;\nben;900;1;-;4\n')
    found = past.read(tmp_path / "p.csv")
    assert found.creator == ["ann", "ben"]
    assert found.followers.tolist() == [1200.0, 900.0]
    assert list(found.measured) == ["impressions", "sales"]
    assert np.isnan(found.measured["impressions"][1])
    assert found.measured["sales"][1] == 4.0


def test_columns_that_say_nothing_are_told(tmp_path):
    (tmp_path / "p.csv").write_text("followers,posts,reach,engagments\n1000,1,300,9\n")
    assert f'{tmp_path / "p.csv"}: columns not used: "engagments"' in past.read(tmp_path / "p.csv").notes


@pytest.mark.parametrize(
    ("dates", "note"),
    [
        (["", ""], "no dates, so what has changed over time cannot be told; a column date would say when"),
        (["2026-01-01", ""], "1 of 2 campaigns have no date: they are taken as of the mean one"),
    ],
)
def test_missing_dates_are_said(tmp_path, dates, note):
    rows = "".join(f"1000,1,300,{date}\n" for date in dates)
    (tmp_path / "p.csv").write_text("followers,posts,reach,date\n" + rows)
    assert past.read(tmp_path / "p.csv").notes == (f"{tmp_path / 'p.csv'}: {note}",)


def test_dates_count_back_from_the_last_campaign(tmp_path):
    (tmp_path / "p.csv").write_text("followers,posts,reach,date\n9,1,3,2025-01-01\n9,1,3,2026-01-01\n9,1,3,\n")
    years = past.read(tmp_path / "p.csv").years
    assert years == pytest.approx([-365 / 365.25, 0.0, -0.5 * 365 / 365.25])


def test_a_bad_date_is_named(tmp_path):
    (tmp_path / "p.csv").write_text("followers,posts,reach,date\n9,1,3,yesterday\n")
    with pytest.raises(InputError, match='"yesterday" is no date; write 2027-03-01, or nothing'):
        past.read(tmp_path / "p.csv", strict=True)


def test_a_single_campaign_is_said(tmp_path):
    (tmp_path / "p.csv").write_text("followers,posts,reach,date\n9,1,3,2026-01-01\n")
    assert past.read(tmp_path / "p.csv").notes == (
        f"{tmp_path / 'p.csv'}: a single campaign: it cannot tell how much campaigns differ, nor a law of size",
    )


def read(tmp_path, text):
    (tmp_path / "p.csv").write_text(text)
    found = past.read(tmp_path / "p.csv")
    notes = [note.removeprefix(f"{tmp_path / 'p.csv'}") for note in found.notes]
    return found, [note for note in notes if "no dates" not in note and "a single campaign" not in note]


def test_a_row_without_posts_is_a_post(tmp_path):
    found, notes = read(tmp_path, "followers,impressions\n1000,300\n")
    assert found.posts.tolist() == [1.0]
    assert notes == [": no column for posts; each row is taken as one post"]


def test_likes_comments_and_saves_add_up(tmp_path):
    found, notes = read(tmp_path, "followers,posts,likes,comments,saves\n1000,1,30,5,\n2000,1,,,\n")
    np.testing.assert_array_equal(found.measured["engagements"], [35.0, np.nan])
    assert notes == [": engagements are likes, comments, saves added up"]


def test_codes_bring_sales_without_clicks(tmp_path):
    found, notes = read(tmp_path, "followers,posts,clicks,sales\n1000,1,3,4\n")
    assert found.measured["sales"].tolist() == [4.0]
    assert notes == [": 1 rows have more sales than clicks, as codes bring them"]


def test_totals_are_no_campaign_and_repeated_rows_are_told(tmp_path):
    found, notes = read(tmp_path, "creator,followers,posts,reach\nann,12.5k,1,300\nann,12.5k,1,300\nTotal,25k,2,600\n")
    assert found.followers.tolist() == [12500.0, 12500.0]
    assert notes == [": 1 rows say what another says", ':4: "Total" sums up other rows, and is left out']


def test_thousands_by_dots_are_told_from_decimals(tmp_path):
    found, _ = read(tmp_path, "handle;followers;posts;reach\na;12.000;1;5.000\n")
    assert (found.followers.tolist(), found.measured["reach"].tolist()) == ([12000.0], [5000.0])
