"""Promises: what so large a share of campaigns brings at least, or costs at most, each alone and all at once.

A campaign is a run of a draw: luck, and what we do not know. A promise allows for the error of the simulation: with
so few draws and runs, it is 95% sure that the share is reached.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError
from sim.measures.catalogue import MEASURES, meant
from sim.measures.summary import single_campaigns
from sim.statistics import tolerance
from sim.store.stored_result import Array, StoredResult
from sim.study.comparison.compare import find_measure

USUAL = ("reach", "reach_2", "impressions", "engagers", "clicks", "purchases", "cost")  # what clients are promised
SURER = (0.8, 0.9, 0.95, 0.99)  # shares of campaigns that are shown beside what is asked for


class PromisedMeasure(NamedTuple):
    """A measure that is promised: at least or at most so much; nan where draws and runs are too few to tell."""

    name: str
    alone: float
    together: float  # with all other measures in the same campaign
    likely: float  # alone, with no allowance for the number of draws and runs: P10 or P90 of a run's summary
    median: float  # half of all campaigns bring that

    @property
    def is_floor(self) -> bool:
        """Whether at least so much is promised, not at most."""
        return MEASURES[self.name].better > 0


class Promises(NamedTuple):
    """Everything that is promised with one confidence: the share of campaigns that keep it."""

    confidence: float
    measures: tuple[PromisedMeasure, ...]


class PromisedCampaign(NamedTuple):
    """A campaign and its promises, at several confidences."""

    title: str
    draws: int
    runs: int  # per draw
    asked: Promises
    surer: tuple[Promises, ...]  # with other confidences, and the one that is asked for; the least sure first

    @property
    def n_units(self) -> int:
        """The number of independent samples: draws, or runs of a single one."""
        return self.draws if self.draws > 1 else self.runs


def promise(stored: StoredResult, confidence: float, names: Sequence[str], file: str) -> PromisedCampaign:
    """Find what a result promises; names: of measures, empty for the usual ones. Raises InputError naming the file."""
    draws, runs = stored.arrays["draw"].size, stored.arrays["run"].size
    check_size(draws, runs, confidence, file)
    chosen = choose_measures(names, stored.arrays, file)
    values = np.stack([better_values(name, stored.arrays) for name in chosen])
    every = {share: promises(values, chosen, share) for share in sorted({*SURER, confidence})}
    campaign = PromisedCampaign(str(stored.attributes["title"]), draws, runs, every[confidence], tuple(every.values()))
    if all(math.isnan(measure.alone) for measure in campaign.asked.measures):
        raise InputError(too_few(draws, runs, confidence, 2 * campaign.n_units), file=file)
    return campaign


def check_measures(names: Sequence[str]) -> None:
    """Raise InputError for a name that is no measure, or one that nobody promises."""
    for name in names:
        if not find_measure(name).better:
            raise InputError(f'measure "{name}" cannot be promised: neither more nor less of it is better')


def choose_measures(names: Sequence[str], arrays: Mapping[str, Array], file: str) -> tuple[str, ...]:
    """Return the measures that are promised, once each. Raises InputError for those that say nothing about a result."""
    check_measures(names)
    for name in names:
        if name not in meant(arrays):
            raise InputError(f'measure "{name}" says nothing here: nobody shares (word_of_mouth.share_prob)', file=file)
    return tuple(dict.fromkeys(names or USUAL))


def better_values(name: str, arrays: Mapping[str, Array]) -> F64:
    """Return a measure of every campaign [draw, run], so that more is better; what is undefined is the worst."""
    values = single_campaigns(MEASURES[name], arrays) * MEASURES[name].better
    return np.where(np.isnan(values), -math.inf, values)


def check_size(draws: int, runs: int, confidence: float, file: str) -> None:
    """Raise InputError where draws, or the runs of a single draw, are too few for any promise."""
    needed = tolerance.least_units(confidence)
    if (draws if draws > 1 else runs) < needed:
        raise InputError(too_few(draws, runs, confidence, needed), file=file)


def too_few(draws: int, runs: int, confidence: float, needed: int) -> str:
    """Say how many draws, or runs of a single draw, a promise takes."""
    what, here = ("draws", draws) if draws > 1 else ("runs", runs)
    most = math.floor(100.0 * tolerance.largest_share(here)) / 100.0
    mend = f"take {needed} or more (run.{what})"
    if 0.5 <= most < confidence:
        mend += f", or promise less surely ({most:g} at most)"
    return f"{here} {what} are too few for a promise with a confidence of {confidence:g}: {mend}"


def promises(values: F64, names: Sequence[str], confidence: float) -> Promises:
    """Return the promises of one confidence. values: [measure, draw, run], more being better."""
    alone = [tolerance.sure_rank(each[None], confidence) for each in values]
    together = min(tolerance.sure_rank(values, confidence), *alone) if len(names) > 1 else alone[0]
    found = []
    for name, each, own in zip(names, values, alone, strict=True):
        likely, half = (tolerance.likely_rank(each[None], share) for share in (confidence, 0.5))
        ranks = (min(own, likely), together, likely, half)
        found.append(PromisedMeasure(name, *(MEASURES[name].better * value_at(each, rank) for rank in ranks)))
    return Promises(confidence, tuple(found))


def value_at(values: F64, rank: int) -> float:
    """Return the value of a rank; nan where there is none."""
    return tolerance.value_at(values, rank) if rank else math.nan
