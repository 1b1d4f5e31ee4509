"""The client's report: whole, harmless, the same bytes for the same numbers."""

import math
import re
from html import escape, unescape
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest

from sim.engine.progress import Silent, Stop
from sim.measures.summary import line
from sim.report.figures import canvas, reasons, runs
from sim.report.page.page import ReportContents, all_drawings, html, is_quantity, risk
from sim.report.page.study_part import study_part
from sim.report.style import numbers
from sim.report.style.verdict import sentence
from sim.statistics.intervals import Interval
from sim.study.comparison import assumptions, compare, health
from sim.study.comparison.health_check import HealthCheck
from sim.study.comparison.strategies import Place, enter, result_of
from sim.study.matching import readings
from sim.study.what_if.explain import Explanation, MechanismPart
from sim.study.what_if.flip import Flip, FlipMap
from tests.scenarios import BASE
from tests.studies import written

EVIL = "<script>alert(1)</script> </svg> \" ' & $x_1$ %s {{ 7 * 7 }}"
SMALL = BASE.replace("runs = 100", "runs = 30").replace("100_000", "20_000")
FEW = SMALL.replace("count = 10", "count = 3").replace('"test"', f"'''{EVIL}'''")
VOID = {"meta", "br", "wbr", "path", "use", "circle", "rect", "line"}


def explanation() -> Explanation:
    parts = (
        MechanismPart("management", "management and no-shows", Interval(3.2, 3.1, 3.3)),
        MechanismPart("closer_ties", "closer ties", Interval(-1.4, -1.5, -1.3)),
    )
    rest = Interval(0.1, 0.0, 0.2)
    return Explanation(("test (A)", EVIL), "cpe", 2.9, 1.0, parts, rest, ("repeated exposure",), 0, 100, 1, ())


def flip() -> Flip:
    values = np.array([0.1, 1.0, 10.0])
    ratio = tuple(Interval(r, 0.9 * r, 1.1 * r) for r in (0.5, 1.1, 3.0))
    wins = tuple(Interval(w, w - 0.05, w + 0.05) for w in (0.9, 0.45, 0.1))
    roots = (Interval(0.9, 0.7, math.inf),)
    labels = ("test (A)", EVIL)
    path = "creators.micro.management_hours"
    words = "hours per creator and campaign"
    return Flip(labels, "cpe", path, words, (4.0, None), values, values, values * 2.0, ratio, wins, roots, ())


def flip_map() -> FlipMap:
    values = (np.array([0.1, 1.0, 10.0]), np.array([0.0, 0.1, 0.2]))
    wins = np.linspace(0.0, 1.0, 9).reshape(3, 3)
    today = ((4.0, None), (0.16, 0.16))
    names = ("creators.micro.management_hours", "engagement.exponent")
    words = ("hours per creator and campaign", "")
    return FlipMap(("test (A)", EVIL), "cpe", names, words, today, values, wins, 0.5 + wins, ())


def one_wins_in_a_corner(u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.where((u[:, 0] < 0.5) & (u[:, 1] > 0.4), 20.0, 5.0) + u[:, 2], np.full(len(u), 10.0)


@pytest.fixture(scope="module")
def contents(tmp_path_factory) -> ReportContents:
    folder = tmp_path_factory.mktemp("page")
    for name, text in (("many", SMALL), ("few", FEW)):
        (folder / f"{name}.toml").write_text(text)
    place = Place(folder / "results", 1, "test", Silent(), Stop())
    entrants = enter([folder / "many.toml", folder / "few.toml"], [])
    found = compare.compare(entrants, [result_of(entrant, place) for entrant in entrants], "cpe", 0.0)
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
    assert "http://" not in page
    assert "https://" not in page
    assert "url(http" not in page
    assert "default-src 'none'" in page
    assert len(page.encode()) < 3_000_000


def test_names_do_no_harm(read, page):
    assert EVIL in "".join(read.text)  # it is shown as it is
    assert "<script" not in page
    assert "49" not in "".join(read.text).split("{{ 7 * 7 }}")[1][:10]


def test_every_figure_is_drawn_told_and_backed(contents, read):
    n = len(all_drawings(contents))
    assert n == (3 + 2 + 1 + 1 + 1) + 4
    assert read.tags.count("svg") == read.tags.count("figure") == n
    alts = [value for _, name, value in read.attributes if name == "aria-label"]
    for drawing in all_drawings(contents):
        assert drawing.alt in alts
        assert len(drawing.alt) > 40
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
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_table_headers_have_a_scope(read):
    scopes = [value for tag, name, value in read.attributes if (tag, name) == ("th", "scope")]
    assert len(scopes) == read.tags.count("th")
    assert set(scopes) == {"col", "row"}


def test_the_verdict_and_the_health_come_first(contents, page):
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
    assert "Ranking" in text
    assert "place 3" in text


LONG = "a thousand creators of the northern region with a name that nobody can print in one line, variant"


def some_without_value(strategy):
    """Of 30 campaigns two paid and got nothing, and one did not even pay."""
    columns = {name: np.array(values) for name, values in strategy.columns.items()}
    columns["outcomes/engagements"].flat[:3] = 0
    columns["outcomes/cost_usd"].flat[2] = 0.0
    return strategy._replace(columns=columns)


def test_a_table_of_a_distribution_agrees_with_the_risks_and_counts_all(contents):
    strategies = tuple(map(some_without_value, contents.comparison.strategies))
    found = contents.comparison._replace(strategies=strategies)
    drawing = runs.distributions(found, "cpe")
    told = {row[0]: row[1:] for row in drawing.table.rows}
    assert told["90% of campaigns lie below"] == tuple(
        numbers.number(line("cpe", strategy.columns).p90) for strategy in strategies
    )
    promised = [row[2] for row in risk(found).rows if row[0] == "CPE"]
    assert promised == [f"at most {value}" for value in told["90% of campaigns lie below"]]
    assert told["campaigns with an infinite value"] == ("2 of 30", "2 of 30")
    assert told["campaigns without a value"] == ("1 of 30", "1 of 30")
    assert "A: CPE is infinite in 2 of 30 campaigns" in drawing.caption
    assert "B: 1 of 30" in drawing.caption
    assert canvas.inline(drawing).startswith("<svg")
    assert "infinite" not in runs.distributions(contents.comparison, "reach").caption


def test_where_nobody_has_a_value_it_is_said(contents):
    nothing = [
        one._replace(columns={name: np.zeros_like(values) for name, values in one.columns.items()})
        for one in contents.comparison.strategies
    ]
    drawing = runs.distributions(contents.comparison._replace(strategies=tuple(nothing)), "cpe")
    assert "no campaign has a value" in drawing.alt
    assert drawing.table.rows[0][1] == "undefined"
    assert canvas.inline(drawing).startswith("<svg")


def test_a_long_name_is_said_whole_only_at_the_top(contents):
    sides = tuple(one._replace(title=f"{LONG} {one.label}") for one in contents.comparison.strategies)
    labels = (f"{LONG} A (A)", f"{LONG} B (B)")
    changed = contents._replace(
        comparison=contents.comparison._replace(strategies=sides),
        explanation=contents.explanation._replace(labels=labels),
        flips=tuple(one._replace(labels=labels) for one in contents.flips),
        flip_map=contents.flip_map._replace(labels=labels),
    )
    text = html(changed)
    assert text.count(f"<h2>{LONG} A (A)</h2>") == 1
    heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]*)</th>", text)
    assert max(map(len, heads)) < 60
    assert any(head.endswith("(A)") for head in heads)
    assert max(map(len, re.findall(r"<text [^>]*>([^<]*)</text>", text))) < 90


def test_captions_say_what_was_played(contents):
    exact = reasons.waterfall(contents.explanation._replace(n_runs=0))
    assert "without Monte Carlo" in exact.caption
    assert "values are of 100 runs played here" in reasons.waterfall(explanation()).caption
    assert "differ by chance from those of sim compare" in reasons.flip_curve(flip()).caption
    drawing = reasons.flip_map(flip_map())
    assert "differ by chance from those of sim compare" in drawing.caption
    assert "luck is skewed" in drawing.caption
    nowhere = reasons.flip_map(flip_map()._replace(ratio=np.full((3, 3), 2.0)))
    assert "nowhere on this map" in nowhere.caption
    assert "skewed" not in nowhere.caption


def test_settings_that_cannot_be_had_leave_gaps():
    gap = Interval(math.nan, math.nan, math.nan)
    curve = flip()._replace(wins=(gap, *flip().wins[1:]), ratio=(gap, *flip().ratio[1:]))
    assert canvas.inline(reasons.flip_curve(curve)).startswith("<svg")
    wins, ratio = flip_map().wins.copy(), flip_map().ratio.copy()
    wins[0, 0] = ratio[0, 0] = math.nan
    svg = canvas.inline(reasons.flip_map(flip_map()._replace(wins=wins, ratio=ratio)))
    assert ">nan<" not in svg
    assert ">-<" in svg


def test_a_number_is_told_in_words(contents, page):
    words = "hours per creator and campaign (creators.micro.management_hours)"
    assert f"When CPE flips: {words}</h3>" in page
    assert f">{words}</text>" in page
    without = reasons.flip_curve(flip()._replace(words=""))
    assert without.title == "When CPE flips: creators.micro.management_hours"


def test_any_two_strategies_keep_their_letters():
    drawing = reasons.flip_curve(flip()._replace(labels=("test (B)", "A b-side (D)")))
    assert "Today: B 4, D -." in drawing.caption
    assert "A b-side (D) above" in drawing.caption
    assert drawing.table.header[1:4] == ("B", "D", "B / D")


def test_numbers_are_not_broken_into_lines():
    assert all(map(is_quantity, ("1,058 ± 34", "-0.5", "at most 1.9", "10,000 USD", "3.37 (2.73 to 4.42)", "26%")))
    assert not any(map(is_quantity, ("mega: 2 hours", "planted_partition_graph", "-", "", "1" + 30 * " small")))


def test_a_long_list_is_cut_and_kept_whole(page):
    titles = re.findall(r'<td title="([^"]*)">([^<]*)</td>', page)
    assert titles
    assert all(len(whole) > 60 and "..." not in whole and shown.endswith("…") for whole, shown in titles)
    assert max(len(unescape(shown)) for _, shown in titles) < 50


def test_the_command_is_told_where_it_is_known(contents, page):
    assert "This page" not in page
    text = html(contents._replace(command="sim report 'a & b.toml' \x1b"))
    assert "This page" in text
    assert "sim report &#39;a &amp; b.toml&#39; <" in text


def test_the_first_screen_says_who_leads_in_which_reading(tmp_path):
    """The readings stand above everything else, and a verdict that is withheld withholds them."""
    for name, text in (("many", SMALL), ("few", SMALL.replace("count = 10", "count = 3"))):
        (tmp_path / f"{name}.toml").write_text(text)
    place = Place(tmp_path, 1, "test", Silent(), Stop())
    entrants = enter([tmp_path / "many.toml", tmp_path / "few.toml"], [])
    comparison = compare.of_files(entrants, place, "cpe", 0.0)
    checks = tuple(check for check in health.check(comparison) if check.status != "FAIL")
    read = readings.read(comparison, entrants, place, quick=False)
    contents = ReportContents(comparison, sentence(comparison), checks, None, (), None, (), readings=read)
    page = html(contents)
    assert page.index("All else equal") < page.index('id="odds_cpe"') < page.index("Who leads, and in which reading")
    assert page.index("Who leads, and in which reading") < page.index("Health check")
    failed = (*checks, HealthCheck("fees", "FAIL", "A: fees are far off."))
    assert "All else equal" not in html(contents._replace(checks=failed))
    assert "All else equal" in html(contents._replace(checks=failed, despite_health=True))
