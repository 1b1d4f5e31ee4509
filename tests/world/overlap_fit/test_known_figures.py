"""Known figures that sizes, overlaps or another figure rule out, in a line that names both."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables.overlap_table import Pairs
from sim.world.overlap_fit import fit
from sim.world.overlap_fit.known_figures import KnownFigures, KnownUnion, largest, refuse_contradictions
from tests.audiences import roster_of

NAN = np.nan


def refuse(**figures):
    """Three creators of 100, 60 and 40; the first two share 30, the first and the last 10, the others 10."""
    roster = roster_of([100, 60, 40])
    pairs = Pairs(np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([30.0, 10.0, 10.0]))
    if "exclusive" in figures:
        figures["exclusive"] = np.array(figures["exclusive"], float)
    refuse_contradictions(KnownFigures(**figures), roster, fit.asked_of(roster, pairs, 1))


@pytest.mark.parametrize(
    "figures",
    [
        {},
        {"unique": 155.0},
        {"unique": 155.0, "tops": (KnownUnion(2, 130.0),)},
        {"exclusive": [65.0, NAN, 25.0], "unique": 155.0},
        {"exclusive": [NAN, NAN, NAN]},
    ],
)
def test_figures_that_agree_are_taken(figures):
    refuse(**figures)


@pytest.mark.parametrize(
    ("figures", "line"),
    [
        ({"unique": 500.0}, r"^--unique 500 is more than all followers together, 200$"),
        ({"unique": 90.0}, r'^--unique 90 is less than the followers of "c0" alone, 100$'),
        ({"unique": 120.0}, r"^--unique 120 and the overlaps contradict each other: they leave 150 to 160$"),
        ({"tops": (KnownUnion(2, 90.0),)}, r"^--unique-top 2=90 is less than the followers of"),
        ({"tops": (KnownUnion(2, 150.0),)}, r"^--unique-top 2=150 and the overlaps contradict each other"),
        (
            {"unique": 150.0, "tops": (KnownUnion(3, 156.0),)},
            r"^--unique 150 and --unique-top 3=156 contradict each other: the others add at most 0 people$",
        ),
        ({"exclusive": [101.0, NAN, NAN]}, r'^exclusive: 101 of "c0" are more than all 100 followers$|contradict'),
        (
            {"exclusive": [80.0, NAN, NAN]},
            r'^exclusive 80 of "c0" and the overlap with "c1", 30, contradict each other: together they are more',
        ),
        (
            {"exclusive": [70.0, 30.0, 30.0], "unique": 152.0},
            r"^--unique 152 and the column exclusive, in all 130, contradict each other: there are at least 160",
        ),
        (
            {"exclusive": [20.0, 10.0, 10.0], "unique": 155.0},
            r"^--unique 155 and the column exclusive, in all 40, contradict each other: there are at most 120 people$",
        ),
    ],
)
def test_figures_that_contradict_each_other_are_named(figures, line):
    with pytest.raises(InputError, match=line):
        refuse(**figures)


def test_a_union_holds_the_union_of_fewer():
    roster = roster_of([100, 60, 40])
    asked = fit.asked_of(roster, Pairs(np.array([0]), np.array([1]), np.array([1.0])), 1)
    known = KnownFigures(tops=(KnownUnion(2, 160.0),), unique=158.0)
    with pytest.raises(InputError, match=r"the first cannot have more people|contradict"):
        refuse_contradictions(known, roster, asked)


def test_of_equals_the_first_is_the_larger():
    assert largest(np.array([5.0, 9.0, 9.0, 7.0]), 3).tolist() == [1, 2, 3]


def test_a_column_without_a_figure_says_nothing():
    assert not KnownFigures(exclusive=np.array([NAN])).has_exclusive
    assert KnownFigures(exclusive=np.array([NAN, 0.0])).has_exclusive
