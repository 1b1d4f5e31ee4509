"""The catalogue: every outcome is measured, and a measure of a plug-in is refused with its flaw."""

import math
from itertools import chain

import numpy as np
import pytest

from sim.measures.catalogue import MEASURES, Measure, flaw_of_measure, meant
from sim.measures.columns import TOTALS


def test_every_outcome_is_a_measure_or_part_of_one():
    assert set(chain.from_iterable((m.top, m.bottom) for m in MEASURES.values())) - {""} == set(TOTALS)
    assert all(measure.better in (-1, 0, 1) and measure.factor > 0.0 for measure in MEASURES.values())


PLAIN = Measure("Clicks each", "", 1, "clicks", "reach")


@pytest.mark.parametrize(
    ("measure", "flaw"),
    [
        (PLAIN, ""),
        ("clicks", "must be a Measure, not str"),
        (PLAIN._replace(label=""), "its texts must be on one line, and its label must not be empty"),
        (PLAIN._replace(unit="a\nb"), "its texts must be on one line, and its label must not be empty"),
        (PLAIN._replace(better=2), "better must be 1, -1 or 0, not 2"),
        (PLAIN._replace(factor=0.0), "factor must be a number above 0, not 0.0"),
        (PLAIN._replace(factor=math.inf), "factor must be a number above 0, not inf"),
        (PLAIN._replace(factor=1000), "factor must be a number above 0, not 1000"),
        (PLAIN._replace(top="click"), '"click" is no column of the outcomes; did you mean "clicks"?'),
        (PLAIN._replace(where="share"), '"share" is no column of the outcomes; did you mean "shares"?'),
        (PLAIN._replace(top=""), "top must name a column of the outcomes"),
    ],
)
def test_flaws_of_a_measure(measure, flaw):
    assert flaw_of_measure(measure) == flaw


def test_measures_of_word_of_mouth_are_meant_where_anybody_shares():
    silent, shared = ({"outcomes/shares": np.array([[0, n]])} for n in (0, 1))
    spoken = {name for name, measure in MEASURES.items() if measure.where}
    assert set(meant(silent)) == set(MEASURES) - spoken
    assert set(meant(silent, shared)) == set(MEASURES)


def test_results_of_older_versions_say_nothing_of_word_of_mouth():
    assert [name for name in meant({}) if MEASURES[name].where] == []
