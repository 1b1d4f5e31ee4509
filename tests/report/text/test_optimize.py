"""A hiring plan as text and plain values."""

import pytest

from sim.report.style.table import render
from sim.report.text import optimize


@pytest.fixture(scope="module")
def answer(hiring_plan):
    return optimize.as_dict(hiring_plan, ["written"])


def test_money_has_its_unit(answer):
    assert answer["budget"] == {"value": 900.0, "unit": "USD"}
    assert answer["bill"]["usd"]["unit"] == "USD"


def test_the_bill_counts_the_roster(answer):
    assert answer["bill"]["creators"] == {"value": len(answer["roster"]), "unit": "creators"}
    assert answer["bill"]["posts"]["value"] == sum(creator["posts"]["value"] for creator in answer["roster"])


def test_shares_of_creators_add_up(answer):
    assert sum(creator["share"]["value"] for creator in answer["roster"]) == pytest.approx(1.0)


def test_the_promise_has_an_interval(answer):
    goal = answer["promised_goal"]
    assert goal["low"] <= goal["value"] <= goal["high"]


def test_the_figure_of_the_search_is_named_for_what_it_is(answer, hiring_plan):
    assert answer["expected_is"] == "calculated"
    assert answer["expected_above_played"]["value"] == pytest.approx(
        hiring_plan.best.value / hiring_plan.promise.goal.value - 1.0
    )
    assert answer["expected_above_played"]["unit"] == "share of the played figure"


def test_notes_end_the_verdict(answer):
    assert answer["verdict"][-1] == "written"


def test_every_table_is_in_the_text(hiring_plan):
    text = optimize.text(hiring_plan, [], "table", wide=False)
    assert all(render(table, "table", False) in text for table in optimize.tables(hiring_plan))


def test_figures_by_a_law_are_marked_and_counted(hiring_plan):
    """In a column of their own, so that fees stay numbers."""
    everybody = len(hiring_plan.who.handle)
    said, marked = (
        hiring_plan._replace(who=hiring_plan.who._replace(filled_in=(each,) * everybody)) for each in ("", "fee")
    )
    assert "by law" not in optimize.roster_table(said).header
    table = optimize.roster_table(marked)
    assert {row[table.header.index("by law")] for row in table.rows} == {"fee"}
    n = len(table.rows)
    assert f"The fees of {n} of {n} hired creators are such" in table.notes[-1]
    assert {each["by_law"] for each in optimize.creators_of(marked)} == {"fee"}
