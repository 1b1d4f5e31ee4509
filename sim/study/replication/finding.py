"""What a replication target says, and what we get."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

MET, NOT_MET = "met", "not met"


class TargetFigure(NamedTuple):
    """One figure of a target."""

    expected: str
    ours: str
    is_met: bool
    why: str = ""  # of what is not met, or how it is to be read


class Target(NamedTuple):
    """A published finding and how we compute it."""

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


def within(value: float, due: float, by: float, form: str = ".4g") -> tuple[str, str, bool]:
    """Expected, ours, met: for a value that is due with an absolute tolerance."""
    return f"{due:{form}} ± {by:{form}}", f"{value:{form}}", abs(value - due) <= by


def near(value: float, due: float, share: float, form: str = ".4g") -> tuple[str, str, bool]:
    """The same with a relative tolerance."""
    return f"{due:{form}} ± {share:.3g} of it", f"{value:{form}}", abs(value - due) <= share * abs(due)


def between(value: float, low: float, high: float, form: str = ".4g") -> tuple[str, str, bool]:
    """The same for a band."""
    return f"{low:{form}} to {high:{form}}", f"{value:{form}}", low <= value <= high


def name_figure(name: str, told: tuple[str, str, bool], why: str = "") -> TargetFigure:
    """A figure with its name before it."""
    expected, ours, is_met = told
    return TargetFigure(f"{name}: {expected}", ours, is_met, why)


Lines = Iterator[TargetFigure]
