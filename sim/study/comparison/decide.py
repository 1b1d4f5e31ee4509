"""Runs are added until it is sure: who wins, or how far apart they are."""

import math
import time
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from sim.measures.looks import Look, look
from sim.study.comparison.answers import Comparison, Strategy
from sim.study.comparison.compare import of_files, sizes
from sim.study.comparison.strategies import Entrant, Place

FIRST = 100  # units at the first look; each further look has twice as many


class Rule(NamedTuple):
    """When to stop. An order is decided at `error_rate` over all looks and all pairs together."""

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
        found = of_files([entrant.with_runs(n) for entrant in entrants], place, measure, smallest)
        looks = looks_at(found, rule)
        most = most_useful(found, rule)
        spent = n >= most or time.monotonic() - began >= rule.most_seconds
        if spent or all(is_enough(one, rule) for one in looks):
            return found._replace(notes=(*found.notes, stopping_note(looks, rule, stuck=n >= most < rule.most_runs)))
        n = min(2 * n, most)


def most_useful(found: Comparison, rule: Rule) -> int:
    """How many runs or draws can serve: results cannot grow, and what is paired with them is cut to their length."""
    fixed = [units(one) for one in found.strategies if one.loaded is None]
    if len(fixed) == len(found.strategies):
        return 0
    return min([*fixed, rule.most_runs]) if found.paired else rule.most_runs


def units(strategy: Strategy) -> int:
    """The draws of a result, or its runs where nothing is drawn."""
    n_draws, n_runs = sizes(strategy.stored)
    return n_draws if n_draws > 1 else n_runs


def looks_at(comparison: Comparison, rule: Rule) -> list[Look]:
    """One look at every pair of strategies; the error rate is shared among them."""
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


def is_enough(one: Look, rule: Rule) -> bool:
    if rule.precision is None:
        return one.decided
    return one.ratio.high - one.ratio.low <= 2.0 * rule.precision * abs(one.ratio.value)


def stopping_note(looks: Sequence[Look], rule: Rule, stuck: bool) -> str:
    """How the runs were stopped, in words. stuck: because results cannot get more runs."""
    n = max(one.n for one in looks)
    n_open = sum(not is_enough(one, rule) for one in looks)
    aim = "the order is decided" if rule.precision is None else f"the ratio is known to ± {rule.precision:.3g}"
    where = f"after {n:,} runs or draws, at an error rate of {rule.error_rate:.3g} over all looks"
    if len(looks) == 1:
        where += sure(looks[0])
    if not n_open:
        return f"stopped because {aim} {where}"
    why = "results cannot get more runs" if stuck else "the budget is spent"
    return f"stopped because {why}, not because {aim}: {n_open} of {len(looks)} pairs open {where}"


def sure(one: Look) -> str:
    """What holds however often one looks; the table's 95% are those of a number of runs fixed beforehand."""
    ratio = one.ratio
    if not (math.isfinite(ratio.low) and math.isfinite(ratio.high)):
        return ""
    return f"; at all looks together A / B lies from {ratio.low:.4g} to {ratio.high:.4g}"
