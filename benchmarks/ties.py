"""Wrong winners under --until-decided: one scenario against itself with other luck, looked at again and again.

Every "beats" is wrong. At an error rate of 5% at most 5% of comparisons may say it, at whatever look they stop.
"""

import math
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from common import parse_arguments
from coverage import CREATORS, KNOWN, SCENARIO
from scipy.stats import binom

from sim.engine.batches import default_threads
from sim.engine.progress import Silent, Stop
from sim.measures.contrast import Columns, contrast
from sim.measures.looks import Looks
from sim.report.style.verdict import sentence
from sim.scenario.load import loads
from sim.statistics.intervals import t_quantile
from sim.study.comparison.compare import Comparison, Strategy
from sim.study.what_if.trials import Means, Trials

ERROR_RATE = 0.05
LOOKS = (100, 200, 400, 800, 1600)
MEASURES = ("cpe", "engagers", "clicks", "purchases")
FALSE_ALARM = 1e-3  # that the program says "too often" of one measure where the rate is just 5%


def sides_of(repetitions: int) -> Iterator[tuple[Columns, Columns]]:
    """Two stretches of runs of one scenario for each repetition; no run is taken twice."""
    trials = Trials(Means(2 * repetitions * LOOKS[-1], default_threads(), Silent(), Stop()))
    whole = trials.columns(loads(SCENARIO.format(**KNOWN, creators=CREATORS[0]), (), Path("ties.toml")))
    for start in range(0, 2 * repetitions * LOOKS[-1], 2 * LOOKS[-1]):
        a, b = (
            {name: array[:, first : first + LOOKS[-1]] for name, array in whole.items()}
            for first in (start, start + LOOKS[-1])
        )
        yield a, b


def verdict(name: str, a: Columns, b: Columns, looks: Looks | None) -> str:
    """The sentence on two sides of the same scenario, unpaired."""
    strategies = tuple(Strategy(label, "tie", None, {}, None) for label in "AB")  # type: ignore[arg-type]
    quantile = t_quantile if looks is None else looks.quantile
    pair = contrast(name, a, b, paired=False, quantile=quantile)
    return sentence(Comparison(strategies, name, 0.0, False, (), {(0, 1): {name: pair}}, np.eye(2), looks))


def is_wrong(name: str, a: Columns, b: Columns, is_sequence: bool) -> bool:
    """Whether somebody wins at any of the looks."""
    for n in LOOKS:
        first, second = ({key: array[:, :n] for key, array in side.items()} for side in (a, b))
        if " beats " in verdict(name, first, second, Looks(n, ERROR_RATE, 1) if is_sequence else None):
            return True
    return False


def main() -> None:
    repetitions = parse_arguments(__doc__, repetitions=(400, "comparisons")).repetitions
    counts = {(name, is_sequence): 0 for name in MEASURES for is_sequence in (True, False)}
    for a, b in sides_of(repetitions):
        for name, is_sequence in counts:
            counts[name, is_sequence] += is_wrong(name, a, b, is_sequence)
    most = float(binom.isf(FALSE_ALARM, repetitions, ERROR_RATE))
    print(f"{repetitions:,} true ties, looks at {', '.join(map(str, LOOKS))} runs; wrong winners:")
    for name in MEASURES:
        sequence, fixed = (counts[name, is_sequence] / repetitions for is_sequence in (True, False))
        print(f"{name:<12} {sequence:6.1%} by the sequence, {fixed:6.1%} by the fixed interval at each look")
    sys.exit(int(math.isnan(most) or any(counts[name, True] > most for name in MEASURES)))


if __name__ == "__main__":
    main()
