"""The hiring plan as text: who, how many posts, what is promised, what else would do, and what is open."""

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.measures.catalogue import MEASURES
from sim.measures.summary import MeasureSummary, line
from sim.report.style.hiring_verdict import count, names, sentences, whence, wording
from sim.report.style.numbers import error, estimate, number
from sim.report.style.plain_values import measure_unit, plain_value, quantity
from sim.report.style.table import TextTable, render
from sim.report.style.verdict import share
from sim.scenario.model import Costs
from sim.statistics.intervals import Interval
from sim.study.optimise.goal import Goal
from sim.study.optimise.optimize import HiringPlan, Tie
from sim.study.optimise.search.limits import Bill

PROMISED = ("reach", "engagers", "engagements", "clicks", "purchases", "cost", "cost_per_reached", "cpe")
UNITS_OF_BILL = {"usd": "USD", "hours": "hours", "creators": "creators"}


def by_share(choice: HiringPlan) -> list[int]:
    """Places of the hired creators among the contributions, the largest share first."""
    order: list[int] = np.argsort(-choice.contributions.shapley, kind="stable").tolist()
    return order


def roster_table(choice: HiringPlan) -> TextTable:
    """The hired creators: price, work, and what each adds; the largest share first."""
    who, plan, parts = choice.who, choice.best.plan, choice.contributions
    whole = max(float(parts.shapley.sum()), 1e-300)
    rows: list[tuple[str, ...]] = []
    for place in by_share(choice):
        creator = int(parts.who[place])
        step = int(plan[creator])
        rows.append((
            who.handle[creator], f"{who.followers[creator]:,.0f}", who.niche[creator] or "-",
            f"{who.n_posts[step - 1, creator]}", f"{who.prices.fee_usd[step, creator]:,.2f}",
            number(who.prices.hours[step, creator], 2), count(parts.alone[place]), count(parts.last[place]),
            f"{100.0 * parts.shapley[place] / whole:.1f}", *robustness(choice, creator),
        ))  # fmt: skip
    filled = [who.filled_in[int(parts.who[place])] for place in by_share(choice)]
    if any(filled):
        rows = [(*row, by_law or "-") for row, by_law in zip(rows, filled, strict=True)]
    last = (("robust %",) if choice.robust.size else ()) + (("by law",) if any(filled) else ())
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
    if n_fees := sum("fee" in each for each in filled):
        notes.append(
            f"by law: what no file says, and a law of size fills in. The fees of {n_fees:,} of {len(rows):,} hired "
            "creators are such: ask for them before you sign."
        )
    elif any(filled):
        notes.append("by law: what no file says, and a law of size fills in.")
    return TextTable(heading(choice), header, rows, notes)


def robustness(choice: HiringPlan, creator: int) -> tuple[str, ...]:
    """Share of draws whose own best plan has a creator, in percent; nothing for a single draw."""
    return (f"{100.0 * choice.robust[creator]:.0f}",) if choice.robust.size else ()


def n_posts(choice: HiringPlan) -> int:
    """Posts of the whole plan."""
    plan = choice.best.plan.tolist()
    return sum(int(choice.who.n_posts[step - 1, creator]) for creator, step in enumerate(plan) if step)


def heading(choice: HiringPlan) -> str:
    """The plan in a sentence."""
    cost, who = choice.bill, choice.who
    hours = "" if choice.question.hours is None else f" of {number(choice.question.hours)}"
    return (
        f"{choice.scenario.scenario.name}: {cost.creators:,} of {len(who.handle):,} creators, {n_posts(choice):,} "
        f"posts, {cost.usd:,.2f} of {choice.question.budget_usd:,.2f} USD, {number(cost.hours)}{hours} hours"
    )


def promised_lines(choice: HiringPlan) -> list[MeasureSummary]:
    """The measures of the promise, over fresh runs."""
    asked = choice.question.goal.measure
    shown = PROMISED if asked in PROMISED else (asked, *PROMISED)
    return [line(name, choice.promise.columns) for name in shown]


def promise_table(choice: HiringPlan) -> TextTable:
    """The plan in fresh runs: a row for each measure."""
    rows: list[tuple[str, ...]] = [
        (each.label, estimate(each.estimate), error(each.estimate), number(each.p10), number(each.p90),
         each.unit)
        for each in promised_lines(choice)
    ]  # fmt: skip
    n_runs = next(iter(choice.promise.columns.values())).size
    costs = choice.scenario.scenario.costs
    unpaid = "; creators who do not post are not paid" if not costs.pay_no_shows else ""
    notes = [f"Total cost: {work_words(costs)}{unpaid}."]
    return TextTable(f"Promise, {n_runs:,} fresh runs", ("measure", "mean", "95%", "P10", "P90", "unit"), rows, notes)


def work_words(costs: Costs) -> str:
    """The work in a total cost: whose hours it holds, and at which price."""
    if costs.work == "agency":
        return f"with all work done by an agency for {share(costs.agency_share)} of fees (costs.agency_share)"
    if costs.work == "left_out":
        return 'without anybody\'s hours (costs.work = "left_out")'
    return f"with hours at {costs.hour_usd:,.2f} USD each (costs.hour_usd)"


def around(choice: HiringPlan, interval: Interval) -> str:
    """The interval of a goal: that of a mean lies evenly around it, others do not."""
    if choice.question.goal.figure == "mean" or not math.isfinite(interval.low):
        return error(interval)
    return f"{count(interval.low)} to {count(interval.high)}"


def curve_table(choice: HiringPlan) -> TextTable:
    """The best plan for other budgets, a row for each."""
    points = [(point.budget_usd, point.value, point.bill) for point in choice.curve]
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
    goal = choice.promise.goal
    rows: list[tuple[str, ...]] = [("this plan", count(choice.best.value), estimate(goal), around(choice, goal),
             f"{100.0 * choice.promise.best_prob:.1f}", f"{choice.bill.usd:,.2f}", "-", "-")]  # fmt: skip
    for place, tie in enumerate(choice.ties, 2):
        rows.append((f"plan {place}", count(tie.rated.value), estimate(tie.promise.goal),
                     around(choice, tie.promise.goal),
                     f"{100.0 * tie.promise.best_prob:.1f}", f"{tie.bill.usd:,.2f}", *changes(tie)))  # fmt: skip
    header = ("plan", "expected", "played", "95%", "best %", "USD", "less of", "more of")
    notes = [
        f"expected: by the search, {whence(choice)}; played: with all luck, that of people too.",
        "best %: how often the plan has the best value when the paired runs are resampled; all meet the same luck.",
        f"This plan was taken by {'half of the runs' if choice.who.dependences else 'the column expected'}.",
    ]
    return TextTable("Near ties, in the same fresh runs", header, rows, notes)


def changes(tie: Tie) -> tuple[str, str]:
    """Creators who leave, and creators who join, in words."""
    return names(tie.leaves) or "-", names(tie.joins) or "-"


def tables(choice: HiringPlan) -> list[TextTable]:
    """The tables of the text form: roster, promise, budget curve, near ties."""
    return [roster_table(choice), promise_table(choice), curve_table(choice), ties_table(choice)]


def creators_of(choice: HiringPlan) -> list[dict[str, Any]]:
    """The hired creators as plain values, the largest share first."""
    who, parts, records = choice.who, choice.contributions, []
    whole, unit = max(float(parts.shapley.sum()), 1e-300), measure_unit(choice.question.goal.search_goal.measure)
    for place in by_share(choice):
        creator = int(parts.who[place])
        step = int(choice.best.plan[creator])
        records.append({
            "creator": who.handle[creator], "followers": quantity(who.followers[creator], "people"),
            "niche": who.niche[creator] or None, "posts": quantity(int(who.n_posts[step - 1, creator]), "posts"),
            "fee": quantity(float(who.prices.fee_usd[step, creator]), "USD"),
            "hours": quantity(float(who.prices.hours[step, creator]), "hours"),
            "by_law": who.filled_in[creator] or None,
            "alone": quantity(float(parts.alone[place]), unit), "adds_last": quantity(float(parts.last[place]), unit),
            "share": quantity(parts.shapley[place] / whole, "share of the plan's whole"),
            "robust_share": quantity(choice.robust[creator], "share of draws") if choice.robust.size else None,
        })  # fmt: skip
    return records


def bill_values(bill: Bill) -> dict[str, Any]:
    """The costs of a plan as plain values with units."""
    return {name: quantity(value, UNITS_OF_BILL[name]) for name, value in bill._asdict().items()}


def goal_values(goal: Goal) -> dict[str, Any]:
    """The goal as plain values."""
    tail = quantity(goal.tail, "share of campaigns")
    return {"measure": goal.measure, "kind": goal.figure, "tail": tail, "words": wording(goal)}


def savings_values(choice: HiringPlan) -> dict[str, Any]:
    """Creators whom the plan could do without, as plain values with units."""
    saved = choice.savings
    return {
        "who": [choice.who.handle[creator] for creator in saved.who],
        "lost": quantity(saved.lost, "share of the value"),
        "usd": quantity(saved.usd, "USD"),
        "hours": quantity(saved.hours, "hours"),
    }


def as_dict(choice: HiringPlan, notes: Sequence[str] = ()) -> dict[str, Any]:
    """The plan as plain values: roster, promise with 95% intervals, budget curve and near ties, with units."""
    goal, unit = choice.question.goal, measure_unit(choice.question.goal.search_goal.measure)
    promise_unit = measure_unit(goal.measure)
    answer = {
        "plan": heading(choice),
        "goal": goal_values(goal),
        "budget": quantity(choice.question.budget_usd, "USD"),
        "bill": {**bill_values(choice.bill), "posts": quantity(n_posts(choice), "posts")},
        "expected": quantity(choice.inside, unit),
        "bound": quantity(choice.bound, unit),
        "expected_is": "approximate" if choice.is_approximate else "calculated",
        "expected_above_played": quantity(choice.excess, "share of the played figure"),
        "promised_goal": quantity(choice.promise.goal, promise_unit),
        "roster": creators_of(choice),
        "promise": [
            {"measure": each.name, **quantity(each.estimate, measure_unit(each.name)), "p10": each.p10, "p90": each.p90}
            for each in promised_lines(choice)
        ],
        "budget_curve": [
            {"budget_usd": quantity(point.budget_usd, "USD"), **quantity(point.value, unit), **bill_values(point.bill)}
            for point in choice.curve
        ],
        "near_ties": [
            {"expected": quantity(tie.rated.value, unit), "promised_goal": quantity(tie.promise.goal, promise_unit),
             "best_share": quantity(tie.promise.best_prob, "share of resampled runs"), **bill_values(tie.bill),
             "less_of": tie.leaves, "more_of": tie.joins}
            for tie in choice.ties
        ],
        "savings": savings_values(choice),
        "verdict": [*sentences(choice), *choice.who.notes, *notes],
    }  # fmt: skip
    plain_values: dict[str, Any] = plain_value(answer)
    return plain_values


def text(choice: HiringPlan, notes: list[str], form: str, wide: bool) -> str:
    """The whole answer; csv holds the roster alone."""
    shown = tables(choice)
    if form == "csv":
        return render(shown[0], form, wide)
    answer = [*sentences(choice), *choice.who.notes, *notes]
    if form == "json":
        each = (json.loads(render(table, form, wide)) for table in shown)
        named = dict(zip(("roster", "promise", "budget_curve", "near_ties"), each, strict=True))
        return json.dumps({**named, "verdict": answer}, indent=2)
    return "\n".join([*(render(table, form, wide) + "\n" for table in shown), *answer])
