"""Findings on several strategies, put together: the worst counts, what is the same is said once."""

import pytest

from sim.study.comparison.health_check import Finding, HealthCheck, combine, failing, obstacles, worst


@pytest.mark.parametrize(
    ("statuses", "status"),
    [([], "PASS"), (["PASS"], "PASS"), (["PASS", "REVIEW"], "REVIEW"), (["REVIEW", "FAIL", "PASS"], "FAIL")],
)
def test_the_worst_counts(statuses, status):
    assert worst(iter(statuses)) == status


def test_strategies_of_which_the_same_is_said_share_a_clause():
    findings = {"A": Finding("PASS", "fine"), "B": Finding("FAIL", "wrong"), "C": Finding("PASS", "fine")}
    assert combine(findings) == Finding("FAIL", "A and C: fine; B: wrong.")


def test_what_would_mend_strategies_is_said_once():
    findings = {"A": Finding("FAIL", "far", "x = 1"), "B": Finding("FAIL", "farther", "x = 1")}
    assert combine(findings).mend == "x = 1"


def test_the_failing_strategies_have_their_labels():
    assert failing({"A": Finding("REVIEW", ""), "B": Finding("FAIL", "")}) == ("B",)


def test_only_failures_forbid_a_verdict():
    checks = [HealthCheck("events", status, "") for status in ("PASS", "REVIEW", "FAIL")]
    assert obstacles(checks) == (checks[2],)
