"""Figures of reasons: mechanisms by their names, sides by their own letters."""

from sim.report.figures import canvas, reasons
from sim.report.figures.reasons import SideNames
from sim.statistics.intervals import Interval
from sim.study.what_if.explain import Explanation, MechanismPart


def test_a_waterfall_shows_no_code_of_a_mechanism():
    part = MechanismPart("feed_visibility", "feed visibility", Interval(1.2, 1.0, 1.4))
    rest = Interval(0.3, 0.2, 0.4)
    drawing = reasons.waterfall(Explanation(("many (A)", "one (B)"), "cpe", 2.5, 1.0, (part,), rest, (), 0, 10, 1, ()))
    svg = canvas.inline(drawing)
    assert "feed visibility" in drawing.alt
    assert ">feed visibility<" in svg
    assert drawing.table.rows[0][0] == "feed visibility"
    for words in (drawing.alt, drawing.caption, svg, drawing.table.rows[0][0]):
        assert "feed_visibility" not in words


def test_two_sides_keep_their_letters():
    sides = SideNames("test (B)", "A b-side (D)")
    assert sides.letter("P(A beats B)") == "P(B beats D)"
    assert sides.beats("\n") == "P(test (B) beats\nA b-side (D)), %"
    assert SideNames("x" * 60 + " (A)", "b").cut().a.endswith("(A)")
