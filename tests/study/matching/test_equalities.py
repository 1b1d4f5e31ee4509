"""Equalities name columns of the outcomes."""

from sim.measures.columns import TOTALS
from sim.study.matching.equalities import EQUALITIES


def test_each_is_a_column_of_the_outcomes_or_listed_followers():
    assert {each.column for each in EQUALITIES.values()} - {""} <= set(TOTALS)


def test_money_is_what_is_paid():
    assert {name for name, each in EQUALITIES.items() if each.is_money} == {"fees", "all-in"}
