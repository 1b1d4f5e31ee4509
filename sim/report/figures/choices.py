"""Figures of a hiring plan: what each creator adds, and what other budgets would buy."""

from functools import partial
from typing import Any

import numpy as np

from sim.measures.catalogue import MEASURES
from sim.report.figures.canvas import WIDTH, Drawing, colour, legend_above, plain_numbers
from sim.report.pictures.strokes import INK, cut
from sim.report.style.hiring_verdict import wording
from sim.report.style.numbers import number
from sim.report.text.optimize import curve_table, roster_table
from sim.study.optimise.optimize import HiringPlan
from sim.text import printable

MOST_BARS = 20


def shares(choice: HiringPlan) -> Drawing:
    """Bars of what each creator adds: alone, as a fair share, and beside all others."""
    parts = choice.contributions
    n = min(parts.who.size, MOST_BARS)
    label = MEASURES[choice.question.goal.search_goal.measure].label
    more = "" if n == parts.who.size else f" The {n} creators with the largest shares, of {parts.who.size:,}."
    best = choice.who.handle[int(parts.who[np.argmax(parts.shapley)])]
    return Drawing(
        "roster_shares",
        f"What each creator adds: {label.lower()}",
        "Bar: the creator's fair share of the plan (Shapley). Ring: what the creator would win alone. Cross: what the "
        f"plan would lose without the creator. The further apart, the more audience is shared.{more}",
        f"Bars of {label.lower()} by creator; the longest is {printable(best)}.",
        partial(paint_shares, choice, n),
        roster_table(choice),
        (WIDTH, 1.2 + 0.24 * n),
    )


def paint_shares(choice: HiringPlan, n: int, figure: Any) -> None:
    parts, axes = choice.contributions, figure.subplots()
    order = np.argsort(-parts.shapley, kind="stable")[:n][::-1]
    rows = np.arange(n)
    axes.barh(rows, parts.shapley[order], color=colour(0), alpha=0.75, label="fair share")
    axes.plot(parts.alone[order], rows, "o", mfc="none", color=INK, label="alone")
    axes.plot(parts.last[order], rows, "x", color=colour(1), label="lost without")
    axes.set_yticks(rows, [printable(cut(choice.who.handle[int(parts.who[place])], 26)) for place in order])
    axes.set_ylim(-0.6, n - 0.4)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(MEASURES[choice.question.goal.search_goal.measure].label)
    plain_numbers(axes.xaxis)
    legend_above(figure, axes)


def curve(choice: HiringPlan) -> Drawing:
    """Line of the best plan's value over the budget."""
    wanted = wording(choice.question.goal.search_goal)
    low, high = choice.curve[0], choice.curve[-1]
    alt = (
        f"From {number(low.value, 0)} at {low.budget_usd:,.0f} USD to {number(high.value, 0)} at "
        f"{high.budget_usd:,.0f} USD."
    )
    return Drawing(
        "budget_curve",
        f"Budget curve: {wanted}",
        "The best plan that was found for each budget, all other limits as they are. Where the line bends, more money "
        "meets people who are won already, dearer creators, or another limit. The square is this plan.",
        alt,
        partial(paint_curve, choice),
        curve_table(choice),
    )


def paint_curve(choice: HiringPlan, figure: Any) -> None:
    axes = figure.subplots()
    points = sorted(
        [(point.budget_usd, point.value) for point in choice.curve] + [(choice.question.budget_usd, choice.best.value)]
    )
    axes.plot([0.0, *(x for x, _ in points)], [0.0, *(y for _, y in points)], "-o", color=colour(0))
    axes.plot(choice.question.budget_usd, choice.best.value, "s", ms=10, color=colour(1))
    axes.set_xlim(left=0.0)
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("budget, USD")
    axes.set_ylabel(MEASURES[choice.question.goal.search_goal.measure].label)
    plain_numbers(axes.xaxis)
    plain_numbers(axes.yaxis)
