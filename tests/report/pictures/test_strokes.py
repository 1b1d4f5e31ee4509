"""Strokes: names that harm nothing, numbers in few letters, colours dark enough, labels clear of each other."""

import pytest

from sim.report.pictures import strokes


def test_labels_keep_clear_of_leaders_and_edges():
    labels = [strokes.Label(place, 0.0, "x" * 12) for place in (0.1, 0.5, 0.6, 0.95)]
    assert strokes.sides(labels) == [True, True, True, False]
    assert strokes.sides([strokes.Label(0.9, 0.0, "x" * 12), strokes.Label(0.95, 0.0, "x" * 12)]) == [False, False]


@pytest.mark.parametrize(("share", "told"), [(0.0, "0%"), (1.0, "100%"), (0.35, "35%"), (0.12345, "12.3%"),
                                             (0.000123, "0.0123%"), (0.9996, "100.0%")])  # fmt: skip
def test_percent(share, told):
    assert strokes.percent(share) == told


def test_long_names_lose_their_middle():
    assert strokes.cut("averyveryverylongname-00017", 16) == "averyver…e-00017"
    assert strokes.cut("short\n name", 16) == "short name"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (5e-5, "0.00005"), (0.25, "0.25"), (999.0, "999"), (1e3, "1k"), (2.5e6, "2.5M"), (3e9, "3bn"),
     (1e12, "1tn")],
)  # fmt: skip
def test_axes_have_short_numbers(value, words):
    assert strokes.short(value) == words


def test_nouns_follow_their_number():
    assert strokes.count_noun(1, "share") == "1 share"
    assert strokes.count_noun(1200, "share") == "1,200 shares"
    assert strokes.count_noun(2, "person", "people") == "2 people"


def test_a_tint_lies_between_white_and_the_colour():
    assert strokes.tint("#204060", 0.0) == "#ffffff"
    assert strokes.tint("#204060", 1.0) == "#204060"
    assert strokes.tint("#000000", 0.5) == "#808080"


@pytest.mark.parametrize("base", strokes.COLOURS)
def test_names_are_dark_enough_for_white(base):
    parts = [int(strokes.deep(base)[place : place + 2], 16) / 255.0 for place in (1, 3, 5)]
    weights = (0.2126, 0.7152, 0.0722)
    assert sum(weight * part**2.2 for weight, part in zip(weights, parts, strict=True)) < strokes.DARKEST * 1.05


def test_colours_begin_again():
    assert strokes.colour(len(strokes.COLOURS) + 1) == strokes.COLOURS[1]
