"""The chosen roster as text: who, how many posts, what is promised, what else would do, and what is open."""

import json
import math
from collections.abc import Sequence

import numpy as np

from sim.measures.catalogue import MEASURES
from sim.measures.summary import line
from sim.report.style.numbers import estimate, half_width, number
from sim.report.style.table import TextTable, render
from sim.report.style.verdict import listed
from sim.statistics.intervals import Interval
from sim.study.optimise.goal import Goal
from sim.study.optimise.optimize import HiringPlan, Tie

PROMISED = ("reach", "engagers", "engagements", "clicks", "purchases", "cost", "cost_per_reached", "cpe")
MOST_NAMES = 6
OFTEN = 0.25  # of the draws
CLOSED = 2e-6  # gap that is rounding


def wording(goal: Goal) -> str:
    """The goal in words."""
    label = MEASURES[goal.measure].label
    if goal.kind == "quantile":
        return f"{label} that {1.0 - goal.tail:.0%} of campaigns reach"
    return label if goal.kind == "mean" else f"{label} in the worst {goal.tail:.0%} of campaigns"


def roster_table(choice: HiringPlan) -> TextTable:
    """Who is hired, for what, and what each adds; the largest share first."""
    who, plan, found = choice.who, choice.best.plan, choice.contributions
    whole = max(float(found.shapley.sum()), 1e-300)
    rows: list[tuple[str, ...]] = []
    for place in np.argsort(-found.shapley, kind="stable").tolist():
        creator = int(found.who[place])
        step = int(plan[creator])
        rows.append((
            who.handle[creator], f"{who.followers[creator]:,.0f}", who.niche[creator] or "-",
            f"{who.n_posts[step - 1, creator]}", f"{who.prices.fee_usd[step, creator]:,.2f}",
            number(who.prices.hours[step, creator], 2), count(found.alone[place]), count(found.last[place]),
            f"{100.0 * found.shapley[place] / whole:.1f}", *robustness(choice, creator),
        ))  # fmt: skip
    last = ("robust %",) if choice.robust.size else ()
    header = ("creator", "followers", "niche", "posts", "fee USD", "hours", "alone", "adds last", "share %", *last)
    label = MEASURES[choice.question.goal.search_goal.measure].label
    notes = [
        f"alone, adds last: mean {label.lower()} by the creator alone, and lost without the creator from this plan.",
        "share %: Shapley's fair share of the plan's whole.",
    ]
    if choice.robust.size:
        n = len(choice.who.settings)
        notes.append(
            f"robust %: in how many of {n} draws of the uncertain numbers their own best plan has the creator."
        )
    return TextTable(heading(choice), header, rows, notes)


def robustness(choice: HiringPlan, creator: int) -> tuple[str, ...]:
    return (f"{100.0 * choice.robust[creator]:.0f}",) if choice.robust.size else ()


def heading(choice: HiringPlan) -> str:
    """The plan in a sentence."""
    cost, who = choice.bill, choice.who
    hours = "" if choice.question.hours is None else f" of {number(choice.question.hours)}"
    posts = sum(int(who.n_posts[step - 1, c]) for c, step in enumerate(choice.best.plan.tolist()) if step)
    return (
        f"{choice.scenario.scenario.name}: {cost.creators:,} of {len(who.handle):,} creators, {posts:,} posts, "
        f"{cost.usd:,.2f} of {choice.question.budget_usd:,.2f} USD, {number(cost.hours)}{hours} hours"
    )


def promise_table(choice: HiringPlan) -> TextTable:
    """What the plan does in fresh runs."""
    asked = choice.question.goal.measure
    names = PROMISED if asked in PROMISED else (asked, *PROMISED)
    lines = [line(name, choice.promise.columns) for name in names]
    rows: list[tuple[str, ...]] = [
        (MEASURES[one.name].label, estimate(one.estimate), half_width_text(one.estimate), number(one.p10),
         number(one.p90), MEASURES[one.name].unit)
        for one in lines
    ]  # fmt: skip
    n_runs = next(iter(choice.promise.columns.values())).size
    costs = choice.scenario.scenario.costs
    unpaid = "; creators who do not post are not paid" if not costs.pay_no_shows else ""
    notes = [f"Total cost: with hours at {costs.hour_usd:,.2f} USD each (costs.hour_usd){unpaid}."]
    return TextTable(f"Promise, {n_runs:,} fresh runs", ("measure", "mean", "± 95%", "P10", "P90", "unit"), rows, notes)


def half_width_text(interval: Interval) -> str:
    return number(half_width(interval)) if math.isfinite(interval.high) else "-"


def around(choice: HiringPlan, interval: Interval) -> str:
    """The interval of a goal: that of a mean lies evenly around it, others do not."""
    if choice.question.goal.kind == "mean" or not math.isfinite(interval.low):
        return half_width_text(interval)
    return f"{count(interval.low)} to {count(interval.high)}"


def curve_table(choice: HiringPlan) -> TextTable:
    """What other budgets would buy."""
    points = [(one.budget_usd, one.value, one.bill) for one in choice.curve]
    points.append((choice.question.budget_usd, choice.best.value, choice.bill))
    rows: list[tuple[str, ...]] = [
        (f"{budget:,.0f}", count(value), relative(value, choice), f"{cost.creators:,}",
         f"{cost.usd:,.0f}", number(cost.hours))
        for budget, value, cost in sorted(points)
    ]  # fmt: skip
    title = f"Budget curve: {wording(choice.question.goal.search_goal)}"
    return TextTable(title, ("budget USD", "value", "relative", "creators", "spent USD", "hours"), rows, [])


def relative(value: float, choice: HiringPlan) -> str:
    """Relative to this plan; a dash where that is worth nothing."""
    return f"{value / choice.best.value:.3f}" if choice.best.value > 0.0 else "-"


def ties_table(choice: HiringPlan) -> TextTable:
    """Plans that are nearly as good."""
    everybody = [tie.promise.goal for tie in choice.ties] + [choice.promise.goal]
    own = (estimate(everybody[-1]), around(choice, everybody[-1]))
    rows: list[tuple[str, ...]] = [("this plan", count(choice.best.value), *own,
             f"{100.0 * choice.promise.best_prob:.1f}", f"{choice.bill.usd:,.2f}", "-", "-")]  # fmt: skip
    for place, tie in enumerate(choice.ties, 2):
        rows.append((f"plan {place}", count(tie.found.value), estimate(tie.promise.goal),
                     around(choice, tie.promise.goal),
                     f"{100.0 * tie.promise.best_prob:.1f}", f"{tie.bill.usd:,.2f}", *changes(tie)))  # fmt: skip
    spread = "± 95%" if choice.question.goal.kind == "mean" else "95% interval"
    header = ("plan", "expected", "played", spread, "best %", "USD", "less of", "more of")
    told = [
        f"expected: by the search, {whence(choice)}; played: with all luck, that of people too.",
        "best %: how often the plan has the best value when the paired runs are resampled; all meet the same luck.",
        f"This plan was taken by {'half of the runs' if choice.who.dependences else 'the column expected'}.",
    ]
    return TextTable("Near ties, in the same fresh runs", header, rows, told)


def seen_by_search(choice: HiringPlan) -> str:
    """What the search can see of creators who depend on one another."""
    if choice.counts_sources:
        return "how many sources people have seen, in one order"
    label = MEASURES[choice.question.goal.search_goal.measure].label.lower()
    return f"{label} by each one's own effect only"


def whence(choice: HiringPlan) -> str:
    """Where the search's own figures come from."""
    if choice.who.dependences:
        return seen_by_search(choice)
    return "exact for these numbers" if choice.question.goal.kind == "mean" else "in worlds that chose no plan"


def changes(tie: Tie) -> tuple[str, str]:
    return names(tie.leaves) or "-", names(tie.joins) or "-"


def count(value: float) -> str:
    """A whole number; of small ones three digits."""
    return number(value, 0 if abs(value) >= 100.0 else 1 if abs(value) >= 10.0 else None)


def names(handles: Sequence[str]) -> str:
    """Some names, and how many more."""
    shown = ", ".join(handles[:MOST_NAMES])
    return shown + (f" and {len(handles) - MOST_NAMES:,} more" if len(handles) > MOST_NAMES else "")


def verdict(choice: HiringPlan) -> list[str]:
    """What is claimed of the plan, and what is not."""
    goal, unit = choice.question.goal, MEASURES[choice.question.goal.measure].unit
    promised = choice.promise.goal
    ends = f" (95%: {count(promised.low)} to {count(promised.high)})" if math.isfinite(promised.low) else ""
    told = [
        f"{wording(goal)}: {count(promised.value)}{ends} {unit}".rstrip() + ", in runs that the search has not seen."
    ]
    if choice.who.dependences:
        told.append(
            f"No bound is claimed: {listed(choice.who.dependences)}; the search counts {seen_by_search(choice)}, "
            "and the best of its plans was taken by half of the runs."
        )
    else:
        told.append(expectation(choice))
    draws, unsure = choice.scenario.scenario.run.draws, len(choice.scenario.paths)
    if draws > 1 and not unsure:
        told.append("No number of the scenario is uncertain: draws show nothing (--set platform_uncertainty=true).")
    elif draws > 1:
        told.append(
            f"The promise is over {draws:,} draws of {unsure} uncertain numbers; prices are those at their medians."
        )
    return told + further(choice) + missing_creators(choice) + sampling_notes(choice)


def expectation(choice: HiringPlan) -> str:
    """What the search thinks of the plan, and what no plan can exceed."""
    n_draws, is_mean = len(choice.who.settings), choice.question.goal.kind == "mean"
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
    """What sampling people has to do with it."""
    unseen = int(((choice.who.whom.thin == 0.0) & (choice.who.slots > 0.0)).sum())
    one_in = choice.scenario.scenario.world.sample_one_in
    told = [f"The promise was played with one person in {one_in:,}."] if one_in > 1 else []
    if unseen:
        told.append(
            f"{unseen:,} creators have nobody among the people of the search and could not be chosen; "
            "a smaller world.sample_one_in shows them."
        )
    return told


def further(choice: HiringPlan) -> list[str]:
    """What more money would add, and whom the plan could do without."""
    told = []
    dearer = [one for one in choice.curve if one.budget_usd > choice.question.budget_usd]
    if dearer:
        extra, more = dearer[0].budget_usd - choice.question.budget_usd, dearer[0].value - choice.best.value
        what = MEASURES[choice.question.goal.search_goal.measure].label.lower()
        told.append(f"With {extra:,.0f} USD more, {count(max(more, 0.0))} more {what} would be found.")
    saved = choice.savings
    if saved.who:
        told.append(
            f"Without {len(saved.who):,} of the creators ({names([choice.who.handle[c] for c in saved.who])}) "
            f"{100.0 * saved.lost:.2g}% would be lost, and {saved.usd:,.2f} USD and {number(saved.hours)} hours saved."
        )
    return told


def missing_creators(choice: HiringPlan) -> list[str]:
    """Whom many draws of what is not known would hire, though the plan does not."""
    if not choice.robust.size:
        return []
    often = np.flatnonzero((choice.best.plan == 0) & (choice.robust >= OFTEN))
    order = often[np.argsort(-choice.robust[often], kind="stable")].tolist()
    told = [f"{choice.who.handle[creator]} ({choice.robust[creator]:.0%})" for creator in order]
    return [f"Not hired, but by many draws of the uncertain numbers: {names(told)}."] if told else []


def text(choice: HiringPlan, notes: list[str], form: str, wide: bool) -> str:
    """Everything; csv holds the roster alone."""
    roster = roster_table(choice)
    others = [promise_table(choice), curve_table(choice), ties_table(choice)]
    told = [*verdict(choice), *choice.who.notes, *notes]
    if form == "csv":
        return render(roster, form, wide)
    if form == "json":
        tables = {name: json.loads(render(table, form, wide)) for name, table in
                  zip(("roster", "promise", "budget_curve", "near_ties"), [roster, *others], strict=True)}  # fmt: skip
        return json.dumps({**tables, "verdict": told}, indent=2)
    return "\n".join([*(render(table, form, wide) + "\n" for table in [roster, *others]), *told])
