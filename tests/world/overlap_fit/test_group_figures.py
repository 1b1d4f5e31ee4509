"""Figures of groups: by hand where a shape says nothing else, how they narrow the range, and contradictions."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.tables.group_table import GroupFigure
from sim.tables.overlap_table import Pairs
from sim.world.overlap_fit import fit, group_figures, multiplicity
from sim.world.overlap_fit.known_figures import KnownFigures, KnownUnion, refuse_contradictions
from sim.world.overlap_fit.unique_audience import leave_open
from tests.audiences import roster_of

TEN, NEXT = tuple(range(10)), tuple(range(10, 20))


def figure(kind, value, creators=(0,), others=(), line=2):
    return GroupFigure(f"s.csv:{line}", "some", creators, others, kind, value)


def asked_of(sizes, shared):
    first, second = np.triu_indices(len(sizes), 1)
    return fit.asked_of(roster_of(sizes), Pairs(first, second, np.full(first.size, float(shared))), 1)


def expect(figure, asked, tail):
    return group_figures.combine(figure.kind, group_figures.expect_unions(figure, asked, asked.shared, tail))


@pytest.mark.parametrize(("kind", "expected"), [("unique", 130.0), ("shared", 30.0), ("jaccard", 30.0 / 130.0)])
@pytest.mark.parametrize("tail", [-0.5, 1.0])
def test_two_creators_have_the_figures_of_their_pair(kind, expected, tail):
    asked = asked_of([100, 60], 30)
    found = expect(figure(kind, 0.0, (0,), (1,)), asked, tail)
    assert found == pytest.approx(expected)


def test_figures_of_groups_hang_together():
    asked = asked_of([1000] * 30, 200)
    both = {kind: expect(figure(kind, 0.0, TEN, NEXT), asked, -0.2)
            for kind in ("unique", "shared", "jaccard")}  # fmt: skip
    each = multiplicity.people_by_count(asked.sizes[:10], asked.shared[:10, :10], -0.2).sum()
    assert both["shared"] == pytest.approx(2.0 * each - both["unique"])
    assert both["jaccard"] == pytest.approx(both["shared"] / both["unique"])


@pytest.mark.parametrize("kind", ["unique", "shared", "jaccard"])
@pytest.mark.parametrize("tail", [-0.5, 0.5])
def test_a_figure_of_groups_narrows_the_range_towards_its_shape(kind, tail):
    asked = asked_of([1000] * 30, 200)
    blank = figure(kind, 0.0, TEN, () if kind == "unique" else NEXT)
    value = float(expect(blank, asked, tail))
    found = leave_open(asked, KnownFigures(groups=(blank._replace(value=value),)))
    assert found.unique.width < 0.9 * found.without.width
    truth = multiplicity.people_by_count(asked.sizes, asked.shared, tail).sum()
    assert abs(found.unique.centre - truth) < 0.6 * abs(found.without.centre - truth)
    (narrowing,) = found.narrowings
    assert narrowing.unique == found.unique


def test_a_difference_of_unions_misses_what_each_of_them_does():
    unions, misses = np.array([[100.0], [60.0], [130.0]]), np.array([[3.0], [4.0], [12.0]])
    assert group_figures.own_misses("shared", unions, misses) == pytest.approx([13.0])
    assert group_figures.own_misses("unique", unions[:1], misses[:1]) == pytest.approx([3.0])


def test_people_shared_by_halves_of_a_dense_roster_say_little():
    """Three unions, each a little off, leave their small difference open: it must not feign certainty."""
    asked = asked_of([1000] * 30, 700)
    blank = figure("shared", 0.0, tuple(range(15)), tuple(range(15, 30)))
    found = leave_open(asked, KnownFigures(groups=(blank._replace(value=float(expect(blank, asked, -0.2))),)))
    assert found.unique.width > 0.6 * found.without.width


def test_the_unique_audience_of_a_group_is_that_of_the_largest():
    asked = asked_of([1000] * 30, 200)
    by_group = leave_open(asked, KnownFigures(groups=(figure("unique", 5_200.0, TEN),)))
    assert by_group.unique == pytest.approx(leave_open(asked, KnownFigures(tops=(KnownUnion(10, 5_200.0),))).unique)


def test_many_groups_leave_open_how_they_differ_from_the_whole():
    asked = asked_of([1000] * 30, 200)
    groups = [tuple(range(start, start + 6)) for start in range(0, 24, 2)]
    value = float(expect(figure("unique", 0.0, groups[0]), asked, 0.2))
    one = leave_open(asked, KnownFigures(groups=(figure("unique", value, groups[0]),))).unique
    many = leave_open(asked, KnownFigures(groups=tuple(figure("unique", value, group) for group in groups))).unique
    assert 0.6 * one.width < many.width < one.width


@pytest.mark.parametrize(
    ("kind", "value", "repeats"), [("unique", 120.0, 40.0), ("shared", 35.0, 35.0), ("jaccard", 0.25, 25.0)]
)
def test_people_who_are_counted_twice_bound_the_union(kind, value, repeats):
    asked = asked_of([100, 60, 50], 1)
    assert group_figures.repeats_at_least(figure(kind, value, (0,), (1,)), asked) == pytest.approx(repeats)


# Three creators of 100, 60 and 40; the first two share 30, the first and the last 10, the others 10


def refuse(*groups, **figures):
    roster = roster_of([100, 60, 40])
    pairs = Pairs(np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([30.0, 10.0, 10.0]))
    refuse_contradictions(KnownFigures(groups=groups, **figures), roster, fit.asked_of(roster, pairs, 1))


@pytest.mark.parametrize(
    "groups",
    [
        [figure("unique", 130.0, (0, 1)), figure("unique", 155.0, (0, 1, 2))],
        [figure("shared", 18.0, (0, 1), (2,)), figure("jaccard", 0.13, (0, 1), (2,))],
        [figure("shared", 35.0, (0,), (1, 2))],
    ],
)
def test_figures_that_agree_are_taken(groups):
    refuse(*groups)


@pytest.mark.parametrize(
    ("groups", "line"),
    [
        ([figure("unique", 900.0, (0, 1))], r"^s\.csv:2, unique 900 is more than all followers together, 160$"),
        ([figure("unique", 90.0, (0, 1))], r'^s\.csv:2, unique 90 is less than the followers of "c0" alone, 100$'),
        (
            [figure("unique", 95.0, (1, 2))],
            r"^s\.csv:2, unique 95 and the overlaps contradict each other: they leave 90",
        ),
        (
            [figure("unique", 132.0, (0, 1)), figure("unique", 128.0, (0, 1), line=3)],
            r"^s\.csv:3, unique 128 and s\.csv:2, unique 132 contradict each other: the others add at most 0 people$",
        ),
        (
            [figure("shared", 50.0, (0, 1), (2,))],
            r"^s\.csv:2, shared 50 is more than the 40 followers of the smaller group$",
        ),
        (
            [figure("shared", 30.0, (0, 1), (2,))],
            r"^s\.csv:2, shared 30 and the overlaps contradict each other: they leave at most 20 people$",
        ),
        (
            [figure("shared", 12.0, (0,), (1, 2))],
            r'^s\.csv:2, shared 12 and the overlap of "c0" with "c1", 30, contradict each other: '
            r"the groups share at most 12 people$",
        ),
        (
            [figure("jaccard", 0.05, (0,), (1, 2))],
            r'^s\.csv:2, jaccard 0\.05 and the overlap of "c0" with "c1", 30, contradict .* at most 10 people$',
        ),
        ([figure("jaccard", 0.9, (0, 1), (2,))], r"^s\.csv:2, jaccard 0\.9 is more than the 40 followers of"),
        (
            [figure("shared", 18.0, (0, 1), (2,)), figure("shared", 15.0, (2,), (0, 1), line=3)],
            r"^s\.csv:2, shared 18 and s\.csv:3, shared 15 contradict each other: the groups are the same$",
        ),
    ],
)
def test_figures_that_contradict_each_other_are_named(groups, line):
    with pytest.raises(InputError, match=line):
        refuse(*groups)


def test_a_group_and_all_contradict_each_other():
    with pytest.raises(
        InputError, match=r"^s\.csv:2, unique 130 and --unique 172 contradict each other: the others add"
    ):
        roster = roster_of([100, 60, 40])
        asked = fit.asked_of(roster, Pairs(np.array([0]), np.array([1]), np.array([30.0])), 1)
        known = KnownFigures(groups=(figure("unique", 130.0, (0, 1)),), unique=172.0)
        refuse_contradictions(known, roster, asked)


def test_two_groups_and_both_together_contradict_each_other():
    """Groups of 156 and 96 people are no more than 252, whatever sizes and pairs allow."""
    roster = roster_of([100, 60, 60, 40])
    pairs = Pairs(np.array([0, 1]), np.array([2, 3]), np.array([5.0, 5.0]))
    asked = fit.asked_of(roster, pairs, 1)
    groups = (figure("unique", 156.0, (0, 1)), figure("unique", 96.0, (2, 3), line=3))
    refuse_contradictions(KnownFigures(groups=groups, unique=250.0), roster, asked)
    line = (
        r"^s\.csv:3, unique 96 and --unique 254 contradict each other: "
        r"the others add at most 156 people \(s\.csv:2, unique 156\)$"
    )
    with pytest.raises(InputError, match=line):
        refuse_contradictions(KnownFigures(groups=groups, unique=254.0), roster, asked)
