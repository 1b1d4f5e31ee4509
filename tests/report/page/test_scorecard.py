"""The page of scored campaigns: whole, harmless, and with the numbers of the text and of the JSON."""

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from sim.report.page import scorecard
from sim.report.page.scorecard import badness, drawings, html, origins_table, sort_worst, worst_table
from sim.report.style.scoring_verdict import verdict
from sim.report.text.comparison import score as text
from sim.study.scoring.score import Scorecard, score
from tests.promises import actuals, card, ladder

EVIL = "<script>alert(1)</script> </svg> \" ' & {{ 7 * 7 }} \x1b[31m\u202e"


class Reader(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.text += data


def evil(n: int) -> Scorecard:
    """Campaigns whose names, files, notes and titles mean harm."""
    made = card(n)
    campaigns = tuple(each._replace(name=EVIL, result=EVIL) for each in made.campaigns)
    attributes = dict.fromkeys(("title", "command", "seed", "sim_version"), EVIL)
    results = tuple(each._replace(file=EVIL, attributes=attributes) for each in made.results)
    return made._replace(campaigns=campaigns, results=results, notes=(EVIL,))


@pytest.mark.parametrize("n", [1, 4])
def test_names_do_no_harm(n):
    page = html(evil(n), EVIL)
    reader = Reader(page)
    assert "script" not in reader.tags
    assert reader.text.count("<script>alert(1)</script> </svg> \" ' & {{ 7 * 7 }} [31m") >= 5
    assert not set("\x1b\u202e") & set(page)
    assert not [name for name, _ in reader.attributes if name.startswith("on")]


@pytest.mark.parametrize("n", [1, 2, 4])
def test_it_needs_nothing_but_itself(n):
    page = html(card(n), "sim score")
    reader = Reader(page)
    assert not {"script", "link", "iframe", "object", "embed", "img", "base", "form"} & set(reader.tags)
    assert all(value.startswith("#") for name, value in reader.attributes if name in ("href", "src", "xlink:href"))
    assert "default-src 'none'" in page
    assert "http://" not in page
    assert "https://" not in page


@pytest.mark.parametrize("n", [1, 4])
def test_every_figure_is_drawn_and_told(n):
    reader = Reader(html(card(n), ""))
    assert reader.tags.count("svg") == reader.tags.count("figure") == len(drawings(card(n))) == 2
    told = [value for name, value in reader.attributes if name == "aria-label"]
    assert all(drawing.alt in told for drawing in drawings(card(n)))


@pytest.mark.parametrize("n", [1, 2, 4])
def test_the_first_screen_says_whether_the_promise_can_be_trusted(n):
    page = unescape(html(card(n), ""))
    assert f'<p class="answer">{verdict(card(n))}</p>' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])>", page)]
    assert levels[:2] == [1, 2]


@pytest.mark.parametrize("n", [1, 4])
def test_page_text_and_json_show_the_same_numbers(n):
    made = card(n)
    shown = Reader(html(made, "")).text
    said = json.loads(text.text(made, (), "json", False))
    printed = text.text(made, (), "table", True)
    assert said["verdict"]["sentence"] in shown
    assert said["verdict"]["sentence"] in printed
    for table in text.tables(made):
        for cell in (cell for row in table.rows for cell in row if cell not in ("people", "USD")):
            assert cell in shown
            assert cell in printed
    for campaign, row in zip(said["campaigns"], made.campaigns, strict=True):
        for measure, found in zip(campaign["measures"], row.scores, strict=True):
            assert measure["actual"]["value"] == found.actual
            assert f"{measure['percentile']['value']:.0f} (" in text.place_row("", found)[4]
            ends = [f"{each['low']:.0f} to {each['high']:.0f}" for each in measure["intervals"]]
            assert list(text.place_row("", found)[6:9]) == ends
    rows = text.coverage_table(made).rows if made.over else []
    for measure, row in zip(said["measures"], rows, strict=True):
        shares = [f"{100.0 * each['share']['value']:.0f} (" for each in measure["coverage"]]
        assert all(cell.startswith(share) for cell, share in zip(row[2:], shares, strict=True))


def test_the_worst_campaign_stands_first():
    made = score(actuals(reach=[50.0, 99.0, 80.0, 2.0], clicks=[50.0, 50.0, 50.0, 1.0]), lambda _: ladder())
    assert [row[0] for row in worst_table(made).rows] == ["c3", "c1", "c2", "c0"]
    assert worst_table(made).rows[0][1:] == ("2: 2nd, outside", "1: 0.5th, outside")
    assert badness(made.campaigns[3])[0] == 2


def test_what_was_not_measured_is_a_dash():
    made = score(actuals(reach=[50.0, 60.0], clicks=[50.0, float("nan")]), lambda _: ladder())
    assert {row[0]: row[2] for row in worst_table(made).rows}["c1"] == "-"


def test_beyond_all_runs_is_said():
    made = score(actuals(reach=[0.0, 500.0]), lambda _: ladder())
    assert {row[1] for row in worst_table(made).rows} == {"0: below all, outside", "500: above all, outside"}


def test_many_campaigns_are_cut_and_it_is_said(monkeypatch):
    monkeypatch.setattr(scorecard, "MOST_CAMPAIGNS", 3)
    table = worst_table(card(5))
    assert len(table.rows) == len(sort_worst(card(5)).campaigns) == 3
    assert table.notes[-1] == "2 better campaigns are left out here; --format csv has all."


def test_each_promise_can_be_traced():
    assert origins_table(card(4)).rows == [
        ("a.h5", "ladder", "9 x 11", "7", "0.1.0", "abc", "-", "sim run a.toml"),
    ]
