"""The client's report: whole, harmless, the same bytes for the same numbers."""

import math
import re
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest

from sim.cli.reporting import study_part
from sim.engine.progress import Silent, Stop
from sim.measures.intervals import Interval
from sim.report.figures import canvas
from sim.report.page.page import ReportContents, all_drawings, html
from sim.report.verdict import sentence
from sim.study import assumptions, compare, health
from sim.study.answers import Explanation, Flip, FlipMap, Part
from sim.study.strategies import Place, enter, stored
from tests.scenarios import BASE
from tests.studies import written

EVIL = "<script>alert(1)</script> </svg> \" ' & $x_1$ %s {{ 7 * 7 }}"
SMALL = BASE.replace("runs = 100", "runs = 30").replace("100_000", "20_000")
FEW = SMALL.replace("count = 10", "count = 3").replace('"test"', f"'''{EVIL}'''")
VOID = {"meta", "br", "path", "use", "circle", "rect", "line"}


def explanation() -> Explanation:
    parts = (
        Part("H9", "work, no-shows, agency", Interval(3.2, 3.1, 3.3)),
        Part("H4", "closer ties", Interval(-1.4, -1.5, -1.3)),
    )
    rest = Interval(0.1, 0.0, 0.2)
    return Explanation(("test (A)", EVIL), "cpe", 2.9, 1.0, parts, rest, ("H2 repeated exposure",), 0, 100, ())


def flip() -> Flip:
    values = np.array([0.1, 1.0, 10.0])
    ratio = tuple(Interval(r, 0.9 * r, 1.1 * r) for r in (0.5, 1.1, 3.0))
    wins = tuple(Interval(w, w - 0.05, w + 0.05) for w in (0.9, 0.45, 0.1))
    roots = (Interval(0.9, 0.7, math.inf),)
    labels = ("test (A)", EVIL)
    path = "creators.micro.management_hours"
    return Flip(labels, "cpe", path, (4.0, None), values, values, values * 2.0, ratio, wins, roots, ())


def flip_map() -> FlipMap:
    values = (np.array([0.1, 1.0, 10.0]), np.array([0.0, 0.1, 0.2]))
    wins = np.linspace(0.0, 1.0, 9).reshape(3, 3)
    today = ((4.0, None), (0.16, 0.16))
    names = ("creators.micro.management_hours", "engagement.exponent")
    return FlipMap(("test (A)", EVIL), "cpe", names, today, values, wins, 0.5 + wins, ())


def one_wins_in_a_corner(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.where((u[:, 0] < 0.5) & (u[:, 1] > 0.4), 20.0, 5.0) + u[:, 2], np.full(len(u), 10.0)


@pytest.fixture(scope="module")
def contents(tmp_path_factory) -> ReportContents:
    folder = tmp_path_factory.mktemp("page")
    for name, text in (("many", SMALL), ("few", FEW)):
        (folder / f"{name}.toml").write_text(text)
    place = Place(folder / "results", 1, "test", Silent(), Stop())
    entrants = enter([folder / "many.toml", folder / "few.toml"], [])
    found = compare.compare(entrants, [stored(entrant, place) for entrant in entrants], "cpe", 0.0)
    return ReportContents(
        found, sentence(found), health.check(found), explanation(), (flip(),), flip_map(),
        tuple(assumptions.rows(found.strategies)), (study_part(written(folder, "sobol", 60, one_wins_in_a_corner)),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(contents) -> str:
    return html(contents)


class Reader(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def read(page) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_it_needs_nothing_but_itself(read, page):
    assert not {"script", "link", "iframe", "object", "embed", "img", "base", "form"} & set(read.tags)
    named = [value for _, name, value in read.attributes if name in ("href", "src", "action", "data", "xlink:href")]
    assert all(value.startswith(("#", "data:image/png")) for value in named)
    assert not [name for _, name, _ in read.attributes if name.startswith("on")]
    assert "http://" not in page and "https://" not in page and "url(http" not in page
    assert "default-src 'none'" in page
    assert len(page.encode()) < 3_000_000


def test_names_do_no_harm(read, page):
    assert EVIL in "".join(read.text)  # it is shown as it is
    assert "<script" not in page and "49" not in "".join(read.text).split("{{ 7 * 7 }}")[1][:10]


def test_every_figure_is_drawn_told_and_backed(contents, read):
    n = len(all_drawings(contents))
    assert n == (3 + 2 + 1 + 1 + 1) + 4
    assert read.tags.count("svg") == read.tags.count("figure") == n
    alts = [value for _, name, value in read.attributes if name == "aria-label"]
    for drawing in all_drawings(contents):
        assert drawing.alt in alts and len(drawing.alt) > 40
        assert drawing.table.rows


def test_it_is_well_formed(page):
    """Every element that is opened is closed, in order."""
    stack: list[str] = []

    class Check(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag not in VOID:
                stack.append(tag)

        def handle_startendtag(self, tag, attrs):
            pass

        def handle_endtag(self, tag):
            if tag not in VOID:
                assert stack.pop() == tag

    Check().feed(page)
    assert stack == []


def test_headings_are_in_order(read):
    levels = [int(tag[1]) for tag in read.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_table_headers_have_a_scope(read):
    scopes = [value for tag, name, value in read.attributes if (tag, name) == ("th", "scope")]
    assert len(scopes) == read.tags.count("th") and set(scopes) == {"col", "row"}


def test_the_verdict_and_the_health_come_first(contents, page):
    from html import escape

    text = page.replace("&#39;", "'").replace("&#34;", "&quot;")
    order = [
        text.index(word) for word in ("<h1>", "The verdict", "Health check", "All measures", "Risk", "Assumptions")
    ]
    assert order == sorted(order)
    assert escape(contents.verdict, quote=True).replace("&#x27;", "'") in text


def test_the_same_numbers_make_the_same_bytes(contents, page):
    assert html(contents) == page


def test_pictures_can_be_files(contents):
    for drawing in all_drawings(contents):
        assert canvas.image(drawing, "svg").startswith(b"<?xml")
    assert canvas.image(all_drawings(contents)[0], "png").startswith(b"\x89PNG")


def test_without_reasons_there_are_fewer_figures(contents):
    bare = contents._replace(explanation=None, flips=(), flip_map=None, studies=())
    assert html(bare).count("<figure") == 5


def test_several_strategies_are_ranked(contents):
    strategies = contents.comparison.strategies
    three = (*strategies, strategies[0]._replace(label="C"))
    contrasts = dict.fromkeys(((0, 1), (0, 2), (1, 2)), contents.comparison.contrasts[0, 1])
    found = contents.comparison._replace(strategies=three, contrasts=contrasts, places=np.full((3, 3), 1 / 3))
    text = html(contents._replace(comparison=found, assumptions=tuple(assumptions.rows(three))))
    assert "Ranking" in text and "place 3" in text
