"""The verdict in one sentence: who wins, by how much, how sure that is; the same words wherever it is told."""

import math
from typing import NamedTuple

from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Contrast
from sim.report.style import numbers
from sim.report.style.table import printable
from sim.statistics.intervals import Interval
from sim.study.comparison.answers import Comparison, Strategy

CERTAIN = 0.9995  # beyond, a share is written as more or less than
PLAINLY = 1.5  # factors beyond are told as factors, nearer ones in percent


class Pair(NamedTuple):
    """A contrast seen from the better side."""

    winner: Strategy
    loser: Strategy
    winning: Interval  # the measure of the better side
    losing: Interval
    ratio: Interval  # winner / loser
    wins: Interval  # share of campaigns
    in_draws: float
    decided: bool  # the interval of the difference lies beyond what matters


def share(value: float) -> str:
    """A share in percent, never rounded to certainty; a dash where there is none."""
    if math.isnan(value):
        return "-"
    if CERTAIN < value < 1.0:
        return "more than 99.9%"
    if 0.0 < value < 1.0 - CERTAIN:
        return "less than 0.1%"
    return f"{100.0 * value:.1f}%"


def percents(interval: Interval) -> str:
    """A share with its interval."""
    low, high = (f"{100.0 * end:.1f}%" for end in interval[1:])
    return f"{share(interval.value)} {ends(interval, low, high)}"


def strategy_name(strategy: Strategy) -> str:
    return f"{printable(strategy.title)} ({strategy.label})"


def invert(interval: Interval) -> Interval:
    """The interval of 1 / x; unbounded where x is, or where it holds zero."""
    if interval.value == 0.0:
        return Interval(math.inf, math.nan, math.nan)
    if math.isnan(interval.low):
        return Interval(1.0 / interval.value, math.nan, math.nan)
    if interval.low <= 0.0 or not math.isfinite(interval.high):
        return Interval(1.0 / interval.value, -math.inf, math.inf)
    return Interval(1.0 / interval.value, 1.0 / interval.high, 1.0 / interval.low)


def pair(comparison: Comparison, first: int, second: int) -> Pair | None:
    """Two strategies in the deciding measure, the better one first; None where it is undefined."""
    one = comparison.contrasts[first, second][comparison.measure]
    if one.win is None or not math.isfinite(one.difference.value):
        return None
    left, right = comparison.strategies[first], comparison.strategies[second]
    better = MEASURES[comparison.measure].better * one.difference.value
    decided = is_decided(one, comparison.smallest)
    if better >= 0.0:
        return Pair(left, right, one.a, one.b, one.ratio, one.win.wins, one.win.in_draws, decided)
    in_draws = 1.0 - one.win.in_draws
    return Pair(right, left, one.b, one.a, invert(one.ratio), one.win.losses, in_draws, decided)


def is_decided(one: Contrast, smallest: float) -> bool:
    """Whether the whole interval of the difference lies on one side of all that does not matter."""
    margin = smallest * 0.5 * (abs(one.a.value) + abs(one.b.value))
    return one.difference.low > margin or one.difference.high < -margin


def is_same(one: Contrast, smallest: float) -> bool:
    """Whether the whole interval of the difference is too small to matter."""
    margin = smallest * 0.5 * (abs(one.a.value) + abs(one.b.value))
    return -margin <= one.difference.low and one.difference.high <= margin


def explain_undecided(one: Contrast, comparison: Comparison) -> str:
    """Why nobody wins: the order is open, or only whether the difference matters."""
    first, second = (strategy_name(strategy) for strategy in comparison.strategies)
    if one.difference.low > 0.0 or one.difference.high < 0.0:
        matters = f"what matters ({comparison.smallest:.3g} of the mean of both)"
        return f"{first} and {second} differ, but it cannot be told whether by more than {matters}"
    return f"no winner can be told between {first} and {second}"


def amount(interval: Interval, unit: str) -> str:
    return f"{numbers.estimate(interval)} {unit}".rstrip()


def describe_ratio(ratio: Interval) -> str:
    """A ratio in words, with its interval."""
    if not math.isfinite(ratio.value) or ratio.value <= 0.0:
        return "with no ratio to give"
    if 1.0 / PLAINLY < ratio.value < PLAINLY:
        value, low, high = (f"{100.0 * (end - 1.0):+.1f}%" for end in ratio)
        return f"{value} {ends(ratio, low, high)}"
    word, seen = ("higher", ratio) if ratio.value > 1.0 else ("lower", invert(ratio))
    return f"{seen.value:.3g} times {word} {ends(seen, f'{seen.low:.3g}', f'{seen.high:.3g}')}"


def ends(interval: Interval, low: str, high: str) -> str:
    """The ends of an interval in words."""
    if math.isnan(interval.low):
        return "(no interval)"
    bounded = math.isfinite(interval.low) and math.isfinite(interval.high)
    return f"(95%: {low} to {high})" if bounded else "(the interval has no bounds)"


def of_two(comparison: Comparison) -> str:
    """The verdict on a pair."""
    measure = MEASURES[comparison.measure]
    found = pair(comparison, 0, 1)
    first, second = (strategy_name(strategy) for strategy in comparison.strategies)
    if found is None:
        return f"{measure.label}: no verdict between {first} and {second}, it is undefined for one of them."
    if found.winning.value == found.losing.value:
        return f"{measure.label}: {first} and {second} are equal."
    told = (
        f"{amount(found.winning, measure.unit)} against {amount(found.losing, measure.unit)}, "
        f"{describe_ratio(found.ratio)}; better in {percents(found.wins)} of campaigns"
    )
    if not math.isnan(found.in_draws):
        told += f", and on average in {share(found.in_draws)} of the draws of what we do not know"
    one = comparison.contrasts[0, 1][comparison.measure]
    if comparison.smallest and is_same(one, comparison.smallest):
        little = f"less than what matters ({comparison.smallest:.3g} of the mean of both)"
        return f"{measure.label}: {first} and {second} differ by {little}; {strategy_name(found.winner)} has {told}."
    if not found.decided:
        why = explain_undecided(one, comparison)
        return f"{measure.label}: {why}; {strategy_name(found.winner)} is ahead with {told}."
    return f"{measure.label}: {strategy_name(found.winner)} beats {strategy_name(found.loser)} with {told}."


def listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def of_many(comparison: Comparison) -> str:
    """The verdict on three strategies or more: the leader, and whom it does and does not beat."""
    measure = MEASURES[comparison.measure]
    known = [index for index in range(len(comparison.strategies)) if is_defined(comparison, index)]
    if len(known) < 2:
        return f"{measure.label}: no verdict, it is undefined for all strategies but {len(known)}."
    best = leader(comparison, known)
    pairs = [pair(comparison, *sorted((best, other))) for other in known if other != best]
    beaten = [strategy_name(one.loser) for one in pairs if one and one.decided]
    rest = [strategy_name(one.loser) for one in pairs if one and not one.decided]
    value = amount(estimate(comparison, best), measure.unit)
    told = f"{measure.label}: {strategy_name(comparison.strategies[best])} is best with {value}"
    told += f", first in {share(float(comparison.places[best, 0]))} of campaigns"
    told += f"; it beats {listed(beaten)}" if beaten else ""
    told += f"; it cannot be told apart from {listed(rest)}" if rest else ""
    return told + "."


def estimate(comparison: Comparison, index: int) -> Interval:
    """The deciding measure of one strategy."""
    other = 1 if index == 0 else 0
    one = comparison.contrasts[min(index, other), max(index, other)][comparison.measure]
    return one.a if index < other else one.b


def is_defined(comparison: Comparison, index: int) -> bool:
    return math.isfinite(estimate(comparison, index).value)


def leader(comparison: Comparison, known: list[int]) -> int:
    """The strategy with the best mean."""
    better = MEASURES[comparison.measure].better
    return max(known, key=lambda index: better * estimate(comparison, index).value)


def sentence(comparison: Comparison) -> str:
    """The verdict."""
    return of_two(comparison) if len(comparison.strategies) == 2 else of_many(comparison)
