"""Replication targets: the published finding, our figure of it, and the verdict."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

MET, NOT_MET = "met", "not met"


class TargetNumbers(NamedTuple):
    """The numbers behind a figure: ours, and between which they are expected; None: no end, or no number."""

    ours: Sequence[float]
    low: float | None = None
    high: float | None = None
    unit: str = "1"


class TargetFigure(NamedTuple):
    """One figure of a target."""

    expected: str
    ours: str
    is_met: bool
    numbers: TargetNumbers
    why: str = ""  # of what is not met, or how it is to be read


class Target(NamedTuple):
    """A published finding, and the function that computes our figures of it."""

    number: int
    finding: str
    source: str
    reliability: str  # H, M, L or J as in GLOSSARY.md
    compute: Callable[[], Iterable[TargetFigure]]


class TargetFinding(NamedTuple):
    """A line of the table."""

    number: int
    finding: str
    source: str
    reliability: str
    expected: str
    ours: str
    verdict: str
    why: str
    seconds: float
    numbers: TargetNumbers


class TargetMatch(NamedTuple):
    """Our value beside the expected one."""

    expected: str
    ours: str
    is_met: bool
    numbers: TargetNumbers


def within(value: float, due: float, by: float, form: str = ".4g") -> TargetMatch:
    """Compare a value with one that is due, with an absolute tolerance."""
    numbers = TargetNumbers([value], due - by, due + by)
    return TargetMatch(f"{due:{form}} ± {by:{form}}", f"{value:{form}}", abs(value - due) <= by, numbers)


def near(value: float, due: float, share: float, form: str = ".4g") -> TargetMatch:
    """Compare a value with one that is due, with a relative tolerance."""
    by = share * abs(due)
    numbers = TargetNumbers([value], due - by, due + by)
    return TargetMatch(f"{due:{form}} ± {share:.3g} of it", f"{value:{form}}", abs(value - due) <= by, numbers)


def between(value: float, low: float, high: float, form: str = ".4g") -> TargetMatch:
    """Compare a value with a band."""
    numbers = TargetNumbers([value], low, high)
    return TargetMatch(f"{low:{form}} to {high:{form}}", f"{value:{form}}", low <= value <= high, numbers)


def name_figure(name: str, match: TargetMatch, why: str = "", unit: str = "1") -> TargetFigure:
    """A figure with its name before the expected value."""
    numbers = match.numbers._replace(unit=unit)
    return TargetFigure(f"{name}: {match.expected}", match.ours, match.is_met, numbers, why)


Lines = Iterator[TargetFigure]
