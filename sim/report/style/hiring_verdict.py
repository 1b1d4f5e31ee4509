"""The verdict on a hiring plan in words: what is promised, what is open, and what more money would add."""

import math
from collections.abc import Sequence

import numpy as np

from sim.measures.catalogue import MEASURES
from sim.report.style.numbers import number
from sim.study.optimise.goal import Goal
from sim.study.optimise.optimize import HiringPlan
from sim.text import join_words

MOST_NAMES = 6
OFTEN = 0.25  # of the draws
CLOSED = 2e-6  # gap that is rounding


def wording(goal: Goal) -> str:
    """The goal in words."""
    label = MEASURES[goal.measure].label
    if goal.figure == "quantile":
        return f"{label} that {1.0 - goal.tail:.0%} of campaigns reach"
    return label if goal.figure == "mean" else f"{label} in the worst {goal.tail:.0%} of campaigns"


def count(value: float) -> str:
    """A whole number; of small ones three digits."""
    return number(value, 0 if abs(value) >= 100.0 else 1 if abs(value) >= 10.0 else None)


def names(handles: Sequence[str]) -> str:
    """Some names, and how many more."""
    shown = ", ".join(handles[:MOST_NAMES])
    return shown + (f" and {len(handles) - MOST_NAMES:,} more" if len(handles) > MOST_NAMES else "")


def seen_by_search(choice: HiringPlan) -> str:
    """The figure that the search goes by where creators depend on one another."""
    if choice.counts_sources:
        return "how many sources people have seen, in one order"
    label = MEASURES[choice.question.goal.search_goal.measure].label.lower()
    return f"{label} by each one's own effect only"


def whence(choice: HiringPlan) -> str:
    """The origin of the search's own figures, in words."""
    if choice.who.dependences:
        return f"approximate: {seen_by_search(choice)}"
    if choice.question.goal.figure != "mean":
        return "approximate: the creators' luck without that of people, in worlds that chose no plan"
    n_draws = len(choice.who.settings)
    return "calculated over all luck" + (f" and {n_draws} draws of its own" if n_draws > 1 else "")


def compare_with_runs(choice: HiringPlan) -> list[str]:
    """Sentence on how far the search's figure is from the played one; none where it looks for another goal."""
    above, low, high = choice.excess
    if not math.isfinite(above):
        return []
    how = "approximate" if choice.is_approximate else "calculated, not played"
    far = f"{100.0 * abs(above):.1f}% {'above' if above >= 0.0 else 'below'} the played figure"
    if not math.isfinite(low):
        return [f"What the search expects is {how}: {count(choice.best.value)}, {far}."]
    error = f"95% by the error of the runs: {100.0 * low:+.1f}% to {100.0 * high:+.1f}%"
    inside = "within" if low <= 0.0 <= high else "outside"
    return [
        f"What the search expects is {how}: {count(choice.best.value)}, {far}, {inside} Monte Carlo error ({error})."
    ]


def sentences(choice: HiringPlan) -> list[str]:
    """Every claim about the plan, the promise first, and what is not claimed."""
    goal, unit = choice.question.goal, MEASURES[choice.question.goal.measure].unit
    promised = choice.promise.goal
    ends = f" (95%: {count(promised.low)} to {count(promised.high)})" if math.isfinite(promised.low) else ""
    answer = [
        f"{wording(goal)}: {count(promised.value)}{ends} {unit}".rstrip() + ", in runs that the search has not seen."
    ]
    if choice.who.dependences:
        answer.append(
            f"No bound is claimed: {join_words(choice.who.dependences)}; the search counts {seen_by_search(choice)}, "
            "and the best of its plans was taken by half of the runs."
        )
    else:
        answer.append(expectation(choice))
    answer += compare_with_runs(choice)
    draws, unsure = choice.scenario.scenario.run.draws, len(choice.scenario.paths)
    if draws > 1 and not unsure:
        answer.append("No number of the scenario is uncertain: draws show nothing (--set platform_uncertainty=true).")
    elif draws > 1:
        answer.append(
            f"The promise is over {draws:,} draws of {unsure} uncertain numbers; prices are those at their medians."
        )
    return answer + further(choice) + missing_creators(choice) + sampling_notes(choice)


def expectation(choice: HiringPlan) -> str:
    """Sentence on what the search expects of the plan, and what no plan can exceed."""
    n_draws, is_mean = len(choice.who.settings), choice.question.goal.figure == "mean"
    seen = [] if is_mean else [f"{choice.question.n_worlds:,} worlds of luck"]
    seen += [f"{n_draws} draws of the uncertain numbers"] if n_draws > 1 else []
    where = f" in its {' and '.join(seen)}" if seen else ""
    expected = f"Expected by the search{where} {count(choice.inside)}"
    if not math.isfinite(choice.bound):
        why = "each source makes others worth more" if choice.counts_sources else "a quantile is not concave"
        return f"{expected}; no bound is claimed: {why}."
    if choice.bound <= 0.0:
        return f"{expected}: no plan within these limits can have any, so none is better than another."
    gap = max(choice.bound / choice.inside - 1.0, 0.0) if choice.inside > 0.0 else 0.0
    left = "there is none better" if gap <= CLOSED else f"at most {number(100.0 * gap, 2)}% are left"
    there = " there" if seen else ""
    return f"{expected}; no plan within these limits can have more than {count(choice.bound)}{there}: {left}."


def sampling_notes(choice: HiringPlan) -> list[str]:
    """Sentences on what sampling people does to the answer."""
    unseen = int(((choice.who.whom.thin == 0.0) & (choice.who.slots > 0.0)).sum())
    one_in = choice.scenario.scenario.world.sample_one_in
    notes = [f"The promise was played with one person in {one_in:,}."] if one_in > 1 else []
    if unseen:
        notes.append(
            f"{unseen:,} creators have nobody among the people of the search and could not be chosen; "
            "a smaller world.sample_one_in shows them."
        )
    return notes


def further(choice: HiringPlan) -> list[str]:
    """Sentences on what more money would add, and on creators whom the plan could do without."""
    answer = []
    dearer = [point for point in choice.curve if point.budget_usd > choice.question.budget_usd]
    if dearer:
        extra, more = dearer[0].budget_usd - choice.question.budget_usd, dearer[0].value - choice.best.value
        label = MEASURES[choice.question.goal.search_goal.measure].label.lower()
        answer.append(f"With {extra:,.0f} USD more, {count(max(more, 0.0))} more {label} would be found.")
    saved = choice.savings
    if saved.who:
        answer.append(
            f"Without {len(saved.who):,} of the creators ({names([choice.who.handle[c] for c in saved.who])}) "
            f"{100.0 * saved.lost:.2g}% would be lost, and {saved.usd:,.2f} USD and {number(saved.hours)} hours saved."
        )
    return answer


def missing_creators(choice: HiringPlan) -> list[str]:
    """Sentence on creators whom many draws of the uncertain numbers would hire, though the plan does not."""
    if not choice.robust.size:
        return []
    often = np.flatnonzero((choice.best.plan == 0) & (choice.robust >= OFTEN))
    order = often[np.argsort(-choice.robust[often], kind="stable")].tolist()
    shown = [f"{choice.who.handle[creator]} ({choice.robust[creator]:.0%})" for creator in order]
    return [f"Not hired, but by many draws of the uncertain numbers: {names(shown)}."] if shown else []
