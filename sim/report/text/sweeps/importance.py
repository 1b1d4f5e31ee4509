"""The importance of each number, column by column, and the answer of a sensitivity in words."""

import math
from typing import NamedTuple

import numpy as np

from sim.measures.catalogue import MEASURES
from sim.report.style import numbers
from sim.report.style.verdict import percents, share
from sim.statistics.intervals import Interval
from sim.statistics.value_of_information import Known
from sim.study.sweeps.sensitivity import Sensitivity

HARDLY = 0.01  # of its size: an answer that varies less is called so


class Entry(NamedTuple):
    """A column of the table: a heading and a cell for each number that is varied."""

    heading: str
    cells: list[Interval | float]


def entries(sensitivity: Sensitivity) -> list[Entry]:
    """Everything that the design can say of each number, column by column."""
    columns: list[Entry] = []
    if sensitivity.indices is not None:
        columns += [Entry("total", list(sensitivity.indices.total)), Entry("first", list(sensitivity.indices.first))]
    if sensitivity.effects is not None:
        effects = sensitivity.effects
        columns.append(Entry("mu*", [effect.mu_star for effect in effects]))
        columns.append(Entry("mu", [effect.mu for effect in effects]))
        columns.append(Entry("sigma", [effect.sigma for effect in effects]))
    if sensitivity.correlations is not None:
        columns.append(Entry("PRCC", list(sensitivity.correlations)))
    if sensitivity.regression is not None:
        columns.append(Entry("SRRC", list(sensitivity.regression.coefficients)))
    if sensitivity.knowing is not None:
        factors = sensitivity.knowing.factors
        columns.append(Entry("wrong if known", [known.wrong for known in factors]))
        columns.append(Entry("worth", [known.worth for known in factors]))
    return columns


def informative_entries(sensitivity: Sensitivity) -> list[Entry]:
    """The columns that say something of some number."""
    return [entry for entry in entries(sensitivity) if any(math.isfinite(value_of(each)) for each in entry.cells)]


def weight(sensitivity: Sensitivity, index: int) -> float:
    """Sort key of a number: the more it matters, the smaller."""
    for entry in informative_entries(sensitivity)[:1]:
        value = value_of(entry.cells[index])
        return -abs(value) if math.isfinite(value) else math.inf
    return 0.0


def value_of(cell: Interval | float) -> float:
    """The number in a cell, without its interval."""
    return cell.value if isinstance(cell, Interval) else cell


def order(sensitivity: Sensitivity) -> list[int]:
    """Indices of the numbers that are varied, the most important first."""
    return sorted(range(len(sensitivity.factors)), key=lambda index: weight(sensitivity, index))


def sentences(sensitivity: Sensitivity) -> list[str]:
    """The answer in words."""
    answer = []
    if sensitivity.n_points < sensitivity.n_asked:
        there = f"{sensitivity.n_points:,} of {sensitivity.n_asked:,} points"
        answer.append(f"{sensitivity.subject.words} is known at {there}; what follows holds there alone.")
    if not sensitivity.varies:
        return [*answer, standstill(sensitivity)]
    answer.append(deciding(sensitivity))
    if sensitivity.spread < HARDLY:
        answer.append(f"The answer hardly varies, though: by {share(sensitivity.spread)} of its size at most.")
    if sensitivity.knowing is not None:
        answer.append(knowing_sentence(sensitivity))
    return answer


def standstill(sensitivity: Sensitivity) -> str:
    """Sentence on an answer that is the same at all points."""
    where = f"over these {sensitivity.n_points:,} points"
    sentence = f"The answer does not vary {where}: nothing decides"
    gain = sensitivity.subject.gain[np.isfinite(sensitivity.subject.gain)]
    if not gain.size:
        return f"{sentence}."
    first, second = sensitivity.subject.name[0], sensitivity.subject.name[-1]
    if not gain.any():
        return f"{sentence}. {first} and {second} are equal, so no choice between them is wrong (0%)."
    better = first if gain.sum() > 0.0 else second
    return f"{sentence}. {better} is the better at all of them: choosing it is wrong at 0% of them."


def deciding(sensitivity: Sensitivity) -> str:
    """Sentence on the number that decides most, where one is shown to."""
    names, first = sensitivity.factors, order(sensitivity)[0]
    indices, effects, correlations = sensitivity.indices, sensitivity.effects, sensitivity.correlations
    if indices is not None and math.isnan(indices.total[first].value):
        return (
            "The answer varies no more from point to point than its noise explains: nothing is shown to decide; more "
            "points or runs may show more."
        )
    if indices is not None:
        total = Interval(*(min(max(end, 0.0), 1.0) for end in indices.total[first]))
        if indices.total[first].low <= 0.0:
            largest = f"the largest part, {names[first]}'s, is {percents(total)} of the variance"
            return f"No number is shown to decide: {largest}."
        second = order(sensitivity)[1] if len(names) > 1 else first
        if second != first and not indices.converged and indices.total[second].value > indices.total[first].low:
            largest = f"{names[first]} has the largest part, {percents(total)} of the variance"
            return f"{largest}, but {names[second]} may have as large a one: take more points."
        return f"{names[first]} decides most: it has a part in {percents(total)} of the variance."
    sure: list[bool] = [False] * len(names)
    if effects is not None:
        sure = [effect.square.low > 0.0 for effect in effects]
    elif correlations is not None:
        sure = [each.low * each.high > 0.0 for each in correlations]
    moving = [index for index in order(sensitivity) if sure[index]]
    if moving and moving[0] == first:
        return f"{names[first]} moves the answer most."
    if moving:
        return f"{names[moving[0]]} moves the answer; whether {names[first]} moves it more is not shown."
    return "No number is shown to move the answer: what each seems to do is within noise, or points are too few."


def knowing_sentence(sensitivity: Sensitivity) -> str:
    """Sentence on how often one chooses wrongly today, and which number is worth knowing."""
    assert sensitivity.knowing is not None
    wrong = sensitivity.knowing.wrong
    today = f"Choosing by what is known today is wrong in {percents(wrong)} of what may be true"
    factors = dict(zip(sensitivity.factors, sensitivity.knowing.factors, strict=True))
    usable = {path: known for path, known in factors.items() if math.isfinite(known.reduction.value)}
    if not usable or wrong.value == 0.0:
        return f"{today}."
    path = max(usable, key=lambda name: usable[name].reduction.value)
    best = usable[path]
    if best.reduction.low <= 0.0:
        return f"{today}; knowing no single number would help for sure."
    gain = worth_in_words(best, sensitivity.measure)
    return f"{today}; knowing {path} would bring that to {percents(best.wrong)}{gain}."


def worth_in_words(known: Known, measure: str) -> str:
    """The worth of knowing a number, in words; nothing where that is not surely above zero."""
    if not (math.isfinite(known.worth.value) and known.worth.low > 0.0):
        return ""
    return f", and is worth {numbers.estimate(known.worth)} {MEASURES[measure].unit} of {MEASURES[measure].label}"
