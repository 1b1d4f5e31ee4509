"""Numbers and lists in the sentences of checks."""

from collections.abc import Iterable
from typing import Literal

Status = Literal["PASS", "REVIEW", "FAIL"]
ORDER: tuple[Status, ...] = ("PASS", "REVIEW", "FAIL")


def worst(found: Iterable[Status]) -> Status:
    """The worst of these; PASS for none."""
    return max(found, key=ORDER.index, default="PASS")


def digits(value: float) -> str:
    """A number with three digits, whole thousands as they are; "infinite" for what has no bound."""
    if abs(value) == float("inf"):
        return "infinite"
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def in_unit(value: float, unit: str) -> str:
    return f"{digits(value)} {unit}".rstrip()


def percent(share: float) -> str:
    """A share with three digits."""
    return f"{digits(100.0 * share)}%"


def together(found: Iterable[tuple[str, Status, str]]) -> tuple[Status, str]:
    """The worst status of strategies by their labels, and what is told of each; the same is told once."""
    every = list(found)
    labels = {told: [label for label, _, other in every if other == told] for _, _, told in every}
    sentence = "; ".join(f"{join_words(who)}: {told}" for told, who in labels.items())
    return worst(status for _, status, _ in every), f"{sentence}."


def join_words(words: Iterable[str]) -> str:
    """a, b and c."""
    every = list(words)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}"
