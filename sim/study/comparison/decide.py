"""Adding runs until the comparison is certain: who wins, or how far apart the strategies are."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from sim.measures.contrast import Contrast, is_decided, is_same
from sim.study.comparison.compare import Comparison, Strategy, of_files, sizes
from sim.study.comparison.strategies import Entrant, Place
from sim.study.comparison.wording import percent

FIRST = 100  # units at the first look; each further look has twice as many


class Rule(NamedTuple):
    """A stopping rule: an order is decided at `error_rate` over all looks and all pairs together."""

    error_rate: float
    precision: float | None  # half the width of the ratio's interval, as a share; None: until the order is decided
    most_runs: int  # per strategy
    most_seconds: float


def run_until(entrants: Sequence[Entrant], place: Place, measure: str, smallest: float, rule: Rule) -> Comparison:
    """Compare with as many runs (draws, where numbers are drawn) as the rule asks for.

    All intervals of the answer form a confidence sequence, so looking again and again costs nothing in error, and
    whoever reads them is told what the rule saw.
    Raises InputError, FileProblem, Interrupted (what is finished is kept, and used the next time).
    """
    began = time.monotonic()
    n = min(FIRST, rule.most_runs)
    while True:
        comparison = of_files([entrant.with_runs(n) for entrant in entrants], place, measure, smallest, rule.error_rate)
        n_open = sum(not is_enough(each[measure], smallest, rule) for each in comparison.contrasts.values())
        most = most_useful(comparison, rule)
        spent = n >= most or time.monotonic() - began >= rule.most_seconds
        if spent or not n_open:
            note = stopping_note(comparison, n_open, rule, stuck=n >= most < rule.most_runs)
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


def is_enough(pair: Contrast, smallest: float, rule: Rule) -> bool:
    """Return whether a pair is known as well as the rule asks for. smallest: the difference that matters, a share."""
    if rule.precision is None:
        return is_decided(pair, smallest) or is_same(pair, smallest)
    return pair.ratio.high - pair.ratio.low <= 2.0 * rule.precision * abs(pair.ratio.value)


def stopping_note(comparison: Comparison, n_open: int, rule: Rule, stuck: bool) -> str:
    """Say in words why no more runs were added.

    n_open: pairs that are not known well enough; stuck: because results cannot get more runs.
    """
    aim = (
        "the order is decided" if rule.precision is None else f"the ratio is known to within {percent(rule.precision)}"
    )
    n = 0 if comparison.looks is None else comparison.looks.n
    where = f"after {n:,} runs or draws, at an error rate of {rule.error_rate:.3g} over all looks"
    if not n_open:
        return f"stopped because {aim} {where}"
    why = "results cannot get more runs" if stuck else "the budget is spent"
    return f"stopped because {why}, not because {aim}: {n_open} of {len(comparison.contrasts)} pairs open {where}"
