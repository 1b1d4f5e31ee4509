"""Answers in a notebook: HTML that harms nobody and needs nothing but itself."""

from html.parser import HTMLParser

from sim.report.figures.canvas import Drawing
from sim.report.page.notebook import html_tables, inline_svg
from sim.report.style.table import TextTable

EVIL = "<script>alert('x')</script> & \" \x1b[31m"
TABLE = TextTable(f"first {EVIL}\nsecond", ("measure", EVIL), [(EVIL, "1,234 ± 5"), ("niche", "beauty")], [EVIL])


class Reader(HTMLParser):
    """Collects tags, and checks that each is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag != "br":
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


def drawing() -> Drawing:
    def paint(figure):
        figure.subplots().plot([1.0, 2.0], label="line")

    return Drawing("name", "title", "caption", f"a line {EVIL}", paint, TABLE)


def test_every_word_is_escaped_and_there_is_no_script():
    reader = read(html_tables([TABLE, TABLE]))
    assert reader.tags.count("table") == 2
    assert "script" not in reader.tags
    assert reader.text.count("<script>alert('x')</script> & \" [31m") == 2 * 4
    assert "\x1b" not in reader.text
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name in ("href", "src")]


def test_headings_have_lines_and_numbers_stand_to_the_right():
    html = html_tables([TABLE])
    assert "<br>second" in html
    assert '<td style="text-align: right; white-space: nowrap">1,234 ± 5</td>' in html
    assert '<td style="text-align: left">beauty</td>' in html


def test_a_figure_says_what_it_shows():
    svg = inline_svg(drawing())
    assert svg.startswith("<svg")
    assert 'role="img" aria-label="a line &lt;script&gt;' in svg
    assert "aria-hidden" not in svg
    reader = read(html_tables([TABLE], svg))
    assert reader.tags.count("svg") == 1
    assert reader.tags.count("script") == 0
