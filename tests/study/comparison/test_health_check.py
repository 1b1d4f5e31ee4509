"""Findings on several strategies, put together: the worst counts, what is the same is said once."""

import pytest

from sim.study.comparison.health_check import Finding, combine, worst


@pytest.mark.parametrize(
    ("statuses", "status"),
    [([], "PASS"), (["PASS"], "PASS"), (["PASS", "REVIEW"], "REVIEW"), (["REVIEW", "FAIL", "PASS"], "FAIL")],
)
def test_the_worst_counts(statuses, status):
    assert worst(iter(statuses)) == status


def test_strategies_of_which_the_same_is_said_share_a_clause():
    findings = {"A": Finding("PASS", "fine"), "B": Finding("FAIL", "wrong"), "C": Finding("PASS", "fine")}
    assert combine(findings) == Finding("FAIL", "A and C: fine; B: wrong.")
