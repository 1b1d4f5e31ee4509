"""The report in a browser: no errors, no request to any network, every figure drawn, at two widths."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from sim.report.page import scorecard
from sim.report.page.page import all_drawings, html
from tests.promises import card
from tests.report.page.test_page import contents  # noqa: F401  a fixture

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WORDS = (
    "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
    "disable-component-update", "disable-sync", "hide-scrollbars", "enable-logging=stderr",
)  # fmt: skip
FLAGS = [f"--{word}" for word in WORDS]
MEASURE = """<script>
const found = [...document.querySelectorAll("figure svg")].map(svg => {
  const box = svg.getBoundingClientRect();
  const marks = [...svg.querySelectorAll("path, text, use")].filter(mark => mark.getBoundingClientRect().width > 0);
  return [box.width, box.height, marks.length];
});
document.title = "measured" + JSON.stringify([found, document.documentElement.scrollWidth, window.innerWidth]);
</script>"""
RESOURCES = """<script>
const asked = performance.getEntriesByType("resource").map(one => one.name).filter(name => !name.startsWith("data:"));
document.title = "asked" + JSON.stringify(asked);
</script>"""

ROOM = """<script>
const outside = box => [...box.querySelectorAll("th, td, svg")].filter(
  part => part.getBoundingClientRect().right > box.getBoundingClientRect().right + 1).length;
const lines = cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return new Set([...range.getClientRects()].map(line => Math.round(line.top))).size;
};
const seen = what => [...document.querySelectorAll(what)].filter(one => one.checkVisibility());
document.title = "measured" + JSON.stringify([
  seen(".picture").map(outside), seen(".scroll:not(.picture)").map(outside), seen(".n").map(lines)]);
</script>"""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine")


def browse(folder: Path, page: str, width: int, *flags: str) -> subprocess.CompletedProcess:
    file = folder / "page.html"
    file.write_text(page)
    profile = folder / f"profile{width}{len(flags)}"
    command = [BROWSER, *FLAGS, f"--user-data-dir={profile}", f"--window-size={width},1400", *flags, file.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)


def measured(folder: Path, page: str, width: int, script: str) -> list:
    """What a script finds, in a copy of the page that may run it."""
    copy = page.replace("default-src 'none'", "script-src 'unsafe-inline'").replace("</body>", script + "</body>")
    told = re.search(r"<title>measured(.*?)</title>", browse(folder, copy, width, "--dump-dom").stdout)
    assert told is not None
    return json.loads(told.group(1))


@pytest.mark.parametrize("width", [1280, 500])  # headless windows are at least 500 wide
def test_every_figure_is_drawn(contents, tmp_path, width):  # noqa: F811
    figures, page_width, window = measured(tmp_path, html(contents), width, MEASURE)
    assert len(figures) == len(all_drawings(contents))
    for box_width, box_height, n_marks in figures:
        assert min(box_width, box_height) > 100
        assert n_marks > 20
    assert page_width <= window  # nothing but a figure's or a table's own box scrolls sideways


def test_all_columns_are_seen_on_a_desk_and_all_figures_on_a_phone(contents, tmp_path):  # noqa: F811
    """Numbers stay on one line everywhere."""
    pictures, tables, lines = measured(tmp_path, html(contents), 1280, ROOM)
    assert len(tables) == 3
    assert not any(tables)
    assert not any(pictures)
    assert set(lines) == {1}
    (tmp_path / "phone").mkdir()
    pictures, _, lines = measured(tmp_path / "phone", html(contents), 500, ROOM)
    assert len(pictures) == len(all_drawings(contents))
    assert not any(pictures)
    assert set(lines) == {1}


def test_nothing_fails_and_nothing_is_asked_of_a_network(contents, tmp_path):  # noqa: F811
    """The page's own policy would make a request an error; without it, there is none either."""
    assert "CONSOLE" not in browse(tmp_path, html(contents), 1280, "--dump-dom").stderr
    policy = re.compile(r"<meta http-equiv[^>]*>")
    free = policy.sub("", html(contents), count=1).replace("</body>", RESOURCES + "</body>")
    assert "<title>asked[]</title>" in browse(tmp_path, free, 900, "--dump-dom").stdout


def test_it_prints(contents, tmp_path):  # noqa: F811
    pdf = tmp_path / "report.pdf"
    browse(tmp_path, html(contents), 1280, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert pdf.stat().st_size > 20_000


def test_a_screenshot_is_not_blank(contents, tmp_path):  # noqa: F811
    from matplotlib import image

    shot = tmp_path / "shot.png"
    browse(tmp_path, html(contents), 1280, f"--screenshot={shot}")
    assert np.asarray(image.imread(shot)).std() > 0.05


@pytest.mark.parametrize("n", [1, 4])
def test_a_scorecard_is_whole_on_a_desk_and_on_a_phone(n, tmp_path):
    page = scorecard.html(card(n), "sim score")
    assert "CONSOLE" not in browse(tmp_path, page, 1280, "--dump-dom").stderr
    for width in (1280, 500):
        (tmp_path / str(width)).mkdir()
        figures, page_width, window = measured(tmp_path / str(width), page, width, MEASURE)
        assert len(figures) == len(scorecard.drawings(card(n)))
        assert min(n_marks for *_, n_marks in figures) > 20
        assert page_width <= window
    (tmp_path / "room").mkdir()
    pictures, tables, _ = measured(tmp_path / "room", page, 1280, ROOM)
    assert not any(pictures)
    assert not any(tables)
