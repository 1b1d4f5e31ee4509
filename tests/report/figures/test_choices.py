"""Figures of a hiring plan: each creator's part, and the value of other budgets."""

from matplotlib.figure import Figure

from sim.report.figures import canvas, choices


def test_the_longest_bar_is_named_and_on_top(hiring_plan):
    parts = hiring_plan.contributions
    best = hiring_plan.who.handle[int(parts.who[parts.shapley.argmax()])]
    figure = Figure()
    choices.paint_shares(hiring_plan, parts.who.size, figure)
    assert choices.shares(hiring_plan).alt.endswith(f"the longest is {best}.")
    assert figure.axes[0].get_yticklabels()[-1].get_text() == best


def test_bars_that_are_left_out_are_said(hiring_plan, monkeypatch):
    n = hiring_plan.contributions.who.size
    assert "largest shares" not in choices.shares(hiring_plan).caption
    monkeypatch.setattr(choices, "MOST_BARS", 2)
    assert choices.shares(hiring_plan).caption.endswith(f" The 2 creators with the largest shares, of {n}.")


def test_the_curve_begins_with_nothing_for_nothing_and_holds_the_plan(hiring_plan):
    figure = Figure()
    choices.paint_curve(hiring_plan, figure)
    line, plan = figure.axes[0].lines
    assert (line.get_xdata()[0], line.get_ydata()[0]) == (0.0, 0.0)
    assert (plan.get_xdata()[0], plan.get_ydata()[0]) == (900.0, hiring_plan.best.value)
    assert list(line.get_xdata()) == sorted(line.get_xdata())


def test_both_are_pictures(hiring_plan):
    for drawing in (choices.shares(hiring_plan), choices.curve(hiring_plan)):
        assert canvas.inline(drawing).startswith("<svg")
