"""The result of a health check, and how findings on several strategies are put together."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from sim.text import join_words

Status = Literal["PASS", "REVIEW", "FAIL"]
WORST_FIRST: tuple[Status, ...] = ("FAIL", "REVIEW", "PASS")


class HealthCheck(NamedTuple):
    """One check of a comparison before anybody is shown anything."""

    name: str
    status: Status
    sentence: str
    mend: str = ""  # keys and values that would mend a FAIL, where they are known
    labels: tuple[str, ...] = ()  # of the strategies that fail; none: all


class Finding(NamedTuple):
    """A status with its reason, about one strategy or one pair; a `HealthCheck` without its name."""

    status: Status
    sentence: str  # without a full stop where it is a part of a longer one
    mend: str = ""


def worst(statuses: Iterable[Status]) -> Status:
    """Return the worst of these statuses; PASS for none."""
    return min(statuses, key=WORST_FIRST.index, default="PASS")


def combine(findings: Mapping[str, Finding]) -> Finding:
    """Join the findings on strategies, by their labels; strategies of which the same is said share one clause."""
    labels: dict[str, list[str]] = {}
    for label, finding in findings.items():
        labels.setdefault(finding.sentence, []).append(label)
    sentence = "; ".join(f"{join_words(same)}: {words}" for words, same in labels.items())
    mends = dict.fromkeys(finding.mend for finding in findings.values() if finding.mend)
    return Finding(worst(finding.status for finding in findings.values()), f"{sentence}.", ", ".join(mends))


def failing(findings: Mapping[str, Finding]) -> tuple[str, ...]:
    """Return the labels of the strategies whose finding is a FAIL."""
    return tuple(label for label, finding in findings.items() if finding.status == "FAIL")


def is_withheld(checks: Iterable[HealthCheck], despite_health: bool) -> bool:
    """Return whether no verdict is given: a check fails, and nobody asked for one all the same."""
    return bool(obstacles(checks)) and not despite_health


def obstacles(checks: Iterable[HealthCheck]) -> tuple[HealthCheck, ...]:
    """Return the checks that forbid a verdict: those that fail. With none, it may be said who wins."""
    return tuple(check for check in checks if check.status == "FAIL")
