"""The verdict in one sentence: who wins, by how much, how sure that is; the same words everywhere."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Contrast, is_decided, is_same
from sim.measures.wins import Win
from sim.report.style import numbers
from sim.statistics.intervals import Interval
from sim.study.comparison.compare import Comparison, Strategy
from sim.study.comparison.health_check import HealthCheck, obstacles
from sim.study.comparison.question import question_words
from sim.text import join_words, printable

CERTAIN = 0.9995  # beyond, a share is written as more or less than
PLAINLY = 1.5  # factors beyond are given as factors, nearer ones in percent


class Pair(NamedTuple):
    """A contrast seen from the better side."""

    winner: Strategy
    loser: Strategy
    winning: Interval  # the measure of the better side
    losing: Interval
    ratio: Interval  # winner / loser
    wins: Interval  # share of campaigns
    ties: float
    losses: Interval
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


def percents(interval: Interval, sure: str = "95%") -> str:
    """A share with its interval. sure: how sure that is."""
    low, high = (f"{100.0 * end:.1f}%" for end in interval[1:])
    return f"{share(interval.value)} {ends(interval, low, high, sure)}"


def is_said(ties: float) -> bool:
    """Whether a share of ties is more than 0 to the printed digit."""
    return round(ties, 3) > 0.0


def tie_words(comparison: Comparison) -> str:
    """A remark that ties share their places, where there are any."""
    each = (contrasts[comparison.measure].win for contrasts in comparison.contrasts.values())
    return " (ties shared)" if any(win is not None and is_said(win.ties) for win in each) else ""


def strategy_name(strategy: Strategy) -> str:
    """Title and letter of a strategy."""
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
    contrast = comparison.contrasts[first, second][comparison.measure]
    if contrast.win is None or not math.isfinite(contrast.difference.value):
        return None
    left, right = comparison.strategies[first], comparison.strategies[second]
    better = MEASURES[comparison.measure].better * contrast.difference.value
    decided = is_decided(contrast, comparison.smallest)
    if better >= 0.0:
        win = contrast.win
        return Pair(left, right, contrast.a, contrast.b, contrast.ratio, *win, decided)
    win = Win(contrast.win.losses, contrast.win.ties, contrast.win.wins, 1.0 - contrast.win.in_draws)
    return Pair(right, left, contrast.b, contrast.a, invert(contrast.ratio), *win, decided)


def explain_doubt(contrast: Contrast, comparison: Comparison) -> str:
    """Reason why nobody wins: the order is open, or only whether the difference matters."""
    first, second = (strategy_name(strategy) for strategy in comparison.strategies)
    if contrast.difference.low > 0.0 or contrast.difference.high < 0.0:
        matters = f"what matters ({comparison.smallest:.3g} of the mean of both)"
        return f"{first} and {second} differ, but it is not clear whether by more than {matters}"
    return f"no clear winner between {first} and {second}"


def amount(interval: Interval, unit: str) -> str:
    """An estimate with its unit."""
    return f"{numbers.estimate(interval)} {unit}".rstrip()


def describe_ratio(ratio: Interval, sure: str = "95%") -> str:
    """A ratio in words, with its interval. sure: how sure that is."""
    if not math.isfinite(ratio.value) or ratio.value <= 0.0:
        return "with no ratio to give"
    if 1.0 / PLAINLY < ratio.value < PLAINLY:
        value, low, high = (f"{100.0 * (end - 1.0):+.1f}%" for end in ratio)
        return f"{value} {ends(ratio, low, high, sure)}"
    word, seen = ("higher", ratio) if ratio.value > 1.0 else ("lower", invert(ratio))
    return f"{seen.value:.3g} times {word} {ends(seen, f'{seen.low:.3g}', f'{seen.high:.3g}', sure)}"


def ends(interval: Interval, low: str, high: str, sure: str) -> str:
    """The ends of an interval in words."""
    if math.isnan(interval.low):
        return "(no interval)"
    bounded = math.isfinite(interval.low) and math.isfinite(interval.high)
    return f"({sure}: {low} to {high})" if bounded else "(the interval has no bounds)"


def how_often(seen: Pair, comparison: Comparison) -> str:
    """The share of campaigns in which the better side is better; also worse and equal, where some are equal."""
    words = f"better in {percents(seen.wins, comparison.level)} of campaigns"
    if not is_said(seen.ties):
        return words
    equal = "about equal (within what matters)" if comparison.smallest else "equal"
    return f"{words}, worse in {share(seen.losses.value)}, {equal} in {share(seen.ties)}"


def label_of(comparison: Comparison) -> str:
    """The measure, and which reading of the question it answers: "CPE (about the same fees, our own hours)"."""
    words = question_words(comparison)
    label = MEASURES[comparison.measure].label
    return f"{label} ({words})" if words else label


def of_two(comparison: Comparison) -> str:
    """The verdict on a pair."""
    label = label_of(comparison)
    measure = MEASURES[comparison.measure]
    seen = pair(comparison, 0, 1)
    first, second = (strategy_name(strategy) for strategy in comparison.strategies)
    if seen is None:
        return f"{label}: no verdict between {first} and {second}, it is undefined for one of them."
    if seen.winning.value == seen.losing.value:
        return f"{label}: {first} and {second} are equal."
    facts = (
        f"{amount(seen.winning, measure.unit)} against {amount(seen.losing, measure.unit)}, "
        f"{describe_ratio(seen.ratio, comparison.level)}; {how_often(seen, comparison)}"
    )
    if not math.isnan(seen.in_draws):
        facts += f", and on average in {share(seen.in_draws)} of the draws of what we do not know"
    contrast = comparison.contrasts[0, 1][comparison.measure]
    if comparison.smallest and is_same(contrast, comparison.smallest):
        little = f"less than what matters ({comparison.smallest:.3g} of the mean of both)"
        return f"{label}: {first} and {second} differ by {little}; {strategy_name(seen.winner)} has {facts}."
    if not seen.decided:
        why = explain_doubt(contrast, comparison)
        return f"{label}: {why}; {strategy_name(seen.winner)} is ahead with {facts}."
    return f"{label}: {strategy_name(seen.winner)} beats {strategy_name(seen.loser)} with {facts}."


def of_many(comparison: Comparison) -> str:
    """The verdict on three strategies or more: the leader, and whom it does and does not beat."""
    label = label_of(comparison)
    measure = MEASURES[comparison.measure]
    known = [index for index in range(len(comparison.strategies)) if is_defined(comparison, index)]
    if len(known) < 2:
        return f"{label}: no verdict, it is undefined for all strategies but {len(known)}."
    best = leader(comparison, known)
    pairs = [pair(comparison, *sorted((best, other))) for other in known if other != best]
    beaten = [strategy_name(each.loser) for each in pairs if each and each.decided]
    rest = [strategy_name(each.loser) for each in pairs if each and not each.decided]
    value = amount(estimate(comparison, best), measure.unit)
    answer = f"{label}: {strategy_name(comparison.strategies[best])} is best with {value}"
    answer += f", first in {share(float(comparison.places[best, 0]))} of campaigns{tie_words(comparison)}"
    answer += f"; it beats {join_words(beaten)}" if beaten else ""
    answer += f"; it is not clearly different from {join_words(rest)}" if rest else ""
    return answer + "."


def estimate(comparison: Comparison, index: int) -> Interval:
    """The deciding measure of one strategy."""
    other = 1 if index == 0 else 0
    contrast = comparison.contrasts[min(index, other), max(index, other)][comparison.measure]
    return contrast.a if index < other else contrast.b


def is_defined(comparison: Comparison, index: int) -> bool:
    """Whether the deciding measure of a strategy has a value."""
    return math.isfinite(estimate(comparison, index).value)


def leader(comparison: Comparison, known: list[int]) -> int:
    """The strategy with the best mean."""
    better = MEASURES[comparison.measure].better
    return max(known, key=lambda index: better * estimate(comparison, index).value)


def sentence(comparison: Comparison) -> str:
    """The verdict, whatever the health check says; `answer` is what people are shown."""
    return of_two(comparison) if len(comparison.strategies) == 2 else of_many(comparison)


def answer(comparison: Comparison, checks: Sequence[HealthCheck], despite_health: bool = False) -> str:
    """The verdict, or what forbids one; despite_health: the verdict after what forbids it."""
    failures = obstacles(checks)
    if not failures:
        return sentence(comparison)
    if despite_health:
        return f"Despite a failed health check ({fails(comparison, failures)}): {sentence(comparison)}"
    return " ".join(refusal(comparison, failures))


def fails(comparison: Comparison, failures: Sequence[HealthCheck]) -> str:
    """The names of the failures, scenario by scenario."""
    names: dict[str, list[str]] = {}
    for check in failures:
        names.setdefault(whose(comparison, check), []).append(check.name)
    return "; ".join(f"{scenario}: {join_words(each)}" for scenario, each in names.items())


def whose(comparison: Comparison, check: HealthCheck) -> str:
    """The scenarios in which a check fails."""
    strategies = [each for each in comparison.strategies if each.label in check.labels or not check.labels]
    return join_words(map(strategy_name, strategies))


def refusal(comparison: Comparison, failures: Sequence[HealthCheck]) -> list[str]:
    """The lines in place of a verdict: what fails, in which scenario, and what would mend it."""
    label = MEASURES[comparison.measure].label
    lines = [f"{label}: no verdict, for the health check fails ({fails(comparison, failures)})."]
    for check in failures:
        cure = f" To mend it: {check.mend}." if check.mend else ""
        lines.append(f"{whose(comparison, check)}: {check.sentence}{cure}")
    return [*lines, "To see who would win all the same: --despite-health (Python: despite_health=True)."]
