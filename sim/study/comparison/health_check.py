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


class Finding(NamedTuple):
    """A status with its reason, about one strategy or one pair; a `HealthCheck` without its name."""

    status: Status
    sentence: str  # without a full stop where it is a part of a longer one


def worst(statuses: Iterable[Status]) -> Status:
    """Return the worst of these statuses; PASS for none."""
    return min(statuses, key=WORST_FIRST.index, default="PASS")


def combine(findings: Mapping[str, Finding]) -> Finding:
    """Join the findings on strategies, by their labels; strategies of which the same is said share one clause."""
    labels: dict[str, list[str]] = {}
    for label, finding in findings.items():
        labels.setdefault(finding.sentence, []).append(label)
    sentence = "; ".join(f"{join_words(same)}: {words}" for words, same in labels.items())
    return Finding(worst(finding.status for finding in findings.values()), f"{sentence}.")
