"""The reading of a comparison in words."""

import pytest

from sim.study.comparison.question import doer_words, question_words
from tests.comparisons import with_results


def test_fees_that_are_about_the_same_are_said(base):
    equal = with_results(base, columns={"fees_usd": 0.0})
    equal = equal._replace(measure="cpe", strategies=tuple(
        each._replace(columns={**each.columns, "outcomes/fees_usd": each.columns["outcomes/reach"] * 0.0 + fees})
        for each, fees in zip(equal.strategies, (100.0, 109.0), strict=True)
    ))  # fmt: skip
    assert question_words(equal) == "about the same fees, our own hours"
    far = equal.strategies[1].columns["outcomes/fees_usd"] * 1.1
    other = equal.strategies[1]._replace(columns={**equal.strategies[1].columns, "outcomes/fees_usd": far})
    assert question_words(equal._replace(strategies=(equal.strategies[0], other))).startswith("fees as they are")


def test_what_was_made_equal_comes_first(base):
    assert question_words(base._replace(equal="reach", measure="cpe")) == "same reach, our own hours"
    assert question_words(base._replace(equal="all-in", measure="engagers")) == "same all-in cost"


def test_strategies_may_differ_in_who_works(base):
    agency = with_results(base, resolved={"costs.work": "agency", "costs.agency_share": 0.2})
    assert question_words(agency._replace(measure="cpm")).endswith(", an agency for 20%")
    mixed = base._replace(strategies=(base.strategies[0], agency.strategies[1]), measure="cpm")
    assert question_words(mixed).endswith(", work as each says")


@pytest.mark.parametrize(
    ("costs", "words"),
    [({"work": "left_out"}, "work left out"), ({"agency_share": 0.2}, "our own hours and an agency for 20%"),
     ({"work": "agency", "agency_share": {"dist": "uniform"}}, "an agency for a share of fees")],
)  # fmt: skip
def test_who_works(costs, words):
    assert doer_words(costs) == words
