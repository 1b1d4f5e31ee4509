"""The readings of one question: two strategies at the same fees, the same all-in cost or the same reach, and with the
work done by the brand, by an agency, or left out. Who wins depends on which is meant.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.errors import InputError
from sim.measures.contrast import Columns, Contrast, contrasts
from sim.scenario.load import Loaded
from sim.statistics.intervals import Quantile, t_quantile
from sim.study.comparison import compare
from sim.study.comparison.compare import Comparison
from sim.study.comparison.question import work_words
from sim.study.comparison.strategies import LABELS, Entrant, Place
from sim.study.matching.match import MOST_FACTOR, Match, SidePair, choices, match, put, solving_trials
from sim.study.matching.work import Work, bill_by_work, work_prices

SHOWN = ("reach", "reach_2", "engagers", "cpe", "cpa", "cost")  # measures of a reading
ALIKE = 0.02  # values that differ by less are taken for equal as they are
WORKS: tuple[Work, ...] = ("left_out", "own_hours", "agency")
PLAYED_SHARE, LEAST_RUNS, LEAST_OF_ONE_DRAW = 4, 5, 200  # a quarter of the runs, and no fewer than these


class Reading(NamedTuple):
    """One reading of the question, answered."""

    equal: str  # a key of EQUALITIES
    work: Work | None  # None: as the scenarios say
    contrasts: Mapping[str, Contrast]  # by measure; none where the reading has no answer
    scaled: str = ""  # side and number that were changed to make them equal; empty: none was
    problem: str = ""  # why the reading has no answer
    columns: tuple[Columns, Columns] | None = None  # campaigns of both sides as this reading bills them
    n_creators: tuple[int, int] = (0, 0)  # contracted by each side
    doer: str = ""  # of the work, where the scenarios say it: "our own hours"


class Equalised(NamedTuple):
    """Campaigns of two strategies that are equal in one respect."""

    columns: tuple[Columns, Columns]
    paired: bool
    factors: tuple[float, float]  # on the fees of each side
    scaled: str
    n_creators: tuple[int, int]  # contracted by each side
    quantile: Quantile = t_quantile  # of its intervals


def read(comparison: Comparison, entrants: Sequence[Entrant], place: Place, quick: bool) -> tuple[Reading, ...]:
    """Return the readings of a comparison of two; none for more.

    quick: only what the runs that are there can say: nothing is played. Raises FileProblem, Interrupted.
    """
    if len(comparison.strategies) != 2:
        return ()
    asker = Asker(comparison, entrants, place, quick)
    return (*asker.by_work(), *asker.with_work_as_it_is("all-in"), *asker.with_work_as_it_is("reach"))


class Asker:
    """Asks one question in several ways of the same two strategies."""

    def __init__(self, comparison: Comparison, entrants: Sequence[Entrant], place: Place, quick: bool) -> None:
        self.comparison, self.entrants, self.place, self.quick = comparison, tuple(entrants), place, quick
        first, second = comparison.strategies
        self.first, self.second = first, second
        self.prices, self.n_creators = (work_prices(first), work_prices(second)), creators_of(comparison)

    def by_work(self) -> Iterator[Reading]:
        """Yield the readings at the same fees, each with the work done in another way."""
        try:
            equal = self._equal_fees()
        except InputError as error:
            yield from (Reading("fees", work, {}, problem=error.message) for work in WORKS)
            return
        if equal is None:
            return
        for work in WORKS:
            billed = [
                bill_by_work(columns, prices, work, factor)
                for columns, prices, factor in zip(equal.columns, self.prices, equal.factors, strict=True)
            ]
            yield self._answer("fees", work, equal, billed)

    def with_work_as_it_is(self, equal: str) -> Iterator[Reading]:
        """Yield the reading in which sides are equal in this, and work is done as the scenarios say."""
        column, doer = {"all-in": "cost_usd", "reach": "reach"}[equal], work_words(self.comparison.strategies)
        is_equal = are_alike((self.first.columns, self.second.columns), column)
        try:
            found = self._as_they_are((1.0, 1.0), "") if is_equal else self._match_and_play(equal)
        except InputError as error:
            yield Reading(equal, None, {}, problem=error.message, doer=doer)
            return
        if found is not None:
            yield self._answer(equal, None, found, found.columns)._replace(doer=doer)

    def _answer(self, equal: str, work: Work | None, found: Equalised, billed: Sequence[Columns]) -> Reading:
        """The reading of sides that are equal, with their campaigns as it bills them."""
        answered = contrasts(*billed, paired=found.paired, smallest=self.comparison.smallest, names=SHOWN,
                             quantile=found.quantile)  # fmt: skip
        return Reading(equal, work, answered, found.scaled, columns=(billed[0], billed[1]),
                       n_creators=found.n_creators)  # fmt: skip

    def _as_they_are(self, factors: Sequence[float], scaled: str) -> Equalised:
        """The campaigns that are compared, with fees times a factor."""
        sides = (self.first.columns, self.second.columns)
        both = (factors[0], factors[1])
        return Equalised(sides, self.comparison.paired, both, scaled, self.n_creators, self.comparison.quantile)

    def _equal_fees(self) -> Equalised | None:
        """The campaigns at the same fees; None where they would have to be played first, and must not be."""
        sides = (self.first.columns, self.second.columns)
        fees = [float(np.mean(columns["outcomes/fees_usd"])) for columns in sides]
        if are_alike(sides, "fees_usd"):
            return self._as_they_are((1.0, 1.0), "")
        if min(fees) <= 0.0:
            raise InputError("a side pays no fees")
        pair = self._pair()
        scaled = self._side_of_fees(pair)
        if scaled is None:
            return self._match_and_play("fees")
        factor = fees[1 - scaled] / fees[scaled]
        if not 1.0 / MOST_FACTOR <= factor <= MOST_FACTOR:
            raise InputError(
                f"fees differ {max(factor, 1.0 / factor):.2g} times, so one side would be in another market"
            )
        return self._as_they_are(put((1.0, 1.0), scaled, factor), f"{LABELS[scaled]}: fees times {factor:.3g}")

    def _side_of_fees(self, pair: SidePair | None) -> int | None:
        """The side whose fees are scaled; None where creators are."""
        if pair is None:
            return 0
        first, *_ = [*choices(pair.sides, "fees"), None]
        return first.side if first is not None and first.lever.kind == "fee" else None

    def _pair(self) -> SidePair | None:
        """The scenarios of both sides; None where one is a result without its scenario."""
        sides = [entrant.loaded for entrant in self.entrants]
        if sides[0] is None or sides[1] is None:
            return None
        return SidePair((sides[0], sides[1]), (self.first.stored, self.second.stored))

    def _match_and_play(self, equal: str) -> Equalised | None:
        """Both sides made equal and played; None where nothing may be played. Raises InputError."""
        pair = self._pair()
        if pair is None:
            raise InputError("a result cannot be scaled; give its scenario")
        if self.quick:
            return None
        return self._play(match(pair, equal, solving_trials(self.place)))

    def _play(self, found: Match) -> Equalised:
        """Campaigns of both sides once they are equal, as many as it takes."""
        entrants = [
            Entrant(entrant.path, with_fewer_runs(loaded))
            for entrant, loaded in zip(self.entrants, found.sides, strict=True)
        ]
        answer = compare.of_files(entrants, self.place, self.comparison.measure, self.comparison.smallest)
        sides = (answer.strategies[0].columns, answer.strategies[1].columns)
        return Equalised(sides, answer.paired, (1.0, 1.0), found.words, creators_of(answer))


def creators_of(comparison: Comparison) -> tuple[int, int]:
    """Return how many creators each of two sides has contracted."""
    first, second = (strategy.stored.arrays["creators/followers"].size for strategy in comparison.strategies)
    return first, second


def are_alike(sides: Sequence[Columns], column: str) -> bool:
    """Return whether both sides have about the same of something as they are."""
    first, second = (float(np.mean(columns[f"outcomes/{column}"])) for columns in sides)
    return math.isclose(first, second, rel_tol=ALIKE)


def with_fewer_runs(loaded: Loaded) -> Loaded:
    """The scenario with as many runs as a reading takes: its answer is a row among others."""
    run = loaded.scenario.run
    least = LEAST_OF_ONE_DRAW if run.draws == 1 else LEAST_RUNS
    runs = min(run.runs, max(run.runs // PLAYED_SHARE, least))
    return loaded.replace_all({("run", "runs"): runs})
