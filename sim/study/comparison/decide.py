"""Adding runs until the comparison is certain: who wins, or how far apart the strategies are."""

import math
import time
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from sim.measures.looks import Look, look
from sim.study.comparison.compare import Comparison, Strategy, of_files, sizes
from sim.study.comparison.strategies import Entrant, Place

FIRST = 100  # units at the first look; each further look has twice as many


class Rule(NamedTuple):
    """A stopping rule: an order is decided at `error_rate` over all looks and all pairs together."""

    error_rate: float
    precision: float | None  # half-width of the ratio's interval, as a share; None: until the order is decided
    most_runs: int  # per strategy
    most_seconds: float


def run_until(entrants: Sequence[Entrant], place: Place, measure: str, smallest: float, rule: Rule) -> Comparison:
    """Compare with as many runs (draws, where numbers are drawn) as the rule asks for.

    The intervals of the looks form a confidence sequence, so looking again and again costs nothing in error.
    Raises InputError, FileProblem, Interrupted (what is finished is kept, and used the next time).
    """
    began = time.monotonic()
    n = min(FIRST, rule.most_runs)
    while True:
        comparison = of_files([entrant.with_runs(n) for entrant in entrants], place, measure, smallest)
        looks = looks_at(comparison, rule)
        most = most_useful(comparison, rule)
        spent = n >= most or time.monotonic() - began >= rule.most_seconds
        if spent or all(is_enough(pair, rule) for pair in looks):
            note = stopping_note(looks, rule, stuck=n >= most < rule.most_runs)
            return comparison._replace(notes=(*comparison.notes, note))
        n = min(2 * n, most)


def most_useful(comparison: Comparison, rule: Rule) -> int:
    """Return the largest number of runs or draws that can serve.

    Result files cannot grow, and what is paired with them is cut to their length.
    """
    fixed = [units(strategy) for strategy in comparison.strategies if strategy.loaded is None]
    if len(fixed) == len(comparison.strategies):
        return 0
    return min([*fixed, rule.most_runs]) if comparison.paired else rule.most_runs


def units(strategy: Strategy) -> int:
    """Return the number of independent units: draws, or runs where nothing is drawn."""
    n_draws, n_runs = sizes(strategy.stored)
    return n_draws if n_draws > 1 else n_runs


def looks_at(comparison: Comparison, rule: Rule) -> list[Look]:
    """Take one look at every pair of strategies; the error rate is shared among the pairs."""
    pairs = list(combinations(range(len(comparison.strategies)), 2))
    return [
        look(
            comparison.measure,
            comparison.strategies[first].columns,
            comparison.strategies[second].columns,
            alpha=rule.error_rate / len(pairs),
            paired=comparison.paired,
            smallest=comparison.smallest,
        )
        for first, second in pairs
    ]


def is_enough(pair: Look, rule: Rule) -> bool:
    """Return whether a pair is known as well as the rule asks for."""
    if rule.precision is None:
        return pair.decided
    return pair.ratio.high - pair.ratio.low <= 2.0 * rule.precision * abs(pair.ratio.value)


def stopping_note(looks: Sequence[Look], rule: Rule, stuck: bool) -> str:
    """Say in words why no more runs were added. stuck: because results cannot get more runs."""
    n = max(pair.n for pair in looks)
    n_open = sum(not is_enough(pair, rule) for pair in looks)
    aim = "the order is decided" if rule.precision is None else f"the ratio is known to ± {rule.precision:.3g}"
    where = f"after {n:,} runs or draws, at an error rate of {rule.error_rate:.3g} over all looks"
    if len(looks) == 1:
        where += time_uniform_range(looks[0])
    if not n_open:
        return f"stopped because {aim} {where}"
    why = "results cannot get more runs" if stuck else "the budget is spent"
    return f"stopped because {why}, not because {aim}: {n_open} of {len(looks)} pairs open {where}"


def time_uniform_range(pair: Look) -> str:
    """Describe the range of the ratio that holds however often one looks; empty where it has no ends.

    The 95% of the table are those of a number of runs that is fixed beforehand.
    """
    ratio = pair.ratio
    if not (math.isfinite(ratio.low) and math.isfinite(ratio.high)):
        return ""
    return f"; at all looks together A / B lies from {ratio.low:.4g} to {ratio.high:.4g}"
