"""Past campaigns from a file: what is understood, and what is refused by line and column."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables import campaigns as past

HEAD = "creator,followers,posts,reach,impressions,engagements,clicks,sales\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("creator,followers\na,5\n", "no column for posts"),
        ("creator,followers,posts\na,5,1\n", "needs one of reach, impressions, engagements, clicks, sales"),
        (HEAD, "no campaigns below the header"),
        (HEAD + "a,0,1,,,,,\n", 'p.csv:2: followers: "0" must be 1 or more'),
        (HEAD + "a,,1,,,,,\n", "followers:"),
        (HEAD + "a,100,0,,,,,\n", "posts:"),
        (HEAD + "a,100,20000,,,,,\n", "posts: \"20000\" is out of range; 1 to 10,000"),
        (HEAD + "a,100,1,0,40,,,\n", 'reach: "0" must be 1 or more; leave the cell empty'),
        (HEAD + "a,100,1,,40,,500,\n", "500 clicks of 40 impressions"),
        (HEAD + "a,100,1,50,40,,,\n", "50 people reached with 40 impressions"),
        (HEAD + "a,100,1,,,,3,4\n", "4 sales of 3 clicks"),
        (HEAD + "a,100,1,-5,,,,\n", '"-5" is not a count'),
        (HEAD + "a,100,1,1e3,,,,\n", '"1e3" is not a count'),
        (HEAD + "a,100,1,9999999999999999,,,,\n", "is out of range"),
        (HEAD + "a,100,1\n", "3 fields where the header has 8"),
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
    with pytest.raises(InputError, match='"yesterday" is not a date; write 2026-11-30, or nothing'):
        past.read(tmp_path / "p.csv", strict=True)


def test_a_single_campaign_is_said(tmp_path):
    (tmp_path / "p.csv").write_text("followers,posts,reach,date\n9,1,3,2026-01-01\n")
    assert past.read(tmp_path / "p.csv").notes == (
        f"{tmp_path / 'p.csv'}: a single campaign: it cannot tell how much campaigns differ, nor a law of size",
    )
