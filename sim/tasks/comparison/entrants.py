"""Strategies played as far as it is missing, and compared."""

from collections.abc import Sequence

from sim.study.comparison import compare, decide
from sim.study.comparison.compare import Comparison
from sim.study.comparison.decide import Rule
from sim.study.comparison.strategies import Entrant, Place


def compare_entrants(
    entrants: Sequence[Entrant], where: Place, measure: str, smallest: float, rule: Rule | None
) -> Comparison:
    """Run what is missing and compare; rule: when to stop adding runs. Raises InputError, FileProblem, Interrupted.

    >>> from pathlib import Path
    >>> from sim.engine.progress import Silent, Stop
    >>> compare_entrants([Entrant(Path("a.h5"), None)], Place(Path(), 1, "", Silent(), Stop()), "cpe", 0.0, None)
    Traceback (most recent call last):
    sim.errors.FileProblem: a.h5: there is no such file
    """
    if rule is None:
        return compare.of_files(entrants, where, measure, smallest)
    return decide.run_until(entrants, where, measure, smallest, rule)
