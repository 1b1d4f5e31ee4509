"""Figures of single campaigns: words that say what is counted."""

import numpy as np

from sim.report.figures import canvas, runs
from sim.report.figures.canvas import Drawing
from sim.study.comparison.compare import Comparison, Strategy


def frequency() -> Drawing:
    """Two strategies: people by 1, 2, 3 sources."""
    people = [np.array([[[90.0, 9.0, 1.0]]]), np.array([[[80.0, 0.0, 0.0]]])]
    strategies = tuple(
        Strategy(label, title, None, {"frequency/people": each}, None)
        for label, title, each in zip("AB", ("many", "one"), people, strict=True)
    )
    return runs.frequency(Comparison(strategies, "reach", 0.0, True, (), {}, np.eye(2)))


def test_people_are_counted_by_sources_not_by_creators():
    """A friend who shares is a source as well as a creator: with word of mouth people have more of them."""
    drawing = frequency()
    assert drawing.table.header[0] == "distinct sources"
    assert drawing.table.heading == "People by distinct sources, mean of all campaigns"
    assert "A source is a creator, or a friend who shares" in drawing.caption
    assert "A: many: 100 people reached, 10 of them by two or more sources" in drawing.alt
    svg = canvas.inline(drawing)
    assert "distinct sources of a person: creators, and friends who share" in svg
    for words in (drawing.alt, drawing.table.heading, *drawing.table.header):
        assert "creators" not in words
    assert [row[0] for row in drawing.table.rows] == ["1", "2", "3+"]
